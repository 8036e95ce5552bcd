package page

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Rows is the part of a view-model that every list page draws; [vm.List] has all of it.
type Rows interface {
	widgets.Rows
	Start(ctx context.Context)
	Phase() vm.Phase
	Problem() vm.Problem
	Reload()
	Total() int
	Search() string
	SetSearch(s string)
	LookFor(s string)
	Narrow(search string) (rest string)
	Chips() []vm.Chip
	FilterChoices() []vm.Choice
	AddFilter(facet, value string)
	RemoveFilter(facet string)
	ClearFilters()
	Narrowed() string
	Sorting() vm.Sorting
	SortBy(column string)
	State() vm.ListState
	Restore(vm.ListState)
	Offset() float32
	SetOffset(float32)
	Choose(id string)
}

// Command is something one can do on a page. Its id is that of an action, which has the title for
// the menu, the key and the permission.
type Command struct {
	ID     string
	Label  func() string // on the button and in the menu of a row; "Revoke 3…"
	Icon   string
	Danger bool
	Bulk   bool        // stands in the bar over the foot while rows are selected
	Row    bool        // stands in the menu of a row
	Can    func() bool // nil = always
	Run    func()
}

// ListConfig says what a list page shows and does.
type ListConfig struct {
	Name     string // of the page: where its columns are remembered, and what the log calls it
	Columns  []widgets.Column
	Row      func(i int) widgets.Line
	Hint     string // in the search field
	Lead     fyne.CanvasObject
	New      string // the command of the primary button, or ""
	Commands []Command
	Empty    Empty
	Noun     func(n int64) string // "1,284 keys"
	Reading  string               // "Reading API keys"
	Note     func() string        // at the right of the foot, or nil
	// Drawer is what stands beside the rows about the chosen one, or nil for nothing.
	Drawer func() fyne.CanvasObject
	// Below stands under the rows instead, where lines are wide.
	Below func() fyne.CanvasObject
	Open  func() // Enter
	Copy  func() // Ctrl+C
	// Whole chooses one page over the other when nothing can be listed.
	Mono bool // no selection: one thing at a time
}

// List is the frame that list pages share: a bar with filters, search, columns and what makes a new
// one; the rows; a bar for the selection; a drawer; a foot that counts.
type List struct {
	Env    Env
	vm     Rows
	cfg    ListConfig
	root   *fyne.Container
	Grid   *widgets.Grid
	search *widgets.SearchField
	chips  *widgets.Chips
	drawer *fyne.Container
	below  *fyne.Container
	first  bool // rows were drawn once
}

// NewList makes the frame over a view-model.
func NewList(env Env, v Rows, cfg ListConfig) *List {
	l := &List{Env: env, vm: v, cfg: cfg, drawer: container.NewStack(), below: container.NewStack()}
	l.Grid = widgets.NewGrid(cfg.Columns...)
	if !cfg.Mono {
		l.Grid.Selectable()
	}
	l.Grid.Rows, l.Grid.Row = v, cfg.Row
	l.Grid.OnSort, l.Grid.OnMenu, l.Grid.OnCopy = v.SortBy, l.rowMenu, cfg.Copy
	l.Grid.OnEscape = func() { v.Choose("") }
	l.Grid.OnOpen = func(int) {
		if cfg.Open != nil {
			cfg.Open()
		}
	}
	l.Grid.OnDelete = l.delete
	l.Grid.OnTip = env.Tip
	l.Grid.SetColumns(env.Columns(cfg.Name))
	l.Grid.OnUndo = func() { env.Run("undo") }
	l.Grid.OnColumns = func(c map[string]widgets.Fixed) { env.KeepColumns(cfg.Name, c) }
	l.search = widgets.NewSearchField(cfg.Hint, "Ctrl F", v.SetSearch)
	l.search.OnSubmitted = func(s string) { // the next key is for the rows that are asked for, not for those of before
		v.LookFor(s)
		env.Canvas().Focus(l.Grid.Focusable())
	}
	l.chips = widgets.NewChips()
	l.chips.OnRemove, l.chips.OnClear, l.chips.OnAdd = v.RemoveFilter, v.ClearFilters, l.addFilter
	l.root = widgets.Col(0, l.bar(), widgets.Grow(widgets.Fill(0, widgets.Grow(l.Grid.Object()), l.drawer)), l.below)
	return l
}

