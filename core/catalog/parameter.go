package catalog

import (
	"cmp"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gatehouse/core/fault"
)

// Parameter is a parameter that a route declares: what a caller may send, and in which form. It is
// stored and shown; decisions do not test it yet.
//
// Bounds are decimal numbers as text, because a record holds no floating-point numbers.
type Parameter struct {
	Name      string   `json:"name"`
	In        string   `json:"in"`                  // one of [Places]
	Required  bool     `json:"required,omitempty"`  // always in a path
	Type      string   `json:"type,omitempty"`      // one of [Types]; "" means any
	Items     string   `json:"items,omitempty"`     // the type of an array's items, likewise
	Format    string   `json:"format,omitempty"`    // as OpenAPI names it: uuid, date-time, int64
	Pattern   string   `json:"pattern,omitempty"`   // see [CheckPattern]
	Enum      []string `json:"enum,omitempty"`      // the only values
	Min       string   `json:"min,omitempty"`       // smallest number
	Max       string   `json:"max,omitempty"`       // largest number
	MinLength int64    `json:"minlength,omitempty"` // characters of a string, items of an array
	MaxLength int64    `json:"maxlength,omitempty"` // likewise; 0 means no limit
}

// Places are where a parameter can stand, in the order in which they are shown.
var Places = [...]string{"path", "query", "header"}

// Types are the types that a parameter can have.
var Types = [...]string{"string", "integer", "number", "boolean", "array", "object"}

// The limits of parameters.
const (
	MaxParameters = 128 // of one route
	MaxEnum       = 256
	maxEnumValue  = 256 // bytes
	maxNumber     = 64  // bytes of a bound
	maxFormat     = 64  // bytes
)

// checkParameters returns parameters in the form in which they are stored: by place and name.
func checkParameters(params []Parameter, t Template) ([]Parameter, error) {
	if len(params) > MaxParameters {
		return nil, fault.New(fault.Invalid, "%d parameters given; at most %d are allowed", len(params), MaxParameters)
	}
	var out []Parameter
	for _, p := range params {
		p, err := checkParameter(p)
		if err != nil {
			return nil, err
		}
		inPath := slices.ContainsFunc(t.Segments, func(s Segment) bool { return s.Param == p.Name })
		if p.In == "path" && !inPath {
			return nil, fault.New(fault.Invalid, "parameter %q in path: the path %s has no {%s}", p.Name, t.Path, p.Name)
		}
		out = append(out, p)
	}
	slices.SortFunc(out, compareParameters)
	for i := 1; i < len(out); i++ {
		if compareParameters(out[i-1], out[i]) == 0 {
			return nil, fault.New(fault.Invalid, "parameter %q in %s is given twice", out[i].Name, out[i].In)
		}
	}
	return out, nil
}

// compareParameters orders parameters by place and name.
func compareParameters(a, b Parameter) int {
	return cmp.Or(cmp.Compare(slices.Index(Places[:], a.In), slices.Index(Places[:], b.In)), strings.Compare(a.Name, b.Name))
}

// checkParameter returns p in the form in which it is stored.
func checkParameter(p Parameter) (Parameter, error) {
	bad := func(format string, args ...any) (Parameter, error) {
		return p, fault.New(fault.Invalid, "parameter %q: "+format, append([]any{p.Name}, args...)...)
	}
	switch {
	case !slices.Contains(Places[:], p.In):
		return bad("it cannot stand in %q; it stands in one of %s", p.In, strings.Join(Places[:], " "))
	case !validName(p):
		return bad("its name must have at most %d bytes: letters, digits and - . _ ~ [ ] $, in a path as in the path's braces", maxParam)
	case p.Type != "" && !slices.Contains(Types[:], p.Type):
		return bad("type %q is not one of %s", p.Type, strings.Join(Types[:], " "))
	case p.Items != "" && (p.Type != "array" || !slices.Contains(Types[:], p.Items)):
		return bad("items of type %q: only an array has items, of one of the types %s", p.Items, strings.Join(Types[:], " "))
	case len(p.Format) > maxFormat || strings.IndexFunc(p.Format, notWord) >= 0:
		return bad("format %q is none; write one such as uuid or date-time", p.Format)
	case p.MinLength < 0 || p.MaxLength < 0 || p.MaxLength > 0 && p.MinLength > p.MaxLength:
		return bad("lengths from %d to %d leave nothing", p.MinLength, p.MaxLength)
	case len(p.Enum) > MaxEnum:
		return bad("%d values are listed; at most %d are allowed", len(p.Enum), MaxEnum)
	}
	if i := slices.IndexFunc(p.Enum, func(v string) bool {
		return len(v) > maxEnumValue || !utf8.ValidString(v) || strings.IndexFunc(v, control) >= 0
	}); i >= 0 {
		return bad("listed value %d is longer than %d bytes, is not UTF-8 or holds control characters", i+1, maxEnumValue)
	}
	if err := CheckPattern(p.Pattern); err != nil {
		return bad("%v", err)
	}
	for _, n := range []string{p.Min, p.Max} {
		if n != "" && !decimal(n) {
			return bad("bound %q is no decimal number such as 0, -1.5 or 1000", n)
		}
	}
	if p.Min != "" && p.Max != "" && compareDecimals(p.Min, p.Max) > 0 {
		return bad("bounds from %s to %s leave nothing", p.Min, p.Max)
	}
	p.Enum = slices.Clip(slices.Compact(slices.Clone(p.Enum)))
	if len(p.Enum) == 0 {
		p.Enum = nil
	}
	p.Required = p.Required || p.In == "path"
	return p, nil
}

// validName reports whether a parameter can have its name: in a header what HTTP allows, in a path
// what a template allows, in a query what needs no escape.
func validName(p Parameter) bool {
	if p.In == "path" {
		return validParam(p.Name)
	}
	return p.Name != "" && len(p.Name) <= maxParam && strings.IndexFunc(p.Name, func(r rune) bool { return notWord(r) && !strings.ContainsRune("~[]$:@", r) }) < 0
}

func notWord(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_')
}

func control(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 }

var decimalRE = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

func decimal(s string) bool { return len(s) <= maxNumber && decimalRE.MatchString(s) }

// compareDecimals compares two decimal numbers exactly.
func compareDecimals(a, b string) int {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	if !okX || !okY {
		return 0 // neither: decimal was asked before
	}
	return x.Cmp(y)
}
