package widgets_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/runner"
	"gatehouse/ui/theme"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// typeKeys sends keys to what has the focus.
func typeKeys(t *testing.T, w fyne.Window, names ...fyne.KeyName) {
	t.Helper()
	for _, n := range names {
		f := w.Canvas().Focused()
		if f == nil {
			t.Fatalf("nothing has the focus for %s", n)
		}
		f.TypedKey(key(n))
	}
}

func TestATipComesAfterARestAndGoes(t *testing.T) {
	steps := &runner.Steps{Time: uitest.Now}
	widgets.After = steps.After
	t.Cleanup(func() { widgets.After = nil })
	b := widgets.NewIconButton(widgets.Ghost, "x", "Close", nil)
	o := widgets.Tip(widgets.Text("3", theme.Small, theme.Light.Text), "3 critical of 23 open")
	w := show(t, widgets.Gap(1, 1), 300, 100)
	w.SetContent(widgets.TipLayer(widgets.Row(20, b, o), w.Canvas()))
	for _, c := range []struct {
		over desktop.Hoverable
		want string
	}{{b, "Close"}, {o.(desktop.Hoverable), "3 critical of 23 open"}} {
		c.over.MouseIn(&desktop.MouseEvent{})
		steps.Advance(400 * time.Millisecond)
		if uitest.Says(w, c.want) {
			t.Errorf("%q came at once", c.want)
		}
		steps.Advance(200 * time.Millisecond)
		if !uitest.Says(w, c.want) {
			t.Errorf("%q did not come", c.want)
		}
		c.over.MouseOut()
		if uitest.Says(w, c.want) {
			t.Errorf("%q stayed", c.want)
		}
	}
	b.MouseIn(&desktop.MouseEvent{})
	widgets.HideTips(w.Canvas())
	steps.Advance(time.Second)
	if uitest.Says(w, "Close") {
		t.Error("a tip came after all were hidden")
	}
}

func TestATipBelongsToTheUppermostLayer(t *testing.T) {
	b := widgets.NewIconButton(widgets.Ghost, "x", "Close", nil)
	w := show(t, widgets.Gap(1, 1), 300, 100)
	w.SetContent(widgets.TipLayer(b, w.Canvas()))
	layer, drop := widgets.PushTipLayer(w.Canvas())
	b.MouseIn(&desktop.MouseEvent{})
	if len(layer.(*fyne.Container).Objects) != 1 {
		t.Error("the tip is not in the dialog's layer")
	}
	drop()
	if len(layer.(*fyne.Container).Objects) != 0 {
		t.Error("the tip outlived its dialog")
	}
}

func TestASearchFieldIsClearedAndThenLeft(t *testing.T) {
	var said []string
	s := widgets.NewSearchField("Search keys", "Ctrl F", func(q string) { said = append(said, q) })
	w := show(t, s.Object(), 240, 40)
	if !uitest.Says(w, "Ctrl F") {
		t.Error("the key that leads here is not named")
	}
	w.Canvas().Focus(s.Entry())
	test.Type(s.Entry(), "ab")
	s.SetText("quiet")
	typeKeys(t, w, fyne.KeyEscape)
	if s.Text() != "" || !slices.Equal(said, []string{"a", "ab", ""}) {
		t.Errorf("holds %q, said %q", s.Text(), said)
	}
	typeKeys(t, w, fyne.KeyEscape)
	if w.Canvas().Focused() != nil {
		t.Error("the second Esc did not leave the field")
	}
}

func TestAFilterIsTakenAwayByEveryWay(t *testing.T) {
	var gone []string
	added, cleared := 0, 0
	c := widgets.NewChips()
	c.OnRemove, c.OnAdd, c.OnClear = func(id string) { gone = append(gone, id) }, func() { added++ }, func() { cleared++ }
	w := show(t, c.Object(), 700, 40)
	c.Show([]widgets.Chip{{"team", "Team", "Commerce"}, {"exp", "Expires in", "180 days"}})
	w.Canvas().FocusNext()
	typeKeys(t, w, fyne.KeyDelete, fyne.KeyBackspace, fyne.KeyReturn)
	w.Canvas().FocusNext()
	typeKeys(t, w, fyne.KeySpace)
	w.Canvas().FocusNext()
	typeKeys(t, w, fyne.KeyReturn)
	w.Canvas().FocusNext()
	typeKeys(t, w, fyne.KeyReturn)
	if !slices.Equal(gone, []string{"team", "team", "team", "exp"}) || added != 1 || cleared != 1 {
		t.Errorf("took %v away, added %d, cleared %d", gone, added, cleared)
	}
}

