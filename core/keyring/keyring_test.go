package keyring_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/keyring"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

func TestMain(m *testing.M) {
	seal.CheapForTests()
	os.Exit(m.Run())
}

// fixture is a vault with one owner.
type fixture struct {
	roster roster.Roster
	admin  roster.Admin
	box    keyring.Box
	keys   map[keyring.Domain]seal.Key
	rows   []keyring.Row
}

var adminID = seal.IDText(bytes.Repeat([]byte{7}, seal.IDSize))

func seed(fill byte) seal.Secret { return seal.NewSecret(bytes.Repeat([]byte{fill}, 32)) }

// newFixture makes a vault; the owner's seeds are fixed, the rest is random.
func newFixture(t testing.TB) fixture {
	t.Helper()
	f := fixture{box: keyring.Box{HPKE: seed(1), Ed25519: seed(2), Recovery: [][]byte{}}}
	signing, wrap, err := f.box.Keys()
	if err != nil {
		t.Fatal(err)
	}
	_, r, err := roster.Found(roster.Founding{
		Time: 1000, Admin: adminID, Wrap: wrap, LogKey: signing.Public(), InboxKey: wrap,
		Policy: roster.Policy{DeviceKey: roster.DeviceOptional, Owners: 1},
	}, signing)
	if err != nil {
		t.Fatal(err)
	}
	f.admin, _ = r.Admin(adminID)
	if f.keys, err = keyring.NewKeys(); err != nil {
		t.Fatal(err)
	}
	if f.rows, err = keyring.Share(r.Vault(), 1, f.keys, f.admin); err != nil {
		t.Fatal(err)
	}
	if _, f.roster, err = r.BeginEpoch(2000, keyring.Digests(f.rows), adminID, signing); err != nil {
		t.Fatal(err)
	}
	return f
}

// The table is what decisions.md says; a change shows as a change of the file.
func TestWhoHoldsWhichDomain(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "%-10s", "role")
	for _, d := range keyring.Domains() {
		fmt.Fprintf(&b, " %-9s", d)
	}
	for _, r := range roster.Roles() {
		fmt.Fprintf(&b, "\n%-10s", r)
		held := keyring.Held(r)
		for _, d := range keyring.Domains() {
			fmt.Fprintf(&b, " %-9s", map[bool]string{true: "x", false: "-"}[slices.Contains(held, d)])
		}
	}
	var got string
	for line := range strings.SplitSeq(b.String(), "\n") {
		got += strings.TrimRight(line, " ") + "\n"
	}
	const file = "testdata/roles.txt"
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("got\n%s\nwant\n%s%v", got, want, err)
	}
	if both := keyring.Held(roster.Approver, roster.Operator); !slices.Equal(both, keyring.Held(roster.Operator)) {
		t.Errorf("an approver who is an operator holds %v", both)
	}
	if keyring.Domain("people").Known() || !keyring.Journal.Known() {
		t.Error("Known is wrong")
	}
}

// What an administrator's roles do not hold is not in the file for him, so that no program can give
// it to him.
func TestEachRoleOpensItsDomainsAndNoOther(t *testing.T) {
	f := newFixture(t)
	for _, role := range roster.Roles() {
		t.Run(string(role), func(t *testing.T) {
			admin := f.admin
			admin.Roles = []roster.Role{role}
			rows, err := keyring.Share(f.roster.Vault(), 2, f.keys, admin)
			if err != nil {
				t.Fatal(err)
			}
			signing, _, err := f.box.Keys()
			if err != nil {
				t.Fatal(err)
			}
			_, r, err := f.roster.BeginEpoch(3000, keyring.Digests(rows), adminID, signing)
			if err != nil {
				t.Fatal(err)
			}
			ring, err := keyring.OpenRing(r, admin, f.box.HPKE, rows)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range keyring.Domains() {
				k, err := ring.Key(d, 2)
				switch holds := slices.Contains(keyring.Held(role), d); {
				case holds && (err != nil || !k.Equal(f.keys[d])):
					t.Errorf("%s: %v", d, err)
				case !holds && fault.KindOf(err) != fault.Denied:
					t.Errorf("%s opens: %v", d, err)
				}
			}
		})
	}
}

