package vault_test

import (
	"context"
	"testing"

	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

func TestReferrerFindsWhoeverNamesAnID(t *testing.T) {
	v := vaulttest.New(t)
	_, err := v.Change(context.Background(), v.Actor(), vault.Action{Name: "route.add"}, func(tx *vault.Tx) error {
		if err := tx.Put(vault.KindRoute, "r1", map[string]any{"id": "r1", "api": "abcdef"}); err != nil {
			return err
		}
		if rec, ok := tx.Referrer(vault.KindRoute, "abcdef"); !ok || rec.ID != "r1" {
			t.Errorf("got %v, %v; want r1", rec.ID, ok)
		}
		if rec, ok := tx.Referrer(vault.KindRoute, "abcde"); ok {
			t.Errorf("a part of an id is found in %s", rec.ID)
		}
		if _, ok := tx.Referrer(vault.KindRole, "abcdef"); ok {
			t.Error("another kind is searched")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
