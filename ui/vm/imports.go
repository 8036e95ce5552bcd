package vm

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// ImportsPage is the page of imports: what was imported, and the wizard that imports. It outlives
// its views: an import goes on while one looks at other pages, and the next view shows it again.
type ImportsPage struct {
	*List[Import]
	house House
	jobs  Jobs

	open    bool // the wizard covers the list
	step    ImportStep
	files   []LogFile
	shown   int // the file whose sample is shown
	asked   int // counts questions; each file knows its own
	gateway string
	problem error
	running *importing // or nil
	summary Imported

	gateways []string
}

// NewImports makes the page over an open vault. Jobs run the import itself; nil means that nobody
// but this page shows it.
func NewImports(run runner.Runner, house House, jobs Jobs) *ImportsPage {
	if jobs == nil {
		jobs = NewJobs(run)
	}
	v := &ImportsPage{house: house, jobs: jobs}
	v.List = &List[Import]{run: run, load: v.read, id: func(i Import) string { return i.ID },
		text: func(i Import) string {
			return strings.Join(append([]string{i.Format, FormatName(i.Format), i.Gateway, i.ID}, i.Files...), " ")
		},
		sorted: func(a, b *Import) int { return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(a.ID, b.ID)) }, facets: v.importFacets(),
		orders: map[string]func(a, b *Import) int{
			"files":    func(a, b *Import) int { return compareFold(firstFile(*a), firstFile(*b)) },
			"format":   func(a, b *Import) int { return compareFold(FormatName(a.Format), FormatName(b.Format)) },
			"events":   func(a, b *Import) int { return cmp.Compare(a.Events, b.Events) },
			"rejected": func(a, b *Import) int { return cmp.Compare(a.Rejected, b.Rejected) },
			"span":     func(a, b *Import) int { return a.First.Compare(b.First) },
			"made":     func(a, b *Import) int { return a.Made.Compare(b.Made) },
			"worst":    func(a, b *Import) int { return cmp.Compare(worstRank(*a), worstRank(*b)) },
		}}
	v.follows(house.Subscribe, "import", "review", "finding", "gateway")
	return v
}

// read loads the imports, and the gateways that there can be: those that have a name, and the
// audiences that bundles were exported for.
func (v *ImportsPage) read(ctx context.Context) (got loaded[Import], err error) {
	if got.things, err = v.house.Imports().Imports(ctx); err != nil {
		return got, err
	}
	exports, err := v.house.Bundles().Exports(ctx)
	if err != nil {
		return got, err
	}
	gateways, err := v.house.Gateways().Gateways(ctx)
	if err != nil {
		return got, err
	}
	var known []string
	named := map[string]bool{}
	for _, g := range gateways {
		known = append(known, g.Name)
		named[g.Audience] = true
	}
	for i := len(exports) - 1; i >= 0; i-- { // the newest stand last
		if a := exports[i].Audience; !named[a] && !slices.Contains(known, a) {
			known = append(known, a)
		}
	}
	got.adopt = func() { v.gateways = known }
	return got, nil
}

// Gateways are the names of the gateways, and then the audiences without one that bundles were
// exported for, the last one first.
func (v *ImportsPage) Gateways() []string { return v.gateways }

// importFacets are the ways to narrow the imports.
func (v *ImportsPage) importFacets() []Facet[Import] {
	distinct := func(of func(Import) string, label func(string) string) func() []Choice {
		return func() []Choice {
			var cs []Choice
			seen := map[string]bool{}
			for _, m := range v.all {
				if s := of(m); s != "" && !seen[s] {
					seen[s] = true
					cs = append(cs, Choice{ID: s, Label: label(s)})
				}
			}
			sortStable(cs, func(a, b Choice) int { return compareFold(a.Label, b.Label) })
			return cs
		}
	}
	same := func(s string) string { return s }
	return []Facet[Import]{
		{ID: "is", Name: say.L("State"), Options: func() []Choice {
			return []Choice{{"flagged", say.L("With findings"), ""}, {"clean", say.L("Nothing found"), ""}, {"partial", say.L("Lines not understood"), ""}}
		}, Has: func(m Import, s string) bool {
			switch s {
			case "flagged":
				return worstRank(m) < len(severities)
			case "clean":
				return worstRank(m) == len(severities)
			case "partial":
				return m.Rejected > 0
			}
			return false
		}},
		{ID: "format", Name: say.L("Format"), Options: distinct(func(m Import) string { return m.Format }, FormatName), Has: func(m Import, s string) bool { return strings.EqualFold(m.Format, s) }},
		{ID: "gateway", Name: say.L("Gateway"), Options: distinct(func(m Import) string { return m.Gateway }, same), Has: func(m Import, s string) bool { return strings.EqualFold(m.Gateway, s) }},
	}
}

// firstFile is the name by which an import is listed.
func firstFile(m Import) string {
	if len(m.Files) == 0 {
		return m.ID
	}
	return filepath.Base(m.Files[0])
}

// worstRank is how bad the worst finding of an import is; lower is worse.
func worstRank(m Import) int {
	for i, s := range severities {
		if m.Findings[s] > 0 {
			return i
		}
	}
	return len(severities)
}

// ImportRow is one row of the list of imports.
type ImportRow struct {
	Files, FilesTip, Format, Gateway, Events, Rejected, Span, SpanTip, Made, MadeTip string
	RejectedTone                                                                     tone.Tone
	Worst                                                                            tone.Mark
}