func TestFiltersWithoutRoomAreBehindACount(t *testing.T) {
	var gone []string
	c := widgets.NewChips()
	c.OnRemove, c.OnClear = func(id string) { gone = append(gone, id) }, func() {}
	w := show(t, c.Object(), 380, 300)
	c.Show([]widgets.Chip{{"a", "Team", "Commerce"}, {"b", "Expires in", "180 days"}, {"c", "Status", "Active"}})
	if !uitest.Says(w, "+2") || uitest.Says(w, "180 days") {
		t.Fatalf("the bar says %q", uitest.Texts(w))
	}
	uitest.Press(t, w, "+2")
	typeKeys(t, w, fyne.KeyDown, fyne.KeyReturn)
	if !slices.Equal(gone, []string{"c"}) || w.Canvas().Overlays().Top() != nil {
		t.Errorf("took %v away", gone)
	}
	c.Show([]widgets.Chip{{"a", "Team", "Commerce"}})
	if uitest.Says(w, "+2") || !uitest.Says(w, "Commerce") {
		t.Errorf("the bar says %q", uitest.Texts(w))
	}
}

func TestAMenuMovesOverWhatCannotBeChosen(t *testing.T) {
	var ran []string
	item := func(s string) widgets.MenuItem {
		return widgets.MenuItem{Title: s, Run: func() { ran = append(ran, s) }}
	}
	grey := item("Rotate")
	grey.Disabled, grey.Reason, grey.Key = true, "It is revoked", "R"
	w := show(t, widgets.Gap(1, 1), 400, 300)
	open := func() {
		widgets.ShowMenu(w.Canvas(), fyne.NewPos(390, 290), []widgets.MenuItem{grey, item("Copy"), {Divider: true}, item("Delete")})
	}
	open()
	if !uitest.Says(w, "It is revoked") || uitest.Says(w, "R") {
		t.Errorf("the menu says %q", uitest.Texts(w))
	}
	typeKeys(t, w, fyne.KeyUp, fyne.KeyReturn)
	open()
	typeKeys(t, w, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	open()
	typeKeys(t, w, fyne.KeyEscape)
	if !slices.Equal(ran, []string{"Copy", "Delete"}) || w.Canvas().Overlays().Top() != nil {
		t.Errorf("ran %v", ran)
	}
}

func TestASecretIsNowhereWhileItIsMasked(t *testing.T) {
	const secret = "tV8kQ2xWz0LfYb7NcRu4"
	steps := &runner.Steps{Time: uitest.Now}
	copied := 0
	var s *widgets.SecretField
	s = widgets.NewSecretField("gh_live_7Kq2mZ9x_", func() { s.Show(secret) }, func() { copied++ }, steps.After)
	other := widgets.NewButton(widgets.Secondary, "", "Other", nil)
	w := show(t, widgets.Col(8, s.Object(), other), 320, 80)
	holds := func() bool { return strings.Contains(strings.Join(uitest.Texts(w), "\n"), secret) }
	hidden := func(when string) {
		t.Helper()
		if s.Revealed() || holds() {
			t.Errorf("%s the secret can be read", when)
		}
		if !strings.Contains(strings.Join(uitest.Texts(w), "\n"), "gh_live_7Kq2mZ9x_") {
			t.Errorf("%s the prefix is gone", when)
		}
	}
	hidden("at first")
	reveal := func() {
		t.Helper()
		w.Canvas().Unfocus()
		w.Canvas().FocusNext()
		typeKeys(t, w, fyne.KeyReturn)
		if !s.Revealed() || !holds() {
			t.Fatal("the secret is not shown")
		}
	}
	reveal()
	steps.Advance(widgets.SecretShown - time.Second)
	if !s.Revealed() {
		t.Error("the secret was hidden too early")
	}
	steps.Advance(time.Second)
	hidden("after its time")
	reveal()
	w.Canvas().Focus(other)
	hidden("after the focus left")
	reveal()
	typeKeys(t, w, fyne.KeySpace)
	hidden("after the eye was pressed again")
	reveal()
	s.SetPrefix("gh_live_7Kq2mZ9x_")
	hidden("after another secret came")
	w.Canvas().FocusNext()
	typeKeys(t, w, fyne.KeyReturn)
	hidden("after a copy")
	if copied != 1 {
		t.Errorf("copied %d times", copied)
	}
}

func TestTheFocusGoesAlongWithTheWork(t *testing.T) {
	started, stopped := 0, 0
	p := widgets.NewProgressButton(widgets.NewSmallButton(widgets.Primary, "play", "Verify", func() { started++ }), func() { stopped++ })
	w := show(t, p.Object(), 240, 32)
	w.Canvas().FocusNext()
	typeKeys(t, w, fyne.KeyReturn)
	p.SetRunning(-1)
	if !p.Running() || !uitest.Says(w, "Working…") || uitest.Says(w, "Verify") {
		t.Errorf("the button says %q", uitest.Texts(w))
	}
	p.SetRunning(0.62)
	if !uitest.Says(w, "62 %") {
		t.Errorf("the button says %q", uitest.Texts(w))
	}
	typeKeys(t, w, fyne.KeyReturn)
	p.SetIdle()
	typeKeys(t, w, fyne.KeyReturn)
	if started != 2 || stopped != 1 {
		t.Errorf("started %d times, stopped %d times", started, stopped)
	}
}

func TestASpanIsChosenOrTyped(t *testing.T) {
	now := time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name, first, last, problem, words string
		from, to                          time.Time
	}{
		{name: "both days", first: "2026-11-20", last: "2026-11-24", from: day(2026, 11, 20), to: day(2026, 11, 25), words: "2026-11-20 to 2026-11-24"},
		{name: "one day", first: "2026-11-20", last: "2026-11-20", from: day(2026, 11, 20), to: day(2026, 11, 21), words: "2026-11-20"},
		{name: "open at the end", first: " 2026-11-20 ", from: day(2026, 11, 20), words: "Since 2026-11-20"},
		{name: "open at the start", last: "2026-11-20", to: day(2026, 11, 21), words: "Until 2026-11-20"},
		{name: "open", words: "All time"},
		{name: "no day", first: "24.11.2026", problem: "Write the day as 2026-11-24."},
		{name: "a day that is none", last: "2026-02-30", problem: "Write the day as 2026-11-24."},
		{name: "the wrong way round", first: "2026-11-22", last: "2026-11-20", problem: "The first day comes after the last."},
		{name: "tomorrow", last: "2026-11-25", problem: "This day lies ahead."},
		{name: "too early", first: "2025-12-31", problem: "There is nothing before 2026-01-01."},
	} {
		t.Run(c.name, func(t *testing.T) {
			told := 0
			d := widgets.NewDateRange(func() time.Time { return now }, func(from, to time.Time) {
				told++
				if !from.Equal(c.from) || !to.Equal(c.to) {
					t.Errorf("told %v to %v", from, to)
				}
			})
			d.Earliest = day(2026, 1, 1)
			w := show(t, widgets.Col(0, widgets.Lead(d)), 400, 360)
			w.Canvas().FocusNext()
			typeKeys(t, w, fyne.KeyDown)
			first, last := uitest.Find[*widgets.Entry](t, w, 0), uitest.Find[*widgets.Entry](t, w, 1)
			test.Type(first, c.first)
			test.Type(last, c.last)
			last.OnSubmitted(last.Text)
			if c.problem != "" {
				if told != 0 || !uitest.Says(w, c.problem) {
					t.Errorf("told %d times; the field says %q", told, uitest.Texts(w))
				}
				typeKeys(t, w, fyne.KeyEscape)
			} else if told != 1 || d.Words() != c.words {
				t.Errorf("told %d times; says %q", told, d.Words())
			}
			if w.Canvas().Overlays().Top() != nil {
				t.Error("the field is still open")
			}
		})
	}
}

