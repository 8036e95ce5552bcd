package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// keys answers vm.Keys.
type keys struct {
	ws *workspace.Workspace
	h  *House
}

// Keys implements vm.Keys.
func (s keys) Keys(ctx context.Context) ([]vm.Key, error) {
	of := s.ws.Vault.Revision(vault.KindAPIKey, vault.KindPrincipal, vault.KindReview)
	return s.h.keyViews.get(of, func() ([]vm.Key, error) {
		names := map[string]string{}
		for _, p := range s.ws.Directory.Principals() {
			names[p.ID] = p.Name
		}
		return s.views(ctx, s.ws.Keys.Keys(), func(principal string) string { return names[principal] })
	})
}

// Of implements vm.Keys.
func (s keys) Of(ctx context.Context, principal string) ([]vm.Key, error) {
	p, _ := s.ws.Directory.Principal(principal) // one that is gone has no name
	return s.views(ctx, s.ws.Keys.KeysOf(principal), func(string) string { return p.Name })
}

// soonestFirst orders keys by when they end, and then by name; what never ends comes last. Lists show them
// so, and order quickly what is in order.
func soonestFirst(all []apikey.Key) []*apikey.Key {
	type spot struct {
		end uint64
		key *apikey.Key
	}
	spots := make([]spot, len(all))
	for i := range all {
		spots[i] = spot{uint64(all[i].Expires) - 1, &all[i]} // 0 is never
	}
	slices.SortFunc(spots, func(a, b spot) int {
		if a.end != b.end {
			return cmp.Compare(a.end, b.end)
		}
		return cmp.Or(cmp.Compare(strings.ToLower(a.key.Name), strings.ToLower(b.key.Name)), cmp.Compare(a.key.ID, b.key.ID))
	})
	out := make([]*apikey.Key, len(all))
	for i := range spots {
		out[i] = spots[i].key
	}
	return out
}

// views are keys, what ends soonest first, with the names of their principals and how they were used.
func (s keys) views(ctx context.Context, records []apikey.Key, name func(principal string) string) ([]vm.Key, error) {
	uses, err := s.ws.Reviews.Usages(ctx)
	if err != nil {
		return nil, err
	}
	all := soonestFirst(records)
	out := make([]vm.Key, len(all))
	for i := range all {
		k, v := all[i], &out[i]
		fillKey(v, k)
		v.Who = cmp.Or(name(k.Principal), k.Principal)
		if len(uses) == 0 {
			continue
		}
		for n, t := range k.Tokens {
			if u, ok := uses[t.Public]; ok {
				v.Uses += int64(u.Count)
				if n < len(k.Tokens)-1 {
					v.Old = u.Last.Time()
				}
				if at := u.Last.Time(); at.After(v.Used) {
					v.Used = at
				}
			}
		}
	}
	return out, nil
}

// Create implements vm.Keys.
func (s keys) Create(ctx context.Context, n vm.NewKey) (vm.MadeKey, error) {
	d := draft(n)
	d.Principal = n.Principal
	made, err := s.ws.Keys.Create(ctx, s.ws.Actor(), d)
	if err != nil {
		return vm.MadeKey{}, err
	}
	return vm.MadeKey{Key: keyView(made.Key), Token: string(made.Token.Expose())}, nil
}

// Edit implements vm.Keys.
func (s keys) Edit(ctx context.Context, k vm.Key) (vm.Key, error) {
	old, err := s.ws.Keys.Key(k.ID)
	if err != nil {
		return vm.Key{}, err
	}
	old.Name, old.Notes, old.Scopes, old.Networks = k.Name, k.Notes, k.Scopes, k.Networks
	old.NotBefore, old.Expires = millis(k.NotBefore), millis(k.Expires)
	made, err := s.ws.Keys.Edit(ctx, s.ws.Actor(), old)
	return keyView(made), err
}

// Rotate implements vm.Keys.
func (s keys) Rotate(ctx context.Context, id string, grace time.Duration) (vm.MadeKey, error) {
	made, err := s.ws.Keys.Rotate(ctx, s.ws.Actor(), id, grace)
	if err != nil {
		return vm.MadeKey{}, err
	}
	return vm.MadeKey{Key: keyView(made.Key), Token: string(made.Token.Expose())}, nil
}

// Revoke implements vm.Keys.
func (s keys) Revoke(ctx context.Context, ids []string, reason string) error {
	_, err := s.ws.Keys.RevokeAll(ctx, s.ws.Actor(), ids, reason)
	return err
}

// Suspend implements vm.Keys.
func (s keys) Suspend(ctx context.Context, ids []string, reason string) error {
	_, err := s.ws.Keys.SuspendAll(ctx, s.ws.Actor(), ids, reason)
	return err
}

// Resume implements vm.Keys.
func (s keys) Resume(ctx context.Context, ids []string) error {
	_, err := s.ws.Keys.ResumeAll(ctx, s.ws.Actor(), ids)
	return err
}

// SetExpiry implements vm.Keys.
func (s keys) SetExpiry(ctx context.Context, to []vm.KeyExpiry) error {
	ends := make([]apikey.Expiry, len(to))
	for i, e := range to {
		ends[i] = apikey.Expiry{ID: e.ID, Expires: millis(e.Expires)}
	}
	_, err := s.ws.Keys.SetExpiries(ctx, s.ws.Actor(), ends)
	return err
}

// Renew implements vm.Keys.
func (s keys) Renew(ctx context.Context, ids []string) error {
	_, err := s.ws.Keys.Renew(ctx, s.ws.Actor(), ids)
	return err
}

// Rules implements vm.Keys.
func (s keys) Rules(context.Context) (vm.KeyRules, error) {
	r := s.ws.Keys.Rules()
	return vm.KeyRules{Max: r.Max(), Default: r.Default()}, nil
}

// SetRules implements vm.Keys.
func (s keys) SetRules(ctx context.Context, r vm.KeyRules) error {
	return s.ws.Keys.SetRules(ctx, s.ws.Actor(), apikey.Rules{MaxLife: vault.Millis(r.Max.Milliseconds()), DefaultLife: vault.Millis(r.Default.Milliseconds())})
}

// millis is a time as records have it; the zero time is 0, which means never.
func millis(t time.Time) vault.Millis {
	if t.IsZero() {
		return 0
	}
	return vault.MillisOf(t)
}

// keyView shows the newest token of a key.
func keyView(k apikey.Key) (v vm.Key) {
	fillKey(&v, &k)
	return v
}

// fillKey writes a view of a key where it shall lie.
func fillKey(v *vm.Key, k *apikey.Key) {
	*v = vm.Key{ID: k.ID, Name: k.Name, Env: k.Env, Prefix: k.Prefix(), Principal: k.Principal, Scopes: k.Scopes, Networks: k.Networks,
		State: string(k.State), Reason: k.Reason, Notes: k.Notes, NotBefore: k.NotBefore.Time(), Created: k.Created.Time(), Expires: k.Expires.Time(), Revoked: k.Revoked.Time()}
	for _, t := range k.Tokens {
		v.LastFour, v.SHA256 = t.Last4, t.SHA256
		if t.Until != 0 {
			v.Grace = t.Until.Time()
		}
	}
	v.Name = cmp.Or(v.Name, v.Prefix)
}
