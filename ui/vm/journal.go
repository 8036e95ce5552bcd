package vm

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/report"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// JournalPage is the page of the journal: what was changed, by whom and why, newest first, and
// whether the book is whole.
type JournalPage struct {
	*List[Entry]
	// OnVerified hears when the whole journal was checked, and whether nothing is wrong.
	OnVerified func(at time.Time, ok bool)

	house   House
	limit   int // how many entries are read; 0 = all
	check   verification
	choices map[string][]Choice
}

// firstEntries is how many entries are read until somebody asks for all: a journal of years would
// take seconds.
const firstEntries = 10_000

// NewJournal makes the page over an open vault.
func NewJournal(run runner.Runner, house House) *JournalPage {
	v := &JournalPage{house: house, limit: firstEntries}
	v.List = &List[Entry]{run: run, load: v.read, id: func(e Entry) string { return strconv.FormatUint(e.Seq, 10) }, sorted: func(a, b *Entry) int { return cmp.Compare(b.Seq, a.Seq) },
		facets: v.journalFacets(), text: entryText,
		orders: map[string]func(a, b *Entry) int{
			"seq":     func(a, b *Entry) int { return cmp.Compare(a.Seq, b.Seq) },
			"time":    func(a, b *Entry) int { return a.Time.Compare(b.Time) },
			"admin":   func(a, b *Entry) int { return compareFold(a.Admin, b.Admin) },
			"what":    func(a, b *Entry) int { return compareFold(plainWords(a.Action), plainWords(b.Action)) },
			"subject": func(a, b *Entry) int { return compareFold(a.Subject, b.Subject) },
			"rows":    func(a, b *Entry) int { return cmp.Compare(a.Touched, b.Touched) },
		}}
	// Every change of the vault is an entry of the journal.
	v.follows(func(fn func(Change)) (cancel func()) {
		return house.Subscribe(func(c Change) {
			c.Kinds = append(slices.Clone(c.Kinds), "journal")
			fn(c)
		})
	}, "journal")
	return v
}

// entryText is what a search looks into; it runs elsewhere, so it says nothing through the catalogue.
func entryText(e Entry) string {
	parts := []string{strconv.FormatUint(e.Seq, 10), e.Admin, e.Action, plainWords(e.Action), e.Subject, e.Reason, e.Program}
	for _, d := range e.Diff {
		parts = append(parts, d.Name, d.Old, d.New)
	}
	return strings.Join(parts, " ")
}

// read loads the newest entries.
func (v *JournalPage) read(ctx context.Context) (got loaded[Entry], err error) {
	if got.things, err = v.house.Journal().Entries(ctx, v.limit); err != nil {
		return got, err
	}
	values := map[string]map[string]int64{"admin": {}, "action": {}, "kind": {}}
	for _, e := range got.things {
		values["admin"][e.Admin]++
		values["action"][e.Action]++
		values["kind"][kindOfAction(e.Action)]++
	}
	got.adopt = func() {
		v.choices = map[string][]Choice{}
		for facet, word := range map[string]func(string) string{"admin": func(s string) string { return Escaped([]byte(s)) }, "action": ActionWords, "kind": journalKind} {
			var cs []Choice
			for value, n := range values[facet] {
				cs = append(cs, Choice{value, word(value), say.N(n, "{{.Count}} entry", "{{.Count}} entries")})
			}
			slices.SortFunc(cs, func(a, b Choice) int { return cmp.Or(compareFold(a.Label, b.Label), cmp.Compare(a.ID, b.ID)) })
			v.choices[facet] = cs[:min(len(cs), maxChoices)]
		}
	}
	return got, nil
}

// journalFacets are the ways to narrow the journal.
func (v *JournalPage) journalFacets() []Facet[Entry] {
	of := func(id string) func() []Choice { return func() []Choice { return v.choices[id] } }
	return []Facet[Entry]{
		{ID: "admin", Name: say.L("Administrator"), Options: of("admin"), Has: func(e Entry, s string) bool { return strings.Contains(strings.ToLower(e.Admin), strings.ToLower(s)) }},
		{ID: "kind", Name: say.L("About"), Options: of("kind"), Has: func(e Entry, s string) bool { return kindOfAction(e.Action) == s }},
		{ID: "action", Name: say.L("What"), Options: of("action"), Has: func(e Entry, s string) bool { return e.Action == s }},
		{ID: "is", Name: say.L("State"), Options: func() []Choice {
			return []Choice{{"today", say.L("today"), ""}, {"week", say.L("the last 7 days"), ""}, {"reasoned", say.L("with a reason"), ""}}
		}, Has: v.is},
		{ID: "from", Name: say.L("From"), Options: func() []Choice { return v.dayChoices("from") }, Has: func(e Entry, s string) bool {
			day, err := time.ParseInLocation(time.DateOnly, s, time.Local)
			return err == nil && !e.Time.Before(day)
		}},
		{ID: "to", Name: say.L("Until"), Options: func() []Choice { return v.dayChoices("to") }, Has: func(e Entry, s string) bool {
			day, err := time.ParseInLocation(time.DateOnly, s, time.Local)
			return err == nil && e.Time.Before(day.AddDate(0, 0, 1))
		}},
	}
}

