package vm

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/core/job"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// importing is the import that runs now.
type importing struct {
	id       string
	started  time.Time
	progress job.Progress
	stopping bool
}

// Begin imports the detected files. It goes on when the page is left; who locks has to stop it
// first.
func (v *ImportsPage) Begin() {
	if v.step != Detected || !v.ready() {
		return
	}
	r := v.run
	v.step, v.problem, v.running = Importing, nil, &importing{started: r.Now()}
	n := NewImport{Format: v.files[0].found.Format, Gateway: strings.TrimSpace(v.gateway)}
	for _, f := range v.files {
		n.Paths = append(n.Paths, f.path)
	}
	m, service := v.running, v.house.Imports()
	var summary Imported // written by the work, read when it has ended
	m.id = v.jobs.Start(say.L("Importing {{.File}}", say.V{"File": v.fileWords()}), func(ctx context.Context, report job.Report) error {
		mine, flush := job.Throttle(func(p job.Progress) {
			runner.Post(r, context.WithoutCancel(ctx), func() { v.moves(m, p) })
		}, time.Now)
		s, err := service.Import(ctx, n, func(p job.Progress) {
			mine(p)
			if report != nil {
				report(p)
			}
		})
		flush()
		summary = s
		return err
	}, func(err error) { v.ended(summary, err) })
	v.changed()
}

// moves takes over how far an import is. Reports may overtake each other, and come late.
func (v *ImportsPage) moves(m *importing, p job.Progress) {
	if v.running == m && (p.Step > m.progress.Step || p.Done >= m.progress.Done) {
		m.progress = p
		v.changed()
	}
}

// ended takes over the outcome of an import, and shows it. When it failed, the files stay chosen.
func (v *ImportsPage) ended(s Imported, err error) {
	v.running, v.summary, v.problem, v.step, v.open = nil, s, err, Done, true
	if err != nil {
		v.step = Choosing
		if v.ready() {
			v.step = Detected
		}
	}
	if v.ctx.Err() == nil {
		v.Reload()
	}
	v.changed()
}

// Cancel stops the running import; nothing of it is kept.
func (v *ImportsPage) Cancel() {
	if v.running == nil || v.running.stopping {
		return
	}
	v.running.stopping = true
	v.jobs.Cancel(v.running.id)
	v.changed()
}

// Progress is the running import in words. Fraction is below 0 while the total isn't known.
type Progress struct {
	File, Label, Percent, Amount, Rate, Left string
	Fraction                                 float64
	Stopping                                 bool
	Counters                                 [][2]string // amount, what
}

// fileWords names the chosen files: "access.log +3".
func (v *ImportsPage) fileWords() string {
	names := make([]string, len(v.files))
	for i, f := range v.files {
		names[i] = Escaped([]byte(filepath.Base(f.path)))
	}
	return Few(names, 1)
}

// Running describes the running import; false when none runs.
func (v *ImportsPage) Running() (Progress, bool) {
	m := v.running
	if m == nil {
		return Progress{}, false
	}
	p := m.progress
	out := Progress{File: v.fileWords(), Label: Escaped([]byte(p.Label)), Fraction: -1, Stopping: m.stopping}
	if out.Label == "" {
		out.Label = say.L("Reading")
	}
	if out.Stopping {
		out.Label = say.L("Stopping; nothing is kept")
	}
	if p.Total > 0 {
		out.Fraction = min(1, float64(p.Done)/float64(p.Total))
		out.Percent = fmt.Sprintf("%.0f %%", out.Fraction*100)
		out.Amount = say.L("{{.Done}} of {{.Total}}", say.V{"Done": Bytes(p.Done), "Total": Bytes(p.Total)})
	} else if p.Done > 0 {
		out.Amount = Bytes(p.Done)
	}
	spent := v.run.Now().Sub(m.started)
	if spent > time.Second && p.Done > 0 {
		rate := float64(p.Done) / spent.Seconds()
		out.Rate = Bytes(int64(rate)) + "/s"
		if p.Total > p.Done {
			out.Left = leftWords(time.Duration(float64(p.Total-p.Done) / rate * float64(time.Second)))
			out.Rate += ", " + out.Left
		}
	}
	out.Counters = append(out.Counters, [2]string{Count(int64(len(v.files))), say.N(int64(len(v.files)), "file", "files")})
	if p.Steps > 1 {
		out.Counters = append(out.Counters, [2]string{Count(int64(p.Step)) + " / " + Count(int64(p.Steps)), say.L("step")})
	}
	out.Counters = append(out.Counters, [2]string{clockWords(spent), say.L("so far")})
	return out, true
}

// clockWords writes a span as a clock does: "1:05".
func clockWords(d time.Duration) string {
	s := max(0, int(d.Seconds()))
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// leftWords says how long something still takes.
func leftWords(d time.Duration) string {
	if d < time.Minute {
		return say.L("{{.Count}} s left", say.V{"Count": int64(d.Seconds()) + 1})
	}
	return say.L("{{.Count}} min left", say.V{"Count": int64(d.Minutes()) + 1})
}

// Summary is the last finished import in words.
type Summary struct {
	ID       string
	Title    string
	Note     string
	Numbers  [][2]string // amount, what
	Findings []SeverityCount
}

// SeverityCount is how many findings have a severity, with the search that lists them.
type SeverityCount struct {
	Mark   tone.Mark
	Search string
}

// FindingsOf is the search that lists the findings of an import.
func FindingsOf(id string) string { return "import:" + id }

// severitySearch is the search that lists the findings of one severity of an import.
func severitySearch(id, severity string) string { return FindingsOf(id) + " severity:" + severity }

// Result describes the import that has just ended.
func (v *ImportsPage) Result() Summary {
	s := v.summary
	name := v.fileWords()
	out := Summary{ID: s.ID, Title: say.L("{{.File}} is imported and reviewed", say.V{"File": name}),
		Numbers: [][2]string{{Count(s.Events), say.N(s.Events, "event", "events")}, {Count(s.Rejected), say.N(s.Rejected, "line not understood", "lines not understood")}}}
	if s.Continued {
		out.Note = say.L("The beginning was imported before; only what is new was read.")
	}
	if s.Seconds > 0 {
		out.Numbers = append(out.Numbers, [2]string{fmt.Sprintf("%.1f", s.Seconds), say.L("seconds")}, [2]string{Count(int64(float64(s.Events) / s.Seconds)), say.L("events a second")})
	}
	for _, name := range severities {
		if n := s.Findings[name]; n > 0 {
			out.Findings = append(out.Findings, SeverityCount{countedSeverity(name, n), severitySearch(s.ID, name)})
		}
	}
	return out
}