func TestAUsualSpanReachesToNow(t *testing.T) {
	now := time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC)
	d := widgets.NewDateRange(func() time.Time { return now }, nil)
	w := show(t, widgets.Col(0, widgets.Lead(d)), 400, 360)
	test.Tap(d)
	test.Tap(uitest.Find[*widgets.Tappable](t, w, 1))
	if from, to := d.Span(); !from.Equal(time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC)) || !to.IsZero() || d.Words() != "Last 7 days" {
		t.Errorf("spans %v to %v, %q", from, to, d.Words())
	}
	d.SetSpan(time.Time{}, time.Time{})
	if d.Words() != "All time" {
		t.Errorf("says %q", d.Words())
	}
}

func TestTextsAreLinedUp(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"the same", "a\nb\n", "a\nb\n", "a=a b=b"},
		{"nothing at all", "", "", ""},
		{"a changed line", "a\nb\nc", "a\nB\nc", "a=a b>B c=c"},
		{"an added line", "a\nc", "a\nb\nc", "a=a +b c=c"},
		{"a line taken away", "a\nb\nc", "a\nc", "a=a -b c=c"},
		{"two changes apart", "a\nb\nc\nd", "x\nb\nc\ny\nz", "a>x b=b c=c d>y +z"},
		{"from nothing", "", "a", "+a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, l := range widgets.DiffText(c.old, c.new) {
				switch {
				case l.Same():
					got = append(got, l.Old+"="+l.New)
				case !l.HasOld:
					got = append(got, "+"+l.New)
				case !l.HasNew:
					got = append(got, "-"+l.Old)
				default:
					got = append(got, l.Old+">"+l.New)
				}
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}

