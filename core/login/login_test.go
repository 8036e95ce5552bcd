package login_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/login"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// desk is a vault's store with the clock and the device it is opened on.
type desk struct {
	t      *testing.T
	store  *vaulttest.Store
	clock  *vaulttest.Clock
	device memory
}

// memory is a device that remembers in memory.
type memory map[string][]byte

func (m memory) Last(vault string) ([]byte, error)        { return m[vault], nil }
func (m memory) Remember(vault string, note []byte) error { m[vault] = note; return nil }

// newDesk makes a vault and locks it.
func newDesk(t *testing.T) *desk {
	d := &desk{t, vaulttest.NewStore(), vaulttest.NewClock(), memory{}}
	vaulttest.In(t, d.store, d.clock).Close()
	return d
}

func (d *desk) unlock(name, password string) (*vault.Vault, error) {
	d.clock.Add(time.Second)
	return login.Unlock(context.Background(), d.store, login.Credentials{
		Admin: name, Password: seal.NewSecret([]byte(password)), Now: d.clock.Now, Memory: d.device, Program: "test 1",
	})
}

func (d *desk) mustUnlock() *vault.Vault {
	d.t.Helper()
	v, err := d.unlock(vaulttest.Admin, vaulttest.Password)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { v.Close() })
	return v
}

