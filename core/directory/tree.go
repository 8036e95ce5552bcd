package directory

import (
	"slices"
	"strings"

	"gatehouse/core/fault"
)

// The limits of inheritance, far above what people can follow.
const (
	MaxInherits = 32 // roles that one role inherits directly
	MaxDepth    = 8  // steps from a role to what it inherits at last
)

// Tree tells what roles inherit. It is immutable and may be used by several goroutines.
type Tree struct {
	inherits map[string][]string // only of roles that inherit something
	closed   map[string][]string // the same roles with all that they inherit, themselves included, sorted
}

// NewTree reads the inheritance of roles.
//
// Errors: Invalid naming the role, for one that inherits itself (with all the roles of the circle), one that does not exist, too many,
// or through more than [MaxDepth] steps.
func NewTree(roles []Role) (*Tree, error) {
	t := &Tree{}
	if !slices.ContainsFunc(roles, func(r Role) bool { return len(r.Inherits) > 0 }) {
		return t, nil
	}
	t.inherits, t.closed = map[string][]string{}, map[string][]string{}
	names := make(map[string]string, len(roles))
	for _, r := range roles {
		names[r.ID] = r.Name
		if r.Name == "" { // a bundle holds ids only
			names[r.ID] = r.ID
		}
		if len(r.Inherits) > 0 {
			t.inherits[r.ID] = r.Inherits
		}
		if len(r.Inherits) > MaxInherits {
			return nil, fault.New(fault.Invalid, "role %s: it inherits %d roles; at most %d are allowed", names[r.ID], len(r.Inherits), MaxInherits)
		}
	}
	depth := map[string]int{}
	for _, r := range roles {
		if _, err := t.close(r.ID, nil, names, depth); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// close works out what a role inherits; above are the roles through which it is reached.
func (t *Tree) close(id string, above []string, names map[string]string, depth map[string]int) (int, error) {
	if i := slices.Index(above, id); i >= 0 {
		return 0, fault.New(fault.Invalid, "role %s: it would inherit itself: %s; take one of these away", names[id], circle(append(slices.Clone(above[i:]), id), names))
	}
	if _, done := t.closed[id]; done || len(t.inherits[id]) == 0 {
		return depth[id], nil
	}
	all, deepest := []string{id}, 0
	for _, next := range t.inherits[id] {
		if _, ok := names[next]; !ok {
			return 0, fault.New(fault.Invalid, "role %s: there is no role %q that it could inherit", names[id], next)
		}
		d, err := t.close(next, append(slices.Clip(above), id), names, depth)
		if err != nil {
			return 0, err
		}
		deepest = max(deepest, d+1)
		all = append(append(all, next), t.closed[next]...)
	}
	if deepest > MaxDepth {
		return 0, fault.New(fault.Invalid, "role %s: it inherits through %d steps; at most %d are allowed", names[id], deepest, MaxDepth)
	}
	slices.Sort(all)
	t.closed[id], depth[id] = slices.Compact(all), deepest
	return deepest, nil
}

// circle names the roles of a circle, one after the other.
func circle(ids []string, names map[string]string) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = names[id]
	}
	return strings.Join(words, " → ")
}

// Flat reports whether no role inherits any.
func (t *Tree) Flat() bool { return len(t.closed) == 0 }

// Closure returns roles with all that they inherit, sorted, each once. Where nothing is inherited the
// slice given comes back.
func (t *Tree) Closure(roles []string) []string {
	if !slices.ContainsFunc(roles, func(id string) bool { return t.closed[id] != nil }) {
		return roles
	}
	all := slices.Clone(roles)
	for _, id := range roles {
		all = append(all, t.closed[id]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Covers reports whether a role is another one or inherits it.
func (t *Tree) Covers(role, other string) bool {
	if role == other {
		return true
	}
	_, found := slices.BinarySearch(t.closed[role], other)
	return found
}

// Path returns the shortest way from one of the roles to the role that they inherit, both included;
// nil when none of them does.
func (t *Tree) Path(from []string, to string) []string {
	var ways [][]string
	for _, id := range from {
		if id == to {
			return []string{id}
		}
		if t.Covers(id, to) {
			ways = append(ways, []string{id})
		}
	}
	for len(ways) > 0 {
		way := ways[0]
		ways = ways[1:]
		for _, next := range t.inherits[way[len(way)-1]] {
			if next == to {
				return append(slices.Clone(way), next)
			}
			if t.Covers(next, to) {
				ways = append(ways, append(slices.Clone(way), next))
			}
		}
	}
	return nil
}
