package charts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/theme"
)

// drawer is a chart that draws itself on a sheet.
type drawer interface {
	fyne.CanvasObject
	draw(s *sheet, size fyne.Size)
	least() fyne.Size
}

// sheet is what a chart draws on. Objects are used again in the next drawing, so that hovering
// makes none; later ones lie over earlier ones. It is also the renderer of its chart.
type sheet struct {
	chart   drawer
	rects   []*canvas.Rectangle
	texts   []*canvas.Text
	arcs    []*canvas.Arc
	images  []*canvas.Image
	used    struct{ rects, texts, arcs, images int }
	objects []fyne.CanvasObject
	extra   []fyne.CanvasObject // widgets of the chart, over the drawing
}

func newSheet(d drawer, extra ...fyne.CanvasObject) *sheet { return &sheet{chart: d, extra: extra} }

// next returns the object of a pool that is to be used next.
func next[T any](pool *[]*T, used *int) *T {
	if *used == len(*pool) {
		*pool = append(*pool, new(T))
	}
	*used++
	return (*pool)[*used-1]
}

// put places an object and shows it.
func (s *sheet) put(o fyne.CanvasObject, r Rect) {
	o.Move(fyne.NewPos(r.X, r.Y))
	o.Resize(fyne.NewSize(r.W, r.H))
	s.objects = append(s.objects, o)
}

func (s *sheet) rect(r Rect, fill color.NRGBA, radius float32) *canvas.Rectangle {
	o := next(&s.rects, &s.used.rects)
	o.FillColor, o.CornerRadius, o.Shadow = fill, radius, canvas.Shadow{}
	s.put(o, r)
	return o
}

// frame is a box with a line of one pixel.
func (s *sheet) frame(r Rect, fill, line color.NRGBA, radius float32) *canvas.Rectangle {
	o := s.rect(r, line, radius)
	s.rect(Rect{r.X + 1, r.Y + 1, r.W - 2, r.H - 2}, fill, max(0, radius-1))
	return o
}

// style is how a text is set.
type style struct {
	size   float32
	colour color.NRGBA
	bold   bool
	medium bool
	align  fyne.TextAlign
}

// text sets one line, centred on the height of r.
func (s *sheet) text(text string, r Rect, st style) {
	o := next(&s.texts, &s.used.texts)
	o.Text, o.TextSize, o.Color, o.Alignment = text, st.size, st.colour, st.align
	o.TextStyle.Bold, o.FontSource = st.bold, nil
	if st.medium {
		o.FontSource = theme.Medium
	}
	h := o.MinSize().Height
	s.put(o, Rect{r.X, round(r.Y + (r.H-h)/2), r.W, h})
	o.Refresh()
}

func (s *sheet) arc(r Rect, from, to float32, fill color.NRGBA) {
	o := next(&s.arcs, &s.used.arcs)
	o.StartAngle, o.EndAngle, o.FillColor, o.CutoutRatio, o.CornerRadius = from, to, fill, 0.7, min(2, max(0, (to-from)/4))
	s.put(o, r)
	o.Refresh()
}

func (s *sheet) icon(name string, r Rect, c color.NRGBA) {
	o := next(&s.images, &s.used.images)
	if res := theme.Icon(name, c); o.Resource != res {
		o.Resource, o.FillMode = res, canvas.ImageFillContain
		o.Refresh()
	}
	s.put(o, r)
}

// width measures a text.
func width(text string, st style) float32 {
	t := canvas.Text{Text: text, TextSize: st.size, TextStyle: fyne.TextStyle{Bold: st.bold}}
	if st.medium {
		t.FontSource = theme.Medium
	}
	return float32(int(t.MinSize().Width + 0.99))
}

// Layout implements fyne.WidgetRenderer.
func (s *sheet) Layout(size fyne.Size) {
	s.used.rects, s.used.texts, s.used.arcs, s.used.images, s.objects = 0, 0, 0, 0, s.objects[:0]
	s.chart.draw(s, size)
	s.objects = append(s.objects, s.extra...)
}

// MinSize implements fyne.WidgetRenderer.
func (s *sheet) MinSize() fyne.Size { return s.chart.least() }

// Refresh implements fyne.WidgetRenderer.
func (s *sheet) Refresh() {
	s.Layout(s.chart.Size())
	for _, o := range s.extra {
		o.Refresh()
	}
	canvas.Refresh(s.chart)
}

// Objects implements fyne.WidgetRenderer.
func (s *sheet) Objects() []fyne.CanvasObject { return s.objects }

// Destroy implements fyne.WidgetRenderer.
func (s *sheet) Destroy() {}

// note draws a small floating list beside box and inside of size: a title, and lines of two words.
func (s *sheet) note(box Rect, size fyne.Size, title string, lines [][2]string, swatches []theme.ChartColour) {
	k := theme.Current()
	head := style{size: theme.Small, colour: k.Text, medium: true}
	name, count := style{size: theme.Small, colour: k.Text2}, style{size: theme.Small, colour: k.Text, align: fyne.TextAlignTrailing}
	lead := float32(0)
	if len(swatches) > 0 {
		lead = 16
	}
	w, h := width(title, head), float32(32)
	for _, l := range lines {
		w = max(w, lead+width(l[0], name)+20+width(l[1], count))
	}
	w += 20
	h += 18 * float32(len(lines))
	x := box.X + box.W + 8
	if x+w > size.Width {
		x = box.X - 8 - w
	}
	x, y := round(max(0, min(x, size.Width-w))), round(max(0, min(box.Y, size.Height-h)))
	base := s.frame(Rect{x, y, w, h}, k.Raised, k.FloatLine(), theme.RadiusControl)
	base.Shadow = canvas.Shadow{Color: k.Shadow, BlurRadius: 12, Offset: fyne.NewPos(0, 4), Variant: canvas.DropShadow}
	s.text(title, Rect{x + 10, y + 6, w - 20, 20}, head)
	for i, l := range lines {
		ly := y + 26 + 18*float32(i)
		if i < len(swatches) {
			s.rect(Rect{x + 10, ly + 4, 10, 10}, k.Chart(swatches[i]), 2)
		}
		s.text(l[0], Rect{x + 10 + lead, ly, w - 20 - lead, 18}, name)
		s.text(l[1], Rect{x + 10, ly, w - 20, 18}, count)
	}
}
