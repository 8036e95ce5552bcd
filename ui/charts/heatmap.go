package charts

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// Week counts by weekday, Monday first, and by hour.
type Week [7][24]int64

// heatLevels is how many shades there are above nothing: more could not be told apart.
const heatLevels = 5

// HeatLayout is where the cells of a week are, and how strong each is: 0 for nothing, then 1 to 5.
type HeatLayout struct {
	Cells  [7][24]Rect
	Levels [7][24]int
	Foot   float32 // where the hours are written
}

// LayHeat places a week in w times h pixels.
func LayHeat(w, h float32, week Week) HeatLayout {
	const left, top, bottom, gap = 40, 3, 44, 2
	var l HeatLayout
	most := int64(1)
	for _, day := range week {
		for _, v := range day {
			most = max(most, v)
		}
	}
	stepX, stepY := max(3, (round(w)-left)/24), max(3, (round(h)-top-bottom)/7)
	for d := range 7 {
		for hr := range 24 {
			x, y := left+round(stepX*float32(hr)), top+round(stepY*float32(d))
			l.Cells[d][hr] = Rect{x, y, left + round(stepX*float32(hr+1)) - x - gap, top + round(stepY*float32(d+1)) - y - gap}
			l.Levels[d][hr] = int(math.Ceil(float64(max(0, week[d][hr])) / float64(most) * heatLevels))
		}
	}
	l.Foot = l.Cells[6][0].Y + l.Cells[6][0].H + 6
	return l
}

// CellAt returns the weekday and hour under a point, or -1, -1.
func (l HeatLayout) CellAt(x, y float32) (day, hour int) {
	for d := range l.Cells {
		for h, r := range l.Cells[d] {
			if r.Holds(x, y) {
				return d, h
			}
		}
	}
	return -1, -1
}

// days are the words of the rows.
var days = [7]string{say.Key("Mon"), say.Key("Tue"), say.Key("Wed"), say.Key("Thu"), say.Key("Fri"), say.Key("Sat"), say.Key("Sun")}

// Heatmap shows when in the week something happens. The arrow keys move a cursor, Enter taps.
type Heatmap struct {
	widget.BaseWidget
	OnTap func(day, hour int) // day 0 is Monday

	week    Week
	lay     HeatLayout
	hover   int // day*24+hour, or -1
	cursor  int
	focused bool
}

// NewHeatmap makes an empty week.
func NewHeatmap() *Heatmap {
	m := &Heatmap{hover: -1}
	m.ExtendBaseWidget(m)
	return m
}

// SetWeek shows other numbers.
func (m *Heatmap) SetWeek(w Week) {
	m.week, m.hover = w, -1
	m.Refresh()
}

// Text implements Chart.
func (m *Heatmap) Text() string {
	total, most, at := int64(0), int64(0), 0
	for d, day := range m.week {
		total += sum(day[:])
		for h, v := range day {
			if v > most {
				most, at = v, d*24+h
			}
		}
	}
	if most == 0 {
		return say.L("Nothing happened in this week")
	}
	return say.L("{{.Total}} in all, most at {{.Time}} with {{.Most}}", say.V{"Total": say.Count(total), "Time": cellText(at), "Most": say.Count(most)})
}

// Table implements Chart: one row per hour, one column per weekday.
func (m *Heatmap) Table() (head []string, rows [][]string) {
	head = []string{say.L("Hour")}
	for _, d := range days {
		head = append(head, say.Of(d))
	}
	for h := range 24 {
		row := []string{fmt.Sprintf("%02d:00", h)}
		for d := range 7 {
			row = append(row, say.Count(m.week[d][h]))
		}
		rows = append(rows, row)
	}
	return head, rows
}

// cellText writes "Mon 09:00–10:00".
func cellText(at int) string {
	return fmt.Sprintf("%s %02d:00–%02d:00", say.Of(days[at/24]), at%24, at%24+1)
}

func (m *Heatmap) least() fyne.Size { return fyne.NewSize(40+24*10, 44+7*12) }

// shade is the colour of a level; the weakest is already far from nothing.
func shade(level int) float32 {
	if level == 0 {
		return 0
	}
	return 0.3 + 0.7*float32(level-1)/(heatLevels-1)
}

