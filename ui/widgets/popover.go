package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/theme"
)

// popover is a raised box over the page, under the field it belongs to. Esc in it and a press
// beside it close it; it has a ring of focus of its own.
type popover struct {
	widget.BaseWidget
	over    fyne.Canvas
	content fyne.CanvasObject
	at      fyne.Position
	closed  func()
}

// showPopover opens content under o; closed is told when it is gone.
func showPopover(o fyne.CanvasObject, content fyne.CanvasObject, closed func()) *popover {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(o)
	if c == nil {
		return nil
	}
	HideTips(c)
	p := &popover{over: c, at: d.AbsolutePositionForObject(o).AddXY(0, o.Size().Height+4), closed: closed}
	p.content = Raised(PadXY(content, 12, 12), theme.RadiusCard)
	p.ExtendBaseWidget(p)
	c.Overlays().Add(p)
	return p
}

// Dismiss implements Dismisser.
func (p *popover) Dismiss() {
	p.over.Overlays().Remove(p)
	if p.closed != nil {
		p.closed()
	}
}

// Tapped implements fyne.Tappable: a press beside the box closes it, one inside does nothing.
func (p *popover) Tapped(e *fyne.PointEvent) {
	at, s := p.content.Position(), p.content.Size()
	if e.Position.X >= at.X && e.Position.Y >= at.Y && e.Position.X < at.X+s.Width && e.Position.Y < at.Y+s.Height {
		return
	}
	p.Dismiss()
}

// CreateRenderer implements fyne.Widget.
func (p *popover) CreateRenderer() fyne.WidgetRenderer { return &popoverRenderer{p} }

type popoverRenderer struct{ p *popover }

// Layout implements fyne.WidgetRenderer: inside the canvas, even at its edge.
func (r *popoverRenderer) Layout(s fyne.Size) {
	m := r.p.content.MinSize()
	x := max(8, min(r.p.at.X, s.Width-m.Width-8))
	y := max(8, min(r.p.at.Y, s.Height-m.Height-8))
	place(r.p.content, round(x), round(y), m.Width, m.Height)
}

// MinSize implements fyne.WidgetRenderer.
func (r *popoverRenderer) MinSize() fyne.Size { return r.p.content.MinSize() }

// Refresh implements fyne.WidgetRenderer.
func (r *popoverRenderer) Refresh() {
	r.Layout(r.p.Size())
	canvas.Refresh(r.p.content)
}

// Objects implements fyne.WidgetRenderer.
func (r *popoverRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.p.content} }

// Destroy implements fyne.WidgetRenderer.
func (r *popoverRenderer) Destroy() {}

var _ Dismisser = (*popover)(nil)
