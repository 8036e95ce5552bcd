package policy_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// clerk is somebody who tries everything in any order, sensible or not.
type clerk struct {
	rng   *rand.Rand
	v     *vault.Vault
	apis  *catalog.Service
	dir   *directory.Service
	keys  *apikey.Service
	rates *ratelimit.Service
}

func (c *clerk) name() string     { return fmt.Sprintf("n%d", c.rng.IntN(4)) }
func (c *clerk) method() []string { return []string{catalog.Methods[c.rng.IntN(4)], "GET"} }

func (c *clerk) path() string {
	return []string{"/a", "/{x}", "/a/{x}", "/a/b", "/{y}/b", "/a/"}[c.rng.IntN(6)]
}

func (c *clerk) pattern() string {
	return []string{"/**", "/a/**", c.path(), c.path()}[c.rng.IntN(4)]
}

// api returns the id of an API, or of none.
func (c *clerk) api() string {
	if a, err := c.apis.API(c.name()); err == nil {
		return a.ID
	}
	return "aaaaaaaaaaaaaaaaaaaaaaaaaa"
}

func (c *clerk) key() string {
	if all := c.keys.Keys(); len(all) > 0 {
		return all[c.rng.IntN(len(all))].ID
	}
	return ""
}

func (c *clerk) roles() []string { return []string{c.name(), c.name()}[:c.rng.IntN(3)] }

// act does one thing.
func (c *clerk) act(ctx context.Context) error {
	by := c.v.Actor()
	var err error
	switch c.rng.IntN(20) {
	case 0, 1:
		_, err = c.apis.AddAPI(ctx, by, catalog.API{Name: c.name(), Base: []string{"", "/v1", "/v2"}[c.rng.IntN(3)], Hosts: []string{"a", "B", "b"}[:c.rng.IntN(4)]})
	case 2, 3, 4:
		_, err = c.apis.AddRoute(ctx, by, catalog.Route{API: c.name(), Path: c.path(), Methods: c.method(), Public: c.rng.IntN(5) == 0})
	case 5:
		a, _ := c.apis.API(c.name())
		a.Base, a.Name, a.Hosts = "/v3", c.name(), nil
		_, err = c.apis.EditAPI(ctx, by, a)
	case 6:
		err = c.apis.RemoveAPI(ctx, by, c.name())
	case 7:
		if all := c.apis.Routes(); len(all) > 0 {
			r := all[c.rng.IntN(len(all))]
			r.Path, r.Methods = c.path(), c.method()
			if _, err = c.apis.EditRoute(ctx, by, r); c.rng.IntN(2) == 0 {
				err = c.apis.RemoveRoute(ctx, by, r.ID)
			}
		}
	case 8, 9:
		_, err = c.dir.AddPrincipal(ctx, by, directory.Principal{Name: c.name(), Roles: c.roles()})
	case 10:
		p, _ := c.dir.Principal(c.name())
		p.Roles = c.roles()
		_, err = c.dir.EditPrincipal(ctx, by, p)
	case 11:
		err = c.dir.RemovePrincipal(ctx, by, c.name())
	case 12:
		_, err = c.dir.AddRole(ctx, by, directory.Role{Name: c.name()})
	case 13, 14:
		_, err = c.dir.Grant(ctx, by, c.name(), directory.Grant{API: c.api(), Path: c.pattern(), Methods: c.method(), OTP: c.rng.IntN(4) == 0})
	case 15:
		err = c.dir.RemoveRole(ctx, by, c.name())
	case 16, 17:
		err = c.makeKey(ctx, by)
	case 18:
		if _, err = c.keys.Rotate(ctx, by, c.key(), time.Duration(c.rng.IntN(3))*time.Hour); c.rng.IntN(4) == 0 {
			_, err = c.keys.Revoke(ctx, by, c.key(), "")
		}
	case 19:
		l := ratelimit.Policy{Name: fmt.Sprint("l", c.rng.IntN(12)), Rate: 1, Per: 1000, By: []ratelimit.By{"key", "address", "route", "principal"}[c.rng.IntN(4)]}
		if c.rng.IntN(2) == 0 {
			l.API, l.Match = c.api(), c.pattern()
		}
		if _, err = c.rates.Add(ctx, by, l); c.rng.IntN(6) == 0 {
			err = c.rates.Remove(ctx, by, l.Name)
		}
	}
	return err
}

func (c *clerk) makeKey(ctx context.Context, by vault.Actor) error {
	p, err := c.dir.Principal(c.name())
	if err != nil {
		return err
	}
	scopes, err := c.dir.RoleIDs(c.roles())
	if err != nil {
		return err
	}
	_, err = c.keys.Create(ctx, by, apikey.Draft{Principal: p.ID, Scopes: scopes, Networks: []string{"10.0.0.1", "::/0"}[:c.rng.IntN(3)]})
	return err
}

// TestWhatTheServicesStoreCompiles holds the services to leaving no record that refers to nothing, and
// no two that cannot be together, whatever is done in whatever order.
func TestWhatTheServicesStoreCompiles(t *testing.T) {
	for seed := range uint64(4) {
		v := vaulttest.New(t)
		c := &clerk{rand.New(rand.NewPCG(8, seed)), v, catalog.New(v), directory.New(v), apikey.New(v), ratelimit.New(v)}
		done := 0
		for i := range 400 {
			err := c.act(t.Context())
			if err != nil && fault.KindOf(err) == 0 {
				t.Fatalf("seed %d, act %d: an error that nobody can act on: %v", seed, i, err)
			}
			if err == nil {
				done++
			}
			in := policy.Input{APIs: c.apis.APIs(), Routes: c.apis.Routes(), Principals: c.dir.Principals(), Roles: c.dir.Roles(), Keys: c.keys.Keys(), Limits: c.rates.Limits()}
			if _, err := policy.Compile(in, v.Now()); err != nil {
				t.Fatalf("seed %d, act %d: what is stored does not compile: %v", seed, i, err)
			}
		}
		t.Logf("seed %d: %d of 400 acts were allowed; %d APIs, %d routes, %d roles, %d principals, %d keys, %d limits",
			seed, done, len(c.apis.APIs()), len(c.apis.Routes()), len(c.dir.Roles()), len(c.dir.Principals()), c.keys.Len(), len(c.rates.Limits()))
	}
}
