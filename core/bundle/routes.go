package bundle

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/policy"
)

// The routes as the policy searches them: by the number of segments, then shape by shape, the best
// first, then one look into a map. A shape says which segments are parameters; "l" sorts before
// "t", so literal beats template and the leftmost difference wins.

// routesDoc is /gatehouse/routes. Members stand in the order of their names; encoding/json sorts
// the keys of maps.
type routesDoc struct {
	APIs   map[string]apiRow              `json:"apis"`
	ByID   map[string]routeRow            `json:"byid"`
	Hosts  map[string][]string            `json:"hosts"`  // host, or "" for any -> APIs, the longest base first
	Shapes map[string]map[string][]*shape `json:"shapes"` // API -> number of parts -> shapes, the best first
}

// apiRow is one API.
type apiRow struct {
	Base      string   `json:"base"`
	Hosts     []string `json:"hosts,omitempty"`
	KeyHeader string   `json:"key_header"` // lower case
	MaxBody   int64    `json:"max_body,omitempty"`
	TLSMin    string   `json:"tls_min"`
}

// routeRow is one route, with the grants resolved.
type routeRow struct {
	Accept      []string            `json:"accept"`
	API         string              `json:"api"`
	Certificate bool                `json:"certificate,omitempty"` // one is demanded
	MaxBody     int64               `json:"max_body,omitempty"`
	MediaTypes  []string            `json:"media_types,omitempty"`
	Methods     []string            `json:"methods"`
	OTP         map[string][]string `json:"otp,omitempty"`        // method -> roles that need a one-time password
	OTPAlways   bool                `json:"otp_always,omitempty"` // the route itself demands it
	Path        string              `json:"path"`
	Public      bool                `json:"public"`
	Roles       map[string][]string `json:"roles,omitempty"` // method -> roles
	TLSMin      string              `json:"tls_min,omitempty"`
}

// shape is all paths of an API whose parameters stand in the same places.
type shape struct {
	At         map[string]place `json:"at"`         // path with {} for parameters
	Parameters []int            `json:"parameters"` // indexes into the path split at "/"
	mask       string
}

// place is one path.
type place struct {
	Allow   string            `json:"allow"`   // the header of a 405
	First   string            `json:"first"`   // the route that a 405 is told of
	Methods map[string]string `json:"methods"` // method -> route
}

// answerHEAD lets HEAD fall to the route that answers GET, where no route lists it.
func (sh *shape) answerHEAD() {
	for _, p := range sh.At {
		if get, ok := p.Methods["GET"]; ok && p.Methods["HEAD"] == "" {
			p.Methods["HEAD"] = get
		}
	}
}

// routesData writes the routes.
func routesData(s *policy.Snapshot) ([]byte, error) {
	in := s.Input()
	doc := routesDoc{
		APIs: map[string]apiRow{}, ByID: map[string]routeRow{}, Hosts: map[string][]string{},
		Shapes: map[string]map[string][]*shape{},
	}
	for _, a := range sortedByBase(in.APIs) {
		doc.APIs[a.ID] = apiRow{
			Base: a.Base, Hosts: a.Hosts, KeyHeader: strings.ToLower(a.KeyHeaderName()),
			MaxBody: a.MaxBody, TLSMin: cmp.Or(a.TLSMin, "none"),
		}
		doc.Shapes[a.ID] = map[string][]*shape{}
		for i, h := range a.Hosts {
			if h = strings.ToLower(h); !slices.Contains(a.Hosts[:i], h) {
				doc.Hosts[h] = append(doc.Hosts[h], a.ID)
			}
		}
		if len(a.Hosts) == 0 {
			doc.Hosts[""] = append(doc.Hosts[""], a.ID)
		}
	}
	for i, r := range in.Routes {
		ref := policy.RouteRef(i + 1)
		doc.ByID[r.ID] = resolve(s, ref, r)
		enter(doc.Shapes[r.API], s, ref, r)
	}
	for _, counts := range doc.Shapes {
		for _, shapes := range counts {
			slices.SortFunc(shapes, func(a, b *shape) int { return strings.Compare(a.mask, b.mask) })
			for _, sh := range shapes {
				sh.answerHEAD()
			}
		}
	}
	return marshal(doc)
}

