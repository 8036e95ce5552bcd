package vm

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gatehouse/ui/runner"
	"gatehouse/ui/tone"
)

// FindingsPage is the page of findings: the list, and the evidence of the chosen one.
type FindingsPage struct {
	*List[Finding]
	svc Findings

	least  string // severity, at least
	detail Finding
	state  Phase // of the detail
	failed error
	asked  int
}

// severities, worst first.
var severities = []string{"critical", "high", "medium", "low", "informational"}

func rank(severity string) int {
	if i := slices.Index(severities, severity); i >= 0 {
		return i
	}
	return len(severities)
}

// NewFindings makes the page.
func NewFindings(run runner.Runner, svc Findings) *FindingsPage {
	v := &FindingsPage{svc: svc}
	v.List = &List[Finding]{run: run, load: only(svc.Findings), id: func(f Finding) string { return f.ID },
		text: func(f Finding) string {
			return strings.Join([]string{f.Check, f.Title, f.Principal, f.Source, f.Route, f.Key, f.Severity}, " ")
		},
		keep:   func(f Finding) bool { return v.least == "" || rank(f.Severity) <= rank(v.least) },
		sorted: worseFirst}
	return v
}

// worseFirst orders findings by severity, then by how far they came, then by time.
func worseFirst(a, b Finding) int {
	return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(gradeRank(a.Grade), gradeRank(b.Grade)), a.First.Compare(b.First))
}

func gradeRank(g string) int {
	return slices.Index([]string{"possible success", "attempt", "", "blocked"}, g)
}

// Levels are the words of the severity switch, with their counts.
func (v *FindingsPage) Levels() []string {
	words := []string{"All", "Critical", "High and up", "Medium and up"}
	least := v.least
	defer func() { v.least = least }()
	for i := range words {
		v.least = levelNames[i]
		n := 0
		for _, f := range v.all {
			if v.keep(f) {
				n++
			}
		}
		words[i] += "  " + Count(int64(n))
	}
	return words
}

var levelNames = []string{"", "critical", "high", "medium"}

// Level is the chosen word of the switch.
func (v *FindingsPage) Level() int { return max(0, slices.Index(levelNames, v.least)) }

// SetLevel shows findings of at least this level.
func (v *FindingsPage) SetLevel(i int) {
	v.least = levelNames[i]
	v.filter()
	v.changed()
}

// FindingRow is one row of the list.
type FindingRow struct {
	Severity, Grade                tone.Mark
	Check, Title, Count, Who, When string
}

// SeverityMark is the badge of a severity.
func SeverityMark(s string) tone.Mark {
	switch s {
	case "critical":
		return tone.Mark{Tone: tone.Critical, Icon: "octagon-alert", Word: "Critical"}
	case "high":
		return tone.Mark{Tone: tone.Danger, Icon: "triangle-alert", Word: "High"}
	case "medium":
		return tone.Mark{Tone: tone.Warn, Icon: "circle-alert", Word: "Medium"}
	case "low":
		return tone.Mark{Tone: tone.Info, Icon: "info", Word: "Low"}
	}
	return tone.Mark{Tone: tone.Neutral, Icon: "circle-dot", Word: "Info"}
}

// gradeMark is the badge of a grade.
func gradeMark(g string) tone.Mark {
	switch g {
	case "possible success":
		return tone.Mark{Tone: tone.Danger, Icon: "door-open", Word: "Possible success"}
	case "blocked":
		return tone.Mark{Tone: tone.Ok, Icon: "shield-check", Word: "Blocked"}
	case "attempt":
		return tone.Mark{Tone: tone.Neutral, Icon: "circle-dot", Word: "Attempt"}
	}
	return tone.Mark{}
}

// Row returns row i in words.
func (v *FindingsPage) Row(i int) FindingRow {
	f := v.At(i)
	return FindingRow{Severity: SeverityMark(f.Severity), Grade: gradeMark(f.Grade), Check: f.Check, Title: f.Title, Count: Count(f.Count), Who: who(f), When: span(f)}
}

