package shell

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// statusBar says which vault is open, who opened it, how its journal is, what runs, and when the
// clipboard is cleared.
type statusBar struct {
	shell   *Shell
	object  fyne.CanvasObject
	row     *fyne.Container
	journal *fyne.Container
	clip    *fyne.Container
	clears  *canvas.Text

	job           *fyne.Container // the segment of what runs
	title         *fyne.Container // of the first running job
	said          string          // what title says
	bar           *widgets.Bar
	percent, left *canvas.Text
	open          *widgets.Tappable
	stop          *widgets.Button
	ended         *fyne.Container // the segment of what ended, while nothing runs
	endedText     *canvas.Text
	jobs          []vm.JobRow
	popover       *jobList
}

func newStatusBar(s *Shell) *statusBar {
	k := theme.Current()
	b := &statusBar{shell: s, journal: widgets.Row(6), bar: widgets.NewBar(96, 4)}
	small := func(t string) *canvas.Text { return widgets.Text(t, theme.Small, k.Text2) }
	dim := func(t string) *canvas.Text { return widgets.Text(t, theme.Small, k.Text3) }
	icon := func(name string) fyne.CanvasObject { return widgets.Icon(theme.Icon(name, k.Text3), 14) }

	folder, role := widgets.Row(0, widgets.CutTo(dim(vm.Tilde(folderOf(s.info.Path))), 160)), widgets.Row(0, widgets.CutTo(dim(s.info.Role), 160))
	vault := widgets.Row(6, icon("database"), widgets.Tip(widgets.CutTo(small(s.info.Name), 200), s.info.Path), folder)
	admin := widgets.Row(6, icon("user-round"), widgets.CutTo(small(s.info.Admin), 200), role)
	b.journal.Hide()

	b.title, b.percent, b.left = widgets.Row(0), small(""), dim("")
	b.open = widgets.NewTappable(widgets.Row(8, b.title, b.bar, b.percent, b.left), 4, b.openJobs)
	b.stop = widgets.NewIconButton(widgets.Ghost, "x", say.L("Stop this"), b.stopFirst)
	b.stop.Height = 21
	b.job = widgets.Row(4, b.open, b.stop)
	b.endedText = small("")
	b.ended = widgets.Row(0, widgets.NewTappable(widgets.Row(6, icon("history"), b.endedText), 4, b.openJobs))
	b.job.Hide()
	b.ended.Hide()

	b.clears = small("")
	now := widgets.NewSmallButton(widgets.Link, "", say.L("Clear now"), func() { call(s.OnClear) })
	now.Height = 21
	b.clip = widgets.Row(6, widgets.VLineH(12), widgets.Gap(4, 0), widgets.Icon(theme.Icon("clipboard", k.Warn), 14), b.clears, now)
	b.clip.Hide()

	b.row = container.New(&fitting{optional: []*fyne.Container{folder, role, b.journal}}, widgets.Row(10, vault, widgets.VLineH(12), admin, b.journal, widgets.Flex(), b.job, b.ended, b.clip))
	b.object = widgets.Col(0, widgets.HLine(), widgets.Sized(0, theme.StatusHeight-1, widgets.Stack(widgets.Rect(k.Ground, 0), widgets.PadXY(b.row, 12, 0))))
	return b
}

// fitting is the layout of one row from which things drop out where there is no room for all.
type fitting struct{ optional []*fyne.Container }

// MinSize implements fyne.Layout.
func (f *fitting) MinSize(os []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, os[0].MinSize().Height)
}

// Layout implements fyne.Layout. It hides by hand: Hide would ask for another layout.
func (f *fitting) Layout(os []fyne.CanvasObject, s fyne.Size) {
	for _, o := range f.optional {
		o.Hidden = len(o.Objects) == 0
	}
	for _, o := range f.optional {
		if os[0].MinSize().Width <= s.Width {
			break
		}
		o.Hidden = true
	}
	place(os[0], 0, 0, s.Width, s.Height)
}

func (b *statusBar) setJournal(m tone.Mark) {
	b.journal.Objects = nil
	if !m.IsZero() {
		k := theme.Current()
		fg, _ := k.Of(m.Tone)
		b.journal.Objects = []fyne.CanvasObject{widgets.VLineH(12), widgets.Gap(0, 0), widgets.Icon(theme.Icon(m.Icon, fg), 14), widgets.Text(m.Word, theme.Small, k.Text2)}
	}
	b.journal.Hidden = m.IsZero()
	b.row.Refresh()
}

func (b *statusBar) setClipboard(left string) {
	b.clears.Text = ""
	if left != "" {
		b.clears.Text = say.L("Clipboard clears in {{.Left}}", say.V{"Left": left})
	}
	b.clip.Hidden = left == ""
	b.row.Refresh()
}

func (b *statusBar) setJobs(jobs []vm.JobRow) {
	b.jobs = jobs
	running, ended := 0, 0
	var first vm.JobRow
	for _, j := range jobs {
		if !j.CanCancel {
			ended++
			continue
		}
		if running == 0 {
			first = j
		}
		running++
	}
	b.job.Hidden, b.ended.Hidden = running == 0, running > 0 || ended == 0
	if running > 0 {
		words := first.Title
		if running > 1 {
			words = say.L("{{.Title}} and {{.More}} more", say.V{"Title": first.Title, "More": running - 1})
		}
		if b.said != words {
			b.said = words
			b.title.Objects = []fyne.CanvasObject{widgets.CutTo(widgets.Text(words, theme.Small, theme.Current().Text2), 220)}
		}
		b.bar.SetValue(first.Fraction)
		b.bar.Hidden, b.percent.Hidden = first.Fraction < 0, first.Percent == ""
		b.percent.Text, b.left.Text = first.Percent, first.Left
		b.left.Hidden = first.Left == ""
		b.stop.Hidden = running > 1
	}
	b.endedText.Text = say.N(int64(ended), "{{.Count}} job ended", "{{.Count}} jobs ended")
	b.row.Refresh()
	b.open.Refresh()
	if b.popover != nil {
		b.popover.show(jobs)
	}
}

// stopFirst stops the one job that runs.
func (b *statusBar) stopFirst() {
	for _, j := range b.jobs {
		if j.CanCancel && b.shell.OnCancelJob != nil {
			b.shell.OnCancelJob(j.ID)
			return
		}
	}
}

// folderOf is the folder of a path, without knowing the system's separator.
func folderOf(path string) string {
	if i := strings.LastIndexAny(path, `/\`); i > 0 {
		return path[:i]
	}
	return ""
}