// sortedByBase orders APIs by the length of their base, the longest first.
func sortedByBase(apis []catalog.API) []catalog.API {
	apis = sorted(apis, func(a *catalog.API) string { return a.ID })
	slices.SortStableFunc(apis, func(a, b catalog.API) int { return cmp.Compare(len(b.Base), len(a.Base)) })
	return apis
}

// answered returns the methods that a route answers: HEAD where GET is.
func answered(r catalog.Route) []string {
	if slices.Contains(r.Methods, "GET") && !slices.Contains(r.Methods, "HEAD") {
		return append(slices.Clone(r.Methods), "HEAD")
	}
	return r.Methods
}

// inOrder returns the ways to say who one is in the order of their challenges; none stated means any.
func inOrder(accept []string) []string {
	if len(accept) == 0 {
		return catalog.Ways[:]
	}
	return slices.DeleteFunc(slices.Clone(catalog.Ways[:]), func(way string) bool { return !slices.Contains(accept, way) })
}

// resolve writes a route with the roles that may call it.
func resolve(s *policy.Snapshot, ref policy.RouteRef, r catalog.Route) routeRow {
	row := routeRow{
		Accept: inOrder(r.Accept), API: r.API, Certificate: r.Certificate, MaxBody: r.MaxBody, MediaTypes: mediaOf(r),
		Methods: r.Methods, OTPAlways: r.OTP, Path: r.Path, Public: r.Public, TLSMin: tlsOf(r),
	}
	for _, m := range answered(r) {
		plain, otp := s.GrantedTo(ref, m)
		if len(plain) > 0 {
			if row.Roles == nil {
				row.Roles = map[string][]string{}
			}
			row.Roles[m] = plain
		}
		if len(otp) > 0 {
			if row.OTP == nil {
				row.OTP = map[string][]string{}
			}
			row.OTP[m] = otp
		}
	}
	return row
}

// tlsOf returns a route's own minimum TLS, or "" where it leaves it to the API.
func tlsOf(r catalog.Route) string {
	if r.TLSMin == "none" {
		return ""
	}
	return r.TLSMin
}

// mediaOf returns a route's media types in lower case, which is how the policy compares them.
func mediaOf(r catalog.Route) []string {
	types, err := catalog.CheckMediaTypes(r.MediaTypes)
	if err != nil {
		return []string{} // no snapshot holds such a route
	}
	return types
}

// enter puts a route where its path is looked up.
func enter(counts map[string][]*shape, s *policy.Snapshot, ref policy.RouteRef, r catalog.Route) {
	parts := strings.Split(r.Path, "/")
	mask := make([]byte, len(parts))
	parameters := []int{}
	for i, p := range parts {
		mask[i] = 'l'
		if strings.HasPrefix(p, "{") {
			mask[i], parts[i] = 't', "{}"
			parameters = append(parameters, i)
		}
	}
	count := strconv.Itoa(len(parts))
	i := slices.IndexFunc(counts[count], func(sh *shape) bool { return sh.mask == string(mask) })
	if i < 0 {
		i = len(counts[count])
		counts[count] = append(counts[count], &shape{At: map[string]place{}, Parameters: parameters, mask: string(mask)})
	}
	at, path := counts[count][i].At, strings.Join(parts, "/")
	if _, ok := at[path]; !ok {
		refused := policy.Decision{Status: 405, Reason: policy.ReasonMethodNotAllowed, Route: ref}
		at[path] = place{Allow: s.Headers(refused)["Allow"], First: r.ID, Methods: map[string]string{}}
	}
	for _, m := range r.Methods {
		at[path].Methods[m] = r.ID
	}
}
