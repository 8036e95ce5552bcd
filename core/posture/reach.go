package posture

import (
	"slices"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
)

// reach tells which routes a grant covers, quickly: routes of an API in the order of the shapes of
// their paths, so that those below a pattern stand together.
type reach struct{ of map[string][]shaped }

// shaped is the methods that are answered on the paths of one shape.
type shaped struct {
	shape   string // with a slash behind it, so that what lies below a path follows it at once
	methods []string
}

func newReach(in *policy.Input) *reach {
	r := &reach{of: map[string][]shaped{}}
	for i := range in.Routes {
		route := &in.Routes[i]
		if t, err := catalog.ParseTemplate("path", route.Path); err == nil {
			r.of[route.API] = append(r.of[route.API], shaped{t.Shape() + "/", route.Methods})
		}
	}
	for _, all := range r.of {
		slices.SortFunc(all, func(a, b shaped) int { return strings.Compare(a.shape, b.shape) })
	}
	return r
}

// covers reports whether a grant allows anything on any route.
func (r *reach) covers(g directory.Grant) bool {
	p, err := catalog.ParsePattern("grant path", g.Path)
	if err != nil {
		return false
	}
	all, prefix := r.of[g.API], p.Prefix.Shape()+"/"
	at, _ := slices.BinarySearchFunc(all, prefix, func(s shaped, want string) int { return strings.Compare(s.shape, want) })
	for _, s := range all[at:] {
		if s.shape != prefix && (!p.Below || !strings.HasPrefix(s.shape, prefix)) {
			return false
		}
		for _, m := range s.methods {
			if catalog.Covers(g.Methods, m) {
				return true
			}
		}
	}
	return false
}

// wide reports whether a grant is for a whole API, with everything that changes something.
func wide(g directory.Grant) bool {
	if g.Path != "/**" {
		return false
	}
	for _, m := range writes {
		if !slices.Contains(g.Methods, m) {
			return false
		}
	}
	return true
}

// writes are the methods that change something.
var writes = []string{"POST", "PUT", "PATCH", "DELETE"}
