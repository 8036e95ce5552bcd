package charts

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// withLegend is a chart that has a legend for the head of its card.
type withLegend interface{ Legend() fyne.CanvasObject }

// WithTable puts a title over a chart, its legend if it has one, and a button that shows the
// chart's numbers as a table instead; the arrow keys move in it. Without a title there is none.
func WithTable(c Chart, title string) fyne.CanvasObject {
	drawn, ok := c.(fyne.CanvasObject)
	if !ok {
		panic("charts: WithTable needs a chart that is drawn")
	}
	head := []fyne.CanvasObject{}
	if title != "" {
		head = append(head, widgets.Semi(title, theme.Section, theme.Current().Text))
	}
	if l, ok := c.(withLegend); ok {
		head = append(head, widgets.Grow(l.Legend()))
	} else {
		head = append(head, widgets.Flex())
	}
	body := widgets.Stack(drawn)
	link := widgets.NewSmallButton(widgets.Link, "", say.L("Show as table"), nil)
	asTable := false
	link.OnTapped = func() {
		asTable = !asTable
		body.RemoveAll()
		if asTable {
			link.SetLabel(say.L("Show as chart"))
			body.Add(tableOf(c))
		} else {
			link.SetLabel(say.L("Show as table"))
			body.Add(drawn)
		}
		body.Refresh()
	}
	return widgets.Col(8, widgets.Row(12, append(head, link)...), widgets.Grow(body))
}

// tableOf makes a grid of a chart's numbers: words at the left, amounts at the right.
func tableOf(c Chart) fyne.CanvasObject {
	head, rows := c.Table()
	cols := make([]widgets.Column, len(head))
	for i, h := range head {
		cols[i] = widgets.Column{Title: h, Width: -1, Right: i > 0}
	}
	if len(cols) > 0 {
		cols[0].Width = -2
	}
	g := widgets.NewGrid(cols...)
	widgets.NewStatic(g, len(rows), func(i int) widgets.Line {
		cells := make([]widgets.Cell, len(rows[i]))
		for n, s := range rows[i] {
			cells[n] = widgets.Cell{Text: s}
		}
		return widgets.Line{Cells: cells}
	})
	g.SetFoot(say.N(int64(len(rows)), "{{.Count}} row", "{{.Count}} rows"), "")
	return g.Object()
}
