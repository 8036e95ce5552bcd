package vm

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// ChangeLine is one line of what an export changes, in words.
type ChangeLine struct {
	Mark  tone.Mark // its icon and tone; Word says the effect
	Text  string    // "3 keys revoked: Load test, Android app 4.1, Old ERP"
	Note  string    // at the right: whom it concerns
	Names []string  // all subjects with what is known of each, when the line is opened
	More  int       // how many further subjects there are
}

// ChangeGroup are the lines of one effect.
type ChangeGroup struct {
	Effect Effect
	Count  int // things that change, told together or not
	Lines  []ChangeLine
	More   int // lines that are left out, because nobody reads so many
}

// inLine is how many names a line lists, and inList how many it lists when it is opened.
const (
	inLine = 3
	inList = 60
)

// maxLines is how many lines a group has.
const maxLines = 150

// PolicyWords says in words what differs between two policies, by effect. Holders are how many
// principals have a role, where that is known. A first export, which has nothing to be compared
// with, is told by amounts.
func PolicyWords(p Preview, holders map[string]int, now time.Time) []ChangeGroup {
	return readDiff(p).words(holders, now)
}

// words tells what differs.
func (d policyDiff) words(holders map[string]int, now time.Time) []ChangeGroup {
	if d.preview.Last == nil {
		return firstWords(d.preview)
	}
	t := teller{names: d.preview.Names, holders: holders, now: now.UnixMilli()}
	for _, tell := range d.tells {
		tell(&t)
	}
	return grouped(t.atoms)
}

// grouped puts atoms together that say the same, and sorts them by effect.
func grouped(atoms []atom) []ChangeGroup {
	var groups []ChangeGroup
	for _, e := range []Effect{TakesAccess, GivesAccess, ChangesAnswers} {
		g := ChangeGroup{Effect: e}
		var order []string
		by := map[string][]atom{}
		for _, a := range atoms {
			if a.effect != e {
				continue
			}
			g.Count++
			key := a.same
			if a.many == nil {
				key = a.same + "\x00" + a.subject
			}
			if by[key] == nil {
				order = append(order, key)
			}
			by[key] = append(by[key], a)
		}
		for _, key := range order[:min(maxLines, len(order))] {
			g.Lines = append(g.Lines, line(by[key]))
		}
		g.More = len(order) - len(g.Lines)
		if len(g.Lines) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// line tells of atoms that say the same.
func line(as []atom) ChangeLine {
	first := as[0]
	l := ChangeLine{Mark: effectMark(first.effect, first.icon), Note: noteOf(as)}
	slices.SortStableFunc(as, func(a, b atom) int { return compareFold(a.subject, b.subject) })
	if len(as) == 1 || first.many == nil {
		l.Text = first.one(first.subject)
		if first.detail != "" {
			l.Names = []string{first.detail}
		}
		return l
	}
	names := make([]string, len(as))
	for i, a := range as {
		names[i] = a.subject
	}
	l.Text = first.many(int64(len(as)), some(names, inLine))
	for _, a := range as[:min(inList, len(as))] {
		n := a.subject
		if a.detail != "" {
			n += " – " + a.detail
		}
		l.Names = append(l.Names, n)
	}
	l.More = len(as) - len(l.Names)
	return l
}

// some lists the first names and counts the others.
func some(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return say.N(int64(len(names)-n), "{{.Some}} and {{.Count}} other", "{{.Some}} and {{.Count}} others", say.V{"Some": strings.Join(names[:n], ", ")})
}

// noteOf is the note of several atoms: the same one, or how many differ.
func noteOf(as []atom) string {
	notes := map[string]bool{}
	for _, a := range as {
		if a.note != "" {
			notes[a.note] = true
		}
	}
	switch len(notes) {
	case 0:
		return ""
	case 1:
		return as[slices.IndexFunc(as, func(a atom) bool { return a.note != "" })].note
	}
	if strings.HasPrefix(as[0].same, "key ") {
		return say.N(int64(len(notes)), "{{.Count}} principal", "{{.Count}} principals")
	}
	return ""
}

// effectMark is the icon of a line in the colour of its effect.
func effectMark(e Effect, icon string) tone.Mark {
	m := tone.Mark{Icon: icon, Word: e.Title()}
	switch e {
	case TakesAccess:
		m.Tone, m.Icon = tone.Danger, cmp.Or(icon, "circle-minus")
	case GivesAccess:
		m.Tone, m.Icon = tone.Ok, cmp.Or(icon, "plus")
	default:
		m.Tone, m.Icon = tone.Warn, cmp.Or(icon, "sliders-horizontal")
	}
	return m
}

// kindsInOrder are the kinds of record as a first export counts them, with their icons.
var kindsInOrder = []struct {
	kind, icon string
	words      func(n int64) string
}{
	{"apikey", "key-round", func(n int64) string { return say.N(n, "{{.Count}} API key", "{{.Count}} API keys") }},
	{"principal", "users-round", func(n int64) string { return say.N(n, "{{.Count}} principal", "{{.Count}} principals") }},
	{"role", "shield-check", func(n int64) string { return say.N(n, "{{.Count}} role", "{{.Count}} roles") }},
	{"api", "blocks", func(n int64) string { return say.N(n, "{{.Count}} API", "{{.Count}} APIs") }},
	{"route", "route", func(n int64) string { return say.N(n, "{{.Count}} route", "{{.Count}} routes") }},
	{"limit", "timer", func(n int64) string { return say.N(n, "{{.Count}} rate limit", "{{.Count}} rate limits") }},
}

// firstWords tells of a first export by amounts; all of it is new to the gateways.
func firstWords(p Preview) []ChangeGroup {
	g := ChangeGroup{Effect: GivesAccess}
	names := map[string][]string{}
	for _, c := range p.Changes {
		if n := p.Names[c.ID]; n != "" {
			names[c.Kind] = append(names[c.Kind], n)
		}
	}
	for _, k := range kindsInOrder {
		n := p.Holds[k.kind]
		if n == 0 {
			continue
		}
		g.Count += n
		l := ChangeLine{Mark: effectMark(GivesAccess, k.icon), Text: k.words(int64(n)), Note: say.L("new to this audience")}
		ns := names[k.kind]
		slices.SortFunc(ns, compareFold)
		if l.Names = ns[:min(inList, len(ns))]; len(ns) > 0 {
			l.More = n - len(l.Names)
		}
		g.Lines = append(g.Lines, l)
	}
	if len(g.Lines) == 0 {
		return nil
	}
	return []ChangeGroup{g}
}
