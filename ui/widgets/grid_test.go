package widgets_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// model is a list of n numbers with a choice and a selection, as a view-model has them.
type model struct {
	n        int
	at       int
	anchor   int
	selected map[int]bool
	grid     *widgets.Grid
	chosen   []int // every row that was chosen, in order
}

func (m *model) Len() int              { return m.n }
func (m *model) Index() int            { return m.at }
func (m *model) IsSelected(i int) bool { return m.selected[i] }
func (m *model) SelectedCount() int    { return len(m.selected) }
func (m *model) ChooseRow(i int) {
	m.at, m.anchor = i, i
	m.chosen = append(m.chosen, i)
	m.grid.Refresh()
}
func (m *model) Toggle(i int) {
	if m.selected[i] {
		delete(m.selected, i)
	} else {
		m.selected[i] = true
	}
	m.at, m.anchor = i, i
	m.grid.Refresh()
}
func (m *model) SelectTo(i int) {
	for r := min(m.anchor, i); r <= max(m.anchor, i); r++ {
		m.selected[r] = true
	}
	m.at = i
	m.grid.Refresh()
}
func (m *model) SelectAll() {
	for i := range m.n {
		m.selected[i] = true
	}
	m.grid.Refresh()
}
func (m *model) ClearSelection() { clear(m.selected); m.grid.Refresh() }

// numbers is a selectable grid of n rows.
func numbers(n int) (*widgets.Grid, *model) {
	g := widgets.NewGrid(widgets.Column{ID: "name", Title: "Name", Width: -1, Sorts: true}, widgets.Column{ID: "code", Title: "Code", Width: 120}, widgets.Column{ID: "tag", Title: "Tag", Width: 120},
		widgets.Column{ID: "who", Title: "Who", Width: 110}, widgets.Column{ID: "made", Title: "Made", Width: 80}, widgets.Column{ID: "used", Title: "Used", Width: 80},
		widgets.Column{ID: "count", Title: "Count", Width: 80, Right: true, Sorts: true}, widgets.Column{ID: "status", Title: "Status", Width: 100}).Selectable()
	m := &model{n: n, at: -1, selected: map[int]bool{}, grid: g}
	g.Rows = m
	g.Row = func(i int) widgets.Line {
		return widgets.Line{Struck: i%5 == 0, Cells: []widgets.Cell{{Text: fmt.Sprint("Row ", i), Style: widgets.Strong}, {Text: fmt.Sprintf("live_%08d", i), Style: widgets.Code}, {Text: "orders.read", Style: widgets.Tagged, More: "+2"},
			{Text: "svc-billing"}, {Text: "26 Nov", Style: widgets.Dim}, {Text: "4 min", Style: widgets.Dim}, {Text: fmt.Sprint(i)}, {Mark: tone.Mark{Tone: tone.Tone(i % 7), Icon: "circle-check", Word: "Active"}}}}
	}
	return g, m
}

func TestTheChoiceMovesWithTheKeys(t *testing.T) {
	g, m := numbers(1000)
	var opened []int
	deleted := 0
	g.OnOpen = func(i int) { opened = append(opened, i) }
	g.OnDelete = func() { deleted++ }
	w := show(t, g.Object(), 1000, 400)
	f := g.Focusable()
	f.TypedKey(key(fyne.KeyReturn))
	if opened != nil {
		t.Error("Enter opened a row that is not chosen")
	}
	w.Canvas().Focus(f)
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyEnd, fyne.KeyDown, fyne.KeyReturn, fyne.KeyHome, fyne.KeyUp, fyne.KeyDelete} {
		f.TypedKey(key(k))
	}
	if want := []int{0, 1, 2, 1, 9, 999, 999, 0, 0}; !slices.Equal(m.chosen, want) {
		t.Errorf("chose %v, want %v", m.chosen, want)
	}
	if !slices.Equal(opened, []int{999}) || deleted != 1 {
		t.Errorf("opened %v, deleted %v", opened, deleted)
	}
}

// shift holds or releases the key.
func shift(f fyne.Focusable, down bool) {
	k := f.(desktop.Keyable)
	if down {
		k.KeyDown(key(desktop.KeyShiftLeft))
	} else {
		k.KeyUp(key(desktop.KeyShiftLeft))
	}
}

