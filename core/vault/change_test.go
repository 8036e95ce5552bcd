package vault_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/login"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// failing is a store whose n-th call fails.
type failing struct {
	*vaulttest.Store
	left int // calls until the failure; below zero: never again
}

var errDisk = fault.New(fault.Full, "the disk is full; nothing was changed")

func (f *failing) step() error {
	f.left--
	if f.left == 0 {
		return errDisk
	}
	return nil
}

func (f *failing) Load(ctx context.Context) (vault.Image, error) {
	if err := f.step(); err != nil {
		return vault.Image{}, err
	}
	return f.Store.Load(ctx)
}

func (f *failing) Nodes(ctx context.Context, from int64, n int) ([][32]byte, error) {
	if err := f.step(); err != nil {
		return nil, err
	}
	return f.Store.Nodes(ctx, from, n)
}

func (f *failing) Commit(ctx context.Context, w vault.Write) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.Store.Commit(ctx, w)
}

// TestWhateverCallFailsMemoryAndStoreAgree runs the same changes with the first, second, … call to
// the store failing, until none fails any more.
func TestWhateverCallFailsMemoryAndStoreAgree(t *testing.T) {
	for n := 1; ; n++ {
		base, clock := lived(t)
		store := &failing{Store: base, left: n}
		v, err := login.Unlock(context.Background(), store, credentials(clock))
		if err != nil {
			if !fault.Is(err, fault.Full) {
				t.Fatalf("call %d: %v", n, err)
			}
			opensAgain(t, base, clock, nil)
			continue
		}
		for i := range 3 {
			id := fmt.Sprintf("n%d", i)
			_, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add", Subject: id}, func(tx *vault.Tx) error {
				return tx.Put(vault.KindAPI, id, thing{id, "x"})
			})
			if _, in := v.Get(vault.KindAPI, id); in != (err == nil) {
				t.Fatalf("call %d: the change says %v, memory says %v", n, err, in)
			}
		}
		opensAgain(t, base, clock, v)
		if store.left > 0 {
			return // nothing failed any more
		}
	}
}

func credentials(clock *vaulttest.Clock) login.Credentials {
	return login.Credentials{Admin: vaulttest.Admin, Password: seal.NewSecret([]byte(vaulttest.Password)), Now: clock.Now}
}

// opensAgain opens what is stored and compares it with an open vault, if there is one.
func opensAgain(t *testing.T, store *vaulttest.Store, clock *vaulttest.Clock, v *vault.Vault) {
	t.Helper()
	again, err := login.Unlock(context.Background(), store.Copy(), credentials(clock))
	if err != nil {
		t.Fatalf("opening again: %v", err)
	}
	defer again.Close()
	if v == nil {
		return
	}
	if again.Seq() != v.Seq()+1 { // the log-in
		t.Fatalf("the store has %d entries, memory %d", again.Seq()-1, v.Seq())
	}
	for _, kind := range vault.Kinds() {
		var a, b []string
		for r := range v.All(kind) {
			a = append(a, fmt.Sprintf("%s %d %s", r.ID, r.Version, r.Body))
		}
		for r := range again.All(kind) {
			b = append(b, fmt.Sprintf("%s %d %s", r.ID, r.Version, r.Body))
		}
		if strings.Join(a, "\n") != strings.Join(b, "\n") {
			t.Fatalf("%s: memory holds %q, the store %q", kind, a, b)
		}
	}
}

