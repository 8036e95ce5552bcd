package fleet

import (
	"slices"
	"strings"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
	"gatehouse/core/name"
)

// MaxNotes is the longest note in bytes.
const MaxNotes = 2000

// Check returns g with the fields that people give in the form in which they are stored.
//
// Errors: Invalid with what would be right.
func Check(g Gateway) (Gateway, error) {
	var err error
	if g.Name, err = name.Check("gateway name", g.Name); err != nil {
		return g, err
	}
	if g.Audience, err = name.Check("audience", g.Audience); err != nil {
		return g, err
	}
	if g.Target, err = ParseTarget(string(g.Target)); err != nil {
		return g, err
	}
	if g.Proxies, err = apikey.ParseNetworks(g.Proxies); err != nil {
		return g, fault.Wrap(fault.Invalid, err, "trusted proxies")
	}
	for _, p := range g.Trusted() {
		if p.Bits() == 0 {
			return g, fault.New(fault.Invalid, "trusted proxies: %s is everybody, so that any caller could claim any address; name the proxies", p)
		}
	}
	g.Notes, err = name.Text("notes", g.Notes, MaxNotes)
	return g, err
}

// ParseTarget reads a target, in any case of letters.
//
// Errors: Invalid with the targets that there are.
func ParseTarget(s string) (Target, error) {
	t := Target(strings.ToLower(strings.TrimSpace(s)))
	if slices.Contains(Targets(), t) {
		return t, nil
	}
	var names []string
	for _, t := range Targets() {
		names = append(names, string(t))
	}
	return "", fault.New(fault.Invalid, "target %q is not one of %s", s, strings.Join(names, " "))
}
