package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// FindingsPage is the page of findings: the list, and the evidence of the chosen one.
type FindingsPage struct {
	*List[Finding]
	house House

	choices func() map[string][]Choice // of the facets whose values are what the logs hold, made when one asks
	reveal  string                     // a finding that has to be seen whatever its status is
	detail  detail
	history history
}

// severities, worst first.
var severities = []string{"critical", "high", "medium", "low", "informational"}

func rank(severity string) int {
	if i := slices.Index(severities, severity); i >= 0 {
		return i
	}
	return len(severities)
}

// NewFindings makes the page. It begins with the open ones, as a filter that can be taken away.
func NewFindings(run runner.Runner, house House) *FindingsPage {
	v := &FindingsPage{house: house, choices: func() map[string][]Choice { return nil }}
	v.List = &List[Finding]{run: run, load: v.read, id: func(f Finding) string { return f.ID }, sorted: worseFirst, facets: v.findingFacets(), filters: []Filter{{"is", "open"}},
		orders: map[string]func(a, b *Finding) int{
			"severity": func(a, b *Finding) int { return cmp.Compare(rank(a.Severity), rank(b.Severity)) },
			"check":    func(a, b *Finding) int { return cmp.Compare(a.Check, b.Check) },
			"title":    func(a, b *Finding) int { return compareFold(a.Title, b.Title) },
			"count":    func(a, b *Finding) int { return cmp.Compare(a.Count, b.Count) },
			"who":      func(a, b *Finding) int { return compareFold(who(*a), who(*b)) },
			"first":    func(a, b *Finding) int { return compareTimes(a.First, b.First) },
			"grade":    func(a, b *Finding) int { return cmp.Compare(gradeRank(a.Grade), gradeRank(b.Grade)) },
			"status":   func(a, b *Finding) int { return cmp.Compare(v.status(*a), v.status(*b)) },
		},
		text: func(f Finding) string {
			return strings.Join([]string{f.Check, f.Title, f.Principal, f.Source, f.Route, f.Key, f.Severity, f.Reason, f.Note, f.ID}, " ")
		}}
	v.history = history{run: run, journal: house.Journal(), changed: v.changed}
	v.follows(house.Subscribe, "finding_status", "review", "import", "principal", "apikey")
	return v
}

// read loads the findings, and what the facets can ask about them.
func (v *FindingsPage) read(ctx context.Context) (got loaded[Finding], err error) {
	if got.things, err = v.house.Findings().Findings(ctx); err != nil {
		return got, err
	}
	logs, err := v.house.Imports().Imports(ctx)
	if err != nil {
		return got, err
	}
	got.adopt = func() {
		v.choices = sync.OnceValue(func() map[string][]Choice { return findingChoices(got.things, logs) })
		v.detail.stale = true
		v.unhide(got.things)
	}
	return got, nil
}

// Reveal chooses a finding and, where it is not open any more, takes away the filter that would
// hide it.
func (v *FindingsPage) Reveal(id string) {
	v.reveal = id
	v.Choose(id)
}

// unhide takes away the first filter when it hides the finding that was asked for.
func (v *FindingsPage) unhide(all []Finding) {
	if v.reveal == "" {
		return
	}
	if i := slices.IndexFunc(all, func(f Finding) bool { return f.ID == v.reveal }); i >= 0 && v.status(all[i]) != open {
		v.filters = slices.DeleteFunc(v.filters, func(f Filter) bool { return f.Facet == "is" })
	}
	v.reveal = ""
}

// Begin narrows the list by a search that asks for a state of its own: then the first filter would
// only be in its way.
func (v *FindingsPage) Begin(search string) {
	if strings.Contains(search, "is:") || strings.Contains(search, "import:") {
		v.filters = slices.DeleteFunc(v.filters, func(f Filter) bool { return f == Filter{"is", "open"} })
	}
}

// worseFirst orders findings by severity, then by how far they came, then by time.
func worseFirst(a, b *Finding) int {
	return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(gradeRank(a.Grade), gradeRank(b.Grade)), a.First.Compare(b.First))
}

func gradeRank(g string) int {
	return slices.Index([]string{"possible success", "attempt", "", "blocked"}, g)
}

// status ranks what was decided about findings.
type status int

const (
	open status = iota
	accepted
	falsePositive
	fixed
)

