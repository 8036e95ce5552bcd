package otp_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/otp"
)

const b32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // of seed(20)

func TestURIsThatAreRead(t *testing.T) {
	for _, c := range []struct {
		name, uri string
		label     otp.Label
		algorithm otp.Algorithm
		digits    int
	}{
		{"issuer twice", "otpauth://totp/Acme:mira?secret=" + b32 + "&issuer=Acme", otp.Label{"Acme", "mira"}, otp.SHA1, 6},
		{"issuer only in the label", "otpauth://totp/Acme:mira?secret=" + b32, otp.Label{"Acme", "mira"}, otp.SHA1, 6},
		{"issuer only as a parameter", "otpauth://totp/mira?issuer=Acme&secret=" + b32, otp.Label{"Acme", "mira"}, otp.SHA1, 6},
		{"no issuer", "otpauth://totp/mira?secret=" + b32, otp.Label{"", "mira"}, otp.SHA1, 6},
		{"an escaped colon and a blank", "otpauth://totp/Acme%20Ltd%3A%20mira?secret=" + b32, otp.Label{"Acme Ltd", "mira"}, otp.SHA1, 6},
		{"a plus is a plus", "otpauth://totp/mira+test@acme.example?secret=" + b32, otp.Label{"", "mira+test@acme.example"}, otp.SHA1, 6},
		{"a secret in small letters", "otpauth://totp/mira?secret=" + strings.ToLower(b32), otp.Label{"", "mira"}, otp.SHA1, 6},
		{"defaults written out", "otpauth://totp/mira?secret=" + b32 + "&algorithm=SHA1&digits=6&period=30", otp.Label{"", "mira"}, otp.SHA1, 6},
		{"8 digits of SHA256", "otpauth://totp/mira?secret=" + b32 + "&algorithm=SHA256&digits=8", otp.Label{"", "mira"}, otp.SHA256, 8},
		{"letters of other scripts", "otpauth://totp/B%C3%BCro:am%C3%A9lie?secret=" + b32, otp.Label{"Büro", "amélie"}, otp.SHA1, 6},
		{"with an image", "otpauth://totp/mira?secret=" + b32 + "&image=https%3A%2F%2Facme.example%2Fi.png", otp.Label{"", "mira"}, otp.SHA1, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, l, err := otp.ParseURI(c.uri)
			if err != nil {
				t.Fatal(err)
			}
			if l != c.label || k.Algorithm != c.algorithm || k.Digits != c.digits || !k.Secret.Equal(seed(20)) {
				t.Errorf("got %+v, %v, %d", l, k.Algorithm, k.Digits)
			}
		})
	}
}

func TestURIsThatAreRefused(t *testing.T) {
	for _, c := range []struct{ name, uri, says string }{
		{"another scheme", "https://totp/mira?secret=" + b32, "otpauth://"},
		{"counted codes", "otpauth://hotp/mira?secret=" + b32 + "&counter=1", "hotp"},
		{"no type", "otpauth:///mira?secret=" + b32, "totp"},
		{"no secret", "otpauth://totp/mira", "no secret"},
		{"an empty secret", "otpauth://totp/mira?secret=", "base32"},
		{"a padded secret", "otpauth://totp/mira?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY%3D%3D", "base32"},
		{"a secret with blanks", "otpauth://totp/mira?secret=GEZD%20GNBV", "base32"},
		{"a secret with letters that are none", "otpauth://totp/mira?secret=GEZDGNB1GY3TQOJQGEZDGNBVGY3TQOJ0", "base32"},
		{"bits that nothing reads", "otpauth://totp/mira?secret=GEZDGNBVGY3TQOJQGEZDGNBVGZ", "base32"},
		{"80 bits", "otpauth://totp/mira?secret=GEZDGNBVGY3TQOJQ", "at least 16"},
		{"an algorithm of nobody", "otpauth://totp/mira?secret=" + b32 + "&algorithm=MD5", "SHA512"},
		{"a million digits", "otpauth://totp/mira?secret=" + b32 + "&digits=1000000", "digits"},
		{"no digits", "otpauth://totp/mira?secret=" + b32 + "&digits=", "digits"},
		{"a minute", "otpauth://totp/mira?secret=" + b32 + "&period=60", "30 seconds"},
		{"two secrets", "otpauth://totp/mira?secret=" + b32 + "&secret=" + b32, "twice"},
		{"two issuers", "otpauth://totp/Acme:mira?secret=" + b32 + "&issuer=Evil", "two issuers"},
		{"an empty issuer", "otpauth://totp/:mira?secret=" + b32, "issuer"},
		{"an issuer with a colon", "otpauth://totp/Acme:Inc:mira?secret=" + b32, "colon"},
		{"an issuer with a colon, as a parameter", "otpauth://totp/mira?secret=" + b32 + "&issuer=Acme:Inc", "colon"},
		{"no account", "otpauth://totp/?secret=" + b32, "account"},
		{"a line break in the account", "otpauth://totp/mira%0Aroot?secret=" + b32, "print"},
		{"a change of direction", "otpauth://totp/mira%E2%80%AEtoor?secret=" + b32, "print"},
		{"bytes that are no text", "otpauth://totp/mira%FF?secret=" + b32, "print"},
		{"a broken escape", "otpauth://totp/mira%2?secret=" + b32, "label"},
		{"a deeper path", "otpauth://totp/a/b?secret=" + b32, "label"},
		{"an unknown parameter", "otpauth://totp/mira?secret=" + b32 + "&counter=1", "not known"},
		{"a fragment", "otpauth://totp/mira?secret=" + b32 + "#x", "#"},
		{"too long", "otpauth://totp/" + strings.Repeat("a", 1100) + "?secret=" + b32, "at most"},
		{"nothing", "", "otpauth://"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := otp.ParseURI(c.uri)
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "GEZD") {
				t.Errorf("the secret is in %v", err)
			}
		})
	}
}

