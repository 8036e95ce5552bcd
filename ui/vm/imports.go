package vm

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/runner"
	"gatehouse/ui/tone"
)

// ImportsPage is the page of imports: choose a file, see what it is, import it, read the summary.
// It outlives its view: an import goes on while one looks at other pages, and the status bar shows
// it.
type ImportsPage struct {
	*List[Import]
	svc Imports

	// OnJob is told whenever the running import moves or ends; for the status bar.
	OnJob func()
	// OnDone is told when an import has ended well; pages that show its findings read again.
	OnDone func(Imported)

	step    ImportStep
	path    string
	found   Detection
	problem error
	run     running
	summary Imported
}

// running is the import that runs now.
type running struct {
	cancel   context.CancelFunc
	started  time.Time
	progress job.Progress
	stopping bool
}

// ImportStep is where the wizard is.
type ImportStep uint8

// The steps of the wizard.
const (
	Choosing  ImportStep = iota // nothing chosen, or what was chosen can't be read
	Detecting                   // reading the head of the file
	Detected                    // ready to import
	Importing
	Done
)

// NewImports makes the page.
func NewImports(run runner.Runner, svc Imports) *ImportsPage {
	return &ImportsPage{svc: svc, List: &List[Import]{run: run, load: only(svc.Imports), id: func(i Import) string { return i.ID },
		text:   func(i Import) string { return strings.Join(append([]string{i.Format, i.Gateway}, i.Files...), " ") },
		sorted: func(a, b Import) int { return b.Made.Compare(a.Made) }}}
}

// Start reads the list. A file whose head was being read when the page was left is chosen again.
func (v *ImportsPage) Start(ctx context.Context) {
	v.List.Start(ctx)
	if v.step == Detecting {
		v.Select(v.path)
	}
}

// ImportRow is one row of the list of imports.
type ImportRow struct {
	Files, Format, Events, Rejected, Span, Made string
	RejectedTone                                tone.Tone
	Worst                                       tone.Mark
}

// Row returns row i in words.
func (v *ImportsPage) Row(i int) ImportRow {
	m := v.At(i)
	names := make([]string, len(m.Files))
	for i, f := range m.Files {
		names[i] = filepath.Base(f)
	}
	r := ImportRow{Files: Escaped([]byte(Few(names, 1))), Format: FormatName(m.Format), Events: Count(m.Events), Rejected: Count(m.Rejected), Span: span(Finding{First: m.First, Last: m.Last}), Made: DateTime(m.Made), Worst: worst(m.Findings)}
	if m.Rejected > 0 {
		r.RejectedTone = tone.Warn
	}
	return r
}

// worst is the badge of an import: its worst findings and how many they are.
func worst(byName map[string]int) tone.Mark {
	for _, s := range severities {
		if n := byName[s]; n > 0 {
			m := SeverityMark(s)
			m.Word = fmt.Sprintf("%d %s", n, strings.ToLower(m.Word))
			return m
		}
	}
	return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: "Nothing found"}
}

// FormatName writes a format's name as people do.
func FormatName(f string) string {
	names := map[string]string{"nginx_combined": "nginx combined", "apache_combined": "Apache combined", "apache_common": "Apache common", "nginx_json": "nginx JSON lines"}
	if n, ok := names[f]; ok {
		return n
	}
	return strings.ReplaceAll(f, "_", " ")
}

// Foot says what one sees.
func (v *ImportsPage) Foot() string { return Plural(int64(v.Total()), "import") }

// Step is where the wizard is.
func (v *ImportsPage) Step() ImportStep { return v.step }

// Path is the chosen file.
func (v *ImportsPage) Path() string { return v.path }

// Trouble is what was wrong with the chosen file or the import; empty when nothing was.
func (v *ImportsPage) Trouble() Problem {
	p := Explain(v.problem)
	if fault.Is(v.problem, fault.Conflict) {
		p.Title = "This file was imported already"
	}
	return p
}

// Detection describes the chosen file in words.
func (v *ImportsPage) Detection() (format, size string, sure tone.Mark, sample []string) {
	d := v.found
	sure = tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: fmt.Sprintf("%.0f %% sure", d.Confidence*100)}
	if d.Confidence < 0.8 {
		sure.Tone, sure.Icon = tone.Warn, "circle-alert"
	}
	for _, l := range d.Sample {
		sample = append(sample, Escaped([]byte(l)))
	}
	return FormatName(d.Format), Bytes(d.Size), sure, sample
}

// Select reads the head of a file and says what it looks like.
func (v *ImportsPage) Select(path string) {
	path = strings.TrimSpace(path)
	if v.step == Importing {
		return
	}
	v.path, v.problem, v.step = path, nil, Detecting
	if path == "" {
		v.step, v.problem = Choosing, fault.New(fault.Invalid, "Say which file to import.")
		v.changed()
		return
	}
	v.changed()
	runner.Go(v.List.run, v.ctx, func(ctx context.Context) (Detection, error) { return v.svc.Detect(ctx, path) }, func(d Detection, err error) {
		if v.path != path || v.step != Detecting {
			return
		}
		v.found, v.problem, v.step = d, err, Detected
		if err != nil {
			v.step = Choosing
		}
		v.changed()
	})
}