// status is what counts about a finding now: what was accepted until a day is open after it.
func (v *FindingsPage) status(f Finding) status {
	switch f.Status {
	case "accepted":
		if f.Until.IsZero() || f.Until.After(v.run.Now()) {
			return accepted
		}
	case "fixed":
		return fixed
	case "false positive":
		return falsePositive
	}
	return open
}

// statusMark is the badge of a status.
func (s status) mark() tone.Mark {
	switch s {
	case accepted:
		return tone.Mark{Tone: tone.Info, Icon: "check", Word: say.L("Accepted")}
	case fixed:
		return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Fixed")}
	case falsePositive:
		return tone.Mark{Tone: tone.Neutral, Icon: "circle-slash", Word: say.L("False positive")}
	}
	return tone.Mark{Tone: tone.Warn, Icon: "circle-dot", Word: say.L("Open")}
}

// FindingRow is one row of the list.
type FindingRow struct {
	Severity, Grade, Status                 tone.Mark
	Check, Title, Count, Who, When, WhenTip string
	Done                                    bool // it is not open any more
}

// SeverityMark is the badge of a severity.
func SeverityMark(s string) tone.Mark {
	switch s {
	case "critical":
		return tone.Mark{Tone: tone.Critical, Icon: "octagon-alert", Word: say.L("Critical")}
	case "high":
		return tone.Mark{Tone: tone.Danger, Icon: "triangle-alert", Word: say.L("High")}
	case "medium":
		return tone.Mark{Tone: tone.Warn, Icon: "circle-alert", Word: say.L("Medium")}
	case "low":
		return tone.Mark{Tone: tone.Info, Icon: "info", Word: say.L("Low")}
	}
	return tone.Mark{Tone: tone.Neutral, Icon: "circle-dot", Word: say.L("Info")}
}

// gradeMark is the badge of a grade.
func gradeMark(g string) tone.Mark {
	switch g {
	case "possible success":
		return tone.Mark{Tone: tone.Danger, Icon: "door-open", Word: say.L("Possible success")}
	case "blocked":
		return tone.Mark{Tone: tone.Ok, Icon: "shield-check", Word: say.L("Blocked")}
	case "attempt":
		return tone.Mark{Tone: tone.Neutral, Icon: "circle-dot", Word: say.L("Attempt")}
	}
	return tone.Mark{}
}

// Row returns row i in words.
func (v *FindingsPage) Row(i int) FindingRow {
	f := v.At(i)
	s := v.status(f)
	r := FindingRow{Severity: SeverityMark(f.Severity), Grade: gradeMark(f.Grade), Status: s.mark(), Check: f.Check, Title: f.Title, Count: Count(f.Count), Who: who(f), When: shortSpan(f, v.run.Now()), Done: s != open}
	if !f.First.IsZero() {
		r.WhenTip = Both(f.First) + "\n" + Both(f.Last)
	}
	return r
}

// who names the principal, or else the source.
func who(f Finding) string { return Escaped([]byte(cmp.Or(f.Principal, f.Source, f.Route))) }

// shortSpan is a span in the room of a column: the day is left out where it is today's.
func shortSpan(f Finding, now time.Time) string {
	if f.First.IsZero() {
		return ""
	}
	a, b := f.First.Local(), f.Last.Local()
	first, last, today := a.Format(time.DateOnly), b.Format(time.DateOnly), now.Local().Format(time.DateOnly)
	switch {
	case first == today && a.Format("15:04") == b.Format("15:04"):
		return a.Format("15:04")
	case first == today && last == today:
		return a.Format("15:04") + " – " + b.Format("15:04")
	case first == last:
		return a.Format("2 Jan 15:04") + " – " + b.Format("15:04")
	case last == today:
		return a.Format("2 Jan") + " – " + b.Format("15:04")
	}
	return a.Format("2 Jan") + " – " + b.Format("2 Jan")
}

// Noun counts findings.
func (v *FindingsPage) Noun(n int64) string {
	return say.N(n, "{{.Count}} finding", "{{.Count}} findings")
}

// Note says how many of what is shown may have succeeded.
func (v *FindingsPage) Note() string {
	n := int64(0)
	for _, place := range v.shown {
		if v.all[place].Grade == "possible success" {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return say.N(n, "{{.Count}} may have succeeded", "{{.Count}} may have succeeded")
}

// OpenMark is the badge of a finding that waits for a decision.
func OpenMark() tone.Mark { return open.mark() }