func TestWhatDiffersHasASignSideBySide(t *testing.T) {
	old := "{\n  \"name\": \"partner\",\n  \"limit\": 900,\n  \"key\": \"[hidden]\"\n}"
	next := "{\n  \"name\": \"partner\",\n  \"limit\": 600,\n  \"otp\": true,\n  \"key\": \"[hidden]\"\n}"
	w := show(t, widgets.SideBySide(old, next, 60), 520, 300)
	texts := uitest.Texts(w)
	if !slices.Contains(texts, "-") || !slices.Contains(texts, "+") || !slices.Contains(texts, `  "limit": 900,`) || !slices.Contains(texts, `  "limit": 600,`) {
		t.Errorf("it says %q", texts)
	}
	w = show(t, widgets.SideBySide(old, next, 2), 520, 300)
	if !uitest.Says(w, "and 4 more lines") || uitest.Says(w, `  "limit": 600,`) {
		t.Errorf("two lines of it say %q", uitest.Texts(w))
	}
}

func TestTabLeavesAFieldOfSeveralLines(t *testing.T) {
	test.NewTempApp(t)
	lines, next := widgets.NewLines("", 2), widgets.NewEntry("")
	w := test.NewTempWindow(t, widgets.Col(0, lines, next))
	w.Canvas().Focus(lines)
	if lines.AcceptsTab() {
		t.Error("a field of several lines keeps the Tab key")
	}
	lines.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if lines.Text != "\n" {
		t.Errorf("Enter wrote %q, not another line", lines.Text)
	}
}

func TestTheHeadOfACardCutsItsNoteBeforeItsTitle(t *testing.T) {
	show(t, widgets.Gap(0, 0), 10, 10) // in our fonts
	words := func(width float32) (title, note string, right fyne.CanvasObject) {
		right = widgets.Sized(80, 20, widgets.Gap(0, 0))
		head := widgets.CardHead("Changes since bundle 42", "exported yesterday", right)
		show(t, head, width, 44)
		texts := texts(head)
		return texts[0], texts[1], right
	}
	if title, note, _ := words(600); title != "Changes since bundle 42" || note != "exported yesterday" {
		t.Errorf("with room it says %q, %q", title, note)
	}
	title, note, right := words(380)
	if title != "Changes since bundle 42" || !strings.HasSuffix(note, "…") {
		t.Errorf("with less it says %q, %q", title, note)
	}
	if x := right.Position().X + right.Size().Width; x != 380-32 {
		t.Errorf("what stands at the right ends at %v", x)
	}
	if title, _, _ := words(240); !strings.HasSuffix(title, "…") {
		t.Errorf("with little it says %q", title)
	}
}

// texts are the words below o, in order.
func texts(o fyne.CanvasObject) (all []string) {
	uitest.Walk(o, func(o fyne.CanvasObject) bool {
		if x, ok := o.(*canvas.Text); ok {
			all = append(all, x.Text)
		}
		return false
	})
	return all
}
