package otp_test

import (
	"strings"
	"testing"

	"gatehouse/core/otp"
	"gatehouse/core/otp/otptest"
)

// TestAQRCodeSaysWhatItsURISays reads codes back by a reader that knows only the standard.
func TestAQRCodeSaysWhatItsURISays(t *testing.T) {
	for _, name := range []string{"m", "mira.kovac", "svc-" + strings.Repeat("billing", 4), "amélie.roth@acme.example"} {
		for _, a := range []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512} {
			k, err := otp.NewKey(a, 8)
			if err != nil {
				t.Fatal(err)
			}
			uri := k.URI(otp.Label{Issuer: "Acme", Account: name})
			rows, err := otp.Modules(uri)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := otptest.Read(rows); err != nil || got != uri {
				t.Errorf("%s, %v: %d modules are read as %d bytes, %v", name, a, len(rows), len(got), err)
			}
			img, err := otp.QR(uri)
			if err != nil {
				t.Fatal(err)
			}
			found, err := otptest.Find(img, img.Bounds())
			if err != nil {
				t.Fatal(err)
			}
			if got, err := otptest.Read(found); err != nil || got != uri {
				t.Errorf("%s, %v: the picture is read as %d bytes, %v", name, a, len(got), err)
			}
		}
	}
}