// bar is the line over the rows.
func (l *List) bar() fyne.CanvasObject {
	left := []fyne.CanvasObject{}
	if l.cfg.Lead != nil {
		left = append(left, l.cfg.Lead)
	}
	left = append(left, l.chips.Object())
	columns := widgets.NewIconButton(widgets.Ghost, "columns-3", say.L("Columns and order"), nil)
	columns.OnTapped = func() { l.columnMenu(columns) }
	right := []fyne.CanvasObject{l.search.Object(), columns}
	if c, ok := l.command(l.cfg.New); ok {
		b := widgets.NewSmallButton(widgets.Primary, c.Icon, c.Label(), c.Run)
		b.SetEnabled(l.Env.Permitted(c.ID))
		right = append(right, b)
	}
	os := append(left, right...)
	return widgets.Col(0, widgets.Sized(0, theme.ToolHeight, widgets.PadXY(container.New(toolBar{l.chips, l.search.Object()}, os...), 16, 0)), widgets.HLine())
}

// Object is what is shown.
func (l *List) Object() fyne.CanvasObject { return l.root }

// Start reads the rows.
func (l *List) Start(ctx context.Context) {
	l.Render()
	l.vm.Start(ctx)
}

// Reload implements nav.Reloader.
func (l *List) Reload() { l.vm.Reload() }

// Focus implements nav.Focuser: the keys go to the rows.
func (l *List) Focus() { l.Env.Canvas().Focus(l.Grid.Focusable()) }

// FocusSearch implements nav.Searcher.
func (l *List) FocusSearch() { l.Env.Canvas().Focus(l.search.Entry()) }

// Keep implements nav.Keeper.
func (l *List) Keep() any {
	l.vm.SetOffset(l.Grid.Offset())
	return l.vm.State()
}

// Restore implements nav.Keeper.
func (l *List) Restore(state any) {
	if s, ok := state.(vm.ListState); ok {
		l.vm.Restore(s)
		l.search.SetText(s.Search)
	}
}

// Begin narrows the list by a search and chooses a thing, as a route says.
func (l *List) Begin(search, item string) {
	if search != "" {
		l.search.SetText(l.vm.Narrow(search))
	}
	if item != "" {
		l.vm.Choose(item)
	}
}

func (l *List) command(id string) (Command, bool) {
	i := slices.IndexFunc(l.cfg.Commands, func(c Command) bool { return c.ID == id })
	if i < 0 {
		return Command{}, false
	}
	return l.cfg.Commands[i], true
}

// Can implements nav.Commander.
func (l *List) Can(id string) bool {
	c, ok := l.command(id)
	return ok && l.can(c)
}

func (l *List) can(c Command) bool {
	return l.Env.Permitted(c.ID) && (c.Can == nil || c.Can())
}

// Do implements nav.Commander.
func (l *List) Do(id string) {
	if c, ok := l.command(id); ok && l.can(c) {
		c.Run()
	}
}

// delete does what the Delete key means: the first dangerous command of a row that is possible.
func (l *List) delete() {
	for _, c := range l.cfg.Commands {
		if c.Danger && c.Row && l.can(c) {
			c.Run()
			return
		}
	}
}

// Render draws the list as the view-model is now.
func (l *List) Render() {
	if l.search.Text() != l.vm.Search() && l.vm.Search() == "" && l.Env.Canvas().Focused() != fyne.Focusable(l.search.Entry()) {
		l.search.SetText("")
	}
	chips := l.vm.Chips()
	shown := make([]widgets.Chip, len(chips))
	for i, c := range chips {
		shown[i] = widgets.Chip{ID: c.ID, Name: c.Name, Value: c.Value}
	}
	l.chips.Show(shown)
	ready := l.vm.Phase() == vm.Ready
	l.renderOver()
	note := ""
	if l.cfg.Note != nil && ready {
		note = l.cfg.Note()
	}
	l.Grid.SetFoot(l.foot(), note)
	s := l.vm.Sorting()
	l.Grid.SetSort(s.Column, s.Desc)
	l.renderBulk(ready)
	l.renderBeside(ready)
	l.Grid.Refresh()
	if ready && !l.first {
		l.first = true
		l.Grid.SetOffset(l.vm.Offset())
	}
	if l.vm.Phase() != vm.Loading {
		slog.Debug("shown: " + l.cfg.Name)
	}
}

