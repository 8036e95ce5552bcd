package report

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"gatehouse/core/review"
)

// page is a document made ready for the template: every value as it is shown.
type page struct {
	Doc        *Document
	Style      template.CSS
	StyleHash  string
	Subject    template.HTML
	Period     string
	Summary    []string
	Cards      []card
	Unassessed string
	Shares     []share
	Severities []severityCount
	Chart      *chart

	Findings      []findingView
	TableNote     string
	Checks        []checkView
	RejectedLines []lineView
	RejectedNote  string
	Files         []fileView
	Logs          []logView
}

// card is one figure at the top.
type card struct{ Key, Value, Sub string }

// share is one part of the bar of severities, of a thousand.
type share struct {
	Class    string
	X, Width int
}

// severityCount is one entry of the bar's legend.
type severityCount struct {
	Name  string
	Count int
}

// checkView is a check in its table.
type checkView struct {
	Check
	VerdictWord string
	Meter       meter
	Fields      []fieldView
}

// fieldView is a field below its check.
type fieldView struct {
	Field
	VerdictWord string
	Meter       meter
}

// meter is a bar with its words.
type meter struct {
	Class   string
	Percent int
	Label   string
}

// fileView is a file in its table.
type fileView struct {
	Log   int
	Name  template.HTML
	From  int64
	Size  int64
	Lines uint64
	Sum   string
}

// logView is a log in its table.
type logView struct {
	Log
	Span     string
	JudgedBy string
}

// newPage makes a document ready.
func newPage(d *Document) *page {
	p := &page{Doc: d, Style: template.CSS(style), StyleHash: styleHash(), Subject: subject(d), Period: span(d.Totals.First, d.Totals.Last)}
	if p.Period != "" {
		p.Period += " UTC"
	}
	p.Summary = summary(d)
	p.cards()
	p.severities()
	p.Chart = newChart(d)
	p.findings()
	p.checks()
	p.rejected()
	p.scope()
	return p
}

// subject names the files.
func subject(d *Document) template.HTML {
	var names []template.HTML
	total := 0
	for _, l := range d.Logs {
		for _, f := range l.Files {
			if total++; total <= 3 {
				names = append(names, baseName(f.Name).HTML())
			}
		}
	}
	out := template.HTML("no files")
	for i, n := range names {
		if i == 0 {
			out = n
			continue
		}
		out += ", " + n
	}
	if total > len(names) {
		out += template.HTML(fmt.Sprintf(" and %d more", total-len(names)))
	}
	return out
}

