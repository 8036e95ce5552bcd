package charts

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// Donut shows the parts of a whole, with the number of all in the middle and a legend beside it
// whose rows can be tapped and focused.
type Donut struct {
	widget.BaseWidget
	OnTap func(id string) // OtherID for what was added up

	word    string
	slices  []Slice
	sectors []Sector
	rows    []*donutRow
	sheet   *sheet
	hover   int
}

// NewDonut makes an empty one; word stands under the number: "open".
func NewDonut(word string) *Donut {
	d := &Donut{word: word, hover: -1}
	d.ExtendBaseWidget(d)
	return d
}

// SetSlices shows other parts, in this order.
func (d *Donut) SetSlices(slices []Slice) {
	d.slices, d.hover = few(slices), -1
	values := make([]int64, len(d.slices))
	for i, s := range d.slices {
		values[i] = s.Value
	}
	d.sectors = LayDonut(values, 2.4)
	for len(d.rows) < len(d.slices) {
		d.rows = append(d.rows, newDonutRow(d, len(d.rows)))
	}
	d.rows = d.rows[:len(d.slices)]
	d.attach()
	d.Refresh()
}

// attach gives the rows to the renderer.
func (d *Donut) attach() {
	if d.sheet == nil {
		return
	}
	d.sheet.extra = d.sheet.extra[:0]
	for _, r := range d.rows {
		d.sheet.extra = append(d.sheet.extra, r)
	}
}

func (d *Donut) total() (n int64) {
	for _, s := range d.slices {
		n += max(0, s.Value)
	}
	return n
}

// Text implements Chart.
func (d *Donut) Text() string {
	parts := make([]string, len(d.slices))
	for i, s := range d.slices {
		parts[i] = s.Label + " " + say.Count(s.Value)
	}
	return say.L("{{.Total}} {{.Word}}: {{.Parts}}", say.V{"Total": say.Count(d.total()), "Word": d.word, "Parts": strings.Join(parts, ", ")})
}

// Table implements Chart.
func (d *Donut) Table() (head []string, rows [][]string) {
	for _, s := range d.slices {
		rows = append(rows, []string{s.Label, say.Count(s.Value), percent(s.Value, d.total())})
	}
	return []string{say.L("Part"), say.L("Count"), say.L("Share")}, rows
}

const donutRowHeight = 30

func (d *Donut) least() fyne.Size {
	return fyne.NewSize(96+16+150, max(96, donutRowHeight*float32(len(d.slices))))
}

// ring is where the circle is.
func (d *Donut) ring(size fyne.Size) Rect {
	dia := round(min(136, size.Height-8, size.Width*0.42))
	return Rect{4, round((size.Height - dia) / 2), dia, dia}
}

func (d *Donut) draw(s *sheet, size fyne.Size) {
	k, ring := theme.Current(), d.ring(size)
	if len(d.sectors) == 0 {
		s.arc(ring, 0, 360, k.NeutralSoft)
	}
	for _, a := range d.sectors {
		r := ring
		if a.Index == d.hover {
			r = Rect{ring.X - 3, ring.Y - 3, ring.W + 6, ring.H + 6}
		}
		s.arc(r, a.From, a.To, k.Chart(d.slices[a.Index].Colour))
	}
	mid := round(ring.Y + ring.H/2)
	s.text(Short(d.total()), Rect{ring.X, mid - 26, ring.W, 34}, style{size: 28, colour: k.Text, bold: true, align: fyne.TextAlignCenter})
	s.text(d.word, Rect{ring.X, mid + 8, ring.W, 16}, style{size: theme.Small, colour: k.Text3, align: fyne.TextAlignCenter})
	x := ring.X + ring.W + 16
	y := round((size.Height - donutRowHeight*float32(len(d.rows))) / 2)
	for i, r := range d.rows {
		r.Move(fyne.NewPos(x, y+donutRowHeight*float32(i)))
		r.Resize(fyne.NewSize(max(0, size.Width-x), donutRowHeight))
	}
}

// point makes slice i the one that is pointed at.
func (d *Donut) point(i int) {
	if d.hover != i {
		d.hover = i
		d.Refresh()
	}
}

func (d *Donut) tap(i int) {
	active()
	if d.OnTap != nil && i >= 0 && i < len(d.slices) {
		d.OnTap(d.slices[i].ID)
	}
}