// Restart begins with another file.
func (v *ImportsPage) Restart() {
	if v.step == Importing {
		return
	}
	v.step, v.path, v.problem = Choosing, "", nil
	v.changed()
}

// Begin imports the detected file.
func (v *ImportsPage) Begin(gateway string) {
	if v.step != Detected {
		return
	}
	r := v.List.run
	ctx, cancel := context.WithCancel(context.WithoutCancel(v.ctx))
	outer := context.WithoutCancel(v.ctx)
	v.step, v.problem = Importing, nil
	v.run = running{cancel: cancel, started: r.Now()}
	v.moved()
	n := NewImport{Paths: []string{v.path}, Format: v.found.Format, Gateway: strings.TrimSpace(gateway)}
	report := func(p job.Progress) {
		runner.Post(r, outer, func() {
			if v.step == Importing && (p.Step > v.run.progress.Step || p.Done >= v.run.progress.Done) {
				v.run.progress = p
				v.moved()
			}
		})
	}
	report, flush := job.Throttle(report, time.Now)
	runner.Go(r, outer, func(context.Context) (Imported, error) {
		s, err := v.svc.Import(ctx, n, report)
		flush()
		return s, err
	}, func(s Imported, err error) {
		cancel()
		v.ended(s, err)
	})
}

// ended takes over the outcome of an import.
func (v *ImportsPage) ended(s Imported, err error) {
	v.run, v.summary, v.problem, v.step = running{}, s, err, Done
	if err != nil {
		v.step = Choosing
	} else if v.OnDone != nil {
		v.OnDone(s)
	}
	if v.ctx.Err() == nil {
		v.Reload()
	}
	v.moved()
}

// moved tells the view and the status bar.
func (v *ImportsPage) moved() {
	v.changed()
	if v.OnJob != nil {
		v.OnJob()
	}
}

// Cancel stops the running import; nothing of it is kept.
func (v *ImportsPage) Cancel() {
	if v.step != Importing || v.run.stopping {
		return
	}
	v.run.stopping = true
	v.run.cancel()
	v.moved()
}

// Progress is the running import in words. Fraction is below 0 while the total isn't known.
type Progress struct {
	File, Label, Percent, Amount, Rate string
	Fraction                           float64
	Stopping                           bool
}

// Running describes the running import; false when none runs.
func (v *ImportsPage) Running() (Progress, bool) {
	if v.step != Importing {
		return Progress{}, false
	}
	p := v.run.progress
	out := Progress{File: Escaped([]byte(filepath.Base(v.path))), Label: p.Label, Fraction: -1, Stopping: v.run.stopping}
	if out.Label == "" {
		out.Label = "Reading"
	}
	if p.Total > 0 {
		out.Fraction = min(1, float64(p.Done)/float64(p.Total))
		out.Percent = fmt.Sprintf("%.0f %%", out.Fraction*100)
		out.Amount = Bytes(p.Done) + " of " + Bytes(p.Total)
	} else if p.Done > 0 {
		out.Amount = Bytes(p.Done)
	}
	if spent := v.List.run.Now().Sub(v.run.started); spent > time.Second && p.Done > 0 {
		rate := float64(p.Done) / spent.Seconds()
		out.Rate = Bytes(int64(rate)) + "/s"
		if p.Total > p.Done {
			left := time.Duration(float64(p.Total-p.Done) / rate * float64(time.Second))
			out.Rate += ", " + leftWords(left)
		}
	}
	return out, true
}

// Summary is the last finished import in words.
type Summary struct {
	Title    string
	Numbers  [][2]string // amount, what
	Findings []tone.Mark
}

// Result describes the import that has just ended.
func (v *ImportsPage) Result() Summary {
	s := v.summary
	out := Summary{Title: Escaped([]byte(filepath.Base(v.path))) + " is imported and reviewed",
		Numbers: [][2]string{{Count(s.Events), "events"}, {Count(s.Rejected), "lines not understood"}}}
	if s.Continued {
		out.Title = Escaped([]byte(filepath.Base(v.path))) + ": what is new in it is imported and reviewed"
	}
	if s.Seconds > 0 {
		out.Numbers = append(out.Numbers, [2]string{Count(int64(float64(s.Events) / s.Seconds)), "events a second"})
	}
	for _, name := range severities {
		if n := s.Findings[name]; n > 0 {
			m := SeverityMark(name)
			m.Word = fmt.Sprintf("%d %s", n, strings.ToLower(m.Word))
			out.Findings = append(out.Findings, m)
		}
	}
	return out
}
