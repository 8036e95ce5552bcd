package vm

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// ImportStep is where the wizard is.
type ImportStep uint8

// The steps of the wizard.
const (
	Choosing  ImportStep = iota // which files
	Detecting                   // reading their heads
	Detected                    // ready to import
	Importing
	Done
)

// LogFile is a file that was chosen.
type LogFile struct {
	path  string
	asked int // the question about it; 0 = not asked
	known bool
	found Detection
	err   error
}

// ImportDraft is what outlives the lock: which files were chosen, and for which gateway.
type ImportDraft struct {
	Paths   []string
	Gateway string
}

// Open reports whether the wizard covers the list.
func (v *ImportsPage) Open() bool { return v.open }

// OpenWizard shows the wizard: the running import if there is one, else one that begins.
func (v *ImportsPage) OpenWizard() {
	if v.step == Done {
		v.reset()
	}
	v.open = true
	v.changed()
}

// Restart begins with other files.
func (v *ImportsPage) Restart() {
	if v.step == Importing {
		return
	}
	v.reset()
	v.open = true
	v.changed()
}

func (v *ImportsPage) reset() {
	v.step, v.files, v.shown, v.problem = Choosing, nil, 0, nil
}

// Close leaves the wizard for the list. A running import goes on; else what was chosen is dropped,
// and what was imported is chosen in the list.
func (v *ImportsPage) Close() {
	v.open = false
	if v.step == Done {
		v.chosen = v.summary.ID
		v.place = v.find(v.chosen)
	}
	if v.running == nil {
		v.reset()
	}
	v.changed()
}

// Draft is what to remember of the wizard; false when there is nothing to go on with.
func (v *ImportsPage) Draft() (ImportDraft, bool) {
	if !v.open || len(v.files) == 0 || v.step == Done {
		return ImportDraft{}, false
	}
	d := ImportDraft{Gateway: v.gateway}
	for _, f := range v.files {
		d.Paths = append(d.Paths, f.path)
	}
	return d, true
}

// Resume opens the wizard with the files of a draft.
func (v *ImportsPage) Resume(d ImportDraft) {
	if v.step == Importing {
		v.OpenWizard()
		return
	}
	v.Restart()
	v.gateway = d.Gateway
	v.Add(d.Paths...)
}

// Start reads the list. Files whose heads were being read when the page was left are read again.
func (v *ImportsPage) Start(ctx context.Context) {
	v.List.Start(ctx)
	for i := range v.files {
		if !v.files[i].known && v.step != Importing {
			v.detect(i)
		}
	}
}

// Step is where the wizard is.
func (v *ImportsPage) Step() ImportStep { return v.step }

// Gateway is the gateway that wrote the log, as typed.
func (v *ImportsPage) Gateway() string { return v.gateway }

// SetGateway takes over what is typed.
func (v *ImportsPage) SetGateway(s string) { v.gateway = s }

// Trouble is what is wrong with the choice, or went wrong with the import; empty when nothing did.
func (v *ImportsPage) Trouble() Problem {
	p := Explain(v.problem)
	if fault.Is(v.problem, fault.Conflict) {
		p.Title = say.L("This was imported already")
	}
	return p
}

// maxFiles is how many files one import takes; a folder of years is better imported by the year.
const maxFiles = 200

// Add chooses further files and reads their heads. Files that were chosen already stay.
func (v *ImportsPage) Add(paths ...string) {
	if v.step == Importing {
		return
	}
	if v.step == Done {
		v.reset()
	}
	v.open, v.problem, v.step = true, nil, Choosing
	for _, p := range paths {
		p = strings.TrimSpace(p)
		switch {
		case p == "":
			if len(paths) == 1 && len(v.files) == 0 {
				v.problem = fault.New(fault.Invalid, "%s", say.L("Say which file to import."))
			}
			continue
		case slices.ContainsFunc(v.files, func(f LogFile) bool { return f.path == p }):
			continue
		case len(v.files) >= maxFiles:
			v.problem = fault.New(fault.Invalid, "%s", say.L("One import takes up to {{.Count}} files. Import the others afterwards.", say.V{"Count": Count(maxFiles)}))
			v.changed()
			return
		}
		v.files = append(v.files, LogFile{path: p})
		if v.ctx != nil {
			v.detect(len(v.files) - 1)
		}
	}
	v.changed()
}

