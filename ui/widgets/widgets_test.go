package widgets_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// show puts o into a window of the theme.
func show(t testing.TB, o fyne.CanvasObject, w, h float32) fyne.Window {
	t.Helper()
	app := test.NewApp()
	app.Settings().SetTheme(theme.Theme{Mode: theme.LightMode})
	win := app.NewWindow("")
	win.SetPadded(false)
	win.SetContent(o)
	win.Resize(fyne.NewSize(w, h))
	t.Cleanup(func() { win.Close(); test.NewApp() })
	return win
}

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

func TestRowsAndColumnsShareWhatIsLeft(t *testing.T) {
	a, b, c := widgets.Gap(10, 10), widgets.Grow(widgets.Gap(0, 10)), widgets.Gap(20, 30)
	show(t, widgets.Row(4, a, b, c), 100, 50)
	if b.Size().Width != 100-10-20-8 || c.Position().X != 80 || c.Position().Y != 10 || a.Position().Y != 20 {
		t.Errorf("got widths %v, places %v and %v", b.Size(), a.Position(), c.Position())
	}
	hidden, last := widgets.Gap(10, 10), widgets.Gap(10, 10)
	hidden.Hide()
	show(t, widgets.Col(4, widgets.Gap(10, 10), hidden, last), 100, 50)
	if last.Position().Y != 14 {
		t.Errorf("a hidden child takes room: %v", last.Position())
	}
	if m := widgets.Pad(widgets.Sized(30, 40, widgets.Gap(1, 1)), 1, 2, 3, 4).MinSize(); m != fyne.NewSize(36, 44) {
		t.Errorf("padded size is %v", m)
	}
}

func TestTextIsCutToItsWidth(t *testing.T) {
	full := "Warehouse sync with a name that is far too long"
	text := widgets.Text(full, theme.Body, theme.Light.Text)
	show(t, widgets.Sized(100, 20, widgets.Cut(text)), 100, 20)
	if !strings.HasSuffix(text.Text, "…") || text.MinSize().Width > 100.5 || !strings.HasPrefix(full, strings.TrimSuffix(text.Text, "…")) {
		t.Errorf("cut to %q, %v wide", text.Text, text.MinSize().Width)
	}
	short := widgets.Text("Sync", theme.Body, theme.Light.Text)
	show(t, widgets.Sized(100, 20, widgets.Cut(short)), 100, 20)
	if short.Text != "Sync" {
		t.Errorf("a short text became %q", short.Text)
	}
}

func TestParagraphsBreakWordsAndLongWords(t *testing.T) {
	show(t, widgets.Gap(1, 1), 10, 10)
	for _, s := range []string{"one two three four five six seven eight nine ten", strings.Repeat("x", 200), "first\nsecond", ""} {
		p := widgets.Para(s, theme.Body, theme.Light.Text, 120)
		joined := ""
		for _, o := range p.Objects {
			line := o.(*canvas.Text)
			if line.MinSize().Width > 120 {
				t.Errorf("%q: the line %q is %v wide", s, line.Text, line.MinSize().Width)
			}
			joined += line.Text
		}
		if strip(joined) != strip(s) {
			t.Errorf("%q became %q", s, joined)
		}
	}
}

func strip(s string) string { return strings.Join(strings.Fields(s), "") }

func TestLogTextBreaksAnywhereAndEnds(t *testing.T) {
	o := widgets.NewLogText(strings.Repeat("0123456789", 100))
	w := show(t, o, 400, 200)
	lines := uitest.Texts(w)
	if len(lines) != 3 || !strings.HasSuffix(lines[2], "…") {
		t.Errorf("got %q", lines)
	}
}

func TestAButtonIsPressedByMouseAndKeys(t *testing.T) {
	pressed := 0
	b := widgets.NewButton(widgets.Primary, "plus", "New", func() { pressed++ })
	w := show(t, b, 100, 40)
	test.Tap(b)
	w.Canvas().Focus(b)
	b.TypedKey(key(fyne.KeyReturn))
	b.TypedKey(key(fyne.KeySpace))
	b.TypedKey(key(fyne.KeyA))
	if pressed != 3 {
		t.Errorf("pressed %d times, want 3", pressed)
	}
	b.Disable()
	test.Tap(b)
	if pressed != 3 || !b.Disabled() {
		t.Error("a grey button worked")
	}
	before := b.MinSize().Width
	b.SetLabel("A longer word")
	if b.MinSize().Width <= before {
		t.Error("the button did not grow with its word")
	}
}

