package catalog

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gatehouse/core/fault"
)

// ParameterFault is what is wrong with one field of a parameter, and what would be right. The field has
// the name of its member in JSON: "in", "name", "minlength".
type ParameterFault struct{ Field, Text string }

// Faults lists what is wrong with a parameter on its own, in the order of its fields; a field is named
// at most once. Whether it fits its route, which must have a {name} for one in the path and may declare
// each but once, is for the route to say.
func (p Parameter) Faults() []ParameterFault {
	var all []ParameterFault
	bad := func(field, format string, args ...any) {
		all = append(all, ParameterFault{field, fmt.Sprintf(format, args...)})
	}
	if !slices.Contains(Places[:], p.In) {
		bad("in", "it cannot stand in %q; it stands in one of %s", p.In, strings.Join(Places[:], " "))
	}
	if !validName(p) {
		bad("name", "its name must have at most %d bytes: letters, digits and - . _ ~ [ ] $, in a path as in the path's braces", maxParam)
	}
	if p.Type != "" && !slices.Contains(Types[:], p.Type) {
		bad("type", "type %q is not one of %s", p.Type, strings.Join(Types[:], " "))
	}
	if p.Items != "" && (p.Type != "array" || !slices.Contains(Types[:], p.Items)) {
		bad("items", "items of type %q: only an array has items, of one of the types %s", p.Items, strings.Join(Types[:], " "))
	}
	if len(p.Format) > maxFormat || strings.IndexFunc(p.Format, notWord) >= 0 {
		bad("format", "format %q is none; write one such as uuid or date-time", p.Format)
	}
	if err := CheckPattern(p.Pattern); err != nil {
		bad("pattern", "%v", err)
	}
	if text := p.enumFault(); text != "" {
		bad("enum", "%s", text)
	}
	return append(all, p.boundFaults()...)
}

// enumFault says what is wrong with the listed values, or "".
func (p *Parameter) enumFault() string {
	if len(p.Enum) > MaxEnum {
		return fmt.Sprintf("%d values are listed; at most %d are allowed", len(p.Enum), MaxEnum)
	}
	if i := slices.IndexFunc(p.Enum, func(v string) bool {
		return len(v) > maxEnumValue || !utf8.ValidString(v) || strings.IndexFunc(v, control) >= 0
	}); i >= 0 {
		return fmt.Sprintf("listed value %d is longer than %d bytes, is not UTF-8 or holds control characters", i+1, maxEnumValue)
	}
	return ""
}

// boundFaults says what is wrong with the bounds and lengths.
func (p *Parameter) boundFaults() (all []ParameterFault) {
	bad := func(field, format string, args ...any) {
		all = append(all, ParameterFault{field, fmt.Sprintf(format, args...)})
	}
	for _, b := range [...]struct{ field, text string }{{"min", p.Min}, {"max", p.Max}} {
		if b.text != "" && !decimal(b.text) {
			bad(b.field, "bound %q is no decimal number such as 0, -1.5 or 1000", b.text)
		}
	}
	if len(all) == 0 && p.Min != "" && p.Max != "" && compareDecimals(p.Min, p.Max) > 0 {
		bad("max", "bounds from %s to %s leave nothing; the largest must be at least the smallest", p.Min, p.Max)
	}
	if p.MinLength < 0 {
		bad("minlength", "length %d is below 0; 0 means none", p.MinLength)
	}
	if p.MaxLength < 0 || p.MaxLength > 0 && p.MinLength > p.MaxLength {
		bad("maxlength", "lengths from %d to %d leave nothing; the largest must be at least the smallest, and 0 means no limit", p.MinLength, p.MaxLength)
	}
	return all
}

// checkParameter returns p in the form in which it is stored.
func checkParameter(p Parameter) (Parameter, error) {
	if faults := p.Faults(); len(faults) > 0 {
		return p, fault.New(fault.Invalid, "parameter %q: %s", p.Name, faults[0].Text)
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