// Row returns row i in words.
func (v *ImportsPage) Row(i int) ImportRow {
	m := v.At(i)
	names := make([]string, len(m.Files))
	for i, f := range m.Files {
		names[i] = Escaped([]byte(filepath.Base(f)))
	}
	r := ImportRow{
		Files: Few(names, 1), FilesTip: some(names, 8), Format: FormatName(m.Format), Gateway: m.Gateway, Events: Count(m.Events), Rejected: Count(m.Rejected),
		Span: fromTo(m.First, m.Last), SpanTip: Both(m.First), Made: DateTime(m.Made), MadeTip: Both(m.Made), Worst: worst(m.Findings),
	}
	if m.Rejected > 0 {
		r.RejectedTone = tone.Warn
	}
	return r
}

// fromTo writes from when to when a log goes, in little room.
func fromTo(first, last time.Time) string {
	switch a, b := first.Local(), last.Local(); {
	case first.IsZero() && last.IsZero():
		return ""
	case a.Year() == b.Year() && a.YearDay() == b.YearDay():
		return a.Format("2 Jan 15:04") + " – " + b.Format("15:04")
	default:
		return a.Format("2 Jan 15:04") + " – " + b.Format("2 Jan 15:04")
	}
}

// worst is the badge of an import: its worst findings and how many they are.
func worst(byName map[string]int) tone.Mark {
	for _, s := range severities {
		if n := byName[s]; n > 0 {
			return countedSeverity(s, n)
		}
	}
	return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Nothing found")}
}

// countedSeverity is the badge of n findings of a severity: "3 critical".
func countedSeverity(severity string, n int) tone.Mark {
	m := SeverityMark(severity)
	m.Word = say.Count(int64(n)) + " " + strings.ToLower(m.Word)
	return m
}

// FormatName writes a format's name as people do.
func FormatName(f string) string {
	names := map[string]string{"nginx_combined": "nginx combined", "apache_combined": "Apache combined", "apache_common": "Apache common", "nginx_json": "nginx JSON lines", "ecs": "ECS"}
	if n, ok := names[f]; ok {
		return n
	}
	return strings.ReplaceAll(f, "_", " ")
}

// Noun counts imports.
func (v *ImportsPage) Noun(n int64) string {
	return say.N(n, "{{.Count}} import", "{{.Count}} imports")
}

// ImportFacts are what the drawer says about the chosen import.
type ImportFacts struct {
	ID, Name string
	Worst    tone.Mark
	Facts    []Pair
	Files    []string
	Findings []SeverityCount // by severity, worst first; none = nothing was found
	All      int             // how many findings
}

// Facts returns the drawer of the chosen import.
func (v *ImportsPage) Facts() (ImportFacts, bool) {
	m, ok := v.Chosen()
	if !ok {
		return ImportFacts{}, false
	}
	f := ImportFacts{ID: m.ID, Name: Escaped([]byte(firstFile(m))), Worst: worst(m.Findings)}
	for _, p := range m.Files {
		f.Files = append(f.Files, Escaped([]byte(p)))
	}
	f.Facts = []Pair{{say.L("Gateway"), cmp.Or(m.Gateway, "default"), ""}, {say.L("Format"), FormatName(m.Format), ""}, {say.L("Events"), Count(m.Events), ""}, {say.L("Not understood"), Count(m.Rejected), ""},
		{say.L("From"), DateTime(m.First), Both(m.First)}, {say.L("To"), DateTime(m.Last), Both(m.Last)}, {say.L("Imported"), DateTime(m.Made), Both(m.Made)}}
	for _, s := range severities {
		if n := m.Findings[s]; n > 0 {
			f.Findings = append(f.Findings, SeverityCount{countedSeverity(s, n), severitySearch(m.ID, s)})
			f.All += n
		}
	}
	return f, true
}

// CanRemove reports whether exactly one import is meant.
func (v *ImportsPage) CanRemove() bool { return len(v.Targets()) == 1 }

// RemoveText asks before an import is removed: its lines cannot be brought back.
func (v *ImportsPage) RemoveText() Asking {
	ts := v.Targets()
	if len(ts) != 1 {
		return Asking{}
	}
	m := ts[0]
	n := 0
	for _, x := range m.Findings {
		n += x
	}
	name := Escaped([]byte(firstFile(m)))
	a := Asking{Title: say.L("Remove the import “{{.Name}}”?", say.V{"Name": name}), Verb: say.L("Remove import"), TypeToConfirm: name,
		Body: say.N(int64(n), "The key of its {{.Events}} events is destroyed, so that nobody can read them again, and its {{.Count}} finding goes with it. The log file itself is not touched.",
			"The key of its {{.Events}} events is destroyed, so that nobody can read them again, and its {{.Count}} findings go with it. The log file itself is not touched.", say.V{"Events": Count(m.Events)})}
	if n == 0 {
		a.Body = say.L("The key of its {{.Events}} events is destroyed, so that nobody can read them again. The log file itself is not touched.", say.V{"Events": Count(m.Events)})
	}
	return a
}

// Remove removes the import that is meant.
func (v *ImportsPage) Remove(done func(error)) {
	ts := v.Targets()
	if len(ts) != 1 {
		done(fault.New(fault.NotFound, "%s", say.L("This import is no longer there.")))
		return
	}
	id := ts[0].ID
	after(v.List, func(ctx context.Context) (struct{}, error) { return struct{}{}, v.house.Imports().Remove(ctx, id) }, func(_ struct{}, err error) { done(err) })
}
