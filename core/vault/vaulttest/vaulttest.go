// Package vaulttest gives other packages' tests an open vault.
//
//	v := vaulttest.New(t)
//	svc := catalog.New(v)
//	api, err := svc.AddAPI(ctx, v.Actor(), catalog.API{Name: "orders"})
//
// The vault is real (sealed, journaled, signed) but kept in memory, with a cheap password stretch.
// Only tests import this package.
package vaulttest

import (
	"context"
	"testing"
	"time"

	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Start is the instant at which the clock of [New] begins: a Monday, as good as any.
var Start = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

// New returns an unlocked vault with one owner named "olga", kept in memory. Its clock stands at
// [Start] until the test moves it with [Clock].
func New(t testing.TB) *vault.Vault {
	t.Helper()
	v, _ := NewWithClock(t)
	return v
}

// NewWithClock is [New] with the clock in hand.
func NewWithClock(t testing.TB) (*vault.Vault, *Clock) {
	t.Helper()
	clock := &Clock{now: Start}
	v, err := vault.Open(context.Background(), NewStore(), vault.Unlocked{
		VaultID: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		Actor:   vault.Actor{ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Name: "olga", Roles: []string{"owner"}},
		Now:     clock.Now,
		Ring:    ring{},
		Epoch:   1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v, clock
}

// ring gives every domain the same key.
type ring struct{}

func (ring) Key(vault.Domain, uint64) (seal.Key, bool) { return seal.Key{}.Derive("test"), true }
