package vm

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// ScanStep is where the search for leaked keys is.
type ScanStep uint8

// The steps of a scan.
const (
	ScanChoose ScanStep = iota // what to look through
	Scanning
	ScanDone
)

// KeyScan looks for leaked keys in files, folders and texts. It goes on while one looks at other
// pages; what it found stays until the vault is locked.
type KeyScan struct {
	OnChange func() // set by the page that shows it

	run   runner.Runner
	house House
	jobs  Jobs

	open    bool
	step    ScanStep
	query   LeakQuery
	problem error
	running *importing
	result  LeakResult
	took    time.Duration
}

// NewKeyScan makes a scan over an open vault.
func NewKeyScan(run runner.Runner, house House, jobs Jobs) *KeyScan {
	return &KeyScan{run: run, house: house, jobs: jobs}
}

func (v *KeyScan) changed() {
	if v.OnChange != nil {
		v.OnChange()
	}
}

// Open reports whether the scan covers the list.
func (v *KeyScan) Open() bool { return v.open }

// Show covers the list with the scan: where it is, or what it found last.
func (v *KeyScan) Show() {
	v.open = true
	v.changed()
}

// Close leaves the scan for the list. One that runs goes on.
func (v *KeyScan) Close() {
	v.open = false
	v.changed()
}

// Again begins with the choice.
func (v *KeyScan) Again() {
	if v.step != Scanning {
		v.step, v.problem, v.query.Text = ScanChoose, nil, ""
		v.changed()
	}
}

// Step is where the scan is.
func (v *KeyScan) Step() ScanStep { return v.step }

// Trouble is what is wrong with the choice, or went wrong; empty when nothing did.
func (v *KeyScan) Trouble() Problem {
	if v.problem == nil {
		return Problem{}
	}
	return Explain(v.problem)
}

// Paths are the chosen files and folders, for people.
func (v *KeyScan) Paths() []string {
	out := make([]string, len(v.query.Paths))
	for i, p := range v.query.Paths {
		out[i] = Escaped([]byte(Tilde(p)))
	}
	return out
}

// Add chooses further files or folders.
func (v *KeyScan) Add(paths ...string) {
	if v.step == Scanning {
		return
	}
	v.open, v.step, v.problem = true, ScanChoose, nil
	for _, p := range paths {
		if p = Expand(strings.TrimSpace(p)); p != "" && !slices.Contains(v.query.Paths, p) {
			v.query.Paths = append(v.query.Paths, p)
		}
	}
	v.changed()
}

// Take takes a path out of the choice.
func (v *KeyScan) Take(i int) {
	if v.step == ScanChoose && i >= 0 && i < len(v.query.Paths) {
		v.query.Paths = slices.Delete(slices.Clone(v.query.Paths), i, i+1)
		v.changed()
	}
}

// Foreign reports whether keys of other systems are looked for, too.
func (v *KeyScan) Foreign() bool { return v.query.Foreign }

// SetForeign changes that.
func (v *KeyScan) SetForeign(yes bool) { v.query.Foreign = yes }

// Begin looks through the chosen paths, or through text where there is none.
func (v *KeyScan) Begin(text string) {
	if v.step != ScanChoose {
		return
	}
	v.query.Text = ""
	if len(v.query.Paths) == 0 {
		if v.query.Text = text; strings.TrimSpace(text) == "" {
			v.problem = fault.New(fault.Invalid, "%s", say.L("Choose a file or a folder, or paste a text."))
			v.changed()
			return
		}
	}
	m, r, q := &importing{started: v.run.Now()}, v.run, v.query
	v.step, v.problem, v.running = Scanning, nil, m
	tools := v.house.KeyTools()
	var result LeakResult // written by the work, read when it has ended
	m.id = v.jobs.Start(say.L("Looking for leaked keys"), func(ctx context.Context, report job.Report) error {
		mine, flush := job.Throttle(func(p job.Progress) {
			runner.Post(r, context.WithoutCancel(ctx), func() { v.moves(m, p) })
		}, time.Now)
		got, err := tools.Scan(ctx, q, func(p job.Progress) {
			mine(p)
			if report != nil {
				report(p)
			}
		})
		flush()
		result = got
		return err
	}, func(err error) { v.ended(m, result, err) })
	v.changed()
}

// moves takes over how far the scan is.
func (v *KeyScan) moves(m *importing, p job.Progress) {
	if v.running == m && p.Done >= m.progress.Done {
		m.progress = p
		v.changed()
	}
}

// ended takes over what was found.
func (v *KeyScan) ended(m *importing, r LeakResult, err error) {
	v.running, v.result, v.problem, v.step, v.open = nil, r, err, ScanDone, true
	v.took = v.run.Now().Sub(m.started)
	v.query.Text = "" // it may hold secrets
	if err != nil {
		v.step = ScanChoose
	}
	v.changed()
}

// Cancel stops the running scan.
func (v *KeyScan) Cancel() {
	if v.running != nil && !v.running.stopping {
		v.running.stopping = true
		v.jobs.Cancel(v.running.id)
		v.changed()
	}
}