// is answers "is:today" and the like.
func (v *JournalPage) is(e Entry, what string) bool {
	now := v.run.Now().Local()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.Local)
	switch what {
	case "today":
		return !e.Time.Before(today)
	case "week":
		return !e.Time.Before(today.AddDate(0, 0, -6))
	case "reasoned":
		return e.Reason != ""
	}
	return false
}

// dayChoices are days that are often asked for, and the one that is chosen.
func (v *JournalPage) dayChoices(facet string) []Choice {
	now := v.run.Now().Local()
	var cs []Choice
	for _, back := range []int{0, 1, 7, 30, 90, 365} {
		day := now.AddDate(0, 0, -back)
		c := Choice{day.Format(time.DateOnly), Date(day), ""}
		switch back {
		case 0:
			c.Note = say.L("today")
		case 1:
			c.Note = say.L("yesterday")
		}
		cs = append(cs, c)
	}
	chosen := v.FilterValue(facet)
	if day, err := time.ParseInLocation(time.DateOnly, chosen, time.Local); err == nil && !slices.ContainsFunc(cs, func(c Choice) bool { return c.ID == chosen }) {
		cs = append(cs, Choice{chosen, Date(day), ""})
	}
	return cs
}

// Now is the time by which days are counted.
func (v *JournalPage) Now() time.Time { return v.run.Now().Local() }

// SetSpan narrows the journal to whole days: from is in the first one, to the moment after the last
// one; a zero time has no limit.
func (v *JournalPage) SetSpan(from, to time.Time) {
	if !to.IsZero() {
		to = to.Add(-time.Nanosecond)
	}
	for facet, day := range map[string]time.Time{"from": from, "to": to} {
		v.filters = slices.DeleteFunc(v.filters, func(f Filter) bool { return f.Facet == facet })
		if !day.IsZero() {
			v.filters = append(v.filters, Filter{facet, day.Local().Format(time.DateOnly)})
		}
	}
	slices.SortStableFunc(v.filters, func(a, b Filter) int {
		if a.Facet == "from" && b.Facet == "to" {
			return -1
		}
		return 0
	})
	v.filter()
	v.changed()
}

// Span is what the journal is narrowed to; zero times have no limit, to is the moment after it.
func (v *JournalPage) Span() (from, to time.Time) {
	from, _ = time.ParseInLocation(time.DateOnly, v.FilterValue("from"), time.Local)
	if to, _ = time.ParseInLocation(time.DateOnly, v.FilterValue("to"), time.Local); !to.IsZero() {
		to = to.AddDate(0, 0, 1)
	}
	return from, to
}

// More reports whether there are older entries than those that were read, and how many there are in
// all.
func (v *JournalPage) More() (all int64, more bool) {
	all = int64(v.house.VaultInfo().Seq)
	return all, v.limit > 0 && len(v.all) >= v.limit && all > int64(len(v.all))
}

// LoadAll reads the journal to its beginning.
func (v *JournalPage) LoadAll() {
	v.limit = 0
	v.Reload()
}

// Noun counts entries.
func (v *JournalPage) Noun(n int64) string { return say.N(n, "{{.Count}} entry", "{{.Count}} entries") }

// EntryRow is one row of the page.
type EntryRow struct {
	Seq, Time, TimeTip, Admin, What, Subject, Reason, Program, Rows string
	Mark                                                            tone.Mark
}

// Row returns row i in words.
func (v *JournalPage) Row(i int) EntryRow {
	e := v.At(i)
	icon, t := verbIcon(e.Action)
	return EntryRow{Seq: Count(int64(e.Seq)), Time: moment(e.Time, v.run.Now()), TimeTip: Both(e.Time), Admin: Escaped([]byte(e.Admin)), What: ActionWords(e.Action), Subject: Escaped([]byte(e.Subject)),
		Reason: Escaped([]byte(e.Reason)), Program: Escaped([]byte(e.Program)), Rows: Count(int64(e.Touched)), Mark: tone.Mark{Tone: t, Icon: icon, Word: ActionWords(e.Action)}}
}

// moment writes a minute in little room: "14:05" today, "23 Nov 14:05" this year.
func moment(t, now time.Time) string {
	a, b := t.Local(), now.Local()
	switch {
	case t.IsZero():
		return ""
	case a.Format(time.DateOnly) == b.Format(time.DateOnly):
		return a.Format("15:04")
	case a.Year() == b.Year():
		return a.Format("2 Jan 15:04")
	}
	return a.Format("2 Jan 2006")
}

// Export writes exactly the entries that are shown, in their order, as CSV or JSON.
func (v *JournalPage) Export(path, form string, done func(Saved, error)) {
	t := report.Table{Format: "gatehouse-journal/1", Columns: []string{"seq", "time", "administrator", "action", "subject", "reason", "program", "rows", "changes"}}
	exportRows(v.List, path, form, t, func(e Entry) []string {
		var changes []string
		for _, d := range e.Diff {
			changes = append(changes, Escaped([]byte(d.Name+": "+d.Old+" -> "+d.New)))
		}
		text := func(s string) string { return Escaped([]byte(s)) }
		return []string{strconv.FormatUint(e.Seq, 10), stamp(e.Time), text(e.Admin), e.Action, text(e.Subject), text(e.Reason), text(e.Program), strconv.Itoa(e.Touched), strings.Join(changes, "; ")}
	}, done)
}