func TestAURIComesBack(t *testing.T) {
	for _, l := range []otp.Label{{"Acme", "mira"}, {"", "mira"}, {"Acme & Söhne + Co", "mira kovač@acme.example"}, {"50% off?", "a=b&c#d"}} {
		for _, a := range []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512} {
			for _, digits := range []int{6, 8} {
				k, err := otp.NewKey(a, digits)
				if err != nil {
					t.Fatal(err)
				}
				uri := k.URI(l)
				if strings.ContainsAny(uri, "+ ") || a == otp.SHA1 && strings.Contains(uri, "algorithm") || strings.Contains(uri, "period") {
					t.Errorf("%v: written as %s", l, strings.ReplaceAll(uri, k.Manual(), "…"))
				}
				back, got, err := otp.ParseURI(uri)
				if err != nil || got != l || back.Algorithm != a || back.Digits != digits || !back.Secret.Equal(k.Secret) {
					t.Errorf("%v comes back as %v, %v", l, got, err)
				}
				if typed := strings.ReplaceAll(k.Manual(), " ", ""); !strings.Contains(uri, "secret="+typed) {
					t.Error("what is typed by hand is another secret")
				}
			}
		}
	}
}

func FuzzParseURI(f *testing.F) {
	f.Add("otpauth://totp/Acme:mira?secret=" + b32 + "&issuer=Acme")
	f.Add("otpauth://totp/a%3A%20b?secret=" + b32 + "&digits=8&algorithm=SHA512&period=30")
	f.Add("otpauth://totp/mira?secret=" + b32 + "&issuer=A:me")
	f.Fuzz(func(t *testing.T, s string) {
		k, l, err := otp.ParseURI(s)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%v", err)
			}
			return
		}
		back, label, err := otp.ParseURI(k.URI(l))
		if err != nil || label != l || !back.Secret.Equal(k.Secret) || back.Algorithm != k.Algorithm || back.Digits != k.Digits {
			t.Errorf("%q is not read as it is written: %v", s, err)
		}
		if code, err := k.Code(otp.StepAt(time.Unix(59, 0))); err != nil || len(code) != k.Digits {
			t.Errorf("%q makes the code %q, %v", s, code, err)
		}
	})
}

func TestTheQRCodeHasItsQuietZone(t *testing.T) {
	img, err := otp.QR("otpauth://totp/Acme:mira?secret=" + b32 + "&issuer=Acme")
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	if b.Dx() != b.Dy() || b.Dx() < 4*(29+8) {
		t.Errorf("it is %v", b)
	}
	set := func(x, y int) bool { r, _, _, _ := img.At(x, y).RGBA(); return r == 0 }
	for i := range b.Dx() {
		if set(i, 23) || set(23, i) || set(i, b.Dy()-24) || set(b.Dx()-24, i) {
			t.Fatal("something is drawn in the border of four modules")
		}
	}
	if !set(24, 24) || !set(b.Dx()-25, 24) || !set(24, b.Dy()-25) {
		t.Error("the corners by which it is found are not there")
	}
	if _, err := otp.QR(strings.Repeat("a", 5000)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("what does not fit gives %v", err)
	}
}
