package vm

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"gatehouse/ui/say"
)

// Effect is what a change of the policy means for who calls.
type Effect uint8

// The effects, in the order in which they are read: what somebody loses comes first.
const (
	TakesAccess Effect = iota
	GivesAccess
	ChangesAnswers
)

// Title heads the changes of an effect.
func (e Effect) Title() string {
	switch e {
	case TakesAccess:
		return say.L("Takes access away")
	case GivesAccess:
		return say.L("Gives access")
	}
	return say.L("Changes how requests are answered")
}

// atom is the smallest thing that a change of the policy says: one sentence about one subject. Atoms
// that say the same about several subjects are told together.
type atom struct {
	effect  Effect
	icon    string
	same    string // what may be told together has the same of this
	subject string // "Load test"
	one     func(subject string) string
	many    func(n int64, subjects string) string // nil = always told alone
	note    string
	detail  string // more about the subject, when the line is opened
}

// The records as a bundle has them. They are read leniently: a member that is not known here is one
// that these words say nothing about.
type (
	policyAPI struct {
		Name, Base string
		Hosts      []string
		TLSMin     string `json:"tls_min"`
		KeyHeader  string `json:"key_header"`
		MaxBody    int64  `json:"max_body"`
	}
	policyRoute struct {
		API, Path string
		Methods   []string
		Accept    []string
		Public    bool

		TLSMin      string   `json:"tls_min"`
		MediaTypes  []string `json:"media_types"`
		MaxBody     int64    `json:"max_body"`
		Certificate bool
		OTP         bool
	}
	policyPrincipal struct {
		Name, Kind, State string
		Roles             []string
	}
	policyRole struct {
		Name   string
		Grants []struct {
			API, Path string
			Methods   []string
			OTP       bool
		}
	}
	policyKey struct {
		Name, Principal, State string
		Tokens                 []struct {
			Public, SHA256 string
			Until          int64
		}
		Scopes, Networks []string
		NotBefore        int64 `json:"not_before"`
		Expires          int64
	}
	policyLimit struct {
		Name, By, API, Match string
		Rate, Burst          int
		Per                  int64
	}
)

// teller turns the changes of a preview into atoms.
type teller struct {
	names   map[string]string
	holders map[string]int // roles to how many principals have them now; nil = not known
	now     int64          // Unix milliseconds
	atoms   []atom
}

// name is what people call the thing with an id.
func (t *teller) name(id string, own string) string {
	return cmp.Or(t.names[id], own, short(id))
}

// names of several things, in words.
func (t *teller) all(ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = t.name(id, "")
	}
	return and(out)
}

// tell adds an atom.
func (t *teller) tell(a atom) { t.atoms = append(t.atoms, a) }

// policyDiff is what differs between two policies, read but not yet told. Reading it takes long
// where much changed, so it is done elsewhere; telling it is done on the drawing thread.
type policyDiff struct {
	preview Preview
	tells   []func(*teller)
}

// readDiff reads the records of a preview.
func readDiff(p Preview) policyDiff {
	d := policyDiff{preview: p}
	if p.Last == nil {
		return d // it is told by amounts
	}
	for _, c := range p.Changes {
		d.tells = append(d.tells, readChange(c))
	}
	return d
}

// readChange reads both sides of a change.
func readChange(c PolicyChange) func(*teller) {
	switch c.Kind {
	case "apikey":
		return sides(c, (*teller).key)
	case "principal":
		return sides(c, (*teller).principal)
	case "role":
		return sides(c, (*teller).role)
	case "route":
		return sides(c, (*teller).route)
	case "api":
		return sides(c, (*teller).api)
	case "limit":
		return sides(c, (*teller).limit)
	}
	return func(t *teller) { t.other(c) }
}

// sides reads the two sides of a change. What cannot be read, or of which there is nothing to tell,
// is told as something that differs: no change is passed over in silence.
func sides[T any](c PolicyChange, tell func(t *teller, id string, old, now *T)) func(*teller) {
	read := func(b []byte) (*T, bool) {
		if len(b) == 0 {
			return nil, true
		}
		v := new(T)
		return v, json.Unmarshal(b, v) == nil
	}
	old, ok1 := read(c.Old)
	now, ok2 := read(c.New)
	return func(t *teller) {
		before := len(t.atoms)
		if ok1 && ok2 && (old != nil || now != nil) {
			tell(t, c.ID, old, now)
		}
		if len(t.atoms) == before {
			t.other(c)
		}
	}
}

// other tells of a change that has no words of its own.
func (t *teller) other(c PolicyChange) {
	t.tell(atom{effect: ChangesAnswers, icon: "sliders-horizontal", same: "other " + c.Kind + c.Change, subject: t.name(c.ID, ""),
		one: func(s string) string { return say.L("{{.Name}} differs in details", say.V{"Name": s}) },
		many: func(n int64, s string) string {
			return say.N(n, "{{.Count}} thing differs in details: {{.Names}}", "{{.Count}} things differ in details: {{.Names}}", say.V{"Names": s})
		}})
}

// gone and come compare two lists as sets.
func goneAndCome(old, now []string) (gone, come []string) {
	for _, s := range old {
		if !slices.Contains(now, s) {
			gone = append(gone, s)
		}
	}
	for _, s := range now {
		if !slices.Contains(old, s) {
			come = append(come, s)
		}
	}
	return gone, come
}

// and joins words: "a", "a and b", "a, b and c".
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return say.L("{{.Some}} and {{.Last}}", say.V{"Some": strings.Join(words[:len(words)-1], ", "), "Last": words[len(words)-1]})
}
