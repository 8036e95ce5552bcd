// Package vaulttest gives other packages' tests an open vault.
//
//	v := vaulttest.New(t)
//	svc := catalog.New(v)
//	api, err := svc.AddAPI(ctx, v.Actor(), catalog.API{Name: "orders"})
//
// The vault is real (sealed, journaled, signed) but kept in memory, with a cheap password stretch.
// Only tests import this package. It makes the vault through login.
package vaulttest

import (
	"context"
	"testing"
	"time"

	"gatehouse/core/login"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Start is the instant at which the clock of [New] begins: a Monday, as good as any.
var Start = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

// Admin and Password are those of the owner that [New] makes.
const (
	Admin    = "olga"
	Password = "maple ridge otter copper"
)

// New returns an unlocked vault with one owner, kept in memory. Its clock stands at [Start];
// [NewWithClock] gives the clock too.
func New(t testing.TB) *vault.Vault {
	t.Helper()
	v, _ := NewWithClock(t)
	return v
}

// NewWithClock is [New] with the clock in hand.
func NewWithClock(t testing.TB) (*vault.Vault, *Clock) {
	t.Helper()
	clock := &Clock{now: Start}
	return In(t, NewStore(), clock), clock
}

// In makes a new vault in the given, empty store.
func In(t testing.TB, store vault.Store, clock *Clock) *vault.Vault {
	t.Helper()
	seal.CheapForTests()
	v, err := login.Create(context.Background(), store, login.Setup{
		Name: "acme", Admin: Admin, Password: seal.NewSecret([]byte(Password)), Now: clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}