// entries lists the journal as "action subject" with what was reported while locked.
func entries(t *testing.T, v *vault.Vault) (list []vault.JournalEntry) {
	t.Helper()
	for e, err := range v.Journal(context.Background(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

func TestSigningIn(t *testing.T) {
	d := newDesk(t)
	v := d.mustUnlock()
	if got := v.Actor(); got.Name != "olga" || !reflect.DeepEqual(got.Roles, []string{"owner"}) {
		t.Errorf("the actor is %+v", got)
	}
	if got := v.Settings().Name; got != "acme" {
		t.Errorf("the vault is called %q", got)
	}
	list := entries(t, v)
	if len(list) != 2 || list[0].Action != "vault.init" || list[1].Action != "login" || list[1].ActorName != "olga" || list[1].Program != "test 1" {
		t.Errorf("the journal says %+v", list)
	}
	v.Close()
	v, err := d.unlock("  OLGA ", vaulttest.Password)
	if err != nil {
		t.Fatalf("a name in other letters: %v", err)
	}
	if v.Actor().Name != "olga" {
		t.Errorf("the actor is called %q", v.Actor().Name)
	}
	v.Close()
}

func TestWrongNameAndWrongPasswordGetTheSameAnswer(t *testing.T) {
	d := newDesk(t)
	_, name := d.unlock("nobody", vaulttest.Password)
	_, password := d.unlock(vaulttest.Admin, "maple ridge otter coppeR")
	if name == nil || password == nil || name.Error() != password.Error() || fault.KindOf(name) != fault.Denied || fault.KindOf(password) != fault.Denied {
		t.Errorf("a wrong name gives %v, a wrong password %v", name, password)
	}
	v := d.mustUnlock()
	last := entries(t, v)[1]
	var told []string
	for _, n := range last.Diff {
		told = append(told, n.Field+": "+n.New)
	}
	text := strings.Join(told, "\n")
	if len(told) != 2 || !strings.Contains(text, "reported while locked: 2026-11-02T08:00:01Z login.unknown_name") || !strings.Contains(text, "login.wrong_password") {
		t.Errorf("the journal says %q", text)
	}
	v.Close()
	if v := d.mustUnlock(); len(entries(t, v)[2].Diff) != 0 {
		t.Error("the notes are folded in twice")
	}
}

func TestAnInboxThatWasFilledFromOutsideKeepsNobodyOut(t *testing.T) {
	d := newDesk(t)
	d.store.Harm(func(i *vault.Image) {
		for n := range vault.InboxLimit + 7 {
			i.Inbox = append(i.Inbox, vault.InboxRow{Seq: uint64(n + 1), Sealed: []byte("x")})
		}
	})
	v := d.mustUnlock()
	diff := entries(t, v)[1].Diff
	if len(diff) != vault.InboxLimit+1 || !strings.Contains(diff[vault.InboxLimit].New, "7 more") {
		t.Errorf("%d notes, the last %v", len(diff), diff[len(diff)-1])
	}
	if img, _ := d.store.Rows(); len(img.Inbox) != 0 {
		t.Errorf("%d notes are left", len(img.Inbox))
	}
}

func TestFailuresMakeTheNextOnesWait(t *testing.T) {
	d := newDesk(t)
	for i := range 5 {
		if _, err := d.unlock(vaulttest.Admin, "wrong"); !strings.Contains(fmt.Sprint(err), "wrong") {
			t.Fatalf("failure %d: %v", i+1, err)
		}
	}
	if _, err := d.unlock(vaulttest.Admin, vaulttest.Password); fault.KindOf(err) != fault.Denied || !strings.Contains(err.Error(), "try again in 59s") {
		t.Errorf("the right password too early gives %v", err)
	}
	d.clock.Add(time.Minute)
	d.mustUnlock().Close()
	if _, err := d.unlock(vaulttest.Admin, "wrong"); !strings.Contains(fmt.Sprint(err), "wrong") {
		t.Errorf("after a success the first failure gives %v", err)
	}
	d.mustUnlock()
}

func TestAClockThatRanAheadLocksNobodyOutForLong(t *testing.T) {
	d := newDesk(t)
	d.clock.Add(10 * 365 * 24 * time.Hour)
	for range 5 {
		_, _ = d.unlock(vaulttest.Admin, "wrong")
	}
	d.clock.Add(-10 * 365 * 24 * time.Hour)
	for range 2 {
		if _, err := d.unlock(vaulttest.Admin, vaulttest.Password); fault.KindOf(err) != fault.Denied {
			t.Errorf("the clock put back lets in: %v", err)
		}
	}
	d.clock.Add(time.Minute)
	d.mustUnlock()
}

func TestEveryPasswordThatDiffersIsWrong(t *testing.T) {
	for _, p := range []string{"", " ", vaulttest.Password + " ", vaulttest.Password + "\x00", vaulttest.Password[1:], strings.ToUpper(vaulttest.Password), strings.Repeat("x", 2000), "\xff\xfe"} {
		d := newDesk(t)
		if _, err := d.unlock(vaulttest.Admin, p); fault.KindOf(err) != fault.Denied {
			t.Errorf("%.30q gives %v", p, err)
		}
	}
}

func TestChangingThePassword(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	v := d.mustUnlock()
	next := "copper otter ridge maple"
	cases := []struct {
		name, old, next string
		kind            fault.Kind
	}{
		{"the old one is wrong", "wrong", next, fault.Denied},
		{"the new one is weak", vaulttest.Password, "short", fault.Invalid},
		{"both are right", vaulttest.Password, next, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := login.ChangePassword(ctx, v, seal.NewSecret([]byte(c.old)), seal.NewSecret([]byte(c.next)))
			if fault.KindOf(err) != c.kind || (err == nil) != (c.kind == 0) {
				t.Errorf("got %v", err)
			}
		})
	}
	v.Close()
	if _, err := d.unlock(vaulttest.Admin, vaulttest.Password); fault.KindOf(err) != fault.Denied {
		t.Errorf("the old password gives %v", err)
	}
	v, err := d.unlock(vaulttest.Admin, next)
	if err != nil {
		t.Fatal(err)
	}
	// The slot in memory is the new one: a second change works in the same session.
	if err := login.ChangePassword(ctx, v, seal.NewSecret([]byte(next)), seal.NewSecret([]byte(vaulttest.Password))); err != nil {
		t.Error(err)
	}
	v.Close()
	d.mustUnlock()
}

func TestAFilePutBackInTimeIsNoticed(t *testing.T) {
	d := newDesk(t)
	old := d.store.Copy()
	v := d.mustUnlock()
	fork := d.store.Copy()
	change(t, v, "a")
	v.Close()
	d.store = old
	if _, err := d.unlock(vaulttest.Admin, vaulttest.Password); fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), "older copy") {
		t.Errorf("an older copy gives %v", err)
	}
	elsewhere := &desk{t, fork, d.clock, memory{}}
	w := elsewhere.mustUnlock()
	change(t, w, "b")
	change(t, w, "c")
	w.Close()
	d.store = fork
	if _, err := d.unlock(vaulttest.Admin, vaulttest.Password); fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), "fork") {
		t.Errorf("another history gives %v", err)
	}
}

