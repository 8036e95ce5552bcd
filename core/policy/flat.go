package policy

import (
	"slices"

	"gatehouse/core/apikey"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
)

// flat writes out what follows from inheritance and from the expiry of principals, so that no decider
// has to know of them: principals have all roles that theirs inherit, keys are cut to all roles that
// their scopes inherit, and no key is valid longer than its principal. The roles that count for a key
// are then, as ever, those that both have.
//
// Records that stay as they are are shared with the input.
func flat(in Input) (Input, error) {
	tree, err := directory.NewTree(in.Roles)
	if err != nil {
		return in, fault.Wrap(fault.Invalid, err, "what roles inherit")
	}
	if !tree.Flat() {
		in.Roles = slices.Clone(in.Roles)
		for i := range in.Roles {
			in.Roles[i].Inherits = nil
		}
		in.Principals = slices.Clone(in.Principals)
		for i := range in.Principals {
			in.Principals[i].Roles = tree.Closure(in.Principals[i].Roles)
		}
	}
	ends := map[string]directory.Principal{}
	for _, p := range in.Principals {
		if p.Expires != 0 {
			ends[p.ID] = p
		}
	}
	if tree.Flat() && len(ends) == 0 {
		return in, nil
	}
	in.Keys = slices.Clone(in.Keys)
	for i := range in.Keys {
		k := &in.Keys[i]
		k.Scopes = tree.Closure(k.Scopes)
		if p, ok := ends[k.Principal]; ok {
			*k = cappedBy(*k, p)
		}
	}
	return in, nil
}

// cappedBy returns a key that ends with its principal at the latest.
func cappedBy(k apikey.Key, p directory.Principal) apikey.Key {
	if k.Expires == 0 || k.Expires > p.Expires {
		k.Expires = p.Expires
	}
	return k
}
