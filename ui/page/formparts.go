package page

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/widgets"
)

// Later keeps what waits until the rows are there, such as a form that was left half filled in.
type Later struct{ run func() }

// Wait runs what there is to do now, or when Ready is called next.
func (l *Later) Wait(now bool, run func()) {
	if now {
		run()
		return
	}
	l.run = run
}

// Ready runs what waited.
func (l *Later) Ready(ready bool) {
	if run := l.run; ready && run != nil {
		l.run = nil
		run()
	}
}

// MethodChecks are check boxes for the methods of a route or a grant.
type MethodChecks struct {
	OnChanged func()
	names     []string
	checks    []*widgets.Check
}

// NewMethodChecks makes boxes for names, those of picked checked.
func NewMethodChecks(names, picked []string) *MethodChecks {
	m := &MethodChecks{names: names}
	for _, n := range names {
		c := widgets.NewCheck(n, nil)
		c.Checked = slices.Contains(picked, n)
		c.OnChanged = func(bool) {
			if m.OnChanged != nil {
				m.OnChanged()
			}
		}
		m.checks = append(m.checks, c)
	}
	return m
}

// Picked returns the checked methods, in order.
func (m *MethodChecks) Picked() []string {
	var out []string
	for i, c := range m.checks {
		if c.Checked {
			out = append(out, m.names[i])
		}
	}
	return out
}

// Object is what is shown: the boxes in two lines.
func (m *MethodChecks) Object() fyne.CanvasObject {
	const line = 4
	var rows []fyne.CanvasObject
	for i := 0; i < len(m.checks); i += line {
		var os []fyne.CanvasObject
		for _, c := range m.checks[i:min(i+line, len(m.checks))] {
			os = append(os, widgets.Sized(112, 0, c))
		}
		rows = append(rows, widgets.Row(4, os...))
	}
	return widgets.Col(0, rows...)
}

// First is what takes the keys at first.
func (m *MethodChecks) First() fyne.Focusable { return m.checks[0] }

// Notice is a place in a form for a sentence that comes and goes while one fills it in.
type Notice struct {
	box  *fyne.Container
	said string
}

// NewNotice makes an empty place.
func NewNotice() *Notice { return &Notice{box: container.NewStack()} }

// Object is what is shown.
func (n *Notice) Object() fyne.CanvasObject { return n.box }

// Say shows a mark's words over the width of a form, or nothing; it reports whether that changed.
func (n *Notice) Say(m tone.Mark, width float32) bool {
	if n.said == m.Icon+m.Word {
		return false
	}
	n.said = m.Icon + m.Word
	n.box.RemoveAll()
	if m.Word != "" {
		n.box.Add(widgets.Banner(m, "", width))
	}
	n.box.Refresh()
	return true
}

// Fault is a place below fields that says what is wrong with them while one fills them in. It takes no
// room while nothing is.
type Fault struct {
	box  *fyne.Container
	said string
}

// NewFault makes a place that says nothing.
func NewFault() *Fault {
	f := &Fault{box: container.NewStack()}
	f.box.Hide()
	return f
}

// Object is what is shown.
func (f *Fault) Object() fyne.CanvasObject { return f.box }

// Say says what is wrong, over a width, or else a note, or nothing; it reports whether that changed.
func (f *Fault) Say(wrong, note string, width float32) bool {
	if f.said == wrong+"\n"+note || f.said == "" && wrong+note == "" {
		return false
	}
	f.said = wrong + "\n" + note
	f.box.RemoveAll()
	k := theme.Current()
	switch red, _ := k.Of(tone.Danger); {
	case wrong != "":
		f.box.Add(widgets.Row(6, widgets.Icon(theme.Icon("circle-alert", red), 13), widgets.Para(wrong, theme.Small, red, width-19)))
	case note != "":
		f.box.Add(widgets.Para(note, theme.Small, k.Text3, width))
	}
	f.box.Hidden = wrong+note == ""
	f.box.Refresh()
	return true
}
