package catalog

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/name"
)

// Ask is what the administrator says about an import.
type Ask struct {
	API          string // name or id of the API; "" takes the one that the document was imported into, or one named by its title
	PublicWrites bool   // make routes public that write and that the document says are
	RemoveGone   bool   // remove routes that the document no longer has
}

// Change says what an import does to a route.
type Change string

// What an import can do to a route.
const (
	RouteNew       Change = "new"
	RouteChanged   Change = "changed"
	RouteUnchanged Change = "unchanged"
	RouteGone      Change = "gone" // the document no longer has it; removed only when asked
)

// Plan is what an import would do. It changes nothing.
type Plan struct {
	API      API // as it would be; a new one has no id
	New      bool
	Fields   []FieldChange // of the API
	Routes   []RoutePlan   // by path and method
	Problems []Problem
	More     int // problems that are not listed
	Ask      Ask
	base     string // fingerprint of what it was made from
	doc      *Document
}

// RoutePlan is what an import would do to one route.
type RoutePlan struct {
	Change Change
	Line   int   // of the document; 0 for one that is gone
	Route  Route // as it would be; one that is gone as it is
	Old    *Route
	Fields []FieldChange
}

// Kept reports whether something that was set by hand stays although the document says otherwise.
func (p *RoutePlan) Kept() bool { return keptAny(p.Fields) }

func keptAny(fields []FieldChange) bool {
	return slices.ContainsFunc(fields, func(f FieldChange) bool { return f.Kept })
}

// FieldChange is one field in which catalogue and document differ.
type FieldChange struct {
	Field string `json:"field"`
	Was   string `json:"was"`  // what the catalogue states
	Says  string `json:"says"` // what the document says
	Will  string `json:"will"` // what the catalogue would state
	Kept  bool   `json:"kept"` // set by hand, so it stays
}

// Count returns how many routes an import would do this to.
func (p *Plan) Count(c Change) int {
	n := 0
	for i := range p.Routes {
		if p.Routes[i].Change == c {
			n++
		}
	}
	return n
}

// KeptCount returns how many routes keep something that was set by hand.
func (p *Plan) KeptCount() int {
	n := 0
	for i := range p.Routes {
		if p.Routes[i].Kept() {
			n++
		}
	}
	return n
}

// Idle reports whether the import would change nothing at all.
func (p *Plan) Idle() bool {
	gone := p.Count(RouteGone)
	return !p.New && len(p.Routes) == p.Count(RouteUnchanged)+gone && (gone == 0 || !p.Ask.RemoveGone) && !changes(p.Fields)
}

func changes(fields []FieldChange) bool {
	return slices.ContainsFunc(fields, func(f FieldChange) bool { return f.Was != f.Will })
}

// PlanImport compares a document with the catalogue. A field is merged in three ways: where it still is
// as the last import left it, it follows the document; where it was set by hand, it stays.
//
// Errors: NotFound for an API that is named by id; Invalid for a name that cannot be; Conflict when
// another API stands in the new one's place.
func (s *Service) PlanImport(doc Document, ask Ask) (Plan, error) {
	p := Plan{Ask: ask, Problems: doc.Problems, More: doc.MoreFaults, doc: &doc}
	api, known, err := s.apiFor(doc, ask.API)
	if err != nil {
		return Plan{}, err
	}
	p.New = !known
	routes := s.RoutesOf(api.ID)
	p.base = fingerprint(api, routes)
	p.API, p.Fields = mergeAPI(api, doc)
	if p.API, err = checkAPI(p.API); err != nil {
		return Plan{}, err
	}
	if err := s.placeFree(p.API); err != nil {
		return Plan{}, err
	}
	m := matcher{plan: &p, ask: ask, shift: shift(doc.Proposed.Base, p.API.Base), at: map[string]int{}, routes: routes}
	m.index()
	for _, op := range doc.Operations {
		m.operation(op)
	}
	m.rest()
	slices.SortStableFunc(p.Routes, func(a, b RoutePlan) int {
		if c := strings.Compare(a.Route.Path, b.Route.Path); c != 0 {
			return c
		}
		return MethodIndex(a.Route.Methods[0]) - MethodIndex(b.Route.Methods[0])
	})
	slices.SortStableFunc(p.Problems, func(a, b Problem) int { return a.Line - b.Line })
	return p, nil
}

// apiFor finds the API of a document, or starts a new one.
func (s *Service) apiFor(doc Document, wanted string) (API, bool, error) {
	if wanted == "" {
		for _, a := range s.apis.All() {
			if a.Said != nil && a.Said.Title != "" && a.Said.Title == doc.Title {
				return a, true, nil
			}
		}
		wanted = NameFor(doc.Title)
	}
	if a, err := s.API(wanted); err == nil {
		return a, true, nil
	}
	n, err := name.Check("API name", wanted)
	if err != nil {
		return API{}, false, err
	}
	return API{Name: n, TLSMin: "none", KeyHeader: DefaultKeyHeader}, false, nil
}

// NameFor makes a name of a title: letters, digits and dashes.
func NameFor(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
	n := ""
	for _, w := range words {
		if len(n)+1+len(w) > name.MaxLen/2 && n != "" {
			break
		}
		n += "-" + w
	}
	n = strings.TrimPrefix(n, "-")
	if n == "" || len(n) > name.MaxLen {
		return "imported"
	}
	return n
}

// shift returns what a path of the document begins with, seen from the API's base: where the base was
// set by hand to less than the document's.
func shift(said, base string) string {
	if rest, ok := strings.CutPrefix(said, base); ok && strings.HasPrefix(rest, "/") {
		return rest
	}
	return ""
}

// fingerprint tells whether the catalogue is still what a plan was made from.
func fingerprint(api API, routes []Route) string {
	h := sha256.New()
	e := json.NewEncoder(h)
	_ = e.Encode(api) // a hash takes everything
	_ = e.Encode(routes)
	return string(h.Sum(nil))
}

// errMoved refuses a plan that is no longer true.
func errMoved() error {
	return fault.New(fault.Conflict, "the catalogue changed since the preview was made; look at a new preview")
}
