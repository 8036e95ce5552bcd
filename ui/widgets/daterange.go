package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
)

// presets are the spans of whole days up to now that people ask for most.
var presets = []struct {
	label string
	days  int // today is one; 0 for all
}{
	{say.Key("Today"), 1},
	{say.Key("Last 7 days"), 7},
	{say.Key("Last 30 days"), 30},
	{say.Key("All time"), 0},
}

// DateRange is a field for a span of time: a press opens the usual spans, and two days to type. Both
// ends may be open. Now says what time it is, and with that the time zone of the days.
type DateRange struct {
	Tappable
	Now       func() time.Time
	Earliest  time.Time // days before it are refused; zero for no bound
	OnChanged func(from, to time.Time)

	from, to time.Time
	open     *popover
}

// NewDateRange makes a field that is open at both ends. What changed is told gets zero times for
// open ends; to is the moment after the span.
func NewDateRange(now func() time.Time, changed func(from, to time.Time)) *DateRange {
	d := &DateRange{Now: now, OnChanged: changed}
	d.radius = theme.RadiusControl
	d.content = Gap(0, theme.SmallHeight)
	d.ExtendBaseWidget(d)
	d.OnTapped = d.Open
	d.draw()
	return d
}

// Span is what the field says: zero for an open end, to being the moment after it.
func (d *DateRange) Span() (from, to time.Time) { return d.from, d.to }

// SetSpan shows a span without telling anybody.
func (d *DateRange) SetSpan(from, to time.Time) {
	d.from, d.to = from, to
	d.draw()
}

// since is the first moment of the last days, today being one of them.
func (d *DateRange) since(days int) time.Time {
	if days == 0 {
		return time.Time{}
	}
	y, m, day := d.Now().Date()
	return time.Date(y, m, day-days+1, 0, 0, 0, 0, d.Now().Location())
}

// preset is the place of the usual span that is chosen, or -1.
func (d *DateRange) preset() int {
	for i, p := range presets {
		if d.to.IsZero() && d.from.Equal(d.since(p.days)) {
			return i
		}
	}
	return -1
}

// Words is what the closed field says.
func (d *DateRange) Words() string {
	if i := d.preset(); i >= 0 {
		return say.Of(presets[i].label)
	}
	return spanWords(d.from, d.to, d.Now().Location())
}

// Refresh implements fyne.Widget; it takes over the colours of the theme.
func (d *DateRange) Refresh() {
	d.content = d.closed()
	d.Tappable.Refresh()
}

func (d *DateRange) draw() {
	d.Tip = d.Words()
	d.SetContent(d.closed())
}

// closed draws the field.
func (d *DateRange) closed() fyne.CanvasObject {
	k := theme.Current()
	in := Row(7, Icon(theme.Icon("calendar", k.Text2), 14), Grow(Cut(Text(d.Words(), theme.Small, k.Text))), Icon(theme.Icon("chevron-down", k.Text3), 12))
	return Sized(150, theme.SmallHeight, Stack(Border(k.Control(), k.LineStrong, theme.RadiusControl), PadXY(in, 10, 0)))
}

// TypedKey implements fyne.Focusable: Down opens too.
func (d *DateRange) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDown {
		active()
		d.Open()
		return
	}
	d.Tappable.TypedKey(e)
}

// Open shows the usual spans, and the two days.
func (d *DateRange) Open() {
	if d.open != nil {
		return
	}
	k := theme.Current()
	var os []fyne.CanvasObject
	chosen := d.preset()
	for i, p := range presets {
		words := say.Of(p.label)
		var mark fyne.CanvasObject = Gap(14, 14)
		if i == chosen {
			mark = Icon(theme.Icon("check", k.AccentText), 14)
		}
		os = append(os, NewTappable(Sized(250, theme.SmallHeight, PadXY(Row(8, mark, Text(words, theme.Body, k.Text)), 6, 0)), theme.RadiusBadge, func() { d.choose(p.days) }))
	}
	form := &dayForms{field: d, first: NewEntry(d.since(30).Format(dayForm)), last: NewEntry(d.Now().Format(dayForm)), problem: Text("", theme.Small, k.Danger)}
	os = append(os, PadXY(HLine(), 0, 6), form.object())
	if d.open = showPopover(d, Col(1, os...), func() { d.open = nil }); d.open == nil {
		return
	}
	d.open.over.Focus(form.first)
}

// choose takes a usual span.
func (d *DateRange) choose(days int) {
	d.SetSpan(d.since(days), time.Time{})
	d.tell()
}

func (d *DateRange) tell() {
	if d.open != nil {
		d.open.Dismiss()
	}
	if d.OnChanged != nil {
		d.OnChanged(d.from, d.to)
	}
}

// dayForms are the two days of an open field, and what is wrong with them.
type dayForms struct {
	field       *DateRange
	first, last *Entry
	problem     *canvas.Text
}

func (f *dayForms) object() fyne.CanvasObject {
	zone := f.field.Now().Location()
	if f.field.preset() < 0 {
		if !f.field.from.IsZero() {
			f.first.SetText(f.field.from.In(zone).Format(dayForm))
		}
		if !f.field.to.IsZero() {
			f.last.SetText(f.field.to.In(zone).Add(-time.Nanosecond).Format(dayForm))
		}
	}
	submit := func(string) { f.submit() }
	f.first.OnSubmitted, f.last.OnSubmitted = submit, submit
	apply := NewSmallButton(Primary, "", say.L("Show this span"), f.submit)
	return Col(8, Fill(8, Sized(121, 0, Labelled(say.L("First day"), f.first)), Sized(121, 0, Labelled(say.L("Last day"), f.last))), f.problem, Trail(apply))
}

// submit takes the days, or says what is wrong with them and goes there.
func (f *dayForms) submit() {
	d := f.field
	from, to, problem, last := days{f.first.Text, f.last.Text, d.Now(), d.Earliest}.span()
	f.problem.Text = problem
	f.problem.Refresh()
	if problem == "" {
		d.SetSpan(from, to)
		d.tell()
		return
	}
	wrong := f.first
	if last {
		wrong = f.last
	}
	if d.open != nil {
		d.open.over.Focus(wrong)
	}
}
