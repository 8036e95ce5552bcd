package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
)

// Radio is a choice of one of a few, all of which one sees. The arrow keys choose the next one;
// Space and Enter choose the focused one; Esc leaves the dialog. The toolkit's group keeps Esc and
// the arrows for itself.
type Radio struct {
	OnChanged func(id string)

	options  []Option
	rows     []*radioRow
	root     *fyne.Container
	chosen   string
	disabled bool
}

// radioRow is one of the choices.
type radioRow struct {
	Tappable
	group *Radio
	i     int
	face  *fyne.Container
}

// NewRadio makes a choice with none chosen; a Note is small print under a label.
func NewRadio(options []Option, changed func(id string)) *Radio {
	r := &Radio{OnChanged: changed, options: options}
	var os []fyne.CanvasObject
	for i := range options {
		row := &radioRow{group: r, i: i, face: container.NewStack()}
		row.content, row.radius = row.face, theme.RadiusControl
		row.OnTapped = func() { r.choose(i) }
		row.ExtendBaseWidget(row)
		r.rows = append(r.rows, row)
		os = append(os, row)
	}
	r.root = Col(2, os...)
	r.draw()
	return r
}

// Object is what is shown.
func (r *Radio) Object() fyne.CanvasObject { return r.root }

// Chosen is the id of what is chosen, or "".
func (r *Radio) Chosen() string { return r.chosen }

// SetChosen chooses without telling anybody.
func (r *Radio) SetChosen(id string) {
	r.chosen = id
	r.draw()
}

// SetEnabled lets one choose, or greys the choices out.
func (r *Radio) SetEnabled(on bool) {
	r.disabled = !on
	r.draw()
}

// Refresh takes over the colours of the theme.
func (r *Radio) Refresh() { r.draw() }

func (r *Radio) choose(i int) {
	id := r.options[i].ID
	if r.disabled || id == r.chosen {
		return
	}
	r.SetChosen(id)
	if r.OnChanged != nil {
		r.OnChanged(id)
	}
}

func (r *Radio) draw() {
	k := theme.Current()
	for i, o := range r.options {
		fg, dim := k.Text, k.Text3
		ring, fill, dot := k.LineStrong, k.Field(), k.Field()
		if o.ID == r.chosen {
			ring, fill, dot = k.Accent, k.Accent, k.OnAccent
		}
		if r.disabled {
			fg, dim, ring, fill = k.Disabled, k.Disabled, k.LineStrong, k.Sunken
			if dot = k.Sunken; o.ID == r.chosen {
				dot = k.Disabled
			}
		}
		mark := Sized(16, 16, Stack(Border(fill, ring, 8), PadXY(Rect(dot, 3), 5, 5)))
		words := []fyne.CanvasObject{Text(o.Label, theme.Body, fg)}
		if o.Note != "" {
			words = append(words, Text(o.Note, theme.Small, dim))
		}
		r.rows[i].face.Objects = []fyne.CanvasObject{PadXY(Row(10, mark, Grow(Col(1, words...))), 6, 6)}
		r.rows[i].face.Refresh()
	}
}

// Disabled implements fyne.Disableable, so that Tab passes grey choices.
func (r *radioRow) Disabled() bool { return r.group.disabled }

// Disable implements fyne.Disableable for the whole group.
func (r *radioRow) Disable() { r.group.SetEnabled(false) }

// Enable implements fyne.Disableable for the whole group.
func (r *radioRow) Enable() { r.group.SetEnabled(true) }

// TypedKey implements fyne.Focusable.
func (r *radioRow) TypedKey(e *fyne.KeyEvent) {
	step := 0
	switch e.Name {
	case fyne.KeyDown, fyne.KeyRight:
		step = 1
	case fyne.KeyUp, fyne.KeyLeft:
		step = -1
	default:
		r.Tappable.TypedKey(e)
		return
	}
	active()
	to := r.group.rows[(r.i+step+len(r.group.rows))%len(r.group.rows)]
	if c := fyne.CurrentApp().Driver().CanvasForObject(r); c != nil {
		c.Focus(to)
	}
	r.group.choose(to.i)
}

var _ fyne.Disableable = (*radioRow)(nil)
