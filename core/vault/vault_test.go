package vault_test

import (
	"context"
	"errors"
	"testing"

	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

type thing struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func TestATableFollowsTheVault(t *testing.T) {
	v := vaulttest.New(t)
	table := vault.NewTable(v, vault.KindAPI, func(x *thing) string { return x.ID })
	names := map[string]string{}
	table.OnChange(func(old, new *thing) {
		if old != nil {
			delete(names, old.Name)
		}
		if new != nil {
			names[new.Name] = new.ID
		}
	})
	put := func(x thing) {
		t.Helper()
		if _, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add", Subject: x.ID}, func(tx *vault.Tx) error {
			return tx.Put(vault.KindAPI, x.ID, x)
		}); err != nil {
			t.Fatal(err)
		}
	}
	put(thing{"b", "orders"})
	put(thing{"a", "users"})
	put(thing{"b", "invoices"})
	if all := table.All(); len(all) != 2 || all[0].ID != "a" || all[1].Name != "invoices" {
		t.Errorf("got %v", all)
	}
	if names["orders"] != "" || names["invoices"] != "b" {
		t.Errorf("the index holds %v", names)
	}
	if rec, ok := v.Get(vault.KindAPI, "b"); !ok || rec.Version != 2 {
		t.Errorf("got version %d, want 2", rec.Version)
	}
}

func TestAChangeThatFailsChangesNothing(t *testing.T) {
	v := vaulttest.New(t)
	seq := v.Seq()
	oops := errors.New("oops")
	_, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "api.add"}, func(tx *vault.Tx) error {
		if err := tx.Put(vault.KindAPI, "a", thing{"a", "x"}); err != nil {
			return err
		}
		if _, ok := tx.Get(vault.KindAPI, "a"); !ok {
			t.Error("the transaction does not see its own write")
		}
		return oops
	})
	if !errors.Is(err, oops) {
		t.Errorf("got %v", err)
	}
	if _, ok := v.Get(vault.KindAPI, "a"); ok || v.Seq() != seq {
		t.Error("the vault changed")
	}
}