// renderOver puts what stands in place of the rows.
func (l *List) renderOver() {
	switch l.vm.Phase() {
	case vm.Loading:
		l.Grid.SetOver(container.NewClip(widgets.Skeleton(16)))
	case vm.Failed:
		l.Grid.SetOver(Failure(l.vm.Problem(), l.vm.Reload))
	case vm.Empty:
		e := l.cfg.Empty
		l.Grid.SetOver(widgets.Placeholder(tone.Accent, e.Icon, e.Title, e.Lines, e.Actions...))
	case vm.NoMatch:
		clear := widgets.NewButton(widgets.Secondary, "x", say.L("Clear filters"), l.clear)
		line := say.L("{{.Things}} are hidden by {{.What}}.", say.V{"Things": l.cfg.Noun(int64(l.vm.Total())), "What": l.vm.Narrowed()})
		l.Grid.SetOver(widgets.Placeholder(tone.Neutral, "list-filter", say.L("Nothing fits these filters"), []string{line}, clear))
	default:
		l.Grid.SetOver(nil)
	}
}

func (l *List) clear() {
	l.search.SetText("")
	l.vm.ClearFilters()
	l.Env.Canvas().Focus(l.search.Entry())
}

// foot says "48 of 1,284 keys, 3 selected".
func (l *List) foot() string {
	total := int64(l.vm.Total())
	switch l.vm.Phase() {
	case vm.Loading:
		return l.cfg.Reading
	case vm.Failed, vm.Empty:
		return ""
	}
	s := l.cfg.Noun(total)
	if n := int64(l.vm.Len()); n != total {
		s = say.L("{{.Some}} of {{.All}}", say.V{"Some": say.Count(n), "All": s})
	}
	if n := l.vm.SelectedCount(); n > 0 {
		s += ", " + say.N(int64(n), "{{.Count}} selected", "{{.Count}} selected")
	}
	if l.vm.Len() > widgets.MaxRows {
		s += ". " + say.L("The first {{.Count}} are shown; narrow the filter to see others.", say.V{"Count": say.Count(widgets.MaxRows)})
	}
	return s
}

// renderBeside draws the drawer or what stands below.
func (l *List) renderBeside(ready bool) {
	set := func(box *fyne.Container, make func() fyne.CanvasObject) {
		if make == nil {
			return
		}
		box.RemoveAll()
		if o := make(); o != nil && ready {
			box.Add(o)
		}
		box.Refresh()
	}
	set(l.drawer, l.cfg.Drawer)
	set(l.below, l.cfg.Below)
	l.root.Refresh()
}

// rowMenu opens the menu of a row.
func (l *List) rowMenu(_ int, at fyne.Position) {
	var items []widgets.MenuItem
	for _, c := range l.cfg.Commands {
		if c.Row {
			items = append(items, widgets.MenuItem{Icon: c.Icon, Title: c.Label(), Danger: c.Danger, Disabled: !l.can(c), Run: c.Run})
		}
	}
	if len(items) > 0 {
		widgets.ShowMenu(l.Env.Canvas(), at, items)
	}
}

// columnMenu shows and hides columns, and orders by one.
func (l *List) columnMenu(under fyne.CanvasObject) {
	var items []widgets.MenuItem
	for _, c := range l.Grid.Columns() {
		if c.ID == "" {
			continue
		}
		icon := ""
		if !c.Hidden {
			icon = "check"
		}
		items = append(items, widgets.MenuItem{Icon: icon, Title: c.Title, Run: func() { l.Grid.ShowColumn(c.ID, c.Hidden) }})
	}
	items = append(items, widgets.MenuItem{Divider: true})
	for _, c := range l.Grid.Columns() {
		if c.Sorts {
			items = append(items, widgets.MenuItem{Icon: "arrow-up", Title: say.L("Order by {{.Column}}", say.V{"Column": c.Title}), Run: func() { l.vm.SortBy(c.ID) }})
		}
	}
	widgets.ShowMenuUnder(under, items)
}

// addFilter lets one choose a filter by typing.
func (l *List) addFilter() {
	choices := l.vm.FilterChoices()
	widgets.ShowChooser(l.Env.Canvas(), l.chips.Adder(), Options(choices), func(id string) {
		if i := slices.IndexFunc(choices, func(c vm.Choice) bool { return c.ID == id }); i >= 0 {
			facet, value := splitFacet(id)
			l.vm.AddFilter(facet, value)
		}
		l.Env.Canvas().Focus(l.Grid.Focusable())
	})
}

func splitFacet(id string) (facet, value string) {
	for i, r := range id {
		if r == ':' {
			return id[:i], id[i+1:]
		}
	}
	return id, ""
}

// Pause is how long a page waits before it follows what is typed.
const Pause = 200 * time.Millisecond
