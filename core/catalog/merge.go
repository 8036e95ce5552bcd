package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// merger merges fields in three ways and notes in which ones catalogue and document differ.
type merger struct{ fields []FieldChange }

// field merges one field: local is what the catalogue states, was what the document said last and says
// what it says now. It returns what the catalogue is to state.
func field[T any](m *merger, name string, local, was, says T, same func(a, b T) bool, text func(T) string) T {
	switch {
	case same(local, says):
		return local
	case same(local, was):
		m.note(name, text(local), text(says), text(says), false)
		return says
	}
	m.note(name, text(local), text(says), text(local), true)
	return local
}

func (m *merger) note(name, was, says, will string, kept bool) {
	m.fields = append(m.fields, FieldChange{Field: name, Was: was, Says: says, Will: will, Kept: kept})
}

func equal[T comparable](a, b T) bool { return a == b }

func asIs(s string) string { return s }

func spaced(list []string) string { return strings.Join(list, " ") }

// mergeAPI merges what a document proposes for an API. The base path of an API with routes that were
// added by hand is set by hand.
func mergeAPI(a API, doc Document) (API, []FieldChange) {
	var m merger
	was := SaidAPI{TLSMin: "none", KeyHeader: DefaultKeyHeader}
	if a.Said != nil {
		was = *a.Said
	} else if a.ID != "" && a.Base == "" {
		was.Base = "by hand"
	}
	says := doc.Proposed
	says.TLSMin, says.KeyHeader = cmp.Or(says.TLSMin, "none"), cmp.Or(says.KeyHeader, DefaultKeyHeader)
	a.Hosts = field(&m, "hosts", a.Hosts, was.Hosts, says.Hosts, slices.Equal, spaced)
	a.Base = field(&m, "base", a.Base, was.Base, says.Base, equal, asIs)
	a.TLSMin = field(&m, "tls_min", cmp.Or(a.TLSMin, "none"), cmp.Or(was.TLSMin, "none"), says.TLSMin, equal, asIs)
	a.KeyHeader = field(&m, "key_header", a.KeyHeaderName(), cmp.Or(was.KeyHeader, DefaultKeyHeader), says.KeyHeader, equal, asIs)
	said := says
	said.Title, said.Version, said.SHA256 = doc.Title, doc.Version, doc.SHA256
	a.Said = &said
	return a, m.fields
}

// mergeRoute merges what an operation says into a route.
func mergeRoute(r Route, op Operation, shift string, ask Ask) (Route, []FieldChange) {
	var m merger
	var was Said
	if r.Said != nil {
		was = *r.Said
	}
	if was.Path == "" {
		was.Path = op.Path
	}
	path := r.Path
	if r.Said != nil || r.Path == shift+op.Path {
		r.Path = field(&m, "path", path, shift+was.Path, shift+op.Path, equal, asIs)
	}
	says := renamed(op.Said, shift+op.Path, r.Path)
	was = renamed(was, shift+was.Path, r.Path)
	r.Summary = field(&m, "summary", r.Summary, was.Summary, says.Summary, equal, asIs)
	r.Accept = field(&m, "accept", r.Accept, was.Accept, says.Accept, slices.Equal, func(w []string) string { return cmp.Or(spaced(w), "any") })
	r.Certificate = field(&m, "certificate", r.Certificate, was.Certificate, says.Certificate, equal, yesNo)
	r.MediaTypes = field(&m, "media_types", r.MediaTypes, was.MediaTypes, says.MediaTypes, slices.Equal, func(t []string) string { return cmp.Or(spaced(t), "any") })
	m.public(&r, was, says, ask)
	r.Parameters = m.parameters(r.Parameters, was.Parameters, says.Parameters)
	said := op.Said
	r.Said = &said
	return r, m.fields
}

// public merges whether a route is public. One that writes becomes it only when that was asked for.
func (m *merger) public(r *Route, was, says Said, ask Ask) {
	writes := slices.ContainsFunc(r.Methods, func(method string) bool { return !slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, method) })
	switch {
	case says.Public && !r.Public && writes && !ask.PublicWrites:
		m.note("public", "no", "yes", "no", true)
	case says.Public && !r.Public && writes && !r.OTP:
		m.note("public", "no", "yes", "yes", false)
		r.Public = true
	case says.Public && r.OTP:
		m.note("public", "no", "yes", "no", true)
	default:
		r.Public = field(m, "public", r.Public, was.Public, says.Public, equal, yesNo)
	}
}

func yesNo(b bool) string { return cmp.Or(yes(b), "no") }

// renamed returns what was said about one path as it reads on another of the same shape.
func renamed(s Said, from, to string) Said {
	a, errA := ParseTemplate("path", from)
	b, errB := ParseTemplate("path", to)
	if errA != nil || errB != nil || a.Path == b.Path || a.Shape() != b.Shape() {
		return s
	}
	names := map[string]string{}
	for i := range a.Segments {
		names[a.Segments[i].Param] = b.Segments[i].Param
	}
	s.Parameters = slices.Clone(s.Parameters)
	for i, p := range s.Parameters {
		if p.In == "path" {
			s.Parameters[i].Name = cmp.Or(names[p.Name], p.Name)
		}
	}
	slices.SortFunc(s.Parameters, compareParameters)
	return s
}