// baseName returns what follows the last slash of a path.
func baseName(path Text) Text {
	return path[strings.LastIndexAny(string(path), `/\`)+1:]
}

// summary says in a few sentences what an auditor has to know first.
func summary(d *Document) []string {
	events := plural(d.Totals.Events, "request")
	by := "."
	switch n := len(d.Policy.Revisions); {
	case n == 1:
		by = " against policy revision " + d.Policy.Revisions[0] + "."
	case n == 0 && d.Policy.Assumed:
		by = " against the policy that the vault holds."
	case n > 1:
		by = fmt.Sprintf(" against %d policy revisions, up to %s.", n, d.Policy.Revisions[n-1])
	}
	out := []string{events + " of " + plural(len(d.Logs), "log") + " were reviewed" + by}
	var parts []string
	for _, s := range severities {
		if n := d.Totals.Findings[s.String()]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", number(n), s))
		}
	}
	if len(parts) == 0 {
		out = append(out, "Nothing was found.")
	} else {
		out = append(out, fmt.Sprintf("%s: %s.", plural(len(d.Findings), "finding"), strings.Join(parts, ", ")))
		if first := d.Findings[0]; first.Severity >= review.High {
			out = append(out, fmt.Sprintf("The gravest is %s, “%s”%s.", first.Check, first.Title, gravity(first.Grade)))
		}
	}
	verdicts := map[review.Verdict]int{}
	for _, c := range d.Checks {
		verdicts[c.Verdict]++
	}
	return append(out, fmt.Sprintf("Of %s, %d failed, %d passed and %d could not be assessed.",
		plural(len(d.Checks), "check"), verdicts[review.Fail], verdicts[review.Pass], verdicts[review.NotAssessable]))
}

// gravity adds to a sentence how far an attack came.
func gravity(g review.Grade) string {
	switch g {
	case review.Success:
		return ", and it may have succeeded"
	case review.Blocked:
		return ", and all of it was refused"
	}
	return ""
}

func (p *page) cards() {
	t := p.Doc.Totals
	worst := "none"
	for _, s := range severities {
		if n := t.Findings[s.String()]; n > 0 {
			worst = fmt.Sprintf("%s %s", number(n), s)
			break
		}
	}
	over := ""
	if !t.First.IsZero() {
		over = " over " + length(t.Last.Sub(t.First))
	}
	share := "every line was read"
	if t.Rejected > 0 {
		share = fmt.Sprintf("%.2f %% of %s", float64(t.Rejected)*100/float64(max(t.Lines, 1)), plural(t.Lines, "line"))
	}
	kind, policy := "none", "no policy judged these logs"
	if p.Doc.Policy.Assumed {
		kind, policy = "assumed", "as it stands in the vault"
	}
	if n := len(p.Doc.Policy.Revisions); n > 0 {
		policy = p.Doc.Policy.Revisions[n-1]
		if !p.Doc.Policy.Assumed {
			kind = "exported"
		}
	}
	p.Cards = []card{
		{"Findings", number(len(p.Doc.Findings)), "gravest: " + worst},
		{"Requests reviewed", number(t.Events), size(t.Bytes) + " of log" + over},
		{"Rejected lines", number(t.Rejected), share},
		{"Policy", kind, policy},
	}
	missing := 0
	for _, c := range p.Doc.Checks {
		if c.Verdict == review.NotAssessable {
			missing++
		}
	}
	if missing > 0 {
		p.Unassessed = plural(missing, "check")
	}
}

// severities makes the bar: every severity that occurs has at least a visible part.
func (p *page) severities() {
	const whole, least = 1000, 8
	counts := p.Doc.Totals.Findings
	all, present := 0, 0
	for _, s := range severities {
		n := counts[s.String()]
		p.Severities = append(p.Severities, severityCount{s.String(), n})
		if all += n; n > 0 {
			present++
		}
	}
	if all == 0 {
		p.Shares = []share{{"f-none", 0, whole}}
		return
	}
	x, left := 0, whole-least*present
	for _, s := range p.Severities {
		if s.Count > 0 {
			w := least + left*s.Count/all
			p.Shares = append(p.Shares, share{"f-" + s.Name, x, max(w-3, 2)})
			x += w
		}
	}
	p.Shares[len(p.Shares)-1].Width = whole - p.Shares[len(p.Shares)-1].X
}

func (p *page) checks() {
	for _, c := range p.Doc.Checks {
		v := checkView{Check: c, VerdictWord: word(c.Verdict), Meter: meterOf(c.Assessed, c.Events, "events")}
		for _, f := range c.Fields {
			v.Fields = append(v.Fields, fieldView{f, word(f.Verdict), meterOf(f.Present, f.Events, "present")})
		}
		p.Checks = append(p.Checks, v)
	}
	rank := map[review.Verdict]int{review.Fail: 0, review.NotAssessable: 1, review.Pass: 2}
	slices.SortStableFunc(p.Checks, func(a, b checkView) int { return cmp.Compare(rank[a.Verdict], rank[b.Verdict]) })
}

// word writes a verdict for a person.
func word(v review.Verdict) string { return strings.ReplaceAll(string(v), "_", " ") }

// meterOf makes a meter; 100 % is only what is complete.
func meterOf(part, all uint64, unit string) meter {
	if all == 0 {
		return meter{"all", 0, "–"}
	}
	percent := float64(part) * 100 / float64(all)
	label := fmt.Sprintf("%.0f %%", percent)
	if part < all && percent > 99 {
		label = fmt.Sprintf("%.3f %%", min(percent, 99.999))
	}
	m := meter{"part", int(percent), label + " " + unit}
	if part < all {
		m.Class = "short"
	}
	return m
}

func (p *page) scope() {
	for _, l := range p.Doc.Logs {
		for _, f := range l.Files {
			p.Files = append(p.Files, fileView{l.Number, f.Name.HTML(), f.From, f.Size, f.Lines, f.SHA256})
		}
		p.Logs = append(p.Logs, logView{l, span(l.First, l.Last), judgedBy(&l)})
	}
}

// judgedBy names the policy that judged a log.
func judgedBy(l *Log) string {
	switch {
	case l.Assumed && l.Revision != "":
		return l.Revision + " (assumed)"
	case l.Assumed:
		return "the vault's policy (assumed)"
	}
	return cmp.Or(l.Revision, "no policy")
}
