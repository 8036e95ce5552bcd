package catalog

import (
	"strings"

	"gatehouse/core/fault"
)

// The limits of a template, each far above what people write.
const (
	MaxTemplate = 1024 // bytes
	MaxSegments = 32
	maxParam    = 64 // bytes of a parameter's name
)

// Template is a parsed path template.
type Template struct {
	Path     string
	Segments []Segment
}

// Segment is one segment of a template: text, or a parameter.
type Segment struct {
	Text  string // empty for a parameter, and for the segment behind a trailing slash
	Param string // the parameter's name, or empty
}

// ParseTemplate reads a path template. What names it in errors: "path".
func ParseTemplate(what, path string) (Template, error) {
	switch {
	case path == "" || path[0] != '/':
		return Template{}, fault.New(fault.Invalid, "%s %q must begin with a slash", what, path)
	case strings.Contains(path, "**"):
		return Template{}, fault.New(fault.Invalid, "%s %q: ** stands for all routes below, and only at the end of a grant's or a limit's path", what, path)
	case len(path) > MaxTemplate:
		return Template{}, fault.New(fault.Invalid, "%s has %d bytes; at most %d are allowed", what, len(path), MaxTemplate)
	}
	t := Template{Path: path}
	seen := map[string]bool{}
	plain := make([]string, 0, 8) // the segments with parameters replaced by text
	for text := range strings.SplitSeq(path[1:], "/") {
		if !strings.ContainsAny(text, "{}") {
			t.Segments = append(t.Segments, Segment{Text: text})
			plain = append(plain, text)
			continue
		}
		param := strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}")
		if len(param) != len(text)-2 || !validParam(param) {
			return Template{}, fault.New(fault.Invalid, "%s %q: %q is no parameter; a parameter is one whole segment such as {id}", what, path, text)
		}
		if seen[param] {
			return Template{}, fault.New(fault.Invalid, "%s %q names the parameter %q twice", what, path, param)
		}
		seen[param] = true
		t.Segments = append(t.Segments, Segment{Param: param})
		plain = append(plain, "p")
	}
	if len(t.Segments) > MaxSegments {
		return Template{}, fault.New(fault.Invalid, "%s %q has %d segments; at most %d are allowed", what, path, len(t.Segments), MaxSegments)
	}
	if !Canonical("/" + strings.Join(plain, "/")) {
		return Template{}, fault.New(fault.Invalid, "%s %q is not canonical: no empty segments, no \".\" or \"..\", no query, no \";\", and escapes only where they are needed", what, path)
	}
	return t, nil
}

func validParam(s string) bool {
	if s == "" || len(s) > maxParam {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		case i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.'):
		default:
			return false
		}
	}
	return true
}

// Shape returns the template with nameless parameters. Templates of one shape are one path.
func (t Template) Shape() string {
	var b strings.Builder
	for _, s := range t.Segments {
		b.WriteByte('/')
		if s.Param != "" {
			b.WriteString("{}")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// Pattern names routes: one template, or P/** for P and every template that begins with P's
// segments. Segments are compared as text, parameters by place.
type Pattern struct {
	Prefix Template // P; no segments in /**
	Below  bool     // P/**
}

// ParsePattern reads a pattern. What names it in errors: "grant path".
func ParsePattern(what, s string) (Pattern, error) {
	p, below := strings.CutSuffix(s, "/**")
	if below && p == "" {
		return Pattern{Below: true}, nil
	}
	if below && strings.HasSuffix(p, "/") {
		return Pattern{}, fault.New(fault.Invalid, "%s %q has a slash too many before ** and would name no route", what, s)
	}
	t, err := ParseTemplate(what, p)
	return Pattern{Prefix: t, Below: below}, err
}

// Covers reports whether the pattern names the route with this template.
func (p Pattern) Covers(t Template) bool {
	n := len(p.Prefix.Segments)
	if n > len(t.Segments) || !p.Below && n != len(t.Segments) {
		return false
	}
	for i, s := range p.Prefix.Segments {
		o := t.Segments[i]
		if s.Text != o.Text || (s.Param == "") != (o.Param == "") {
			return false
		}
	}
	return true
}
