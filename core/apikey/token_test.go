package apikey_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"hash/crc32"
	mathrand "math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
)

var tokenRE = regexp.MustCompile(`^gh_(live|test)_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$`)

// reader gives the same bytes again and again.
type reader struct {
	bytes []byte
	at    int
}

func (r *reader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.bytes[r.at%len(r.bytes)]
		r.at++
	}
	return len(p), nil
}

func TestATokenIsWhatItsFormSays(t *testing.T) {
	for _, env := range []string{"live", "test"} {
		token, row, err := apikey.NewToken(rand.Reader, env, "")
		if err != nil {
			t.Fatal(err)
		}
		text := string(token.Expose())
		if !tokenRE.MatchString(text) {
			t.Errorf("the token has the wrong form (%d characters)", len(text))
		}
		sum := sha256.Sum256([]byte(text))
		if row.SHA256 != hex.EncodeToString(sum[:]) || !strings.HasSuffix(text, row.Last4) || len(row.Last4) != 4 {
			t.Errorf("the row %+v is not of this token", row)
		}
		p, err := apikey.Parse([]byte(text))
		if err != nil || p.Env != env || p.Public != row.Public || !strings.HasPrefix(text, p.Prefix()+"_") {
			t.Errorf("got %+v, %v", p, err)
		}
	}
}

// TestTokenVector pins the format: this token, computed by hand from known bytes, must never change.
func TestTokenVector(t *testing.T) {
	token, row, err := apikey.NewToken(&reader{bytes: []byte{0, 61, 62, 247, 248, 255, 10, 36}}, "live", "demo0001")
	if err != nil {
		t.Fatal(err)
	}
	// 248 and 255 are drawn again; the others are digits 0, 61, 0 (62 mod 62), 61 (247 mod 62), 10, 36.
	secret := strings.Repeat("0z0zAa", 6)[:32]
	body := "gh_live_demo0001_" + secret
	sum := crc32.ChecksumIEEE([]byte(body))
	var check []byte
	for range 6 {
		check = append([]byte{apikey.Alphabet[sum%62]}, check...)
		sum /= 62
	}
	if got, want := string(token.Expose()), body+string(check); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := string(token.Expose()), "gh_live_demo0001_0z0zAa0z0zAa0z0zAa0z0zAa0z0zAa0z"+string(check); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if row.Public != "demo0001" {
		t.Errorf("got %+v", row)
	}
}

func TestDigitsAreEquallyLikely(t *testing.T) {
	r := mathrand.NewChaCha8([32]byte{1})
	count := map[byte]int{}
	const tokens = 20_000
	for range tokens {
		token, _, err := apikey.NewToken(r, "live", "demo0001")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range token.Expose()[17 : 17+32] {
			count[c]++
		}
	}
	want := tokens * 32 / 62 // standard deviation 101; "byte mod 62" would be off by 2,000
	for _, c := range []byte(apikey.Alphabet) {
		if n := count[c]; n < want-600 || n > want+600 {
			t.Errorf("%c was drawn %d times, want about %d", c, n, want)
		}
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	token, _, err := apikey.NewToken(rand.Reader, "live", "abcdEFGH")
	if err != nil {
		t.Fatal(err)
	}
	good := string(token.Expose())
	flip := func(i int) string {
		b := []byte(good)
		if b[i] == 'x' {
			b[i] = 'y'
		} else {
			b[i] = 'x'
		}
		return string(b)
	}
	for name, c := range map[string]struct{ in, text string }{
		"empty":                    {"", "0 characters"},
		"one too few":              {good[:54], "54 characters"},
		"one too many":             {good + "0", "56 characters"},
		"another beginning":        {"gx" + good[2:], "gh_live_ or gh_test_"},
		"another environment":      {"gh_prod_" + good[8:], "gh_live_ or gh_test_"},
		"no line below":            {flip(16), "public id"},
		"a dash in the public id":  {good[:10] + "-" + good[11:], "other characters"},
		"a line below in the rest": {good[:20] + "_" + good[21:], "other characters"},
		"a wrong public id":        {flip(9), "checksum"},
		"a wrong secret":           {flip(30), "checksum"},
		"a wrong checksum":         {flip(54), "checksum"},
		"test for live":            {"gh_test_" + good[8:], "checksum"},
	} {
		_, err := apikey.Parse([]byte(c.in))
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %q", name, err, c.text)
		}
		if err != nil && len(c.in) > 20 && strings.Contains(err.Error(), c.in[17:25]) {
			t.Errorf("%s: the error repeats a part of the key", name)
		}
	}
}

func TestParseLeavesItsInputAlone(t *testing.T) {
	token, _, err := apikey.NewToken(rand.Reader, "live", "")
	if err != nil {
		t.Fatal(err)
	}
	text := append(bytes.Clone(token.Expose()), "and more"...)
	before := bytes.Clone(text)
	if _, err := apikey.Parse(text[:55]); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, before) {
		t.Error("Parse wrote to its input")
	}
}

func TestNewTokenRefusesWhatIsNoPublicID(t *testing.T) {
	for _, public := range []string{"short", "toolong00", "has-dash", "umlaut\u00e4"} {
		if _, _, err := apikey.NewToken(rand.Reader, "live", public); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v", public, err)
		}
	}
	if _, _, err := apikey.NewToken(rand.Reader, "prod", ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	if _, _, err := apikey.NewToken(strings.NewReader("too little"), "live", ""); err == nil {
		t.Error("a token was made without randomness")
	}
}

func TestParseDigest(t *testing.T) {
	good := strings.Repeat("0a", 32)
	if d, err := apikey.ParseDigest(good); err != nil || d.String() != good {
		t.Errorf("got %v, %v", d, err)
	}
	for _, bad := range []string{"", good[:63], good + "0", strings.ToUpper(good), strings.Repeat("g", 64)} {
		if _, err := apikey.ParseDigest(bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("gh_live_AAAAAAAA_0123456789abcdef0123456789abcdef000000"))
	f.Add([]byte("gh_test_"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := apikey.Parse(b)
		if err != nil {
			return
		}
		if !tokenRE.Match(b) || !bytes.HasPrefix(b, []byte(p.Prefix()+"_")) {
			t.Errorf("%q is taken for a token", b)
		}
	})
}