func TestAButtonLooksDifferentInEachState(t *testing.T) {
	seen := map[string]string{}
	for kind := widgets.Secondary; kind <= widgets.Link; kind++ {
		for _, on := range []bool{true, false} {
			b := widgets.NewButton(kind, "plus", "New", nil)
			b.SetEnabled(on)
			w := show(t, widgets.Stack(widgets.Rect(theme.Light.Surface, 0), widgets.Mid(b)), 100, 60)
			img := w.Canvas().Capture()
			look := fmt.Sprint(img.At(50-int(b.MinSize().Width/2)+3, 30), img.At(50-int(b.MinSize().Width/2), 30))
			seen[fmt.Sprint(kind, on)] = look
		}
	}
	if seen["1 true"] == seen["0 true"] || seen["4 true"] == seen["1 true"] || seen["1 true"] == seen["1 false"] {
		t.Errorf("buttons look alike: %v", seen)
	}
}

func TestActivityIsNoticed(t *testing.T) {
	n := 0
	widgets.OnActivity = func() { n++ }
	t.Cleanup(func() { widgets.OnActivity = nil })
	b, e := widgets.NewButton(widgets.Ghost, "x", "", nil), widgets.NewEntry("hint")
	show(t, widgets.Col(0, b, e), 200, 100)
	test.Tap(b)
	test.Type(e, "a")
	if n != 2 {
		t.Errorf("noticed %d times, want 2", n)
	}
}

func TestAPickerPicksOneOrSeveral(t *testing.T) {
	options := []widgets.Option{{ID: "a", Label: "svc-billing", Note: "service"}, {ID: "b", Label: "mira", Note: "user"}, {ID: "c", Label: "svc-feeds", Note: "service"}}
	var got []string
	p := widgets.NewPicker("Pick one", options, func(ids []string) { got = ids })
	w := show(t, widgets.Col(0, p, widgets.Flex()), 400, 400)
	if !uitest.Says(w, "Pick one") {
		t.Error("the hint is not shown")
	}
	test.Tap(p)
	search := uitest.Field(t, w, "Search")
	test.Type(search, "svc feeds")
	search.OnSubmitted(search.Text)
	if !slices.Equal(got, []string{"c"}) || w.Canvas().Overlays().Top() != nil || !uitest.Says(w, "svc-feeds") {
		t.Errorf("picked %v", got)
	}
	m := widgets.NewMultiPicker("Pick some", options, func(ids []string) { got = ids })
	w = show(t, widgets.Col(0, m, widgets.Flex()), 400, 400)
	m.TypedKey(key(fyne.KeyDown))
	search = uitest.Field(t, w, "Search")
	search.OnSubmitted("")
	test.Type(search, "mira")
	search.OnSubmitted("mira")
	if !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("picked %v", got)
	}
	search.OnSubmitted("mira") // once more takes it back
	search.TypedKey(key(fyne.KeyEscape))
	if !slices.Equal(m.Picked(), []string{"a"}) || w.Canvas().Overlays().Top() != nil {
		t.Errorf("picked %v", m.Picked())
	}
	m.SetOptions(options[1:])
	if len(m.Picked()) != 0 {
		t.Error("what is no longer offered is still picked")
	}
}

func TestASearchFieldIsClearedByEsc(t *testing.T) {
	var said []string
	e := widgets.NewSearch("Search keys", func(s string) { said = append(said, s) })
	show(t, e, 200, 40)
	test.Type(e, "ab")
	e.TypedKey(key(fyne.KeyEscape))
	if e.Text != "" || said[len(said)-1] != "" {
		t.Errorf("after Esc the field holds %q, and said %q", e.Text, said)
	}
}

func TestASwitchChoosesOnce(t *testing.T) {
	var got []int
	s := widgets.NewSegmented(func(i int) { got = append(got, i) })
	w := show(t, s.Object(), 400, 40)
	s.Show([]string{"All", "Some"}, 0)
	test.Tap(uitest.Find[*widgets.Tappable](t, w, 0)) // chosen already
	test.Tap(uitest.Find[*widgets.Tappable](t, w, 1))
	if !slices.Equal(got, []int{1}) {
		t.Errorf("got %v", got)
	}
}

func TestABarStaysWithinItself(t *testing.T) {
	b := widgets.NewBar(100, 4)
	show(t, b, 100, 4)
	for in, want := range map[float64]float64{-1: 0, 0.5: 0.5, 7: 1} {
		if b.SetValue(in); b.Value() != want {
			t.Errorf("%v shows as %v", in, b.Value())
		}
	}
}

func TestAMarkWithoutAWordDrawsNothing(t *testing.T) {
	w := show(t, widgets.Row(0, widgets.Badge(tone.Mark{Tone: tone.Danger, Icon: "x"}), widgets.Badge(tone.Mark{Word: "Active"})), 200, 40)
	if got := uitest.Texts(w); !slices.Equal(got, []string{"Active"}) {
		t.Errorf("got %q", got)
	}
}
