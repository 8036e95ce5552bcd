package catalog

import (
	"errors"
	"slices"
	"strings"

	yaml "github.com/pb33f/go-yaml"

	"gatehouse/core/fault"
)

// verbs are the members of a path that are methods, trace among them to say that it is none of ours.
var verbs = [...]string{"get", "head", "post", "put", "patch", "delete", "options", "trace"}

// readPath reads the operations of one path. Seen maps shape and method to the path that has them.
func (r *reader) readPath(key, value *yaml.Node, seen map[string]string) {
	path := key.Value
	if strings.HasPrefix(path, "x-") {
		return
	}
	if path == "<<" {
		r.problem(key.Line, path, true, "a merge key among the paths is not read; write the paths out")
		return
	}
	item, err := r.resolve(value)
	if err != nil {
		r.problem(key.Line, path, true, words(err))
		return
	}
	t, err := ParseTemplate("path", path)
	if err != nil {
		r.problem(key.Line, path, true, words(err))
		return
	}
	if s := r.get(item, "servers"); s != nil {
		r.problem(s.Line, path, false, "servers of a path are not imported; give it an API of its own if it has another host")
	}
	for _, verb := range verbs {
		op := r.get(item, verb)
		if op == nil {
			continue
		}
		method := strings.ToUpper(verb)
		where := method + " " + path
		switch other, taken := seen[t.Shape()+" "+method]; {
		case op.Kind != yaml.MappingNode:
			r.problem(op.Line, where, true, "an operation must be an object")
			continue
		case MethodIndex(method) < 0:
			r.problem(op.Line, where, true, "a route cannot have the method "+method+"; it can have "+strings.Join(Methods[:], " "))
			continue
		case taken:
			r.problem(op.Line, where, true, "it is the same path as "+other+", which has this method already; parameters' names do not tell paths apart")
			continue
		}
		seen[t.Shape()+" "+method] = path
		line := op.Line
		if m := r.keyLine(item, verb); m > 0 {
			line = m
		}
		r.doc.Operations = append(r.doc.Operations, Operation{Line: line, Path: path, Method: method, Said: r.said(item, op, t, where, line)})
	}
}

// keyLine returns the line of a member's name.
func (r *reader) keyLine(n *yaml.Node, name string) int {
	if n = plain(n); n != nil {
		for i := 0; i+1 < len(n.Content) && i < 2*manyMembers; i += 2 {
			if n.Content[i].Value == name {
				return n.Content[i].Line
			}
		}
	}
	return 0
}

// said reads what an operation says.
func (r *reader) said(item, op *yaml.Node, t Template, where string, line int) Said {
	s := Said{Path: t.Path, Summary: r.text(op, "summary")}
	if s.Summary == "" {
		s.Summary = r.text(op, "operationId")
	}
	s.Summary = oneLine(s.Summary, maxSummary)
	if m := r.get(op, "servers"); m != nil {
		r.problem(m.Line, where, false, "servers of an operation are not imported; give it an API of its own if it has another host")
	}
	r.security(op, &s, where, line)
	r.body(op, &s, where)
	r.parameters(item, op, t, &s, where)
	return s
}

// body reads the media types of the request body.
func (r *reader) body(op *yaml.Node, s *Said, where string) {
	given := r.get(op, "requestBody")
	if given == nil {
		return
	}
	body, err := r.resolve(given)
	if err != nil {
		r.problem(given.Line, where, false, "request body: "+words(err))
		return
	}
	content := r.get(body, "content")
	if content == nil || content.Kind != yaml.MappingNode {
		return
	}
	var types []string
	for i := 0; i+1 < len(content.Content); i += 2 {
		k := content.Content[i]
		one, err := CheckMediaTypes([]string{k.Value})
		switch {
		case err != nil:
			r.problem(k.Line, where, false, words(err))
			return // to take only the others would refuse what the document allows
		case len(one) == 0: // */*
			return
		}
		if types = append(types, one...); len(types) > MaxMediaTypes {
			r.problem(k.Line, where, false, "request body: it has too many media types, so any is taken")
			return
		}
	}
	r.budget -= len(types)
	slices.Sort(types)
	s.MediaTypes = slices.Compact(types)
}

// words returns what an error says to people.
func words(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Message
	}
	return err.Error()
}
