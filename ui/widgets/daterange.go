package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
)

// presets are the spans up to now that people ask for most.
var presets = []struct {
	label string
	ago   time.Duration // 0 for all
}{
	{say.Key("Last 24 hours"), 24 * time.Hour},
	{say.Key("Last 7 days"), 7 * 24 * time.Hour},
	{say.Key("Last 30 days"), 30 * 24 * time.Hour},
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
	preset   string // the usual span that was chosen, in the person's language
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
	d.from, d.to, d.preset = from, to, ""
	d.draw()
}

// Words is what the closed field says.
func (d *DateRange) Words() string {
	if d.preset != "" {
		return d.preset
	}
	return spanWords(d.from, d.to, d.Now().Location())
}

// Refresh implements fyne.Widget; it takes over the colours of the theme.
func (d *DateRange) Refresh() {
	d.content = d.closed()
	d.Tappable.Refresh()
}

func (d *DateRange) draw() { d.SetContent(d.closed()) }

// closed draws the field.
func (d *DateRange) closed() fyne.CanvasObject {
	k := theme.Current()
	in := Row(7, Icon(theme.Icon("calendar", k.Text2), 14), Grow(Cut(Text(d.Words(), theme.Small, k.Text))), Icon(theme.Icon("chevron-down", k.Text3), 12))
	return Sized(190, theme.SmallHeight, Stack(Border(k.Control(), k.LineStrong, theme.RadiusControl), PadXY(in, 10, 0)))
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
	for _, p := range presets {
		words := say.Of(p.label)
		var mark fyne.CanvasObject = Gap(14, 14)
		if words == d.preset || p.ago == 0 && d.from.IsZero() && d.to.IsZero() {
			mark = Icon(theme.Icon("check", k.AccentText), 14)
		}
		os = append(os, NewTappable(Sized(250, theme.SmallHeight, PadXY(Row(8, mark, Text(words, theme.Body, k.Text)), 6, 0)), theme.RadiusBadge, func() { d.choose(words, p.ago) }))
	}
	form := &dayForms{field: d, first: NewEntry(dayForm), last: NewEntry(dayForm), problem: Text("", theme.Small, k.Danger)}
	os = append(os, PadXY(HLine(), 0, 6), form.object())
	if d.open = showPopover(d, Col(1, os...), func() { d.open = nil }); d.open == nil {
		return
	}
	d.open.over.Focus(form.first)
}

// choose takes a usual span.
func (d *DateRange) choose(words string, ago time.Duration) {
	d.SetSpan(time.Time{}, time.Time{})
	if ago > 0 {
		d.SetSpan(d.Now().Add(-ago), time.Time{})
		d.preset = words
		d.draw()
	}
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
	if f.field.preset == "" {
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
