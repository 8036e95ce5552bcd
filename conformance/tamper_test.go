package conformance

import (
	"bytes"
	"flag"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	opabundle "github.com/open-policy-agent/opa/v1/bundle"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/signing"
)

// long makes the tamper bar try all 255 other values of each byte instead of the 8 single bits.
var long = flag.Bool("long", false, "try every other value of every byte")

// smallest returns a policy with one of each thing.
func smallest(t testing.TB) *policy.Snapshot {
	t.Helper()
	id := func(c byte) string { return string(bytes.Repeat([]byte{c}, 25)) + "a" }
	in := policy.Input{
		Vault:      string(bytes.Repeat([]byte{'a'}, 32)),
		APIs:       []catalog.API{{ID: id('a'), Name: "a", TLSMin: "1.2"}},
		Routes:     []catalog.Route{{ID: id('b'), API: id('a'), Path: "/orders/{id}", Methods: []string{"GET", "DELETE"}}},
		Roles:      []directory.Role{{ID: id('c'), Name: "c", Grants: []directory.Grant{{API: id('a'), Path: "/orders/**", Methods: []string{"GET"}}}}},
		Principals: []directory.Principal{{ID: id('d'), Name: "d", Kind: directory.KindService, State: directory.Active, Roles: []string{id('c')}}},
		Keys:       []apikey.Key{{ID: id('e'), Principal: id('d'), State: apikey.Active, Tokens: []apikey.TokenRow{{SHA256: hexDigest([]byte("e"))}}}},
	}
	snap, err := policy.Compile(in, noon)
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

// opaReads reads a bundle as an OPA with our configuration does.
func opaReads(packed []byte, keys *opabundle.VerificationConfig) (opabundle.Bundle, error) {
	return opabundle.NewReader(bytes.NewReader(packed)).WithBundleVerificationConfig(keys).WithRegoVersion(ast.RegoV1).Read()
}

// same reports whether two bundles are the same to an OPA: data, policy and manifest.
func same(a, b opabundle.Bundle) bool {
	if len(a.Modules) != len(b.Modules) || !reflect.DeepEqual(a.Data, b.Data) || !a.Manifest.Equal(b.Manifest) ||
		!reflect.DeepEqual(a.Manifest.Metadata, b.Manifest.Metadata) || len(a.WasmModules) != 0 {
		return false
	}
	for i := range a.Modules {
		if a.Modules[i].Path != b.Modules[i].Path || !bytes.Equal(a.Modules[i].Raw, b.Modules[i].Raw) {
			return false
		}
	}
	return true
}

// verification is the part of our configuration that an OPA verifies with.
func verification(t testing.TB, s signing.Signer) *opabundle.VerificationConfig {
	t.Helper()
	pem, err := s.Public().PEM()
	if err != nil {
		t.Fatal(err)
	}
	return opabundle.NewVerificationConfig(map[string]*opabundle.KeyConfig{
		s.Kid(): {Key: string(pem), Algorithm: signing.ES256},
	}, "", "edge", nil)
}

// TestNoByteCanBeChanged is the tamper bar: for every changed byte of a bundle, OPA refuses the file
// or loads the same data, policy and manifest, and our verifier refuses it or finds the same tar.
func TestNoByteCanBeChanged(t *testing.T) {
	s := signer(t, 1)
	snap := smallest(t)
	packed := pack(t, snap, metaOf(&world{in: snap.Input()}, serial), s)
	keys := verification(t, s)
	want, err := opaReads(packed, keys)
	if err != nil {
		t.Fatal(err)
	}
	expect := bundle.Expect{Keys: []signing.Public{s.Public()}, Audience: "edge", MinSerial: serial, Now: noon}
	ours, err := bundle.Verify(bytes.NewReader(packed), expect)
	if err != nil {
		t.Fatal(err)
	}
	var tried, opaTook, weTook atomic.Int64
	var both sync.WaitGroup
	const workers = 2
	for n := range workers {
		both.Go(func() {
			packed := bytes.Clone(packed)
			for i := n; i < len(packed); i += workers {
				was := packed[i]
				for _, now := range others(was) {
					packed[i] = now
					tried.Add(1)
					if got, err := opaReads(packed, keys); err == nil {
						opaTook.Add(1)
						if !same(got, want) {
							t.Errorf("byte %d, %#x to %#x: OPA loads something else", i, was, now)
						}
					}
					if got, err := bundle.Verify(bytes.NewReader(packed), expect); err == nil {
						weTook.Add(1)
						got.SHA256 = ours.SHA256 // that is of the packed file
						if !reflect.DeepEqual(got, ours) {
							t.Errorf("byte %d, %#x to %#x: our verifier finds something else", i, was, now)
						}
					}
				}
				packed[i] = was
			}
		})
	}
	both.Wait()
	t.Logf("%d bytes, %d changes: OPA loaded %d and we accepted %d, all with the same content", len(packed), tried.Load(), opaTook.Load(), weTook.Load())
}

// others are the values that a byte is changed to.
func others(was byte) []byte {
	var all []byte
	if *long {
		for d := 1; d < 256; d++ {
			all = append(all, was^byte(d))
		}
		return all
	}
	for bit := range 8 {
		all = append(all, was^1<<bit)
	}
	return all
}

// TestDigestsAreOPAs holds that the digest of a file's bytes is the digest that OPA computes from
// what it read: our JSON is in the form in which OPA hashes.
func TestDigestsAreOPAs(t *testing.T) {
	s := signer(t, 1)
	w := newWorld(t, 3)
	packed := pack(t, w.snap, metaOf(w, 1), s)
	if _, err := opaReads(packed, verification(t, s)); err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Verify(bytes.NewReader(packed), bundle.Expect{Keys: []signing.Public{s.Public()}})
	if err != nil {
		t.Fatal(err)
	}
	in, err := b.Policy()
	if err != nil {
		t.Fatal(err)
	}
	again, err := policy.Compile(in, noon)
	if err != nil {
		t.Fatal(err)
	}
	if twice := pack(t, again, metaOf(w, 1), s); !bytes.Equal(twice, packed) {
		t.Error("a policy read from a bundle makes another bundle")
	}
}
