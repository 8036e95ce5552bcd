package access

import (
	"slices"
	"sync"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/vault"
)

// Access answers over one snapshot. It is immutable and may be used by several goroutines.
type Access struct {
	s    *policy.Snapshot
	in   policy.Input // as given to compile: with inheritance
	at   vault.Millis
	tree *directory.Tree

	roles      map[string]int   // ids to indexes in the input
	principals map[string]int   // ids to indexes in the input
	closed     [][]string       // per principal: its roles, inherited ones included
	keys       map[string][]int // of principals, by id; indexes in the input

	apis      map[string]int
	templates []catalog.Template // by index in the input's routes
	ofAPI     [][]int            // routes, by API
	shapes    []map[string][]int // routes of a path, by API

	mu      *sync.Mutex
	covered map[grantAt][]int // what grants cover, as far as it was asked
}

// grantAt is the place of a grant: a role and the index among its grants.
type grantAt struct{ role, grant int }

// New makes ready to answer over a snapshot, at the snapshot's own time: see [Access.At].
func New(s *policy.Snapshot) (*Access, error) {
	in := s.Source()
	tree, err := directory.NewTree(in.Roles)
	if err != nil {
		return nil, err
	}
	a := &Access{
		s: s, in: in, at: vault.MillisOf(s.At()), tree: tree,
		roles: make(map[string]int, len(in.Roles)), principals: make(map[string]int, len(in.Principals)), keys: map[string][]int{},
		closed: make([][]string, len(in.Principals)), apis: make(map[string]int, len(in.APIs)), covered: map[grantAt][]int{}, mu: &sync.Mutex{},
	}
	for i := range in.Roles {
		a.roles[in.Roles[i].ID] = i
	}
	for i := range in.Principals {
		a.principals[in.Principals[i].ID], a.closed[i] = i, tree.Closure(in.Principals[i].Roles)
	}
	for i := range in.Keys {
		k := &in.Keys[i]
		a.keys[k.Principal] = append(a.keys[k.Principal], i)
	}
	return a, a.index()
}

// index finds routes by API and by path.
func (a *Access) index() error {
	for i := range a.in.APIs {
		a.apis[a.in.APIs[i].ID] = i
	}
	a.ofAPI, a.shapes = make([][]int, len(a.in.APIs)), make([]map[string][]int, len(a.in.APIs))
	a.templates = make([]catalog.Template, len(a.in.Routes))
	for i := range a.in.Routes {
		r := &a.in.Routes[i]
		t, err := catalog.ParseTemplate("path", r.Path)
		if err != nil {
			return err
		}
		n := a.apis[r.API]
		if a.shapes[n] == nil {
			a.shapes[n] = map[string][]int{}
		}
		shape := t.Shape()
		a.templates[i] = t
		a.ofAPI[n], a.shapes[n][shape] = append(a.ofAPI[n], i), append(a.shapes[n][shape], i)
	}
	return nil
}

// At returns the same access at another time: what has expired is a matter of it. It costs nothing.
func (a *Access) At(t time.Time) *Access {
	b := *a
	b.at = vault.MillisOf(t)
	return &b
}

// covers returns the routes that a grant names, by their indexes. The slice must not be changed.
func (a *Access) covers(at grantAt) []int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if got, ok := a.covered[at]; ok {
		return got
	}
	got := a.resolve(a.in.Roles[at.role].Grants[at.grant])
	a.covered[at] = got
	return got
}

// resolve finds the routes that a grant names; the same rule as in policy.
func (a *Access) resolve(g directory.Grant) []int {
	api, ok := a.apis[g.API]
	p, err := catalog.ParsePattern("grant path", g.Path)
	if !ok || err != nil {
		return nil // what does not compile does not come here
	}
	if !p.Below {
		return a.shapes[api][p.Prefix.Shape()]
	}
	var out []int
	for _, i := range a.ofAPI[api] {
		if p.Covers(a.templates[i]) {
			out = append(out, i)
		}
	}
	return out
}

// answered returns the methods that a route answers.
func answered(r *catalog.Route) []string {
	if slices.Contains(r.Methods, "GET") && !slices.Contains(r.Methods, "HEAD") {
		return append(slices.Clone(r.Methods), "HEAD")
	}
	return r.Methods
}

// principal finds a principal by id or name.
func (a *Access) principal(nameOrID string) (int, error) {
	if i, ok := a.principals[nameOrID]; ok {
		return i, nil
	}
	for i := range a.in.Principals {
		if a.in.Principals[i].Name == nameOrID {
			return i, nil
		}
	}
	return 0, fault.New(fault.NotFound, "there is no principal %q", nameOrID)
}

// works reports whether a key passes at all now, its principal aside.
func (a *Access) works(k *apikey.Key) bool {
	if k.State != apikey.Active || k.NotBefore > a.at {
		return false
	}
	return slices.ContainsFunc(k.Tokens, func(t apikey.TokenRow) bool {
		until := k.ValidUntil(t)
		return until == 0 || until > a.at
	})
}