// Take takes a file out of the choice.
func (v *ImportsPage) Take(i int) {
	if v.step == Importing || i < 0 || i >= len(v.files) {
		return
	}
	v.files = slices.Delete(v.files, i, i+1)
	v.shown, v.problem = 0, nil
	if len(v.files) == 0 || v.step == Detected && !v.ready() {
		v.step = Choosing
	}
	v.changed()
}

// detect reads the head of file i.
func (v *ImportsPage) detect(i int) {
	v.asked++
	asked, path := v.asked, v.files[i].path
	v.files[i] = LogFile{path: path, asked: asked}
	runner.Go(v.run, v.ctx, func(ctx context.Context) (Detection, error) { return v.house.Imports().Detect(ctx, path) }, func(d Detection, err error) {
		at := slices.IndexFunc(v.files, func(f LogFile) bool { return f.asked == asked })
		if at < 0 {
			return // the file was taken out, or asked about again
		}
		f := &v.files[at]
		f.known, f.found, f.err = true, d, err
		if v.step == Detecting {
			v.settle()
		}
		v.changed()
	})
}

// Next goes on from the choice to what the files are, as soon as all are read.
func (v *ImportsPage) Next() {
	switch v.step {
	case Choosing:
		if len(v.files) == 0 {
			v.problem = fault.New(fault.Invalid, "%s", say.L("Say which file to import."))
			break
		}
		v.problem, v.step = nil, Detecting
		v.settle()
	case Detected:
		v.Begin()
		return
	case Done:
		v.Close()
		return
	}
	v.changed()
}

// CanNext reports whether one can go on.
func (v *ImportsPage) CanNext() bool {
	switch v.step {
	case Choosing:
		return len(v.files) > 0 && !slices.ContainsFunc(v.files, func(f LogFile) bool { return f.err != nil })
	case Detected:
		return v.ready() && v.house.Can("import.add")
	}
	return v.step == Done
}

// CanBack reports whether the step before can be gone to.
func (v *ImportsPage) CanBack() bool { return v.step == Detecting || v.step == Detected }

// Back goes from what the files are to the choice.
func (v *ImportsPage) Back() {
	if v.CanBack() {
		v.step, v.problem = Choosing, nil
		v.changed()
	}
}

// ready reports whether every file is known and all have one format.
func (v *ImportsPage) ready() bool {
	for _, f := range v.files {
		if !f.known || f.err != nil || f.found.Format != v.files[0].found.Format {
			return false
		}
	}
	return len(v.files) > 0
}

// settle leaves Detecting when every file is known.
func (v *ImportsPage) settle() {
	bad := -1
	for i, f := range v.files {
		switch {
		case !f.known:
			return
		case f.err != nil && bad < 0:
			bad = i
		}
	}
	switch {
	case bad >= 0:
		v.step, v.problem = Choosing, v.files[bad].err
	case !v.ready():
		v.step, v.problem = Choosing, fault.New(fault.Invalid, "%s", say.L("These files have different formats. Import one format at a time: take the others out."))
	default:
		v.step = Detected
	}
}

// FileRow is a chosen file in words.
type FileRow struct {
	Name, Folder, Size, Format string
	Mark                       tone.Mark
	Why                        string // it cannot be imported
}

// Files are the chosen files.
func (v *ImportsPage) Files() []FileRow {
	rows := make([]FileRow, len(v.files))
	for i, f := range v.files {
		r := FileRow{Name: Escaped([]byte(filepath.Base(f.path))), Folder: Escaped([]byte(Tilde(filepath.Dir(f.path))))}
		switch {
		case !f.known:
			r.Mark = tone.Mark{Tone: tone.Info, Icon: "refresh-cw", Word: say.L("Reading")}
		case f.err != nil:
			r.Mark, r.Why = tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: say.L("Not readable")}, Explain(f.err).Detail
		default:
			r.Size, r.Format, r.Mark = Bytes(f.found.Size), FormatName(f.found.Format), sureness(f.found.Confidence)
		}
		rows[i] = r
	}
	return rows
}

// sureness says how sure the format is, in a word and in percent.
func sureness(c float64) tone.Mark {
	percent := say.V{"Percent": Count(int64(math.Floor(c*100 + 0.5)))}
	switch {
	case c >= 0.9:
		return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Sure, {{.Percent}} %", percent)}
	case c >= 0.7:
		return tone.Mark{Tone: tone.Warn, Icon: "circle-alert", Word: say.L("Likely, {{.Percent}} %", percent)}
	}
	return tone.Mark{Tone: tone.Danger, Icon: "triangle-alert", Word: say.L("A guess, {{.Percent}} %", percent)}
}
