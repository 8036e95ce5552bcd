package shell

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// longTitle is how many letters of a title are drawn.
const longTitle = 56

// paletteLine draws one row of the palette. The mouse moves the mark, a press picks; it never takes
// the keys.
type paletteLine struct {
	widget.BaseWidget
	view    *PaletteView
	place   int
	row     vm.PaletteRow
	marked  bool
	content fyne.CanvasObject
	tint    *canvas.Rectangle
	enter   fyne.CanvasObject // the cap of Enter on the marked row
}

func newPaletteLine(v *PaletteView, place int) *paletteLine {
	l := &paletteLine{view: v, place: place, tint: widgets.Rect(theme.Current().AccentSoft, theme.RadiusControl)}
	l.tint.Hide()
	l.ExtendBaseWidget(l)
	return l
}

// show draws another row.
func (l *paletteLine) show(r vm.PaletteRow) {
	k := theme.Current()
	l.row = r
	icon, text := k.Text2, k.Text
	if r.Disabled {
		icon, text = k.Disabled, k.Disabled
	}
	name := r.Icon
	if name == "" {
		name = "chevron-right"
	}
	os := []fyne.CanvasObject{widgets.Icon(theme.Icon(name, icon), 16), widgets.Gap(4, 0)}
	os = append(os, widgets.Row(0, pieces(r.Title, r.TitleMatch, longTitle, theme.Body, text)...))
	note := pieces(r.Note, r.NoteMatch, longTitle, theme.Small, k.Text3)
	if len(note) == 1 {
		os = append(os, widgets.Grow(widgets.Cut(note[0].(*canvas.Text))))
	} else {
		os = append(os, widgets.Row(0, note...), widgets.Flex())
	}
	l.enter = widgets.Gap(0, 0)
	switch {
	case !r.Mark.IsZero():
		os = append(os, widgets.Badge(r.Mark))
	case r.Key != "":
		os = append(os, KeyCaps(r.Key))
	case !r.Disabled:
		l.enter = KeyCaps("Enter")
		l.enter.(*fyne.Container).Hidden = !l.marked
		os = append(os, l.enter)
	}
	l.content = widgets.PadXY(widgets.Row(8, os...), 10, 0)
	l.Refresh()
}

// pieces are the parts of a text, found ones in the accent.
func pieces(s string, found []vm.PaletteSpan, most int, size float32, c color.NRGBA) []fyne.CanvasObject {
	k := theme.Current()
	rs := []rune(s)
	tail := ""
	if len(rs) > most {
		rs, tail = rs[:most-1], "…"
	}
	var os []fyne.CanvasObject
	at := 0
	for _, f := range found {
		from, to := min(f.From, len(rs)), min(f.To, len(rs))
		if from > at {
			os = append(os, widgets.Text(string(rs[at:from]), size, c))
		}
		if to > from {
			os = append(os, widgets.Semi(string(rs[from:to]), size, k.AccentText))
		}
		at = max(at, to)
	}
	if rest := string(rs[at:]) + tail; rest != "" || len(os) == 0 {
		os = append(os, widgets.Text(rest, size, c))
	}
	return os
}

// mark says whether Enter acts on the row.
func (l *paletteLine) mark(on bool) {
	if l.marked == on {
		return
	}
	l.marked = on
	if c, ok := l.enter.(*fyne.Container); ok && len(c.Objects) > 0 {
		c.Hidden = !on
	}
	l.Refresh()
}

// Tapped implements fyne.Tappable.
func (l *paletteLine) Tapped(*fyne.PointEvent) {
	l.view.vm.ChooseRow(l.place)
	l.view.choose(l.place)
}

// MouseIn implements desktop.Hoverable. A list that moves under a mouse at rest changes nothing.
func (l *paletteLine) MouseIn(*desktop.MouseEvent) {}

// MouseMoved implements desktop.Hoverable.
func (l *paletteLine) MouseMoved(*desktop.MouseEvent) { l.view.vm.ChooseRow(l.place) }

// MouseOut implements desktop.Hoverable.
func (l *paletteLine) MouseOut() {}

// CreateRenderer implements fyne.Widget.
func (l *paletteLine) CreateRenderer() fyne.WidgetRenderer { return &paletteLineRenderer{l} }

type paletteLineRenderer struct{ l *paletteLine }

// Layout implements fyne.WidgetRenderer.
func (r *paletteLineRenderer) Layout(s fyne.Size) {
	place(r.l.tint, palEdge, 0, s.Width-2*palEdge, s.Height)
	if r.l.content != nil {
		place(r.l.content, palEdge, 0, s.Width-2*palEdge, s.Height)
	}
}

// MinSize implements fyne.WidgetRenderer.
func (r *paletteLineRenderer) MinSize() fyne.Size { return fyne.NewSize(0, palRow) }

// Refresh implements fyne.WidgetRenderer.
func (r *paletteLineRenderer) Refresh() {
	r.l.tint.Hidden = !r.l.marked
	r.l.tint.FillColor = theme.Current().AccentSoft
	r.Layout(r.l.Size())
	canvas.Refresh(r.l)
}

// Objects implements fyne.WidgetRenderer.
func (r *paletteLineRenderer) Objects() []fyne.CanvasObject {
	if r.l.content == nil {
		return []fyne.CanvasObject{r.l.tint}
	}
	return []fyne.CanvasObject{r.l.tint, r.l.content}
}

// Destroy implements fyne.WidgetRenderer.
func (r *paletteLineRenderer) Destroy() {}

var _ desktop.Hoverable = (*paletteLine)(nil)
