package shell

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Sizes of the palette.
const (
	palWidth, palTop              float32 = 640, 88
	palHead, palFoot              float32 = 52, 36
	palRow, palGroup, palEdge     float32 = 34, 28, 6
	palList, palNothing, palPages float32 = 430, 132, 8
)

// PaletteView is the palette, open over a window. The field keeps the keys all the time.
type PaletteView struct {
	vm    *vm.Palette
	pick  func(vm.PaletteTarget)
	layer *layer
	entry *paletteEntry

	scope  *fyne.Container
	list   *fyne.Container // groups and rows
	scroll *container.Scroll
	middle *fyne.Container // the list, or why there is none
	foot   *fyne.Container
	lines  []*paletteLine
	tops   []float32 // of the rows in the list
	drawn  []vm.PaletteRow
	height float32 // of the list's content
	waits  bool    // Enter was pressed before anything was found: it acts on what comes
}

// OpenPalette opens the palette over c. It closes before pick is called, so that what is picked finds
// the keys where they were and no dialog in its way.
func OpenPalette(ctx context.Context, c fyne.Canvas, p *vm.Palette, pick func(vm.PaletteTarget)) *PaletteView {
	k := theme.Current()
	v := &PaletteView{vm: p, pick: pick, scope: container.NewStack(), list: container.New(paletteList{}), middle: container.NewStack(), foot: container.NewStack()}
	v.entry = newPaletteEntry(v)
	v.scroll = container.NewVScroll(v.list)
	v.entry.Icon = theme.Icon("search", k.AccentText)
	head := widgets.Sized(0, palHead, widgets.PadXY(widgets.Row(10, widgets.Grow(v.entry), v.scope, KeyCaps("Tab")), 12, 0))
	content := widgets.Raised(widgets.Col(0, head, widgets.HLine(), widgets.Grow(v.middle), widgets.HLine(), widgets.Sized(0, palFoot, widgets.PadXY(v.foot, 16, 0))), theme.RadiusDialog)
	p.OnChange = func() {
		v.redraw()
		if v.waits && !p.Reading() {
			v.waits = false
			v.choose(p.Index())
		}
	}
	p.Open(ctx)
	v.layer = showLayer(c, content, true, v.entry, func(w, _ fyne.Size) (fyne.Position, fyne.Size) {
		width := min(palWidth, w.Width-2*floatMargin)
		room := w.Height - palTop - palHead - palFoot - 2 - floatMargin
		h := min(max(v.height, palNothing), palList, room)
		return fyne.NewPos((w.Width-width)/2, palTop), fyne.NewSize(width, palHead+palFoot+2+h)
	})
	v.layer.closed = func() { p.OnChange = nil }
	return v
}

// Dismiss implements widgets.Dismisser.
func (v *PaletteView) Dismiss() { v.layer.Dismiss() }

// IsOpen reports whether the palette is shown.
func (v *PaletteView) IsOpen() bool { return v.layer.open }

// choose carries out row i.
func (v *PaletteView) choose(i int) {
	touched()
	to, ok := v.vm.Pick(i)
	if !ok {
		v.layer.over.Focus(v.entry)
		return
	}
	v.Dismiss()
	v.pick(to)
}

// redraw follows the view-model. Moving among the same rows draws two of them.
func (v *PaletteView) redraw() {
	rows := v.vm.Rows()
	if len(rows) == len(v.drawn) && len(rows) > 0 && &rows[0] == &v.drawn[0] {
		v.mark()
		return
	}
	v.drawn = rows
	if v.entry.Text != v.vm.Query() {
		v.entry.SetText(v.vm.Query())
	}
	v.head()
	v.footer()
	v.rows(rows)
	if len(rows) == 0 {
		v.middle.Objects = []fyne.CanvasObject{v.nothing()}
	} else {
		v.middle.Objects = []fyne.CanvasObject{v.scroll}
	}
	if v.layer != nil {
		v.layer.Refresh()
	}
	v.middle.Refresh()
	v.mark()
}

// rows draws what was found; lines are used again.
func (v *PaletteView) rows(rows []vm.PaletteRow) {
	k := theme.Current()
	v.list.Objects, v.tops = nil, nil
	y := palEdge
	for i, r := range rows {
		if r.Head != "" {
			head := widgets.Sized(0, palGroup, widgets.Pad(widgets.Lead(widgets.Medium(r.Head, theme.Caption, k.Text3)), 4, 16, 0, 16))
			v.list.Objects = append(v.list.Objects, head)
			y += palGroup
		}
		if i == len(v.lines) {
			v.lines = append(v.lines, newPaletteLine(v, i))
		}
		v.lines[i].show(r)
		v.list.Objects = append(v.list.Objects, v.lines[i])
		v.tops = append(v.tops, y)
		y += palRow
	}
	v.height = y + palEdge
	v.list.Refresh()
}

