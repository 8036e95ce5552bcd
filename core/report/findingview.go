package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"gatehouse/core/review"
)

// findingView is a finding as the page shows it.
type findingView struct {
	Finding
	Detailed     bool // has its own section
	Who          template.HTML
	Span         string
	GradeWord    string
	GradeClass   string
	StatusWord   string
	Facts        []fact
	Why          string
	Lines        []lineView
	EvidenceNote string
	Places       []places
	Note         template.HTML

	FalsePositives string
	Tags           []string
}

// fact is one line of a finding's facts.
type fact struct {
	Key   string
	Value template.HTML
	Mono  bool
}

// lineView is a line of a log with its place.
type lineView struct {
	File    template.HTML
	Line    uint64
	Offset  int64
	Sum     string
	Reason  string
	Glance  *glance
	Text    template.HTML
	HasText bool
}

// places are the numbers of further lines of one file.
type places struct {
	File   template.HTML
	Ranges string
}

// grades are the words and looks of grades.
var grades = map[review.Grade][2]string{
	review.Blocked: {"Blocked", "blocked"}, review.Attempt: {"Attempt", "attempt"}, review.Success: {"Possible success", "success"},
}

// gradeMeaning says what a grade means to somebody who reads it for the first time.
var gradeMeaning = map[review.Grade]string{
	review.Blocked: "Every one of these requests was refused.",
	review.Attempt: "The answers neither refuse nor confirm it.",
	review.Success: "At least one answer (2xx, or a 5xx as the trace of something that broke) fits an attack that worked.",
}

func (p *page) findings() {
	checks, lines := map[string]*Check{}, newReader(p.Doc)
	for i := range p.Doc.Checks {
		checks[p.Doc.Checks[i].ID] = &p.Doc.Checks[i]
	}
	for i := range p.Doc.Findings {
		if i >= htmlTable {
			break
		}
		f := &p.Doc.Findings[i]
		v := findingView{Finding: *f, Detailed: i < htmlFindings, Who: who(f), Span: span(f.First, f.Last)}
		if g, ok := grades[f.Grade]; ok {
			v.GradeWord, v.GradeClass = g[0], g[1]
		}
		if f.Status != "open" {
			v.StatusWord = strings.ReplaceAll(string(f.Status), "_", " ")
		}
		if v.Detailed {
			v.detail(f, checks[f.Check], lines)
		}
		p.Findings = append(p.Findings, v)
	}
	if n := len(p.Doc.Findings); n > htmlFindings {
		p.TableNote = fmt.Sprintf("The %d gravest have a section of their own.", htmlFindings)
		if n > htmlTable {
			p.TableNote += fmt.Sprintf(" The table holds %s of %s; the JSON report holds all.", number(htmlTable), number(n))
		}
	}
}

// who names who a finding is about in one cell: the principal, else the source, and the route.
func who(f *Finding) template.HTML {
	var parts []template.HTML
	for _, t := range []Text{nameOf(f), f.Source, f.Route} {
		if t != "" && len(parts) < 2 {
			parts = append(parts, t.HTML())
		}
	}
	switch len(parts) {
	case 0:
		return "–"
	case 1:
		return parts[0]
	}
	return parts[0] + `<div class="quiet small">` + parts[1] + `</div>`
}

// nameOf returns the principal's name, its id where it has none.
func nameOf(f *Finding) Text {
	if f.Name != "" {
		return f.Name
	}
	return f.Principal
}