func TestALongListOfTouchedRowsLiesInParts(t *testing.T) {
	store, clock := vaulttest.NewStore(), vaulttest.NewClock()
	v := vaulttest.In(t, store, clock)
	const n = 2345
	_, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "apikey.create"}, func(tx *vault.Tx) error {
		for i := range n {
			id := fmt.Sprint(i)
			if err := tx.Put(vault.KindAPIKey, id, thing{id, "x"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for e := range v.Journal(context.Background(), 1) {
		if e.Touched != n {
			t.Errorf("the entry says %d rows", e.Touched)
		}
	}
	v.Close()
	if _, with := found(t, store, clock); !with.OK() || !with.Opened {
		t.Fatalf("found %v", with.Findings)
	}
	store.Harm(func(i *vault.Image) { record(i, vault.KindTouched, "1.1").Sealed[40] ^= 1 })
	if _, with := found(t, store, clock); with.OK() {
		t.Error("a changed part is not found")
	}
}

func TestJournalTimeNeverFalls(t *testing.T) {
	v, clock := vaulttest.NewWithClock(t)
	clock.Add(-48 * time.Hour)
	for range 3 {
		if _, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add"}, func(*vault.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	var last vault.Millis
	for e, err := range v.Journal(context.Background(), 0) {
		if err != nil || e.Time <= last {
			t.Errorf("entry %d at %v after %v, %v", e.Seq, e.Time, last, err)
		}
		last = e.Time
		if e.Seq == 1 && (len(e.Diff) != 1 || e.Diff[0].Field != "clock") {
			t.Errorf("the entry does not say that the clock went back: %+v", e.Diff)
		}
	}
	if got := last.Time().Sub(vaulttest.Start); got != 3*time.Millisecond {
		t.Errorf("three entries took %v", got)
	}
}

func TestALockedVaultIsEmpty(t *testing.T) {
	v := vaulttest.New(t)
	table := vault.NewTable(v, vault.KindAPI, func(x *thing) string { return x.ID })
	put := func() error {
		_, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add"}, func(tx *vault.Tx) error {
			return tx.Put(vault.KindAPI, "a", thing{"a", "x"})
		})
		return err
	}
	if err := put(); err != nil {
		t.Fatal(err)
	}
	sealer, err := v.Sealer(vault.DomainEvidence, "import")
	if err != nil {
		t.Fatal(err)
	}
	v.Lock()
	if _, ok := v.Get(vault.KindAPI, "a"); ok || table.Len() != 0 || len(table.All()) != 0 || !v.Locked() {
		t.Error("something is left")
	}
	if err := put(); fault.KindOf(err) != fault.NeedsLogin {
		t.Errorf("a change gives %v", err)
	}
	if _, _, err := sealer.Seal(v.Place("x"), nil); fault.KindOf(err) != fault.NeedsLogin {
		t.Errorf("sealing gives %v", err)
	}
	if err := v.Close(); err != nil {
		t.Error(err)
	}
}

func TestWhoMayChange(t *testing.T) {
	v := vaulttest.New(t)
	nothing := func(*vault.Tx) error { return nil }
	cases := []struct {
		name   string
		actor  vault.Actor
		action string
		kind   fault.Kind
	}{
		{"somebody else", vault.Actor{ID: seal.NewID(), Roles: []string{"owner"}}, "api.add", fault.Denied},
		{"an action without a name", v.Actor(), "", fault.Invalid},
		{"the owner", v.Actor(), "api.add", 0},
		{"roles that were only claimed do not count", vault.Actor{ID: v.Actor().ID, Roles: []string{"nobody"}}, "api.add", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := v.Seq()
			_, err := v.Change(context.Background(), c.actor, vault.Action{Name: c.action}, nothing)
			if fault.KindOf(err) != c.kind || (err != nil) != (c.kind != 0) || (v.Seq() > before) != (err == nil) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestATransactionSeesItself(t *testing.T) {
	v := vaulttest.New(t)
	ctx := context.Background()
	receipt, err := v.Change(ctx, v.Actor(), vault.Action{Name: "api.add"}, func(tx *vault.Tx) error {
		for _, id := range []string{"b", "a", "c"} {
			if err := tx.Put(vault.KindAPI, id, thing{id, "x"}); err != nil {
				return err
			}
		}
		if err := tx.Remove(vault.KindAPI, "c"); err != nil { // never stored: as if it had not been
			return err
		}
		var ids []string
		for r := range tx.All(vault.KindAPI) {
			ids = append(ids, r.ID)
		}
		if strings.Join(ids, "") != "ab" {
			t.Errorf("it sees %v", ids)
		}
		if _, ok := v.Get(vault.KindAPI, "a"); ok {
			t.Error("others see it too")
		}
		return tx.Remove(vault.KindAPI, "never")
	})
	if err != nil {
		t.Fatal(err)
	}
	for e := range v.Journal(ctx, receipt.Seq) {
		if e.Touched != 2 {
			t.Errorf("the entry names %d rows", e.Touched)
		}
	}
	cases := map[string]func(tx *vault.Tx) error{
		"an unknown kind": func(tx *vault.Tx) error { return tx.Put("nonsense", "a", thing{}) },
		"no id":           func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "", thing{}) },
		"a float":         func(tx *vault.Tx) error { return tx.Put(vault.KindAPI, "f", map[string]float64{"x": 1.5}) },
	}
	for name, fn := range cases {
		if _, err := v.Change(ctx, v.Actor(), vault.Action{Name: "api.add"}, fn); err == nil {
			t.Errorf("%s is stored", name)
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := v.Change(cancelled, v.Actor(), vault.Action{Name: "api.add"}, func(*vault.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled change gives %v", err)
	}
}

func TestSecretsAreOpenedOnDemand(t *testing.T) {
	v := vaulttest.New(t)
	type secret struct {
		ID  string      `json:"id"`
		Key seal.Secret `json:"key"`
	}
	table := vault.NewTable(v, vault.KindSigningSecret, func(s *secret) string { return s.ID })
	_, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "signing_key.create"}, func(tx *vault.Tx) error {
		return tx.Put(vault.KindSigningSecret, "k", secret{"k", seal.NewSecret([]byte("marker"))})
	})
	if err != nil {
		t.Fatal(err)
	}
	if row, ok := table.Get("k"); !ok || string(row.Key.Expose()) != "marker" {
		t.Errorf("a table of them holds %v", row)
	}
	rec, ok := v.Get(vault.KindSigningSecret, "k")
	if !ok {
		t.Fatal("it is not there")
	}
	got, err := vault.Decode[secret](rec)
	if err != nil || string(got.Key.Expose()) != "marker" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestSealersOfOneUseOpenNothingOfAnother(t *testing.T) {
	v := vaulttest.New(t)
	a, err := v.Sealer(vault.DomainEvidence, "import")
	if err != nil {
		t.Fatal(err)
	}
	b, err := v.Sealer(vault.DomainEvidence, "snapshot")
	if err != nil {
		t.Fatal(err)
	}
	sealed, epoch, err := a.Seal(v.Place("x").Text("1"), []byte("hello"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := a.Open(v.Place("x").Text("1"), epoch, sealed); err != nil || string(got) != "hello" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := a.Open(v.Place("x").Text("2"), epoch, sealed); fault.KindOf(err) != fault.Damaged {
		t.Errorf("in another place: %v", err)
	}
	if _, err := b.Open(v.Place("x").Text("1"), epoch, sealed); fault.KindOf(err) != fault.Damaged {
		t.Errorf("for another use: %v", err)
	}
	if _, err := a.Open(v.Place("x").Text("1"), epoch+1, sealed); fault.KindOf(err) != fault.Denied {
		t.Errorf("in an epoch without keys: %v", err)
	}
}

func TestListenersHearOfEveryChange(t *testing.T) {
	v := vaulttest.New(t)
	var heard []vault.Notice
	cancel := v.Subscribe(func(n vault.Notice) { heard = append(heard, n) })
	change := func() {
		if _, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add"}, func(tx *vault.Tx) error {
			return tx.Put(vault.KindAPI, "a", thing{"a", "x"})
		}); err != nil {
			t.Fatal(err)
		}
	}
	change()
	cancel()
	change()
	if len(heard) != 1 || heard[0].Action != "api.add" || len(heard[0].Kinds) != 1 || heard[0].Kinds[0] != vault.KindAPI {
		t.Errorf("heard %+v", heard)
	}
}

func TestAListenerMayMakeAChangeOfItsOwn(t *testing.T) {
	v := vaulttest.New(t)
	nothing := func(*vault.Tx) error { return nil }
	v.Subscribe(func(n vault.Notice) {
		if n.Action == "api.add" {
			if _, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.edit"}, nothing); err != nil {
				t.Error(err)
			}
			v.Lock()
		}
	})
	if _, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add"}, nothing); err != nil {
		t.Error(err)
	}
	if v.Seq() != 3 || !v.Locked() {
		t.Errorf("%d entries, locked %v", v.Seq(), v.Locked())
	}
}

func TestATableNamesWhatItCannotDecode(t *testing.T) {
	v := vaulttest.New(t)
	if _, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add"}, func(tx *vault.Tx) error {
		if err := tx.Put(vault.KindAPI, "good", thing{"good", "x"}); err != nil {
			return err
		}
		if err := tx.Put(vault.KindAPI, "shape", []string{"no", "object"}); err != nil {
			return err
		}
		return tx.Put(vault.KindAPI, "other", thing{"another", "x"})
	}); err != nil {
		t.Fatal(err)
	}
	table := vault.NewTable(v, vault.KindAPI, func(x *thing) string { return x.ID })
	if got := strings.Join(v.Undecoded(), ","); table.Len() != 1 || !strings.Contains(got, "api shape") || !strings.Contains(got, "api other") {
		t.Errorf("%d rows, undecoded %q", table.Len(), got)
	}
}