// Running describes the running scan; false when none runs.
func (v *KeyScan) Running() (Progress, bool) {
	m := v.running
	if m == nil {
		return Progress{}, false
	}
	p := m.progress
	out := Progress{File: Escaped([]byte(p.Label)), Fraction: -1, Stopping: m.stopping, Amount: Bytes(p.Done)}
	if p.Total > 0 {
		out.Fraction = min(1, float64(p.Done)/float64(p.Total))
		out.Percent = fmt.Sprintf("%.0f %%", out.Fraction*100)
		out.Amount = say.L("{{.Done}} of {{.Total}}", say.V{"Done": Bytes(p.Done), "Total": Bytes(p.Total)})
	}
	if spent := v.run.Now().Sub(m.started); spent > time.Second && p.Done > 0 {
		out.Rate = Bytes(int64(float64(p.Done)/spent.Seconds())) + "/s"
	}
	return out, true
}

// LeakRow is a hit in words.
type LeakRow struct {
	Place, PlaceTip, At, Key, Who string
	State                         tone.Mark
	ID                            string // of the key; "" when nobody knows it
}

// Hits is how many hits are listed.
func (v *KeyScan) Hits() int { return len(v.result.Hits) }

// Hit returns hit i in words.
func (v *KeyScan) Hit(i int) LeakRow {
	if i < 0 || i >= len(v.result.Hits) {
		return LeakRow{}
	}
	h := v.result.Hits[i]
	r := LeakRow{Place: say.L("the text"), At: fmt.Sprintf("%d:%d", h.Line, h.Column), Key: "…" + h.Last4, Who: h.Of, ID: h.Key, State: leakMark(h)}
	if h.Path != "" {
		r.Place, r.PlaceTip = Escaped([]byte(filepath.Base(h.Path))), Escaped([]byte(Tilde(h.Path)))
	}
	if h.Prefix != "" {
		r.Key = strings.TrimPrefix(h.Prefix, "gh_") + "…" + h.Last4
	}
	if !h.Known {
		r.Who = say.L("not of this vault")
	}
	return r
}

// leakMark says how bad a hit is: what opens something is, what opens nothing any more is not.
func leakMark(h LeakHit) tone.Mark {
	switch {
	case h.Live && h.State == "valid":
		return tone.Mark{Tone: tone.Danger, Icon: "circle-alert", Word: say.L("Works")}
	case h.Live && h.State == "suspended":
		return tone.Mark{Tone: tone.Warn, Icon: "circle-minus", Word: say.L("Paused")}
	case h.Live:
		return tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("Not yet valid")}
	case h.State == "revoked":
		return tone.Mark{Tone: tone.Ok, Icon: "ban", Word: say.L("Revoked")}
	case h.Known:
		return tone.Mark{Tone: tone.Ok, Icon: "circle-x", Word: say.L("Expired")}
	}
	return tone.Mark{Tone: tone.Neutral, Icon: "circle-question-mark", Word: say.L("Unknown")}
}

// LeakSummary is what a scan found, in words.
type LeakSummary struct {
	Title   string
	Mark    tone.Mark
	Numbers [][2]string
	Note    string // what was not looked into
	Keys    []string
}

// Result describes the scan that ended last.
func (v *KeyScan) Result() LeakSummary {
	r := v.result
	s := LeakSummary{Keys: r.Keys, Title: say.L("No key was found"), Mark: tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Clean")},
		Numbers: [][2]string{{Count(r.Files), say.N(r.Files, "file", "files")}, {Bytes(r.Bytes), say.L("looked through")}, {Count(r.Total), say.N(r.Total, "place", "places")}, {Count(int64(len(r.Keys))), say.N(int64(len(r.Keys)), "key that works", "keys that work")}}}
	switch live := int64(len(r.Keys)); {
	case live > 0:
		s.Title = say.N(live, "{{.Count}} leaked key still opens something", "{{.Count}} leaked keys still open something")
		s.Mark = tone.Mark{Tone: tone.Danger, Icon: "circle-alert", Word: say.L("Leaked")}
	case r.Total > 0:
		s.Title = say.L("Keys were found, and none of them opens anything")
		s.Mark = tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("Look at them")}
	}
	var notes []string
	if r.Unread > 0 {
		line := say.N(r.Unread, "{{.Count}} file was not looked into.", "{{.Count}} files were not looked into.")
		if len(r.Problems) > 0 {
			p := r.Problems[0]
			line += " " + say.L("{{.File}}: {{.Why}}.", say.V{"File": Escaped([]byte(filepath.Base(p[0]))), "Why": Escaped([]byte(p[1]))})
		}
		notes = append(notes, line)
	}
	if r.Links > 0 {
		notes = append(notes, say.N(r.Links, "{{.Count}} link was not followed.", "{{.Count}} links were not followed."))
	}
	if more := r.Total - int64(len(r.Hits)); more > 0 {
		notes = append(notes, say.L("Only the first {{.Count}} places are listed.", say.V{"Count": Count(int64(len(r.Hits)))}))
	}
	s.Note = strings.Join(notes, " ")
	return s
}
