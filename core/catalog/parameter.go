package catalog

import (
	"cmp"
	"slices"
	"strings"

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
			return nil, fault.New(fault.Invalid, "parameter %q in path: the path %s has no {%s}; put it into the path, or remove the parameter first", p.Name, t.Path, p.Name)
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
