package widgets

import "gatehouse/ui/theme"

// Column is one column of a grid.
type Column struct {
	ID     string // names the column where its order and width are remembered; "" = its place alone
	Title  string
	Width  float32 // negative: a share of what is left
	Min    float32 // the least width of a shared column; 96 when 0
	Right  bool
	Sorts  bool // its head orders the rows
	Hidden bool // not shown unless one asks for it
}

// Fixed is what one chose for a column: a width in pixels (0 = the column's own), and whether it is
// hidden.
type Fixed struct {
	Width  float32
	Hidden bool
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
		col.Hidden = f.Hidden
		if f.Width > 0 {
			col.Width = f.Width
		}
	}
	return col
}

// minWidth is the width below which the grid scrolls sideways.
func (c *columns) minWidth() float32 {
	w := c.lead() + 2*edgePad
	for i := range c.all {
		col := c.of(i)
		switch {
		case col.Hidden:
		case col.Width > 0:
			w += col.Width
		default:
			w += max(col.Min, minShare)
		}
	}
	return w
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
	var fixed, shares float32
	for i := range c.all {
		switch col := c.of(i); {
		case col.Hidden:
		case col.Width > 0:
			fixed += col.Width
		default:
			shares -= col.Width
		}
	}
	rest := max(0, width-c.lead()-2*edgePad-fixed)
	out := make([]span, len(c.all))
	x := c.lead() + edgePad
	for i := range c.all {
		col := c.of(i)
		if col.Hidden {
			continue
		}
		w := col.Width
		if w <= 0 {
			w = max(round(rest*-w/shares), col.Min, minShare)
		}
		out[i] = span{x + cellPad, max(0, w-2*cellPad)}
		x += w
	}
	return out
}

// rowHeight is the height of a row in the density of now.
func rowHeight() float32 { return theme.Row() }
