package roster_test

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

var (
	admin = seal.IDText(bytes.Repeat([]byte{7}, seal.IDSize))
	other = seal.IDText(bytes.Repeat([]byte{9}, seal.IDSize))
)

func seed(fill byte) seal.Secret { return seal.NewSecret(bytes.Repeat([]byte{fill}, 32)) }

func signingKey(t testing.TB, fill byte) seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey(seed(fill))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func wrapKey(t testing.TB, fill byte) []byte {
	t.Helper()
	pub, err := seal.WrapPublic(seed(fill))
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func founding(t testing.TB) roster.Founding {
	t.Helper()
	return roster.Founding{
		Time: 1000, Admin: admin, Wrap: wrapKey(t, 3), LogKey: signingKey(t, 2).Public(), InboxKey: wrapKey(t, 4),
		Policy: roster.Policy{DeviceKey: roster.DeviceOptional, Owners: 1},
	}
}

func digest(fill byte) []byte { return bytes.Repeat([]byte{fill}, 32) }

// rows are two keyring rows, not in order.
func rows() []roster.RowDigest {
	return []roster.RowDigest{{Admin: admin, Domain: "journal", SHA256: digest(2)}, {Admin: admin, Domain: "directory", SHA256: digest(1)}}
}

// chain returns a genesis and an epoch, and the roster after them.
func chain(t testing.TB) ([]roster.Statement, roster.Roster) {
	t.Helper()
	owner := signingKey(t, 1)
	first, r, err := roster.Found(founding(t), owner)
	if err != nil {
		t.Fatal(err)
	}
	second, r, err := r.BeginEpoch(2000, rows(), admin, owner)
	if err != nil {
		t.Fatal(err)
	}
	return []roster.Statement{first, second}, r
}

func TestAChainIsReplayed(t *testing.T) {
	statements, want := chain(t)
	r, err := roster.Replay(statements)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(statements[0].Body)
	if id := r.Vault(); !bytes.Equal(id[:], sum[:20]) || id != want.Vault() {
		t.Errorf("vault id %v", id)
	}
	if r.Len() != 2 || r.Epoch() != 1 || r.Last() != statements[1].Sum() || r.Policy().DeviceKey != roster.DeviceOptional {
		t.Errorf("got %d statements, epoch %d", r.Len(), r.Epoch())
	}
	if !bytes.Equal(r.LogKey(), signingKey(t, 2).Public()) || !bytes.Equal(r.InboxKey(), wrapKey(t, 4)) {
		t.Error("the vault's keys are others")
	}
	a, ok := r.Admin(admin)
	if !ok || !a.Has(roster.Owner) || a.Has(roster.Auditor) || !bytes.Equal(a.Signing, signingKey(t, 1).Public()) || !bytes.Equal(a.Wrap, wrapKey(t, 3)) {
		t.Errorf("got %+v", a)
	}
	if _, ok := r.Admin(other); ok {
		t.Error("somebody else is an administrator")
	}
	if s, ok := r.Signer(1<<40, admin); !ok || s.ID != admin {
		t.Error("the owner may not sign")
	}
	if _, ok := r.Signer(0, other); ok {
		t.Error("somebody else may sign")
	}
	if all := r.Admins(); len(all) != 1 || all[0].ID != admin {
		t.Errorf("got %v", all)
	}
	if got, ok := r.Row(1, "journal", admin); !ok || got != [32]byte(digest(2)) {
		t.Errorf("got %x, %t", got, ok)
	}
	if _, ok := r.Row(2, "journal", admin); ok {
		t.Error("a row of an epoch that has not begun")
	}
	if d := r.Digests(); len(d) != 2 || d[0].Domain != "directory" || d[1].Domain != "journal" || d[1].Epoch != 1 {
		t.Errorf("got %v", d)
	}
}

func TestARosterIsAValue(t *testing.T) {
	statements, _ := chain(t)
	before, err := roster.Replay(statements[:1])
	if err != nil {
		t.Fatal(err)
	}
	after, err := before.Apply(statements[1])
	if err != nil {
		t.Fatal(err)
	}
	third, last, err := after.BeginEpoch(3000, rows(), admin, signingKey(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	if before.Epoch() != 0 || after.Epoch() != 1 || last.Epoch() != 2 || third.Seq != 2 {
		t.Errorf("epochs %d, %d, %d", before.Epoch(), after.Epoch(), last.Epoch())
	}
	if len(before.Digests()) != 0 || len(after.Digests()) != 2 || len(last.Digests()) != 4 {
		t.Error("an older roster has changed")
	}
	after.LogKey()[0] ^= 1
	if !bytes.Equal(after.LogKey(), signingKey(t, 2).Public()) {
		t.Error("a caller changed the roster")
	}
}

func TestTwoVaultsNeverShareAnID(t *testing.T) {
	_, a := chain(t)
	_, b := chain(t)
	if a.Vault() == b.Vault() {
		t.Error("they do")
	}
}

func TestVaultIdsHaveOneText(t *testing.T) {
	_, r := chain(t)
	text := r.Vault().String()
	if back, err := roster.ParseVaultID(text); err != nil || back != r.Vault() || len(text) != 32 {
		t.Errorf("%q: %v", text, err)
	}
	for name, bad := range map[string]string{
		"empty": "", "short": text[1:], "long": text + "a", "capitals": strings.ToUpper(text), "not base32": "1" + text[1:],
		"a line break": text[:31] + "\n",
	} {
		if _, err := roster.ParseVaultID(bad); err == nil {
			t.Errorf("%s: %q is taken", name, bad)
		}
	}
}

func TestNothingIsWrittenThatWouldNotBeRead(t *testing.T) {
	owner := signingKey(t, 1)
	found := func(change func(*roster.Founding)) func() error {
		return func() error {
			f := founding(t)
			change(&f)
			_, _, err := roster.Found(f, owner)
			return err
		}
	}
	_, r := chain(t)
	begin := func(time int64, rows []roster.RowDigest, signer string, key seal.SigningKey) func() error {
		return func() error {
			_, _, err := r.BeginEpoch(time, rows, signer, key)
			return err
		}
	}
	for name, try := range map[string]func() error{
		"a genesis without a key":         func() error { _, _, err := roster.Found(founding(t), seal.SigningKey{}); return err },
		"a genesis of no administrator":   found(func(f *roster.Founding) { f.Admin = "me" }),
		"a genesis that is no text":       found(func(f *roster.Founding) { f.Admin = "\xff" }),
		"a genesis with a short log key":  found(func(f *roster.Founding) { f.LogKey = nil }),
		"a genesis with a short wrap key": found(func(f *roster.Founding) { f.Wrap = nil }),
		"a genesis without an inbox":      found(func(f *roster.Founding) { f.InboxKey = nil }),
		"a genesis before 1970":           found(func(f *roster.Founding) { f.Time = -1 }),
		"a policy that is not known":      found(func(f *roster.Founding) { f.Policy.DeviceKey = "maybe" }),
		"a policy without owners":         found(func(f *roster.Founding) { f.Policy.Owners = 0 }),
		"an epoch before the last":        begin(1999, rows(), admin, owner),
		"an epoch without rows":           begin(3000, nil, admin, owner),
		"an epoch for a stranger":         begin(3000, []roster.RowDigest{{Admin: other, Domain: "journal", SHA256: digest(1)}}, admin, owner),
		"an epoch with a short digest":    begin(3000, []roster.RowDigest{{Admin: admin, Domain: "journal", SHA256: digest(1)[1:]}}, admin, owner),
		"an epoch with a nameless domain": begin(3000, []roster.RowDigest{{Admin: admin, SHA256: digest(1)}}, admin, owner),
		"an epoch with a row twice":       begin(3000, append(rows(), rows()...), admin, owner),
		"an epoch that is no text":        begin(3000, []roster.RowDigest{{Admin: admin, Domain: "\xff", SHA256: digest(1)}}, admin, owner),
		"an epoch signed by a stranger":   begin(3000, rows(), other, owner),
		"an epoch signed by nobody":       begin(3000, rows(), "", owner),
		"an epoch with another's key":     begin(3000, rows(), admin, signingKey(t, 8)),
	} {
		t.Run(name, func(t *testing.T) {
			if err := try(); err == nil {
				t.Error("it is written")
			}
		})
	}
}

func TestAStatementAboveOneMegabyteIsRefused(t *testing.T) {
	if _, err := roster.Replay([]roster.Statement{{Body: make([]byte, 1<<20+1)}}); err == nil || !strings.Contains(err.Error(), "longer than 1048576 bytes") {
		t.Errorf("got %v", err)
	}
}

func TestRolesAreKnownByName(t *testing.T) {
	for _, r := range roster.Roles() {
		if !r.Known() {
			t.Errorf("%s is not", r)
		}
	}
	if roster.Role("root").Known() {
		t.Error("root is")
	}
}

func FuzzApply(f *testing.F) {
	good, _ := chain(f)
	before, err := roster.Replay(good[:1])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good[1].Body, good[1].Sig)
	f.Add(good[0].Body, good[0].Sig)
	f.Add([]byte(`{"kind":"epoch"}`), []byte{})
	f.Fuzz(func(t *testing.T, body, sig []byte) {
		_, err := before.Apply(roster.Statement{Seq: 1, Body: body, Sig: sig})
		if err == nil && !(bytes.Equal(body, good[1].Body) && slices.Equal(sig, good[1].Sig)) {
			t.Fatalf("a statement that nobody signed: %q", body)
		}
		// The genesis signs itself, so any may come; it must not stop the program.
		if r, err := (roster.Roster{}).Apply(roster.Statement{Body: body, Sig: sig}); err == nil && r.Len() != 1 {
			t.Fatal("a roster of no length")
		}
	})
}