func (d *Donut) at(p fyne.Position) int { return sectorAt(d.sectors, d.ring(d.Size()), p.X, p.Y) }

// Tapped implements fyne.Tappable.
func (d *Donut) Tapped(e *fyne.PointEvent) { d.tap(d.at(e.Position)) }

// MouseIn implements desktop.Hoverable.
func (d *Donut) MouseIn(e *desktop.MouseEvent) { d.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (d *Donut) MouseMoved(e *desktop.MouseEvent) { d.point(d.at(e.Position)) }

// MouseOut implements desktop.Hoverable.
func (d *Donut) MouseOut() { d.point(-1) }

// CreateRenderer implements fyne.Widget.
func (d *Donut) CreateRenderer() fyne.WidgetRenderer {
	d.sheet = newSheet(d)
	d.attach()
	return d.sheet
}

// donutRow is one line of the legend of a Donut.
type donutRow struct {
	widget.BaseWidget
	donut   *Donut
	index   int
	focused bool
}

func newDonutRow(d *Donut, i int) *donutRow {
	r := &donutRow{donut: d, index: i}
	r.ExtendBaseWidget(r)
	return r
}

func (r *donutRow) least() fyne.Size { return fyne.NewSize(120, donutRowHeight) }

func (r *donutRow) draw(s *sheet, size fyne.Size) {
	if r.index >= len(r.donut.slices) {
		return // the row lost its slice while it had the focus
	}
	k, p := theme.Current(), r.donut.slices[r.index]
	pointed := r.focused || r.donut.hover == r.index
	if r.focused {
		s.frame(Rect{0, 1, size.Width, size.Height - 2}, k.Surface, k.Accent, theme.RadiusControl)
	}
	if pointed {
		s.rect(Rect{1, 2, size.Width - 2, size.Height - 4}, k.Hover, theme.RadiusControl-1)
	}
	s.rect(Rect{8, 10, 10, 10}, k.Chart(p.Colour), 2)
	fg, _ := k.Of(p.Mark.Tone)
	if fg == k.OnDanger {
		fg = k.Danger // Critical is white on red elsewhere
	}
	x := float32(26)
	if p.Mark.Icon != "" {
		s.icon(p.Mark.Icon, Rect{x, 7, 16, 16}, fg)
		x += 22
	}
	end := size.Width - 8
	note := p.Note
	if pointed {
		note = percent(p.Value, r.donut.total())
	}
	right := style{size: theme.Small, colour: k.Text3, align: fyne.TextAlignTrailing}
	s.text(note, Rect{x, 0, end - x, size.Height}, right)
	count := style{size: theme.Body, colour: k.Text, medium: true, align: fyne.TextAlignTrailing}
	s.text(Short(p.Value), Rect{x, 0, end - x - 40, size.Height}, count)
	s.text(p.Label, Rect{x, 0, end - x, size.Height}, style{size: theme.Body, colour: k.Text})
}

// Tapped implements fyne.Tappable.
func (r *donutRow) Tapped(*fyne.PointEvent) { r.donut.tap(r.index) }

// MouseIn implements desktop.Hoverable.
func (r *donutRow) MouseIn(*desktop.MouseEvent) { r.donut.point(r.index) }

// MouseMoved implements desktop.Hoverable.
func (r *donutRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *donutRow) MouseOut() { r.donut.point(-1) }

// FocusGained implements fyne.Focusable.
func (r *donutRow) FocusGained() { r.focused = true; r.Refresh() }

// FocusLost implements fyne.Focusable.
func (r *donutRow) FocusLost() { r.focused = false; r.Refresh() }

// TypedRune implements fyne.Focusable.
func (r *donutRow) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (r *donutRow) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		r.Tapped(nil)
	case fyne.KeyEscape:
		widgets.Escape(r)
	}
}

// CreateRenderer implements fyne.Widget.
func (r *donutRow) CreateRenderer() fyne.WidgetRenderer { return newSheet(r) }

var (
	_ Chart             = (*Donut)(nil)
	_ fyne.Tappable     = (*Donut)(nil)
	_ desktop.Hoverable = (*Donut)(nil)
	_ fyne.Focusable    = (*donutRow)(nil)
)
