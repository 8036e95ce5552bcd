package charts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/charts"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/widgets"
)

// show puts o into a window of the theme.
func show(t testing.TB, mode theme.Mode, o fyne.CanvasObject, w, h float32) fyne.Window {
	t.Helper()
	app := test.NewApp()
	app.Settings().SetTheme(theme.Theme{Mode: mode})
	win := app.NewWindow("")
	win.SetPadded(false)
	win.SetContent(o)
	win.Resize(fyne.NewSize(w, h))
	t.Cleanup(func() { win.Close(); test.NewApp() })
	return win
}

func press(o fyne.Focusable, names ...fyne.KeyName) {
	for _, n := range names {
		o.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func mouse(x, y float32) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}}
}

// texts are the words that are drawn now.
func texts(o fyne.CanvasObject) (out []string) {
	for _, l := range test.LaidOutObjects(o) {
		if t, ok := l.(*canvas.Text); ok && t.Text != "" {
			out = append(out, t.Text)
		}
	}
	return out
}

func bars() *charts.TimeBars {
	c := charts.NewTimeBars(charts.Series{ID: "2xx", Label: "2xx", Colour: theme.Chart2xx}, charts.Series{ID: "3xx", Label: "3xx", Colour: theme.Chart3xx},
		charts.Series{ID: "4xx", Label: "4xx", Colour: theme.Chart4xx}, charts.Series{ID: "5xx", Label: "5xx", Colour: theme.Chart5xx})
	c.SetBuckets(spread(72, 24*time.Hour))
	return c
}

func donut() *charts.Donut {
	d := charts.NewDonut("open")
	d.SetSlices([]charts.Slice{
		{ID: "critical", Label: "Critical", Value: 3, Colour: theme.ChartCritical, Mark: tone.Mark{Tone: tone.Critical, Icon: "octagon-alert", Word: "Critical"}, Note: "2 new"},
		{ID: "high", Label: "High", Value: 5, Colour: theme.ChartHigh, Mark: tone.Mark{Tone: tone.Danger, Icon: "triangle-alert", Word: "High"}, Note: "1 new"},
		{ID: "medium", Label: "Medium", Value: 8, Colour: theme.ChartMedium, Mark: tone.Mark{Tone: tone.Warn, Icon: "circle-alert", Word: "Medium"}},
		{ID: "low", Label: "Low", Value: 0, Colour: theme.ChartLow, Mark: tone.Mark{Tone: tone.Info, Icon: "info", Word: "Low"}},
		{ID: "info", Label: "Info", Value: 2, Colour: theme.ChartInfo, Mark: tone.Mark{Icon: "circle-dot", Word: "Info"}},
	})
	return d
}

func week() *charts.Heatmap {
	var w charts.Week
	for d := range 5 {
		for h := 7; h < 19; h++ {
			w[d][h] = int64((d*31+h*17)%40 + 5)
		}
	}
	m := charts.NewHeatmap()
	m.SetWeek(w)
	return m
}

func TestBarsAreReachedByKeysAndMouse(t *testing.T) {
	var got []string
	c := bars()
	c.OnTap = func(b int, s string) { got = append(got, fmt.Sprint(b, s)) }
	show(t, theme.LightMode, c, 600, 220)
	c.FocusGained()
	press(c, fyne.KeyReturn, fyne.KeyLeft, fyne.KeyReturn, fyne.KeyHome, fyne.KeyLeft, fyne.KeyReturn, fyne.KeyRight, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyRight, fyne.KeySpace)
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(597, 190)})
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(597, 9)})
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(2, 2)})
	want := []string{"71", "70", "0", "1", "71", "71 2xx", "71"}
	for i := range got {
		got[i] = strings.TrimSpace(got[i])
	}
	for i := range want {
		want[i] = strings.TrimSpace(want[i])
	}
	if strings.ReplaceAll(strings.Join(got, ","), " ", "") != strings.ReplaceAll(strings.Join(want, ","), " ", "") {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHoveringABarSaysItsCounts(t *testing.T) {
	c := bars()
	show(t, theme.LightMode, c, 600, 220)
	for _, x := range []float32{60, 300, 598} {
		c.MouseIn(mouse(x, 100))
		if said := texts(c); !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "Nov, ") && strings.Contains(s, "–") }) {
			t.Errorf("at %v nothing is said: %q", x, said)
		}
		for _, o := range test.LaidOutObjects(c) {
			if o.Position().X < 0 || o.Position().X+o.Size().Width > 601 {
				t.Errorf("something leaves the chart: %T at %v, %v", o, o.Position(), o.Size())
			}
		}
		c.MouseOut()
	}
	if slices.ContainsFunc(texts(c), func(s string) bool { return strings.Contains(s, "–") }) {
		t.Error("the note stays")
	}
}

func TestTheCursorStaysAtItsTimeWhenTheWidthChanges(t *testing.T) {
	at := -1
	c := bars()
	c.OnTap = func(b int, _ string) { at = b }
	win := show(t, theme.LightMode, c, 600, 220)
	c.FocusGained()
	press(c, fyne.KeyLeft) // bucket 70
	win.Resize(fyne.NewSize(260, 220))
	press(c, fyne.KeyReturn)
	if at != 70 {
		t.Errorf("the cursor went to bucket %d", at)
	}
}

func TestAnEmptyChartSaysSo(t *testing.T) {
	c := charts.NewTimeBars(charts.Series{ID: "2xx", Label: "2xx"})
	show(t, theme.LightMode, c, 400, 200)
	c.FocusGained()
	press(c, fyne.KeyRight, fyne.KeyReturn)
	if !slices.Contains(texts(c), c.Empty) || c.Text() != c.Empty {
		t.Errorf("drawn: %q", texts(c))
	}
}

