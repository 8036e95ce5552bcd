package widgets

import (
	"cmp"
	"maps"
	"slices"

	"gatehouse/ui/theme"
)

// Column is one column of a grid.
type Column struct {
	ID     string // names the column where its order and width are remembered; "" = its place alone
	Title  string
	Width  float32 // negative: a share of what is left
	Min    float32 // the least width of a shared column; 96 when 0
	Right  bool
	Sorts  bool // its head orders the rows
	Hidden bool // not shown unless one asks for it
	Spare  int  // in a narrow grid the column with 1 gives way first, then 2; 0 always stays
}

// Fixed is what one chose for a column: a width in pixels (0 = the column's own), whether it is
// hidden, and its place from 1 on (0 = where it was made).
type Fixed struct {
	Width  float32
	Hidden bool
	Order  int
}

const (
	cellPad  = 8  // room at both sides of a cell
	edgePad  = 8  // room before the first and after the last cell
	checkGap = 36 // room of the check boxes
	minShare = 96 // a shared column is never narrower
	minDrag  = 48 // a column is never dragged narrower
)

// columns is what a grid shows of its columns, and where.
type columns struct {
	all    []Column
	chosen map[string]Fixed
	checks bool // rows begin with a check box
}

// of returns a column as one chose it to be.
func (c *columns) of(i int) Column {
	col := c.all[i]
	if f, ok := c.chosen[col.ID]; ok && col.ID != "" {
		if f.Width > 0 {
			col.Width = f.Width
		}
		if f.Width > 0 || f.Hidden != col.Hidden || f.Order == 0 {
			col.Hidden, col.Spare = f.Hidden, 0 // somebody wants it so
		}
	}
	return col
}

// order is which column stands at each place from the left.
func (c *columns) order() []int {
	out := make([]int, len(c.all))
	for i := range out {
		out[i] = i
	}
	if len(c.chosen) == 0 {
		return out
	}
	place := func(i int) int {
		if f := c.chosen[c.all[i].ID]; f.Order > 0 && c.all[i].ID != "" {
			return f.Order
		}
		return i + 1
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(place(a), place(b)) })
	return out
}

// moved returns what one chose, with column i at the place of column to.
func (c *columns) moved(i, to int) map[string]Fixed {
	order := c.order()
	place := slices.Index(order, to)
	order = slices.DeleteFunc(order, func(x int) bool { return x == i })
	order = slices.Insert(order, place, i)
	chosen := maps.Clone(c.chosen)
	if chosen == nil {
		chosen = map[string]Fixed{}
	}
	for n, x := range order {
		if id := c.all[x].ID; id != "" {
			f, ok := chosen[id]
			if !ok {
				f.Hidden = c.all[x].Hidden
			}
			f.Order = n + 1
			chosen[id] = f
		}
	}
	return chosen
}

// minWidth is the width below which the grid scrolls sideways.
func (c *columns) minWidth() float32 { return c.least(c.lastSpare()) }

// least is the width that the columns need when those up to this place in line have given way.
func (c *columns) least(given int) float32 {
	w := c.lead() + 2*edgePad
	for i := range c.all {
		col := c.of(i)
		switch {
		case col.Hidden || col.Spare > 0 && col.Spare <= given:
		case col.Width > 0:
			w += col.Width
		default:
			w += max(col.Min, minShare)
		}
	}
	return w
}

// lastSpare is the highest place in the line of columns that give way.
func (c *columns) lastSpare() (last int) {
	for _, col := range c.all {
		last = max(last, col.Spare)
	}
	return last
}

// given is how many in that line give way at this width.
func (c *columns) given(width float32) (n int) {
	for last := c.lastSpare(); n < last && c.least(n) > width; {
		n++
	}
	return n
}

// lead is the room before the first cell.
func (c *columns) lead() float32 {
	if c.checks {
		return checkGap
	}
	return 0
}

// span is where a cell's content starts, and how wide it is; a hidden one has no width.
type span struct{ x, w float32 }

// spans places the cells of a row of this width.
func (c *columns) spans(width float32) []span {
	widths := c.widths(width)
	out := make([]span, len(widths))
	x := c.lead() + edgePad
	for _, i := range c.order() {
		if w := widths[i]; w > 0 {
			out[i] = span{x + cellPad, max(0, w-2*cellPad)}
			x += w
		}
	}
	return out
}

// widths are those of the columns at this width of the grid; 0 is not shown. A column that would get
// less than its least takes that, and the others share what is left.
func (c *columns) widths(width float32) []float32 {
	out, given := make([]float32, len(c.all)), c.given(width)
	rest, shares := width-c.lead()-2*edgePad, float32(0)
	var sharing []int
	for i := range c.all {
		switch col := c.of(i); {
		case col.Hidden || col.Spare > 0 && col.Spare <= given:
		case col.Width > 0:
			out[i] = col.Width
			rest -= col.Width
		default:
			sharing = append(sharing, i)
			shares -= col.Width
		}
	}
	for short := true; short; {
		short = false
		for n, i := range sharing {
			col := c.of(i)
			if least := max(col.Min, minShare); rest*-col.Width/shares < least {
				out[i], rest, shares = least, rest-least, shares+col.Width
				sharing, short = slices.Delete(sharing, n, n+1), true
				break
			}
		}
	}
	for _, i := range sharing {
		out[i] = round(rest * -c.of(i).Width / shares)
	}
	return out
}

// rowHeight is the height of a row in the density of now.
func rowHeight() float32 { return theme.Row() }