// detail fills in what the finding's own section shows.
func (v *findingView) detail(f *Finding, c *Check, lines *reader) {
	v.fact("First to last (UTC)", template.HTML(template.HTMLEscapeString(v.Span)), false)
	v.fact("Requests", template.HTML(number(f.Count)), false)
	if f.Detail != "" {
		v.fact("Answers", Text(f.Detail).HTML(), false)
	}
	v.fact("Source", f.Source.HTML(), true)
	if f.Name != "" && f.Name != f.Principal {
		v.fact("Principal", f.Name.HTML()+`<div class="quiet mono">`+f.Principal.HTML()+`</div>`, false)
	} else {
		v.fact("Principal", f.Principal.HTML(), true)
	}
	v.fact("Route", f.Route.HTML(), true)
	v.fact("API key (public id)", f.Key.HTML(), true)
	reason := "Policy said"
	if c != nil && len(c.Fields) > 0 { // a check about the log itself
		reason = "Missing in the log"
	}
	v.fact(reason, f.Reason.HTML(), true)
	v.fact("Finding", template.HTML(template.HTMLEscapeString(f.ID)), true)
	v.Note = f.Note.HTML()
	if c != nil {
		v.Why = strings.TrimSpace(c.Description + " " + gradeMeaning[f.Grade])
		v.FalsePositives = strings.Join(c.FalsePositives, "; ")
		v.Tags = c.Tags
	}
	v.evidence(f, lines)
}

// fact adds a fact unless it is empty.
func (v *findingView) fact(key string, value template.HTML, mono bool) {
	if value != "" {
		v.Facts = append(v.Facts, fact{key, value, mono})
	}
}

// evidence shows the first lines that are kept with their text, and names the others.
func (v *findingView) evidence(f *Finding, lines *reader) {
	var rest []Evidence
	for _, e := range f.Evidence {
		if len(v.Lines) < htmlLines && e.Text != "" {
			v.Lines = append(v.Lines, lineView{
				File: e.File.HTML(), Line: e.Line, Offset: e.Offset, Sum: e.SHA256, Glance: lines.glance(e.Log, e.Text), Text: e.Text.HTML(), HasText: true,
			})
			continue
		}
		rest = append(rest, e)
	}
	if len(v.Lines) == 0 { // nothing with text: at least the places
		n := min(len(rest), htmlLines)
		for _, e := range rest[:n] {
			v.Lines = append(v.Lines, lineView{File: e.File.HTML(), Line: e.Line, Offset: e.Offset, Sum: e.SHA256})
		}
		rest = rest[n:]
	}
	if len(v.Lines) == 0 {
		v.EvidenceNote = "no line was kept for it"
		return
	}
	v.EvidenceNote = fmt.Sprintf("%s of %s shown, escaped for display, secrets masked", number(len(v.Lines)), plural(f.Count, "line"))
	if len(rest) > htmlPlaces {
		v.EvidenceNote += "; the JSON report and “gatectl review finding” list more"
		rest = rest[:htmlPlaces]
	}
	for len(rest) > 0 {
		file, n := rest[0].File, 0
		var numbers []uint64
		for n < len(rest) && rest[n].File == file && rest[n].Log == rest[0].Log {
			numbers = append(numbers, rest[n].Line)
			n++
		}
		v.Places = append(v.Places, places{file.HTML(), ranges(numbers)})
		rest = rest[n:]
	}
}

// ranges writes line numbers with neighbours joined: 3, 7–9, 12.
func ranges(lines []uint64) string {
	slices.Sort(lines)
	lines = slices.Compact(lines)
	var parts []string
	for i := 0; i < len(lines); {
		j := i
		for j+1 < len(lines) && lines[j+1] == lines[j]+1 {
			j++
		}
		switch {
		case j == i:
			parts = append(parts, number(lines[i]))
		case j == i+1:
			parts = append(parts, number(lines[i]), number(lines[j]))
		default:
			parts = append(parts, number(lines[i])+"–"+number(lines[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

func (p *page) rejected() {
	first := p.Doc.Rejected.First
	for i := range first {
		if i >= htmlRejected {
			break
		}
		r := &first[i]
		p.RejectedLines = append(p.RejectedLines, lineView{
			File: r.File.HTML(), Line: r.Line, Offset: r.Offset, Sum: r.SHA256, Reason: r.Reason, Text: r.Text.HTML(), HasText: r.Text != "",
		})
	}
	if n := p.Doc.Rejected.Lines; n > uint64(len(p.RejectedLines)) {
		p.RejectedNote = fmt.Sprintf("The first %d of %s. The JSON report lists more; “gatectl import show” all of them.", len(p.RejectedLines), plural(n, "line"))
	}
}