func TestRowsAreSelectedByKeys(t *testing.T) {
	g, m := numbers(100)
	w := show(t, g.Object(), 1000, 400)
	f := g.Focusable()
	w.Canvas().Focus(f)
	f.TypedKey(key(fyne.KeySpace))
	f.TypedKey(key(fyne.KeyDown))
	if len(m.selected) != 1 || !m.selected[0] {
		t.Fatalf("Space selected %v", m.selected)
	}
	shift(f, true)
	f.TypedKey(key(fyne.KeyDown))
	f.TypedKey(key(fyne.KeyDown))
	shift(f, false)
	if len(m.selected) != 4 || m.selected[4] {
		t.Errorf("Shift with Down selected %v", m.selected)
	}
	f.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	if len(m.selected) != 100 {
		t.Errorf("Ctrl+A selected %d", len(m.selected))
	}
	escaped := false
	g.OnEscape = func() { escaped = true }
	f.TypedKey(key(fyne.KeyEscape))
	if len(m.selected) != 0 || escaped {
		t.Errorf("the first Esc left %d selected, escaped %v", len(m.selected), escaped)
	}
	f.TypedKey(key(fyne.KeyEscape))
	if !escaped {
		t.Error("the second Esc did nothing")
	}
	copied := false
	g.OnCopy = func() { copied = true }
	f.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{})
	if !copied {
		t.Error("Ctrl+C copied nothing")
	}
}

// rowsOf are the rows that are drawn, top down.
func rowsOf(w fyne.Window) (rows []fyne.Tappable) {
	uitest.Walk(w.Content(), func(o fyne.CanvasObject) bool {
		if _, ok := o.(desktop.Mouseable); ok {
			if _, ok := o.(fyne.SecondaryTappable); ok && o.Size().Height == theme.RowHeight {
				rows = append(rows, o.(fyne.Tappable))
			}
		}
		return false
	})
	return rows
}

// press presses a row at x with keys held.
func press(r fyne.Tappable, x float32, mods fyne.KeyModifier) {
	at := fyne.NewPos(x, 10)
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: mods}
	e.Position = at
	r.(desktop.Mouseable).MouseDown(e)
	r.(desktop.Mouseable).MouseUp(e)
	r.Tapped(&fyne.PointEvent{Position: at})
}

func TestRowsAreChosenAndSelectedByTheMouse(t *testing.T) {
	g, m := numbers(100)
	w := show(t, g.Object(), 1000, 400)
	rows := rowsOf(w)
	if len(rows) < 8 {
		t.Fatalf("%d rows are drawn", len(rows))
	}
	press(rows[1], 200, 0)
	if m.at != 1 || len(m.selected) != 0 {
		t.Errorf("a press chose %d and selected %v", m.at, m.selected)
	}
	press(rows[2], 20, 0) // the check box
	press(rows[4], 200, fyne.KeyModifierShortcutDefault)
	if len(m.selected) != 2 || !m.selected[2] || !m.selected[4] {
		t.Errorf("check box and Ctrl selected %v", m.selected)
	}
	press(rows[7], 200, fyne.KeyModifierShift)
	if len(m.selected) != 5 || !m.selected[6] {
		t.Errorf("Shift selected %v", m.selected)
	}
	if w.Canvas().Focused() != g.Focusable() {
		t.Error("the keys do not go on where the mouse was")
	}
	var at int
	g.OnMenu = func(i int, _ fyne.Position) { at = i }
	rows[5].(fyne.SecondaryTappable).TappedSecondary(&fyne.PointEvent{})
	if at != 5 {
		t.Errorf("the menu is of row %d", at)
	}
}

// head is the line of titles.
func head(t *testing.T, w fyne.Window) fyne.CanvasObject {
	t.Helper()
	var found fyne.CanvasObject
	uitest.Walk(w.Content(), func(o fyne.CanvasObject) bool {
		if _, ok := o.(desktop.Cursorable); ok {
			if _, ok := o.(fyne.Draggable); ok && found == nil && o.Size().Height == theme.HeadHeight {
				found = o
			}
		}
		return found != nil
	})
	if found == nil {
		t.Fatal("there is no head")
	}
	return found
}

