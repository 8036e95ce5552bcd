package widgets

// Static are rows that do not change, for a grid that only shows: N of them, one chosen.
type Static struct {
	N    int
	grid *Grid
	at   int
}

// NewStatic shows n rows in a grid; row says what each holds.
func NewStatic(g *Grid, n int, row func(i int) Line) {
	g.Rows, g.Row = &Static{N: n, grid: g, at: -1}, row
	g.Refresh()
}

// Len implements Rows.
func (s *Static) Len() int { return s.N }

// Index implements Rows.
func (s *Static) Index() int { return s.at }

// ChooseRow implements Rows.
func (s *Static) ChooseRow(i int) {
	s.at = i
	s.grid.Refresh()
}

// IsSelected implements Rows.
func (s *Static) IsSelected(int) bool { return false }

// SelectedCount implements Rows.
func (s *Static) SelectedCount() int { return 0 }

// Toggle implements Rows.
func (s *Static) Toggle(int) {}

// SelectTo implements Rows.
func (s *Static) SelectTo(i int) { s.ChooseRow(i) }

// SelectAll implements Rows.
func (s *Static) SelectAll() {}

// ClearSelection implements Rows.
func (s *Static) ClearSelection() {}
