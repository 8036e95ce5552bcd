package gateway_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"flag"
	"os"
	"strings"
	"testing"

	"gatehouse/core/gateway"
	"gatehouse/core/signing"
)

var update = flag.Bool("update", false, "write the golden files")

// fixedKey returns a key that is the same in every run, for golden files.
func fixedKey(t *testing.T, n byte) signing.Public {
	t.Helper()
	raw := make([]byte, 32)
	raw[31] = n
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	p, err := signing.NewPublic(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOPAConfiguration(t *testing.T) {
	o := gateway.OPA{Audience: "edge.eu", Keys: []signing.Public{fixedKey(t, 1), fixedKey(t, 2)}, MinSerial: 12, Resource: "edge bundle.tar.gz"}
	got, err := o.Config()
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/opa.yaml"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("the configuration changed:\n%s", got)
	}
}

func TestOPARefusesWhatCannotBeRendered(t *testing.T) {
	good := gateway.OPA{Audience: "a", Keys: []signing.Public{fixedKey(t, 1)}, MinSerial: 1, Resource: "b.tar.gz"}
	for name, change := range map[string]func(*gateway.OPA){
		"no audience":             func(o *gateway.OPA) { o.Audience = "" },
		"no key":                  func(o *gateway.OPA) { o.Keys = nil },
		"no file":                 func(o *gateway.OPA) { o.Resource = "" },
		"a variable in the scope": func(o *gateway.OPA) { o.Audience = "${HOME}" },
	} {
		o := good
		change(&o)
		if text, err := o.Config(); err == nil {
			t.Errorf("%s: rendered\n%s", name, text)
		}
	}
}

func FuzzOPANamesRenderInert(f *testing.F) {
	for _, s := range []string{"bundle.tar.gz", "a\nkeys: {}", `"}`, "${HOME}", "# x", "../x", "a b", "\u2028", "{{.}}", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		o := gateway.OPA{Audience: "edge", Keys: []signing.Public{fixedKey(t, 1)}, MinSerial: 1, Resource: "x"}
		plain, err := o.Config()
		if err != nil {
			t.Fatal(err)
		}
		o.Resource = name
		text, err := o.Config()
		if err != nil {
			return
		}
		if a, b := strings.Count(string(plain), "\n"), strings.Count(string(text), "\n"); a != b {
			t.Errorf("%q makes %d lines of %d:\n%s", name, b, a, text)
		}
	})
}