func TestTheHeadOrdersResizesAndSelectsAll(t *testing.T) {
	g, m := numbers(30)
	var sorted []string
	g.OnSort = func(c string) { sorted = append(sorted, c) }
	var kept map[string]widgets.Fixed
	g.OnColumns = func(c map[string]widgets.Fixed) { kept = c }
	w := show(t, g.Object(), 1000, 400)
	h := head(t, w)
	test.TapAt(h.(fyne.Tappable), fyne.NewPos(80, 16))
	f := h.(fyne.Focusable)
	w.Canvas().Focus(f)
	f.TypedKey(key(fyne.KeyRight)) // Code has no order
	f.TypedKey(key(fyne.KeyReturn))
	for range 5 {
		f.TypedKey(key(fyne.KeyRight))
	}
	f.TypedKey(key(fyne.KeyReturn))
	if !slices.Equal(sorted, []string{"name", "count"}) {
		t.Errorf("ordered by %v", sorted)
	}
	shift(f, true)
	f.TypedKey(key(fyne.KeyRight))
	shift(f, false)
	if kept["count"].Width != 96 {
		t.Errorf("kept %v", kept)
	}
	test.TapAt(h.(fyne.Tappable), fyne.NewPos(20, 16))
	if len(m.selected) != 30 {
		t.Errorf("the box of the head selected %d", len(m.selected))
	}
	test.TapAt(h.(fyne.Tappable), fyne.NewPos(20, 16))
	if len(m.selected) != 0 {
		t.Errorf("the box of the head left %d", len(m.selected))
	}
}

func TestColumnsAreHiddenAndRemembered(t *testing.T) {
	g, _ := numbers(3)
	var kept map[string]widgets.Fixed
	g.OnColumns = func(c map[string]widgets.Fixed) { kept = c }
	w := show(t, g.Object(), 1000, 400)
	g.ShowColumn("tag", false)
	if !kept["tag"].Hidden || uitest.Says(w, "Tag") || uitest.Says(w, "+2") {
		t.Error("a hidden column is still there")
	}
	again, _ := numbers(3)
	again.SetColumns(kept)
	w = show(t, again.Object(), 1000, 400)
	if uitest.Says(w, "Tag") {
		t.Error("what was hidden is forgotten")
	}
	again.ShowColumn("tag", true)
	if !uitest.Says(w, "Tag") || !uitest.Says(w, "+2") {
		t.Error("the column does not come back")
	}
}

func TestColumnsAreMovedAndRemembered(t *testing.T) {
	g, _ := numbers(3)
	var kept map[string]widgets.Fixed
	g.OnColumns = func(c map[string]widgets.Fixed) { kept = c }
	w := show(t, g.Object(), 1000, 400)
	titles := func(w fyne.Window) []string {
		var at []*canvas.Text
		for _, o := range test.WidgetRenderer(head(t, w).(fyne.Widget)).Objects() {
			if x, ok := o.(*canvas.Text); ok && x.Visible() {
				at = append(at, x)
			}
		}
		slices.SortFunc(at, func(a, b *canvas.Text) int { return cmp.Compare(a.Position().X, b.Position().X) })
		var out []string
		for _, x := range at {
			out = append(out, x.Text)
		}
		return out
	}
	before := titles(w)
	h := head(t, w)
	f := h.(fyne.Focusable)
	w.Canvas().Focus(f)
	control := func(down bool) {
		e := &fyne.KeyEvent{Name: desktop.KeyControlLeft}
		if down {
			h.(desktop.Keyable).KeyDown(e)
			return
		}
		h.(desktop.Keyable).KeyUp(e)
	}
	control(true)
	f.TypedKey(key(fyne.KeyRight))
	f.TypedKey(key(fyne.KeyRight))
	f.TypedKey(key(fyne.KeyLeft))
	control(false)
	if got := titles(w); got[0] != before[1] || got[1] != before[0] || !slices.Equal(got[2:], before[2:]) {
		t.Errorf("by keys %v became %v", before, got)
	}
	again, _ := numbers(3)
	again.SetColumns(kept)
	if got := titles(show(t, again.Object(), 1000, 400)); got[0] != before[1] {
		t.Errorf("remembered as %v", got)
	}
	for x := float32(300); x > 40; x -= 20 { // the title that is second now, to the left end
		h.(fyne.Draggable).Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 16)}, Dragged: fyne.NewDelta(-20, 0)})
	}
	h.(fyne.Draggable).DragEnd()
	if got := titles(w); !slices.Equal(got, before) {
		t.Errorf("dragged back they are %v", got)
	}
}