// change adds one record.
func change(t *testing.T, v *vault.Vault, id string) {
	t.Helper()
	_, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add", Subject: id}, func(tx *vault.Tx) error {
		return tx.Put(vault.KindAPI, id, map[string]string{"id": id})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpeningForReadingLeavesNothing(t *testing.T) {
	d := newDesk(t)
	d.clock.Add(time.Second)
	before := d.store.Copy()
	read := func(password string) (*vault.Vault, error) {
		return login.Unlock(context.Background(), d.store, login.Credentials{
			Admin: vaulttest.Admin, Password: seal.NewSecret([]byte(password)), Now: d.clock.Now, ReadOnly: true,
		})
	}
	v, err := read(vaulttest.Password)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add"}, func(*vault.Tx) error { return nil }); fault.KindOf(err) != fault.Denied {
		t.Errorf("a change gives %v", err)
	}
	v.Close()
	if !d.store.Same(before) {
		t.Error("the file was written")
	}
}

func TestWhatIsWrongWithTheFileIsNamed(t *testing.T) {
	cases := []struct {
		name string
		harm func(*vault.Image)
		says string
	}{
		{"no statements", func(i *vault.Image) { i.Statements = nil }, "roster is empty"},
		{"a statement changed", func(i *vault.Image) { i.Statements[1].Body[20] ^= 1 }, "roster statement 1"},
		{"a genesis of another vault", func(i *vault.Image) { i.Statements[0].Body[20] ^= 1 }, "roster statement 0"},
		{"a keyring row changed", func(i *vault.Image) { i.Keyring[0].Sealed[9] ^= 1 }, "keyring row"},
		{"a keyring row lost", func(i *vault.Image) { i.Keyring = i.Keyring[1:] }, "keyring row"},
		{"the slot's box changed", func(i *vault.Image) { i.Slots[0].Box[40] ^= 1 }, "log-in data"},
		{"the slot's header changed", func(i *vault.Image) { i.Slots[0].Header[90] ^= 1 }, "log-in data"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.store.Harm(c.harm)
			if _, err := d.unlock(vaulttest.Admin, vaulttest.Password); fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want it to say %q", err, c.says)
			}
		})
	}
}

func TestNewVaultsNeedAProperNameAndPassword(t *testing.T) {
	cases := []struct {
		name  string
		setup login.Setup
	}{
		{"no administrator", login.Setup{Name: "acme", Admin: " ", Password: seal.NewSecret([]byte(vaulttest.Password))}},
		{"a name that cannot be shown", login.Setup{Name: "acme", Admin: "ol\x07ga", Password: seal.NewSecret([]byte(vaulttest.Password))}},
		{"a short password", login.Setup{Name: "acme", Admin: "olga", Password: seal.NewSecret([]byte("short"))}},
		{"no password", login.Setup{Name: "acme", Admin: "olga"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			store := vaulttest.NewStore()
			if _, err := login.Create(context.Background(), store, c.setup); fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v", err)
			}
			if !store.Same(vaulttest.NewStore()) {
				t.Error("something was stored")
			}
		})
	}
}