func TestWeeksAreReachedByKeysAndMouse(t *testing.T) {
	var got [][2]int
	m := week()
	m.OnTap = func(d, h int) { got = append(got, [2]int{d, h}) }
	show(t, theme.LightMode, m, 500, 220)
	m.FocusGained()
	press(m, fyne.KeyLeft, fyne.KeyDown, fyne.KeyRight, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyReturn)
	m.Tapped(&fyne.PointEvent{Position: fyne.NewPos(45, 4)})
	if want := [][2]int{{1, 1}, {1, 23}, {0, 0}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestDonutRowsAndArcsAreTapped(t *testing.T) {
	var got []string
	d := donut()
	d.OnTap = func(id string) { got = append(got, id) }
	win := show(t, theme.LightMode, d, 360, 200)
	for range 4 {
		win.Canvas().FocusNext()
	}
	press(win.Canvas().Focused(), fyne.KeyReturn) // Low, which has no arc
	if !slices.Contains(texts(d), "0 %") {
		t.Errorf("the focused row does not say its share: %q", texts(d))
	}
	test.TapCanvas(win.Canvas(), fyne.NewPos(80, 40))
	test.TapCanvas(win.Canvas(), fyne.NewPos(72, 100)) // the hole
	if want := []string{"low", "critical"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAFocusedRowMayLoseItsSlice(t *testing.T) {
	d := donut()
	d.OnTap = func(id string) { t.Errorf("%q was tapped", id) }
	win := show(t, theme.LightMode, d, 360, 200)
	for range 5 {
		win.Canvas().FocusNext()
	}
	row := win.Canvas().Focused()
	d.SetSlices(nil)
	press(row, fyne.KeyReturn)
	row.FocusLost()
	if got := texts(d); !slices.Equal(got, []string{"0", "open"}) {
		t.Errorf("drawn: %q", got)
	}
}

func TestTheSmallestSlicesBecomeOther(t *testing.T) {
	d := charts.NewDonut("calls")
	var parts []charts.Slice
	for i := range 9 {
		parts = append(parts, charts.Slice{ID: fmt.Sprint(i), Label: fmt.Sprint("API ", i), Value: int64(i + 1)})
	}
	d.SetSlices(parts)
	_, rows := d.Table()
	if len(rows) != 7 || rows[6][0] != "Others" || rows[6][1] != "6" || rows[0][0] != "API 3" {
		t.Errorf("got %v", rows)
	}
}

func TestChartsAreAlsoTables(t *testing.T) {
	s := charts.NewSparkline()
	s.SetValues([]int64{0, 2, 5}, tone.Danger)
	for _, c := range []charts.Chart{bars(), week(), donut(), s} {
		head, rows := c.Table()
		o := charts.WithTable(c, "Requests")
		win := show(t, theme.LightMode, o, 640, 300)
		var link *widgets.Button
		for _, x := range test.LaidOutObjects(o) {
			if b, ok := x.(*widgets.Button); ok {
				link = b
			}
		}
		win.Canvas().Focus(link)
		press(link, fyne.KeyReturn)
		if link.Label != "Show as chart" || !slices.Contains(texts(o), rows[0][0]) || !slices.Contains(texts(o), head[1]) {
			t.Errorf("%T is not shown as a table: %q", c, texts(o))
		}
		press(link, fyne.KeyReturn)
		if link.Label != "Show as table" || c.Text() == "" {
			t.Errorf("%T does not come back", c)
		}
	}
}

func TestChartsFollowTheTheme(t *testing.T) {
	c := bars()
	show(t, theme.LightMode, c, 600, 220)
	has := func(k *theme.Tokens) bool {
		return slices.ContainsFunc(test.LaidOutObjects(c), func(o fyne.CanvasObject) bool {
			r, ok := o.(*canvas.Rectangle)
			return ok && r.FillColor == k.Chart5xx
		})
	}
	if !has(&theme.Light) {
		t.Error("not drawn in light")
	}
	fyne.CurrentApp().Settings().SetTheme(theme.Theme{Mode: theme.DarkMode})
	c.Refresh()
	if !has(&theme.Dark) || has(&theme.Light) {
		t.Error("not drawn in dark")
	}
}

func TestPictures(t *testing.T) {
	for mode, name := range map[theme.Mode]string{theme.LightMode: "light", theme.DarkMode: "dark"} {
		picture := func(what string, o fyne.CanvasObject, w, h float32, then ...func()) {
			win := show(t, mode, o, w, h)
			win.SetContent(widgets.Stack(widgets.Rect(theme.Current().Surface, 0), o))
			win.Resize(fyne.NewSize(w, h))
			for _, f := range then {
				f()
			}
			test.AssertObjectRendersToImage(t, what+"-"+name+".png", win.Content())
		}
		c := bars()
		test.NewApp().Settings().SetTheme(theme.Theme{Mode: mode})
		picture("timebars", charts.WithTable(c, "Requests by status"), 640, 240)
		hovered := bars()
		picture("timebars-hover", hovered, 640, 220, func() { hovered.MouseIn(mouse(560, 100)) })
		m := week()
		m.FocusGained()
		press(m, fyne.KeyDown, fyne.KeyRight)
		picture("heatmap", m, 520, 230)
		picture("donut", donut(), 344, 200)
		s := charts.NewSparkline()
		s.SetValues([]int64{0, 0, 0, 1, 4, 18, 14, 3, 0, 0, 0, 0}, tone.Danger)
		picture("sparkline", s, 80, 18)
	}
}
