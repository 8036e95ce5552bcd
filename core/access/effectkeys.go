package access

import (
	"cmp"
	"slices"
	"strings"

	"gatehouse/core/apikey"
	"gatehouse/core/directory"
)

// KeyOf is a key with its principal.
type KeyOf struct {
	Principal directory.Principal
	Key       apikey.Key
}

// compare puts keys in order: by the names of their principals, then by their own.
func (k KeyOf) compare(o KeyOf) int {
	return cmp.Or(strings.Compare(k.Principal.Name, o.Principal.Name), strings.Compare(k.Key.Name, o.Key.Name), strings.Compare(k.Key.ID, o.Key.ID))
}

// cutKeys tells apart the keys for which it does not change as for their principals; of are the groups
// of principals, by id.
func (c *comparison) cutKeys(of map[string]*Group) {
	before := c.old.keysByID(c.now.keys)
	for i := range c.now.keys {
		k := &c.now.keys[i]
		old := before(i)
		if old == k && len(k.Scopes) == 0 {
			continue // most keys: nothing about it changes, and it may what its principal may
		}
		c.key(old, k, of)
	}
	after := c.now.keysByID(c.old.keys)
	for i := range c.old.keys {
		if after(i) == nil {
			c.key(&c.old.keys[i], nil, of)
		}
	}
}

// keysByID finds the keys that others, given by their place, are here; nil for one that is not. Mostly
// both are the same list.
func (o *opens) keysByID(others []apikey.Key) func(int) *apikey.Key {
	if len(others) == len(o.keys) && (len(others) == 0 || &others[0] == &o.keys[0]) {
		return func(i int) *apikey.Key { return &o.keys[i] }
	}
	at := make(map[string]int, len(o.keys))
	for i := range o.keys {
		at[o.keys[i].ID] = i
	}
	return func(i int) *apikey.Key {
		if n, ok := at[others[i].ID]; ok {
			return &o.keys[n]
		}
		return nil
	}
}

// key compares one key with its principal; nil is for a key that is not there.
func (c *comparison) key(old, now *apikey.Key, of map[string]*Group) {
	was, is := c.old.standingOf(old), c.now.standingOf(now)
	if !c.old.valid(old) && !c.now.valid(now) {
		return
	}
	k := now
	if k == nil {
		k = old
	}
	g, whose := c.group(was, is), of[k.Principal]
	if g == whose {
		return
	}
	x := KeyOf{c.principal(k.Principal), *k}
	if whose != nil {
		whose.Except = append(whose.Except, x)
	}
	if g != nil {
		g.Keys = append(g.Keys, x)
	}
}

// valid reports whether a key is there and works, its principal aside.
func (o *opens) valid(k *apikey.Key) bool { return k != nil && o.a.works(k) }

// standingOf returns the roles that count for a key: its principal's, cut to its scopes.
func (o *opens) standingOf(k *apikey.Key) standing {
	if !o.valid(k) {
		return standing{key: "-"}
	}
	s := o.rolesOf(k.Principal)
	if !s.in || len(k.Scopes) == 0 {
		return s
	}
	scopes := o.a.tree.Closure(k.Scopes)
	s.roles = slices.DeleteFunc(slices.Clone(s.roles), func(id string) bool { return !slices.Contains(scopes, id) })
	s.key = "+" + strings.Join(s.roles, " ")
	return s
}

// principal finds a principal as it is afterwards, or else as it was.
func (c *comparison) principal(id string) directory.Principal {
	if i, ok := c.now.a.principals[id]; ok {
		return c.now.a.in.Principals[i]
	}
	if i, ok := c.old.a.principals[id]; ok {
		return c.old.a.in.Principals[i]
	}
	return directory.Principal{ID: id, Name: id}
}
