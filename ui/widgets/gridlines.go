package widgets

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// gridLines is what scrolls in a grid. It is as high as all rows are, and has only those that are seen:
// a row that leaves is used again for one that comes.
type gridLines struct {
	widget.BaseWidget
	list  *gridList
	first int    // the place of the first row that is seen
	shown []*row // from there on
	spare []*row
	view  *linesRenderer
}

// height is that of all rows.
func (l *gridLines) height() float32 { return float32(l.list.grid.len()) * rowHeight() }

// fit shows the rows that are seen at this place; those that were seen before are drawn anew only when
// all are.
func (l *gridLines) fit(all bool) {
	h, y := rowHeight(), l.list.offset()
	n := l.list.grid.len()
	first := min(n, max(0, int(y/h)))
	last := max(first, min(n, int(math.Ceil(float64((y+l.list.scroll.Size().Height)/h)))))
	old, from := l.shown, l.first
	l.shown, l.first = make([]*row, last-first), first
	for i, r := range old {
		if at := from + i; at >= first && at < last {
			l.shown[at-first] = r
		} else {
			l.spare = append(l.spare, r)
		}
	}
	for i := range l.shown {
		fresh := l.shown[i] == nil
		if fresh {
			l.shown[i] = l.take()
		}
		r := l.shown[i]
		place(r, 0, float32(first+i)*h, l.Size().Width, h)
		if fresh || all {
			l.list.grid.update(first+i, r)
		}
	}
	if l.view != nil {
		l.view.take(l.shown)
		canvas.Refresh(l)
	}
}

// take returns a row that shows nothing.
func (l *gridLines) take() *row {
	n := len(l.spare)
	if n == 0 {
		return newRow(l.list.grid)
	}
	r := l.spare[n-1]
	l.spare = l.spare[:n-1]
	return r
}

// Resize implements fyne.CanvasObject.
func (l *gridLines) Resize(s fyne.Size) {
	l.BaseWidget.Resize(s)
	l.fit(false)
}

// CreateRenderer implements fyne.Widget.
func (l *gridLines) CreateRenderer() fyne.WidgetRenderer {
	l.view = &linesRenderer{lines: l}
	l.view.take(l.shown)
	return l.view
}

// linesRenderer draws the rows that are seen.
type linesRenderer struct {
	lines   *gridLines
	objects []fyne.CanvasObject
}

func (r *linesRenderer) take(rows []*row) {
	r.objects = make([]fyne.CanvasObject, len(rows))
	for i, x := range rows {
		r.objects[i] = x
	}
}

// Layout implements fyne.WidgetRenderer.
func (r *linesRenderer) Layout(fyne.Size) {}

// MinSize implements fyne.WidgetRenderer.
func (r *linesRenderer) MinSize() fyne.Size { return fyne.NewSize(0, r.lines.height()) }

// Refresh implements fyne.WidgetRenderer.
func (r *linesRenderer) Refresh() {}

// Objects implements fyne.WidgetRenderer.
func (r *linesRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy implements fyne.WidgetRenderer.
func (r *linesRenderer) Destroy() {}
