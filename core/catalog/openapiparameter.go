package catalog

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	yaml "github.com/pb33f/go-yaml"
)

// parameters reads what an operation declares, and its path where the operation does not say
// otherwise. A parameter of the template that nobody declares is declared as one of any type.
func (r *reader) parameters(item, op *yaml.Node, t Template, s *Said, where string) {
	have := map[string]bool{}
	for _, list := range []*yaml.Node{r.get(op, "parameters"), r.get(item, "parameters")} {
		for _, given := range items(list) {
			if r.budget--; r.budget < 0 {
				return
			}
			p, line, ok := r.parameter(given, where)
			if !ok || have[p.In+" "+p.Name] {
				continue
			}
			have[p.In+" "+p.Name] = true
			if p.In == "path" && !slices.ContainsFunc(t.Segments, func(seg Segment) bool { return seg.Param == p.Name }) {
				r.problem(line, where, false, "parameter "+strconv.Quote(p.Name)+" in path: the path has no {"+p.Name+"}")
				continue
			}
			if len(s.Parameters) == MaxParameters {
				r.problem(line, where, false, "it declares too many parameters; the first "+strconv.Itoa(MaxParameters)+" are kept")
				return
			}
			s.Parameters = append(s.Parameters, p)
		}
	}
	for _, seg := range t.Segments {
		if seg.Param != "" && !have["path "+seg.Param] && len(s.Parameters) < MaxParameters {
			s.Parameters = append(s.Parameters, Parameter{Name: seg.Param, In: "path", Required: true})
		}
	}
	slices.SortFunc(s.Parameters, compareParameters)
}

// notDeclared are the headers that OpenAPI says are never parameters.
var notDeclared = []string{"accept", "content-type", "authorization"}

// parameter reads one declaration; not ok when a route cannot have it.
func (r *reader) parameter(given *yaml.Node, where string) (Parameter, int, bool) {
	line := given.Line
	n, err := r.resolve(given)
	if err != nil || n == nil || n.Kind != yaml.MappingNode {
		text := "a parameter must be an object"
		if err != nil {
			text = words(err)
		}
		r.problem(line, where, false, text)
		return Parameter{}, line, false
	}
	p := Parameter{Name: r.text(n, "name"), In: r.text(n, "in"), Required: r.yes(n, "required")}
	switch {
	case p.In == "header" && slices.Contains(notDeclared, strings.ToLower(p.Name)):
		return p, line, false
	case p.In == "cookie":
		r.problem(line, where, false, "parameter "+strconv.Quote(p.Name)+": cookies are no parameters of a route")
		return p, line, false
	}
	schema := r.get(n, "schema")
	if schema == nil && r.get(n, "content") != nil {
		p.Type = "string" // a document inside of a parameter
	}
	r.schema(schema, &p, where, line)
	checked, err := checkParameter(p)
	if err != nil { // what cannot be said is left out; name and place stay
		r.problem(line, where, false, words(err))
		checked, err = checkParameter(Parameter{Name: p.Name, In: p.In, Required: p.Required})
	}
	return checked, line, err == nil
}

// schema reads the type and bounds of a parameter.
func (r *reader) schema(given *yaml.Node, p *Parameter, where string, line int) {
	n, err := r.resolve(given)
	if err != nil {
		r.problem(line, where, false, "parameter "+strconv.Quote(p.Name)+": "+words(err))
		return
	}
	if all := items(r.get(n, "allOf")); len(all) == 1 {
		if only, err := r.resolve(all[0]); err == nil && only != nil {
			n = only
		}
	}
	if n == nil {
		return
	}
	p.Type = r.typeOf(n)
	if p.Type == "array" {
		if of, err := r.resolve(r.get(n, "items")); err == nil && of != nil {
			p.Items = r.typeOf(of)
		}
		p.MinLength, p.MaxLength = r.count(n, "minItems"), r.count(n, "maxItems")
	} else {
		p.MinLength, p.MaxLength = r.count(n, "minLength"), r.count(n, "maxLength")
		p.Min, p.Max = r.bound(n, p, "inimum", 1, where, line), r.bound(n, p, "aximum", -1, where, line)
	}
	p.Format = r.text(n, "format")
	if strings.IndexFunc(p.Format, notWord) >= 0 || len(p.Format) > maxFormat {
		p.Format = ""
	}
	if pattern := r.text(n, "pattern"); pattern != "" {
		if err := CheckPattern(pattern); err != nil {
			r.problem(line, where, false, "parameter "+strconv.Quote(p.Name)+": "+words(err)+"; it is left out")
		} else {
			p.Pattern = pattern
		}
	}
	for _, v := range items(r.get(n, "enum")) {
		if v = plain(v); v == nil || v.Kind != yaml.ScalarNode || v.Tag == "!!null" {
			continue
		}
		if r.budget--; r.budget < 0 || len(p.Enum) > MaxEnum {
			break
		}
		if !slices.Contains(p.Enum, v.Value) {
			p.Enum = append(p.Enum, v.Value)
		}
	}
	if len(p.Enum) > MaxEnum {
		r.problem(line, where, false, "parameter "+strconv.Quote(p.Name)+": more than "+strconv.Itoa(MaxEnum)+" values are listed; the list is left out")
		p.Enum = nil
	}
}

// typeOf returns the one type of a schema; "" where it may have several.
func (r *reader) typeOf(n *yaml.Node) string {
	t := r.get(n, "type")
	var types []string
	switch {
	case t == nil:
		return ""
	case t.Kind == yaml.ScalarNode:
		types = []string{t.Value}
	default: // 3.1: a list, often with null
		for _, one := range items(t) {
			if one = plain(one); one != nil && one.Value != "null" && len(types) < len(Types) {
				types = append(types, one.Value)
			}
		}
	}
	if len(types) == 1 && slices.Contains(Types[:], types[0]) {
		return types[0]
	}
	return ""
}

// count returns a length; 0 where there is none that makes sense.
func (r *reader) count(n *yaml.Node, name string) int64 {
	v, err := strconv.ParseInt(r.text(n, name), 10, 64)
	if err != nil || v < 0 || v > 1<<40 {
		return 0
	}
	return v
}

// bound returns the smallest or largest number: m+inimum, or exclusiveM+inimum where integers tell
// which is next to it. In 3.0 "exclusive" is true or false, in 3.1 it is the number itself.
func (r *reader) bound(n *yaml.Node, p *Parameter, rest string, inward int64, where string, line int) string {
	bound, exclusive := r.text(n, "m"+rest), r.text(n, "exclusiveM"+rest)
	if exclusive != "" && exclusive != "true" && exclusive != "false" {
		bound, exclusive = exclusive, "true"
	}
	switch {
	case bound == "":
		return ""
	case !decimal(bound):
		r.problem(line, where, false, "parameter "+strconv.Quote(p.Name)+": bound "+strconv.Quote(bound)+" is no decimal number; it is left out")
		return ""
	case exclusive == "true" && p.Type == "integer" && !strings.Contains(bound, "."):
		next, _ := new(big.Int).SetString(bound, 10)
		return next.Add(next, big.NewInt(inward)).String()
	case exclusive == "true":
		r.problem(line, where, false, "parameter "+strconv.Quote(p.Name)+": its bound "+bound+" is kept as one that is itself allowed")
	}
	return bound
}