func TestARingYieldsSubkeysUntilItIsWiped(t *testing.T) {
	f := newFixture(t)
	ring, err := keyring.OpenRing(f.roster, f.admin, f.box.HPKE, f.rows)
	if err != nil {
		t.Fatal(err)
	}
	if ring.Epoch() != 1 {
		t.Errorf("epoch %d", ring.Epoch())
	}
	want := f.keys[keyring.Directory].Derive("gatehouse/v1/table/apikey")
	for range 2 { // the second time from memory
		if k, err := ring.Table(keyring.Directory, 1, "apikey"); err != nil || !k.Equal(want) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := ring.Table(keyring.Directory, 2, "apikey"); fault.KindOf(err) != fault.Denied {
		t.Errorf("an epoch that has not begun: %v", err)
	}
	ring.Wipe()
	if _, err := ring.Table(keyring.Directory, 1, "apikey"); fault.KindOf(err) != fault.Denied {
		t.Errorf("after wiping: %v", err)
	}
	own := keyring.NewRing(3, f.keys)
	if k, err := own.Key(keyring.Secrets, 3); err != nil || !k.Equal(f.keys[keyring.Secrets]) {
		t.Errorf("got %v", err)
	}
}

// Attack: keyring rows are changed in the file.
func TestAttacksOnKeyringRows(t *testing.T) {
	f := newFixture(t)
	stranger := f.rows[0]
	stranger.Recipient = seal.NewID()
	for name, a := range map[string]struct {
		damage func([]keyring.Row) []keyring.Row
		check  []string // what is wrong, without any key
		open   string   // what stops the log-in
	}{
		"nothing": {func(r []keyring.Row) []keyring.Row { return r }, nil, ""},
		"a row is missing": {func(r []keyring.Row) []keyring.Row { return r[1:] },
			[]string{"keyring row directory of epoch 1 for @ is missing"}, "the keyring row directory of epoch 1 for @ is missing"},
		"a row was changed": {func(r []keyring.Row) []keyring.Row {
			r[0].Sealed = bytes.Clone(r[0].Sealed)
			r[0].Sealed[9] ^= 1
			return r
		},
			[]string{"keyring row directory of epoch 1 for @ is not the one that the roster names"}, "the keyring row directory of epoch 1 for @ is not the one that the roster names"},
		"two rows are exchanged": {func(r []keyring.Row) []keyring.Row { r[0].Sealed, r[1].Sealed = r[1].Sealed, r[0].Sealed; return r },
			[]string{"keyring row directory of epoch 1 for @ is not the one that the roster names", "keyring row secrets of epoch 1 for @ is not the one that the roster names"},
			"the keyring row directory of epoch 1 for @ is not the one that the roster names"},
		"a row for a stranger": {func(r []keyring.Row) []keyring.Row { return append(r, stranger) },
			[]string{"keyring row directory of epoch 1 for " + stranger.Recipient + " is in the file but not in the roster"}, ""},
		"a row of another epoch": {func(r []keyring.Row) []keyring.Row { r[0].Epoch = 2; return r },
			[]string{"keyring row directory of epoch 1 for @ is missing", "keyring row directory of epoch 2 for @ is in the file but not in the roster"},
			"the keyring row directory of epoch 2 for @ is not the one that the roster names"},
	} {
		t.Run(name, func(t *testing.T) {
			rows := a.damage(slices.Clone(f.rows))
			var want []string
			for _, s := range a.check {
				want = append(want, strings.ReplaceAll(s, "@", adminID))
			}
			if got := keyring.Check(f.roster, rows); !slices.Equal(got, want) {
				t.Errorf("got %q\nwant %q", got, want)
			}
			_, err := keyring.OpenRing(f.roster, f.admin, f.box.HPKE, rows)
			if a.open == "" && err != nil {
				t.Errorf("got %v", err)
			}
			if a.open != "" && (fault.KindOf(err) != fault.Damaged || err.Error() != strings.ReplaceAll(a.open, "@", adminID)) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := keyring.OpenRing(f.roster, f.admin, seed(9), f.rows); fault.KindOf(err) != fault.Damaged || !errors.Is(err, seal.ErrOpen) {
		t.Errorf("another seed: %v", err)
	}
}

func TestSharingNeedsTheKeysAndAProperKeyOfTheOther(t *testing.T) {
	f := newFixture(t)
	some := map[keyring.Domain]seal.Key{keyring.Directory: f.keys[keyring.Directory]}
	if _, err := keyring.Share(f.roster.Vault(), 1, some, f.admin); fault.KindOf(err) != fault.Denied {
		t.Errorf("got %v", err)
	}
	f.admin.Wrap = nil
	if _, err := keyring.Share(f.roster.Vault(), 1, f.keys, f.admin); err == nil {
		t.Error("shared with nobody")
	}
}

func TestNamesThatLookTheSameAreTheSame(t *testing.T) {
	f := newFixture(t)
	vault := f.roster.Vault()
	for _, same := range [][]string{
		{"Alice", "alice", " ALICE ", "alice\t"},
		{"Zoë Müller", "ZOË  MÜLLER", "Zoe\u0308 Mu\u0308ller"},
		{"straße", "STRASSE"},
		{"ａｌｉｃｅ２", "alice2"},
	} {
		for _, name := range same {
			if !bytes.Equal(keyring.Tag(vault, name), keyring.Tag(vault, same[0])) {
				t.Errorf("%q and %q differ", name, same[0])
			}
		}
	}
	if bytes.Equal(keyring.Tag(vault, "alice"), keyring.Tag(vault, "alicia")) || bytes.Equal(keyring.Tag(vault, "alice"), keyring.Tag(roster.VaultID{}, "alice")) {
		t.Error("tags are the same for other names or other vaults")
	}
	if n := len(keyring.Tag(vault, "")); n != keyring.TagSize {
		t.Errorf("%d bytes", n)
	}
}

func TestNothingComesBackToARingThatIsWipedWhileInUse(t *testing.T) {
	f := newFixture(t)
	for range 500 {
		ring := keyring.NewRing(1, f.keys)
		begun := make(chan struct{})
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				begun <- struct{}{}
				_, _ = ring.Table(keyring.Directory, 1, "apikey")
			})
		}
		<-begun
		<-begun
		ring.Wipe()
		wg.Wait()
		if _, err := ring.Table(keyring.Directory, 1, "apikey"); fault.KindOf(err) != fault.Denied {
			t.Fatalf("after wiping: %v", err)
		}
	}
}