func TestAShrinkingGridDrawsOnlyWhatIsThere(t *testing.T) {
	g, m := numbers(50)
	row := g.Row
	g.Row = func(i int) widgets.Line {
		if i >= m.n {
			t.Fatalf("row %d of %d was asked for", i, m.n)
		}
		return row(i)
	}
	w := show(t, g.Object(), 1000, 400)
	m.n = 2
	g.Refresh()
	if texts := strings.Join(uitest.Texts(w), " "); !strings.Contains(texts, "Row 1") || strings.Contains(texts, "Row 2") {
		t.Errorf("the grid shows %s", texts)
	}
}

func TestAGridSaysWhatItShows(t *testing.T) {
	g, _ := numbers(3)
	w := show(t, g.Object(), 1000, 400)
	g.SetFoot("3 rows", "sorted")
	for _, s := range []string{"Name", "Status", "3 rows", "sorted", "Row 2", "Active"} {
		if !uitest.Says(w, s) {
			t.Errorf("the grid does not say %q", s)
		}
	}
	g.SetOver(widgets.Placeholder(tone.Neutral, "list", "Nothing here", []string{"Because."}))
	if !uitest.Says(w, "Nothing here") {
		t.Error("the placeholder is not shown")
	}
	g.SetOver(nil)
	if uitest.Says(w, "Nothing here") {
		t.Error("the placeholder is still there")
	}
}

func TestACutCellSaysTheWholeInATip(t *testing.T) {
	g, _ := numbers(3)
	row := g.Row
	const long = "A name that is far too long for the column in which it stands, as names are"
	g.Row = func(i int) widgets.Line {
		l := row(i)
		l.Cells[3].Text = long
		return l
	}
	var tip string
	g.OnTip = func(_ fyne.CanvasObject, text string, _ fyne.Position) { tip = text }
	w := show(t, g.Object(), 1000, 400)
	r := rowsOf(w)[0].(desktop.Hoverable)
	found := false
	for x := float32(0); x < 1000; x += 10 {
		e := &desktop.MouseEvent{}
		e.Position = fyne.NewPos(x, 10)
		r.MouseMoved(e)
		found = found || tip == long
	}
	if !found {
		t.Error("nothing says the whole text")
	}
	r.MouseOut()
	if tip != "" {
		t.Errorf("the tip stays: %q", tip)
	}
}

func TestTheGridLooksAsDrawn(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.LightMode, "dark": theme.DarkMode} {
		app := test.NewTempApp(t)
		app.Settings().SetTheme(theme.Theme{Mode: mode})
		g, m := numbers(6)
		w := test.NewTempWindow(t, g.Object())
		w.SetPadded(false)
		w.Resize(fyne.NewSize(960, 300))
		m.selected[1], m.at = true, 2
		g.SetSort("name", false)
		g.SetFoot("6 rows, 1 selected", "")
		g.Refresh()
		test.AssertImageMatches(t, "grid-"+name+".png", w.Canvas().Capture())
	}
}

// BenchmarkScroll scrolls through 100,000 rows, a screen at a time; it reports what one row costs.
func BenchmarkScroll(b *testing.B) {
	g, m := numbers(widgets.MaxRows)
	show(b, g.Object(), 1060, 760)
	f := g.Focusable()
	f.TypedKey(key(fyne.KeyHome))
	rows := 0
	row := g.Row
	g.Row = func(i int) widgets.Line { rows++; return row(i) }
	b.ReportAllocs()
	for b.Loop() {
		f.TypedKey(key(fyne.KeyPageDown))
		if m.at == widgets.MaxRows-1 {
			f.TypedKey(key(fyne.KeyHome))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rows), "ns/UpdateItem")
}
