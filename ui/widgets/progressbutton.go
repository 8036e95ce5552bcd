package widgets

import (
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
)

// ProgressButton starts work, and while it runs shows how far it is and a way to stop it. The focus
// goes along: from the button to Stop, and back.
type ProgressButton struct {
	OnStop func()

	button, stop *Button
	bar          *Bar
	word         *canvas.Text
	work         *fyne.Container
	root         *fyne.Container
	running      bool
}

// NewProgressButton shows b while nothing runs.
func NewProgressButton(b *Button, stopped func()) *ProgressButton {
	p := &ProgressButton{OnStop: stopped, button: b, bar: NewBar(48, 4), word: Text("", theme.Small, theme.Current().Text2)}
	p.stop = NewSmallButton(Secondary, "x", say.L("Stop"), func() {
		if p.OnStop != nil {
			p.OnStop()
		}
	})
	p.stop.Height = b.Height
	p.work = Row(8, Grow(p.bar), p.word, p.stop)
	p.work.Hide()
	p.root = container.NewStack(b, p.work)
	return p
}

// Object is what is shown.
func (p *ProgressButton) Object() fyne.CanvasObject { return p.root }

// Running reports whether work is shown.
func (p *ProgressButton) Running() bool { return p.running }

// SetRunning shows work in progress: how much is done from 0 to 1, or -1 if nobody knows.
func (p *ProgressButton) SetRunning(fraction float64) {
	p.word.Text, p.word.Color = say.L("Working…"), theme.Current().Text2
	if fraction >= 0 && !math.IsNaN(fraction) {
		p.word.Text = strconv.Itoa(int(100*min(1, fraction))) + " %"
		p.bar.SetValue(fraction)
		p.bar.Show()
	} else {
		p.bar.Hide()
	}
	p.swap(true)
}

// SetIdle shows the button again.
func (p *ProgressButton) SetIdle() { p.swap(false) }

// swap shows one of the two faces, and moves the focus if it was on the other.
func (p *ProgressButton) swap(running bool) {
	if p.running == running {
		p.work.Refresh()
		return
	}
	p.running = running
	from, to := p.button, p.stop
	if !running {
		from, to = to, from
	}
	focused := from.focused
	if running {
		p.button.Hide()
		p.work.Show()
	} else {
		p.work.Hide()
		p.button.Show()
	}
	p.root.Refresh()
	if c := fyne.CurrentApp().Driver().CanvasForObject(to); focused && c != nil {
		c.Focus(to)
	}
}
