package shell

import (
	"slices"
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

// Sizes of the list of jobs.
const (
	jobsWidth     float32 = 380
	jobsMaxHeight float32 = 360
)

// jobList is the open list of jobs. A job keeps its line while it goes on, so that the keys stay on
// its button.
type jobList struct {
	bar    *statusBar
	layer  *layer
	lines  map[string]*jobLine
	col    *fyne.Container
	scroll *fyne.Container
	body   *container.Scroll
	none   fyne.CanvasObject
}

func (b *statusBar) openJobs() {
	c := fyne.CurrentApp().Driver().CanvasForObject(b.shell.root)
	if c == nil || b.popover != nil {
		return
	}
	k := theme.Current()
	l := &jobList{bar: b, lines: map[string]*jobLine{}, col: widgets.Col(0)}
	l.none = widgets.PadXY(widgets.Text(say.L("Nothing runs."), theme.Body, k.Text3), 16, 14)
	l.body = container.NewVScroll(l.col)
	l.scroll = container.NewStack(l.body)
	closing := widgets.NewIconButton(widgets.Ghost, "x", say.L("Close"), func() { l.layer.Dismiss() })
	closing.Height = 24
	head := widgets.Sized(0, 44, widgets.Pad(widgets.Row(8, widgets.Semi(say.L("Jobs"), theme.Section, k.Text), widgets.Flex(), closing), 0, 12, 0, 16))
	content := widgets.Raised(widgets.Col(0, head, widgets.HLine(), widgets.Grow(l.scroll)), theme.RadiusCard)
	l.show(b.jobs)
	b.popover = l
	l.layer = showLayer(c, content, false, closing, func(w, _ fyne.Size) (fyne.Position, fyne.Size) {
		h := 46 + min(jobsMaxHeight, l.col.MinSize().Height)
		return fyne.NewPos(w.Width-jobsWidth-floatMargin, w.Height-theme.StatusHeight-8-h), fyne.NewSize(jobsWidth, h)
	})
	l.layer.closed = func() { b.popover = nil }
}

// show brings the lines up to date.
func (l *jobList) show(jobs []vm.JobRow) {
	os := []fyne.CanvasObject{}
	there := map[string]bool{}
	for i, j := range jobs {
		line := l.lines[j.ID]
		if line == nil || line.ended == j.CanCancel {
			line = l.newLine(j)
			l.lines[j.ID] = line
		}
		there[j.ID] = true
		line.show(j)
		if i > 0 {
			os = append(os, widgets.HLine())
		}
		os = append(os, line.object)
	}
	for id := range l.lines {
		if !there[id] {
			delete(l.lines, id)
		}
	}
	if len(os) == 0 {
		os = append(os, l.none)
	}
	l.col.Objects = os
	l.col.Refresh()
	if l.layer != nil {
		l.layer.Refresh()
	}
}

// jobLine is one job in the list.
type jobLine struct {
	object      fyne.CanvasObject
	ended       bool
	title, note *fyne.Container
	said, noted string
	percent     *canvas.Text
	state       *fyne.Container
	mark        tone.Mark
	bar         *widgets.Bar
	press       *widgets.Button
}

func (l *jobList) newLine(j vm.JobRow) *jobLine {
	k := theme.Current()
	id := j.ID
	n := &jobLine{ended: !j.CanCancel, title: container.NewStack(), note: container.NewStack(), percent: widgets.Text("", theme.Small, k.Text2), state: container.NewStack(), bar: widgets.NewBar(96, 4)}
	icon, tip, shell := "circle-x", say.L("Stop this"), l.bar.shell
	tapped := func() {
		if shell.OnCancelJob != nil {
			shell.OnCancelJob(id)
		}
	}
	if !j.CanCancel {
		icon, tip = "x", say.L("Remove from this list")
		tapped = func() {
			if shell.OnDismissJob != nil {
				shell.OnDismissJob(id)
			}
		}
	}
	n.press = widgets.NewIconButton(widgets.Ghost, icon, tip, tapped)
	n.press.Height = 24
	n.press.Hidden = !j.CanCancel && shell.OnDismissJob == nil
	os := []fyne.CanvasObject{widgets.Row(8, widgets.Grow(n.title), n.percent, n.state)}
	if j.CanCancel {
		os = append(os, n.bar)
	}
	os = append(os, n.note)
	n.object = widgets.Pad(widgets.Row(10, widgets.Grow(widgets.Col(6, os...)), n.press), 10, 12, 10, 16)
	return n
}

func (n *jobLine) show(j vm.JobRow) {
	k := theme.Current()
	if n.said != j.Title {
		n.said = j.Title
		n.title.Objects = []fyne.CanvasObject{widgets.Cut(widgets.Medium(j.Title, theme.Body, k.Text))}
	}
	note := strings.Join(slices.DeleteFunc([]string{j.Label, j.Left, j.When}, func(s string) bool { return s == "" }), ", ")
	if n.noted != note || len(n.note.Objects) == 0 {
		n.noted = note
		n.note.Objects = []fyne.CanvasObject{widgets.Cut(widgets.Text(note, theme.Small, k.Text3))}
	}
	n.note.Hidden = note == ""
	n.percent.Text, n.percent.Hidden = j.Percent, !j.CanCancel || j.Percent == ""
	if n.mark != j.State {
		n.mark = j.State
		n.state.Objects = []fyne.CanvasObject{widgets.Badge(j.State)}
	}
	n.state.Hidden = j.CanCancel || j.State.IsZero() // that it runs is seen
	n.bar.SetValue(j.Fraction)
	n.bar.Hidden = j.Fraction < 0

}
