package catalog

import (
	"maps"
	"slices"
	"strings"

	yaml "github.com/pb33f/go-yaml"
)

// scheme is a security scheme of a document, in our words.
type scheme struct {
	way    string // one of [Ways], or "" where we have no counterpart
	what   string // for people
	header string // that carries an API key
	line   int
}

// readSchemes reads components.securitySchemes.
func (r *reader) readSchemes() {
	r.schemes, r.headers = map[string]scheme{}, map[string]bool{}
	list := r.get(r.get(r.root, "components"), "securitySchemes")
	if list == nil || list.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(list.Content) && len(r.schemes) < maxMembersOfSecurity; i += 2 {
		name := list.Content[i].Value
		n, err := r.resolve(list.Content[i+1])
		if err != nil || n == nil {
			continue
		}
		s := scheme{what: r.text(n, "type"), line: list.Content[i].Line}
		switch kind, how := r.text(n, "type"), strings.ToLower(r.text(n, "scheme")); {
		case kind == "apiKey":
			s.way, s.what = AcceptKey, "an API key in "+r.text(n, "in")
			if r.text(n, "in") == "header" {
				s.header = r.text(n, "name")
			}
		case kind == "http" && how == "bearer", kind == "oauth2", kind == "openIdConnect":
			s.way = AcceptToken
		case kind == "http" && how == "signature":
			s.way = AcceptSignature
		case kind == "mutualTLS":
			s.way = AcceptCertificate
		case kind == "http":
			s.what = "http " + how
		}
		r.schemes[name] = s
	}
}

// maxMembersOfSecurity bounds schemes, requirements and what one requirement names.
const maxMembersOfSecurity = 64

// security reads which ways to say who one is an operation demands: its own, or the document's. A
// list that is empty means that it is public.
func (r *reader) security(op *yaml.Node, s *Said, where string, line int) {
	list := r.get(op, "security")
	if list == nil { // what holds for all of them is told once
		if list = r.get(r.root, "security"); list != nil {
			where, line = "security", list.Line
		}
	}
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	all := items(list)
	if len(all) > maxMembersOfSecurity {
		r.problem(line, where, false, "it has too many security requirements; any way is accepted")
		return
	}
	ways, always, empty, odd := map[string]bool{}, len(all) > 0, 0, ""
	for _, requirement := range all {
		mine, what := r.requirement(requirement)
		if what == "" && len(mine) == 0 {
			empty++
			continue
		}
		if what != "" {
			odd = what
		}
		always = always && mine[AcceptCertificate] && len(mine) > 1
		maps.Copy(ways, mine)
	}
	switch {
	case empty == len(all):
		s.Public = true
		return
	case odd != "":
		r.once(line, where, "it asks for "+odd+", which has no counterpart here; the route accepts "+orAnyWay(ways))
	case empty > 0:
		r.once(line, where, "credentials are optional in the document; here the route demands them until you make it public")
	}
	if always && empty == 0 {
		s.Certificate = true
		delete(ways, AcceptCertificate)
	}
	s.Accept, _ = CheckWays(slices.Collect(maps.Keys(ways))) // all of Ways
}

// once notes something that is left out, unless it was noted of the same place.
func (r *reader) once(line int, where, text string) {
	if !r.told[where+text] {
		if r.told == nil {
			r.told = map[string]bool{}
		}
		r.told[where+text] = true
		r.problem(line, where, false, text)
	}
}

func orAnyWay(ways map[string]bool) string {
	if len(ways) == 0 {
		return "any way until you say which"
	}
	return strings.Join(slices.Sorted(maps.Keys(ways)), " and ")
}

// requirement returns the ways of one security requirement, all of which it demands together, or what
// of it has no counterpart here.
func (r *reader) requirement(n *yaml.Node) (ways map[string]bool, odd string) {
	ways = map[string]bool{}
	if n = plain(n); n == nil || n.Kind != yaml.MappingNode {
		return ways, "something that is no security requirement"
	}
	for i := 0; i+1 < len(n.Content) && i < 2*maxMembersOfSecurity; i += 2 {
		name := n.Content[i].Value
		s, known := r.schemes[name]
		switch {
		case !known:
			odd = "the unknown scheme " + oneLine(name, 64)
		case s.way == "":
			odd = s.what
		default:
			ways[s.way] = true
			if s.header != "" {
				r.headers[s.header] = true
			}
		}
	}
	return ways, odd
}

// proposeHeader proposes the header of API keys, when there is one that can be.
func (r *reader) proposeHeader() {
	names := slices.Sorted(maps.Keys(r.headers))
	if len(names) == 0 {
		return
	}
	line := 0
	for _, s := range r.schemes {
		if s.header == names[0] {
			line = s.line
		}
	}
	h, err := checkHeader(names[0])
	if err != nil {
		r.problem(line, "securitySchemes", false, words(err))
		return
	}
	if len(names) > 1 {
		r.problem(line, "securitySchemes", false, "API keys come in several headers ("+strings.Join(names, ", ")+"); an API has one: "+h)
	}
	r.doc.Proposed.KeyHeader = h
}