func (m *Heatmap) draw(s *sheet, size fyne.Size) {
	k := theme.Current()
	m.lay = LayHeat(size.Width, size.Height, m.week)
	label := style{size: theme.Caption, colour: k.Text3}
	shown := m.shown()
	for d := range 7 {
		row := m.lay.Cells[d][0]
		s.text(say.Of(days[d]), Rect{0, row.Y, 36, row.H}, label)
		for h, r := range m.lay.Cells[d] {
			if d*24+h == shown {
				s.rect(Rect{r.X - 2, r.Y - 2, r.W + 4, r.H + 4}, k.Text, 4)
				s.rect(Rect{r.X - 1, r.Y - 1, r.W + 2, r.H + 2}, k.Surface, 3)
			}
			s.rect(r, k.Heat(shade(m.lay.Levels[d][h])), 2)
		}
	}
	for h := 0; h < 24; h += 6 {
		s.text(fmt.Sprintf("%02d:00", h), Rect{m.lay.Cells[0][h].X, m.lay.Foot, 40, 14}, label)
	}
	m.legend(s, size, label)
	if shown >= 0 {
		d, h := shown/24, shown%24
		s.note(m.lay.Cells[d][h], size, cellText(shown), [][2]string{{say.L("Count"), say.Count(m.week[d][h])}}, nil)
	}
}

// legend draws "less … more" at the lower right.
func (m *Heatmap) legend(s *sheet, size fyne.Size, st style) {
	less, more := say.L("less"), say.L("more")
	wl, wm, y := width(less, st), width(more, st), m.lay.Foot+20
	x := round(size.Width - wm - wl - (heatLevels+1)*14 - 12)
	s.text(less, Rect{x, y, wl, 14}, st)
	x += wl + 6
	for i := range heatLevels + 1 {
		s.rect(Rect{x + 14*float32(i), y + 1, 12, 12}, theme.Current().Heat(shade(i)), 2)
	}
	s.text(more, Rect{x + (heatLevels+1)*14 + 4, y, wm, 14}, st)
}

func (m *Heatmap) shown() int {
	if m.hover < 0 && m.focused {
		return m.cursor
	}
	return m.hover
}

// at is the cell under a point as one number, or -1.
func (m *Heatmap) at(p fyne.Position) int {
	d, h := m.lay.CellAt(p.X, p.Y)
	if d < 0 {
		return -1
	}
	return d*24 + h
}

func (m *Heatmap) tap(at int) {
	if m.OnTap != nil && at >= 0 {
		m.OnTap(at/24, at%24)
	}
}

// Tapped implements fyne.Tappable.
func (m *Heatmap) Tapped(e *fyne.PointEvent) {
	active()
	m.tap(m.at(e.Position))
}

// MouseIn implements desktop.Hoverable.
func (m *Heatmap) MouseIn(e *desktop.MouseEvent) { m.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (m *Heatmap) MouseMoved(e *desktop.MouseEvent) {
	if at := m.at(e.Position); at != m.hover {
		m.hover = at
		m.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (m *Heatmap) MouseOut() { m.hover = -1; m.Refresh() }

// FocusGained implements fyne.Focusable.
func (m *Heatmap) FocusGained() { m.focused = true; m.Refresh() }

// FocusLost implements fyne.Focusable.
func (m *Heatmap) FocusLost() { m.focused = false; m.Refresh() }

// TypedRune implements fyne.Focusable.
func (m *Heatmap) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (m *Heatmap) TypedKey(e *fyne.KeyEvent) {
	active()
	d, h := m.cursor/24, m.cursor%24
	switch e.Name {
	case fyne.KeyLeft:
		h--
	case fyne.KeyRight:
		h++
	case fyne.KeyUp:
		d--
	case fyne.KeyDown:
		d++
	case fyne.KeyHome:
		h = 0
	case fyne.KeyEnd:
		h = 23
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		m.tap(m.cursor)
		return
	case fyne.KeyEscape:
		widgets.Escape(m)
		return
	default:
		return
	}
	m.cursor, m.hover = min(6, max(0, d))*24+min(23, max(0, h)), -1
	m.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (m *Heatmap) CreateRenderer() fyne.WidgetRenderer { return newSheet(m) }

var (
	_ Chart             = (*Heatmap)(nil)
	_ fyne.Focusable    = (*Heatmap)(nil)
	_ fyne.Tappable     = (*Heatmap)(nil)
	_ desktop.Hoverable = (*Heatmap)(nil)
)