// who names the principal, or else the source.
func who(f Finding) string { return Escaped([]byte(cmp.Or(f.Principal, f.Source, f.Route))) }

// span says from when to when.
func span(f Finding) string {
	if f.First.IsZero() {
		return ""
	}
	a, b := f.First.Local(), f.Last.Local()
	switch {
	case a.Format("2006-01-02") != b.Format("2006-01-02"):
		return a.Format("2 Jan 15:04") + " – " + b.Format("2 Jan 15:04")
	case a.Format("15:04") == b.Format("15:04"):
		return a.Format("2 Jan 15:04")
	}
	return a.Format("2 Jan 15:04") + " – " + b.Format("15:04")
}

// Foot says what one sees.
func (v *FindingsPage) Foot() string {
	if v.Len() == v.Total() {
		return Plural(int64(v.Total()), "finding")
	}
	return fmt.Sprintf("%s of %s", Count(int64(v.Len())), Plural(int64(v.Total()), "finding"))
}

// Show reads the evidence of the chosen finding.
func (v *FindingsPage) Show(id string) {
	v.asked++
	asked := v.asked
	v.state = Loading
	v.Choose(id)
	runner.Go(v.run, v.ctx, func(ctx context.Context) (Finding, error) { return v.svc.Finding(ctx, id) }, func(f Finding, err error) {
		if asked != v.asked {
			return
		}
		v.detail, v.failed, v.state = f, err, Ready
		if err != nil {
			v.state = Failed
		}
		v.changed()
	})
}

// ShowRow reads the evidence of row i.
func (v *FindingsPage) ShowRow(i int) {
	if i >= 0 && i < v.Len() {
		v.Show(v.At(i).ID)
	}
}

// EvidenceLine is one line of evidence in words.
type EvidenceLine struct {
	Line, Text, Place, SHA256 string
}

// FindingDetail is the lower half of the page.
type FindingDetail struct {
	Phase    Phase // Empty = none is chosen
	Problem  Problem
	Severity tone.Mark
	Grade    tone.Mark
	Check    string
	Title    string
	Why      string
	Facts    [][2]string
	Evidence []EvidenceLine
	Shown    string
}

// Detail returns the lower half of the page.
func (v *FindingsPage) Detail() FindingDetail {
	c, ok := v.Chosen()
	if !ok {
		return FindingDetail{Phase: Empty}
	}
	d := FindingDetail{Phase: v.state, Severity: SeverityMark(c.Severity), Grade: gradeMark(c.Grade), Check: c.Check, Title: c.Title}
	if v.state == Failed {
		d.Problem = Explain(v.failed)
	}
	if v.state != Ready || v.detail.ID != c.ID {
		return d
	}
	f := v.detail
	d.Why = Escaped([]byte(f.Detail))
	for _, fact := range [][2]string{{"Principal", f.Principal}, {"Source", f.Source}, {"Route", f.Route}, {"API key", f.Key}, {"Policy says", f.Reason}, {"First", DateTime(f.First)}, {"Last", DateTime(f.Last)}, {"Events", Count(f.Count)}} {
		if fact[1] != "" {
			d.Facts = append(d.Facts, [2]string{fact[0], Escaped([]byte(fact[1]))})
		}
	}
	for _, e := range f.Evidence {
		d.Evidence = append(d.Evidence, EvidenceLine{
			Line: Count(int64(e.Line)), Text: Escaped(e.Raw), SHA256: e.SHA256,
			Place: fmt.Sprintf("%s, line %s, byte %s", Escaped([]byte(e.File)), Count(int64(e.Line)), Count(e.Offset)),
		})
	}
	d.Shown = fmt.Sprintf("%s of %s, escaped for display", Count(int64(len(f.Evidence))), Plural(f.Count, "line"))
	return d
}