// mark shows on which row Enter acts, and brings it into sight.
func (v *PaletteView) mark() {
	at := v.vm.Index()
	for i := range v.drawn {
		v.lines[i].mark(i == at)
	}
	if at < 0 || at >= len(v.tops) {
		return
	}
	top, bottom := v.tops[at]-palEdge, v.tops[at]+palRow+palEdge
	if v.drawn[at].Head != "" {
		top -= palGroup
	}
	switch h := v.scroll.Size().Height; {
	case top < v.scroll.Offset.Y:
		v.scroll.ScrollToOffset(fyne.NewPos(0, top))
	case bottom > v.scroll.Offset.Y+h && h > 0:
		v.scroll.ScrollToOffset(fyne.NewPos(0, bottom-h))
	}
}

// head shows where is searched.
func (v *PaletteView) head() {
	m := tone.Mark{Tone: tone.Neutral, Icon: "list-filter", Word: v.vm.Scope().Word()}
	if v.vm.Scope() != vm.PaletteEverywhere {
		m.Tone = tone.Accent
	}
	v.scope.Objects = []fyne.CanvasObject{widgets.Badge(m)}
	v.scope.Refresh()
}

// footer says what keys do, and whether the vault was read.
func (v *PaletteView) footer() {
	k := theme.Current()
	small := func(s string) fyne.CanvasObject { return widgets.Text(s, theme.Small, k.Text3) }
	right := small(say.L("prefix: > action, @ principal, / route, # key"))
	switch {
	case v.vm.Loading():
		right = small(say.L("Reading the vault…"))
	case v.vm.Incomplete():
		right = widgets.Row(6, widgets.Icon(theme.Icon("triangle-alert", k.Warn), 14), widgets.Text(say.L("Some of the vault could not be read"), theme.Small, k.Warn))
	}
	v.foot.Objects = []fyne.CanvasObject{widgets.Row(6, KeyCaps("Up+Down"), small(say.L("move")), widgets.Gap(6, 0), KeyCaps("Enter"), small(say.L("open")),
		widgets.Gap(6, 0), KeyCaps("Tab"), small(say.L("narrow")), widgets.Gap(6, 0), KeyCaps("Esc"), small(say.L("close")), widgets.Flex(), right)}
	v.foot.Refresh()
}

// nothing says why there are no rows.
func (v *PaletteView) nothing() fyne.CanvasObject {
	k := theme.Current()
	v.height = palNothing
	title, next := v.vm.Nothing()
	line := widgets.CutTo(widgets.Semi(title, theme.Body, k.Text), palWidth-64)
	return widgets.Mid(widgets.Col(4, widgets.Mid(widgets.Icon(theme.Icon("search", k.Text3), 20)), widgets.Gap(0, 4), widgets.Mid(line), widgets.Mid(widgets.Text(next, theme.Small, k.Text2))))
}

// key moves and picks while the field has the keys; it reports whether the key was for it.
func (v *PaletteView) key(k fyne.KeyName) bool {
	p := v.vm
	switch k {
	case fyne.KeyDown:
		p.Move(1)
	case fyne.KeyUp:
		p.Move(-1)
	case fyne.KeyPageDown:
		p.Move(int(palPages))
	case fyne.KeyPageUp:
		p.Move(-int(palPages))
	case fyne.KeyHome:
		p.ChooseRow(0)
	case fyne.KeyEnd:
		p.ChooseRow(len(p.Rows()) - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if v.waits = p.Index() < 0 && p.Reading(); !v.waits {
			v.choose(p.Index())
		}
	case fyne.KeyTab:
		by := 1
		if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0 {
			by = -1
		}
		p.CycleScope(by)
	case fyne.KeyEscape:
		v.Dismiss()
	default:
		return false
	}
	return true
}

// paletteEntry is the field: Tab is a key like others here.
type paletteEntry struct{ widgets.Entry }

func newPaletteEntry(v *PaletteView) *paletteEntry {
	e := &paletteEntry{}
	e.ExtendBaseWidget(e)
	e.PlaceHolder = say.L("Search or run a command")
	e.Scroll = fyne.ScrollHorizontalOnly
	e.OnKey = v.key
	e.OnChanged = func(s string) {
		v.waits = false // what is typed now is another question
		v.vm.SetQuery(s)
	}
	return e
}

// AcceptsTab implements fyne.Tabbable.
func (e *paletteEntry) AcceptsTab() bool { return true }

// paletteList lays out heads and rows from the top.
type paletteList struct{}

// MinSize implements fyne.Layout.
func (paletteList) MinSize(os []fyne.CanvasObject) fyne.Size {
	h := 2 * palEdge
	for _, o := range os {
		h += o.MinSize().Height
	}
	return fyne.NewSize(0, h)
}

// Layout implements fyne.Layout.
func (paletteList) Layout(os []fyne.CanvasObject, s fyne.Size) {
	y := palEdge
	for _, o := range os {
		h := o.MinSize().Height
		place(o, 0, y, s.Width, h)
		y += h
	}
}

var (
	_ widgets.Dismisser = (*PaletteView)(nil)
	_ fyne.Tabbable     = (*paletteEntry)(nil)
)
