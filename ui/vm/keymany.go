package vm

import (
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// ManyForm is the form for many keys, as typed. Role chooses everybody who has it.
type ManyForm struct {
	Principals []string
	Role       string
	Form       KeyForm
	Path       string
}

// check turns the form into keys to make, or says what is wrong with it.
func (m ManyForm) check(v *APIKeys) (NewKeys, error) {
	n := NewKeys{Principals: m.Principals, Path: Expand(strings.TrimSpace(m.Path))}
	if m.Role != "" {
		for _, c := range v.Principals() {
			for _, r := range v.principals[c.ID].Roles {
				if r == m.Role && !slices.Contains(n.Principals, c.ID) {
					n.Principals = append(n.Principals[:len(n.Principals):len(n.Principals)], c.ID)
				}
			}
		}
	}
	switch {
	case len(n.Principals) == 0 && m.Role != "":
		return n, fault.New(fault.Invalid, "%s", say.L("Nobody who is not disabled has this role."))
	case len(n.Principals) == 0:
		return n, fault.New(fault.Invalid, "%s", say.L("Pick the principals that get a key, or a role."))
	case n.Path == "":
		return n, fault.New(fault.Invalid, "%s", say.L("Say where the file should lie."))
	}
	f := m.Form
	f.Principal = n.Principals[0]
	var err error
	n.Key, err = f.Check(v.run.Now())
	return n, err
}

// ManyFacts say what is about to be made.
func (w *KeyWizard) ManyFacts() []Pair {
	n := w.new
	var names []string
	for _, id := range n.Principals {
		names = append(names, w.page.principals[id].Name)
	}
	expires, from := say.L("Never"), say.L("At once")
	if !n.Key.Expires.IsZero() {
		expires = DateTime(n.Key.Expires)
	}
	if !n.Key.NotBefore.IsZero() {
		from = DateTime(n.Key.NotBefore)
	}
	return []Pair{{say.L("Principals"), Few(names, 3), strings.Join(names[:min(40, len(names))], ", ")}, {say.L("Name"), n.Key.Name, ""}, {say.L("Valid from"), from, ""}, {say.L("Expires"), expires, ""}, {say.L("File"), Escaped([]byte(Tilde(n.Path))), ""}}
}

// ManyTitle counts the keys that are about to be made.
func (w *KeyWizard) ManyTitle() string {
	return say.N(int64(len(w.new.Principals)), "Make {{.Count}} API key", "Make {{.Count}} API keys")
}
