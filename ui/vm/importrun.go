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

// running is the import that runs now.
type running struct {
	id       string
	started  time.Time
	progress job.Progress
	stopping bool
}

// Begin imports the detected files. It goes on when the page is left, and when the view-model's
// context ends: who locks has to stop it first.
func (v *ImportsPage) Begin() {
	if v.step != Detected || !v.ready() {
		return
	}
	r := v.List.run
	v.step, v.problem = Importing, nil
	v.run = running{started: r.Now()}
	n := NewImport{Format: v.files[0].found.Format, Gateway: strings.TrimSpace(v.gateway)}
	for _, f := range v.files {
		n.Paths = append(n.Paths, f.path)
	}
	var summary Imported // written by the work, read when it has ended
	v.run.id = v.jobs.Start(say.L("Importing {{.File}}", say.V{"File": v.fileWords()}), func(ctx context.Context, report job.Report) error {
		mine, flush := job.Throttle(func(p job.Progress) {
			runner.Post(r, context.Background(), func() { v.moves(p) })
		}, time.Now)
		s, err := v.house.Imports().Import(ctx, n, func(p job.Progress) {
			mine(p)
			if report != nil {
				report(p)
			}
		})
		flush()
		if err == nil {
			summary = s
		}
		return err
	}, func(err error) { v.ended(summary, err) })
	v.moved()
}

// moves takes over how far the import is. Reports may overtake each other.
func (v *ImportsPage) moves(p job.Progress) {
	if v.step == Importing && (p.Step > v.run.progress.Step || p.Done >= v.run.progress.Done) {
		v.run.progress = p
		v.moved()
	}
}

// ended takes over the outcome of an import. When it failed, the files stay chosen.
func (v *ImportsPage) ended(s Imported, err error) {
	v.run, v.summary, v.problem, v.step = running{}, s, err, Done
	if err != nil {
		v.step = Detected
		if !v.ready() {
			v.step = Choosing
		}
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
	v.jobs.Cancel(v.run.id)
	v.moved()
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
	if v.step != Importing {
		return Progress{}, false
	}
	p := v.run.progress
	out := Progress{File: v.fileWords(), Label: Escaped([]byte(p.Label)), Fraction: -1, Stopping: v.run.stopping}
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
	spent := v.List.run.Now().Sub(v.run.started)
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
