package finding

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// heights are the three heights of the pane; between them, it is as high as one drags it.
var heights = []float32{232, 344, 456}

// minPane and maxPane limit how high the pane gets; minRows is what is left to the rows.
const minPane, maxPane, minRows float32 = 160, 640, 240

// paneName is under which the height is remembered, beside the columns.
const paneName = "findings.pane"

// pane is what stands below the rows about the chosen finding. It is built anew only when what it
// says changes, so that it keeps its place and the focus.
type pane struct {
	p      *Page
	grip   *grip
	height float32
	root   *fyne.Container
	body   *fyne.Container
	shown  vm.FindingDetail
	colors *theme.Tokens
	first  fyne.Focusable // takes the keys when the row is opened
}

func newPane(p *Page) pane {
	n := pane{p: p, height: heights[1], body: container.NewStack()}
	if p.env.Columns != nil {
		if h := p.env.Columns(paneName)["height"].Width; h >= minPane && h <= maxPane {
			n.height = h
		}
	}
	n.grip = newGrip(func(dy float32) { p.resize(p.pane.height - dy) }, p.nextHeight)
	n.root = container.New(paneLayout{p}, widgets.Rect(theme.Current().Surface, 0), n.grip, n.body)
	return n
}

// paneLayout gives the grip its line and the body the rest.
type paneLayout struct{ p *Page }

// MinSize implements fyne.Layout.
func (l paneLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(640, l.p.visible())
}

// Layout implements fyne.Layout.
func (l paneLayout) Layout(os []fyne.CanvasObject, s fyne.Size) {
	os[0].Resize(s)
	os[1].Resize(fyne.NewSize(s.Width, gripHeight))
	os[2].Move(fyne.NewPos(0, gripHeight))
	os[2].Resize(fyne.NewSize(s.Width, max(0, s.Height-gripHeight)))
}

// visible is the height that leaves the rows some room.
func (p *Page) visible() float32 {
	h := p.pane.height
	if p.List != nil {
		if all := p.List.Object().Size().Height; all > 0 {
			h = min(h, max(minPane, all-minRows))
		}
	}
	return h
}

// resize makes the pane so high and remembers it.
func (p *Page) resize(h float32) {
	p.pane.height = min(max(float32(int(h)), minPane), maxPane)
	if p.env.KeepColumns != nil {
		p.env.KeepColumns(paneName, map[string]widgets.Fixed{"height": {Width: p.pane.height}})
	}
	p.List.Object().Refresh()
}

// nextHeight goes to the next of the three heights.
func (p *Page) nextHeight() {
	for _, h := range heights {
		if h > p.pane.height {
			p.resize(h)
			return
		}
	}
	p.resize(heights[0])
}

// below is what stands under the rows, or nothing.
func (p *Page) below() fyne.CanvasObject {
	d := p.vm.Detail()
	if d.Phase == vm.Empty {
		p.pane.first = nil
		p.pane.shown = vm.FindingDetail{}
		return nil
	}
	k := theme.Current()
	if p.pane.colors != k || !reflect.DeepEqual(d, p.pane.shown) {
		p.pane.shown, p.pane.colors = d, k
		p.pane.body.Objects = []fyne.CanvasObject{p.detail(d)}
		p.pane.body.Refresh()
	}
	return p.pane.root
}

// rightWidth is the column of what was seen, the facts and the decision.
const rightWidth float32 = 316

// detail draws the pane.
func (p *Page) detail(d vm.FindingDetail) fyne.CanvasObject {
	var body fyne.CanvasObject
	switch d.Phase {
	case vm.Failed:
		body = page.Failure(d.Problem, p.vm.Again)
	case vm.Loading:
		body = widgets.Skeleton(4)
	default:
		body = widgets.Fill(0, widgets.Grow(p.evidence(d)), widgets.VLine(), widgets.Sized(rightWidth, 0, p.side(d)))
	}
	return widgets.Col(0, p.head(d), widgets.HLine(), widgets.Grow(body))
}

// head names the finding and what can be done with it.
func (p *Page) head(d vm.FindingDetail) fyne.CanvasObject {
	k := theme.Current()
	act := func(id, icon, label string) *widgets.Button {
		b := widgets.NewSmallButton(widgets.Secondary, icon, label, func() {
			p.vm.ClearSelection() // the pane is about the chosen one
			p.Do(id)
		})
		b.SetEnabled(p.env.Permitted(id))
		return b
	}
	var acts []fyne.CanvasObject
	if d.Status.Word == vm.OpenMark().Word {
		acts = []fyne.CanvasObject{act("findings.accept", "check", say.L("Accept…")), act("findings.fixed", "circle-check", say.L("Fixed…")), act("findings.wrong", "circle-slash", say.L("False positive…"))}
	} else {
		acts = []fyne.CanvasObject{act("findings.reopen", "undo-2", say.L("Open again"))}
	}
	p.pane.first = acts[0].(fyne.Focusable)
	taller := widgets.NewIconButton(widgets.Ghost, "chevron-up", say.L("Another height"), p.nextHeight)
	x := widgets.NewIconButton(widgets.Ghost, "x", say.L("Close"), func() {
		p.vm.Choose("")
		p.env.Canvas().Focus(p.Grid.Focusable())
	})
	os := []fyne.CanvasObject{widgets.Badge(d.Severity), widgets.Mono(d.Check, theme.Body, k.Text2), widgets.Grow(widgets.Tip(widgets.Cut(widgets.Semi(d.Title, theme.Title, k.Text)), d.Title)), widgets.Badge(d.Grade), widgets.Badge(d.Status), widgets.Gap(4, 0)}
	return widgets.Sized(0, 48, widgets.Pad(widgets.Row(8, append(append(os, acts...), taller, x)...), 0, 8, 0, 16))
}

// link is a word that opens another page.
func (p *Page) link(label string, r nav.Route) fyne.CanvasObject {
	b := widgets.NewSmallButton(widgets.Link, "", label, func() { p.env.Go(r) })
	b.Height = 22
	return widgets.CutButton(b, rightWidth-32-nameWidth)
}
