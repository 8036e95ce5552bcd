package catalog

import (
	"slices"
	"strings"
)

// matcher finds the route of each operation.
type matcher struct {
	plan   *Plan
	ask    Ask
	shift  string
	routes []Route
	at     map[string]int   // shape and method to the route that has them
	ops    map[int][]string // methods that the document has of a route
	used   map[string]bool  // shape and method that operations took
	places map[string]bool  // shape and method that the document has
}

func (m *matcher) index() {
	m.ops, m.used, m.places = map[int][]string{}, map[string]bool{}, map[string]bool{}
	for _, op := range m.plan.doc.Operations {
		m.places[shapeOf(m.shift+op.Path)+" "+op.Method] = true
	}
	for i, r := range m.routes {
		for _, method := range r.Methods {
			m.at[shapeOf(r.Path)+" "+method] = i
		}
	}
}

// shapeOf returns the shape of a stored path.
func shapeOf(path string) string {
	t, err := ParseTemplate("path", path)
	if err != nil {
		return path
	}
	return t.Shape()
}

// operation plans one operation. A route of several methods is parted: an import states each alone.
func (m *matcher) operation(op Operation) {
	path := m.shift + op.Path
	t, err := ParseTemplate("path", path)
	if err != nil {
		m.problem(op, words(err))
		return
	}
	place := t.Shape() + " " + op.Method
	if m.used[place] {
		return
	}
	m.used[place] = true
	i, known := m.at[place]
	if !known {
		was := Route{API: m.plan.API.ID, Path: path, Methods: []string{op.Method}, Strict: true}
		m.add(op, was, nil, RouteNew, nil)
		return
	}
	old := &m.routes[i]
	m.ops[i] = append(m.ops[i], op.Method)
	was := *old
	var fields []FieldChange
	if len(old.Methods) > 1 {
		fields = append(fields, FieldChange{Field: "methods", Was: strings.Join(old.Methods, " "), Says: op.Method, Will: op.Method})
		if stays := slices.ContainsFunc(old.Methods, func(o string) bool { return !m.places[t.Shape()+" "+o] }); stays || len(m.ops[i]) > 1 {
			was.ID = ""
		}
		was.Methods = []string{op.Method}
	}
	m.add(op, was, old, RouteUnchanged, fields)
}

// add merges what the document says into a route and plans the result.
func (m *matcher) add(op Operation, was Route, old *Route, change Change, fields []FieldChange) {
	will, merged := mergeRoute(was, op, m.shift, m.ask)
	fields = append(fields, merged...)
	checked, _, err := checkRoute(will)
	if err != nil {
		m.problem(op, words(err))
		return
	}
	if change == RouteUnchanged && (changes(fields) || was.Said == nil) {
		change = RouteChanged
	}
	m.plan.Routes = append(m.plan.Routes, RoutePlan{Change: change, Line: op.Line, Route: checked, Old: old, Fields: fields})
}

func (m *matcher) problem(op Operation, text string) {
	m.plan.Problems = append(m.plan.Problems, Problem{Line: op.Line, Where: op.Method + " " + op.Path, Text: text, Route: true})
}

// rest plans the routes that no operation took, and what is left of those that were parted.
func (m *matcher) rest() {
	for i := range m.routes {
		old := &m.routes[i]
		left := slices.DeleteFunc(slices.Clone(old.Methods), func(o string) bool { return slices.Contains(m.ops[i], o) })
		switch {
		case len(left) == 0:
		case len(left) < len(old.Methods):
			will := *old
			will.Methods = left
			m.plan.Routes = append(m.plan.Routes, RoutePlan{Change: RouteChanged, Route: will, Old: old, Fields: []FieldChange{{
				Field: "methods", Was: strings.Join(old.Methods, " "), Says: strings.Join(m.ops[i], " "), Will: strings.Join(left, " "),
			}}})
		case old.Said != nil:
			m.plan.Routes = append(m.plan.Routes, RoutePlan{Change: RouteGone, Route: *old, Old: old})
		default: // added by hand, and none of the document's business
			m.plan.Routes = append(m.plan.Routes, RoutePlan{Change: RouteUnchanged, Route: *old, Old: old})
		}
	}
}
