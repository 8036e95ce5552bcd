package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gatehouse/core/vault"
)

// Term is one thing that a route states, as text: for the journal, for previews and for lists.
type Term struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// The fields of [Terms], in their order. A parameter's field is "parameter" and its place and name.
var termFields = [...]string{"summary", "accept", "public", "tls_min", "certificate", "otp", "strict", "media_types", "max_body"}

// Terms lists what a route states about its path and methods: one term a field, then one a parameter.
// A field that states nothing is left out.
func (r *Route) Terms() []Term {
	var all []Term
	for _, f := range termFields {
		if v := r.term(f); v != "" {
			all = append(all, Term{f, v})
		}
	}
	for _, p := range r.Parameters {
		all = append(all, Term{p.field(), p.String()})
	}
	return all
}

// term returns a field as text, "" where it states nothing.
func (r *Route) term(field string) string {
	switch field {
	case "summary":
		return r.Summary
	case "accept":
		return strings.Join(r.Accept, " ")
	case "public":
		return yes(r.Public)
	case "tls_min":
		return r.TLSMin
	case "certificate":
		return yes(r.Certificate)
	case "otp":
		return yes(r.OTP)
	case "strict":
		return yes(r.Strict)
	case "media_types":
		return strings.Join(r.MediaTypes, " ")
	case "max_body":
		if r.MaxBody > 0 {
			return strconv.FormatInt(r.MaxBody, 10)
		}
	}
	return ""
}

func (p *Parameter) field() string { return "parameter " + p.In + " " + p.Name }

// String describes a parameter in one line: "string uuid, required".
func (p *Parameter) String() string {
	parts := []string{cmp.Or(p.Type, "any")}
	if p.Items != "" {
		parts[0] = "array of " + p.Items
	}
	if p.Format != "" {
		parts[0] += " " + p.Format
	}
	switch {
	case p.Min != "" && p.Max != "":
		parts = append(parts, "from "+p.Min+" to "+p.Max)
	case p.Min != "":
		parts = append(parts, "at least "+p.Min)
	case p.Max != "":
		parts = append(parts, "at most "+p.Max)
	}
	switch {
	case p.MaxLength > 0:
		parts = append(parts, fmt.Sprintf("length %d to %d", p.MinLength, p.MaxLength))
	case p.MinLength > 0:
		parts = append(parts, fmt.Sprintf("length from %d", p.MinLength))
	}
	if p.Pattern != "" {
		parts = append(parts, p.Pattern)
	}
	if len(p.Enum) > 0 {
		parts = append(parts, "one of "+strings.Join(p.Enum, " | "))
	}
	if p.Required {
		parts = append(parts, "required")
	}
	return strings.Join(parts, ", ")
}

// noteTerms adds a line to the diff for each thing that two states of a route say differently. The
// first state of a new route is the zero one.
func noteTerms(tx *vault.Tx, old, now Route) {
	for _, f := range termFields {
		a, b := old.term(f), now.term(f)
		if a != b && old.ID != "" && (a == yes(true) || b == yes(true)) {
			a, b = cmp.Or(a, "no"), cmp.Or(b, "no")
		}
		note(tx, f, a, b)
	}
	was := parameterTerms(old.Parameters)
	for _, p := range now.Parameters {
		note(tx, p.field(), was[p.field()], p.String())
		delete(was, p.field())
	}
	for _, f := range slices.Sorted(maps.Keys(was)) {
		tx.Note(f, was[f], "")
	}
}

func parameterTerms(params []Parameter) map[string]string {
	terms := map[string]string{}
	for _, p := range params {
		terms[p.field()] = p.String()
	}
	return terms
}

// yes says a truth in a word and the opposite in none.
func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}
