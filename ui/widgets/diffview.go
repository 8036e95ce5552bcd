package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
)

// DiffGroup is what changes in one way, such as "Takes access away".
type DiffGroup struct {
	Title string
	Count int
	Rows  []DiffRow
}

// DiffRow is one change in words. More are lines that are seen when the row is opened.
type DiffRow struct {
	Tone tone.Tone
	Icon string
	Text string
	Note string // at the right: how many it touches, or when
	More []string
}

// DiffView shows a change in words, by groups, or as text side by side. Secrets are masked by who
// fills it: nothing here knows what a secret is.
type DiffView struct {
	groups []DiffGroup
	lines  []DiffLine
	open   map[[2]int]bool
	seg    *Segmented
	body   *fyne.Container
	root   *fyne.Container
	at     int
}

// NewDiffView makes an empty view.
func NewDiffView() *DiffView {
	d := &DiffView{open: map[[2]int]bool{}, body: container.NewStack()}
	d.seg = NewSegmented(d.choose)
	d.root = Col(0, Sized(0, 44, PadXY(Trail(d.seg.Object()), 16, 0)), HLine(), Grow(d.body))
	d.choose(0)
	return d
}

// Object is what is shown.
func (d *DiffView) Object() fyne.CanvasObject { return d.root }

// Show shows a change: in words, and as two texts.
func (d *DiffView) Show(groups []DiffGroup, old, new string) {
	d.groups, d.lines = groups, DiffText(old, new)
	clear(d.open)
	d.choose(d.at)
}

// Refresh takes over the colours of the theme.
func (d *DiffView) Refresh() {
	d.choose(d.at)
	d.root.Refresh()
}

func (d *DiffView) choose(i int) {
	d.at = i
	d.seg.Show([]string{say.L("In words"), say.L("As JSON")}, i)
	var o fyne.CanvasObject
	if i == 0 {
		o = container.NewVScroll(d.words())
	} else {
		o = newSideBySide(d.lines)
	}
	d.body.Objects = []fyne.CanvasObject{o}
	d.body.Refresh()
}

// words draws the groups.
func (d *DiffView) words() fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for i, g := range d.groups {
		if i > 0 {
			os = append(os, Gap(0, 6), HLine())
		}
		os = append(os, Sized(0, 34, PadXY(Row(8, Medium(g.Title, theme.Small, k.Text2), Text(say.Count(int64(g.Count)), theme.Small, k.Text3)), 16, 0)))
		for j, r := range g.Rows {
			os = append(os, d.row(r, [2]int{i, j})...)
		}
	}
	if len(os) == 0 {
		os = append(os, Sized(0, 44, PadXY(Lead(Text(say.L("Nothing changes."), theme.Body, k.Text2)), 16, 0)))
	}
	return Pad(Col(0, os...), 0, 0, 10, 0)
}

// row draws one change, and below it what it holds when it is open.
func (d *DiffView) row(r DiffRow, at [2]int) []fyne.CanvasObject {
	k := theme.Current()
	fg, _ := k.Of(r.Tone)
	in := []fyne.CanvasObject{Icon(theme.Icon(r.Icon, fg), 16), Grow(Cut(Text(r.Text, theme.Body, k.Text))), CutTo(Text(r.Note, theme.Small, k.Text3), 200)}
	if len(r.More) == 0 {
		return []fyne.CanvasObject{Tip(Sized(0, 28, PadXY(Row(10, append(in, Gap(16, 16))...), 16, 0)), r.Text)}
	}
	chevron := container.NewStack(Icon(theme.Icon("chevron-right", k.Text2), 16))
	more := []fyne.CanvasObject{}
	for _, m := range r.More {
		more = append(more, Sized(0, 22, Cut(Text(m, theme.Small, k.Text2))))
	}
	below := Pad(Col(0, more...), 0, 16, 4, 42)
	show := func() {
		icon := "chevron-right"
		if below.Hidden = !d.open[at]; d.open[at] {
			icon = "chevron-down"
		}
		chevron.Objects = []fyne.CanvasObject{Icon(theme.Icon(icon, k.Text2), 16)}
	}
	show()
	line := NewTappable(Sized(0, 28, PadXY(Row(10, append(in, chevron)...), 16, 0)), 0, func() {
		d.open[at] = !d.open[at]
		show()
		d.body.Refresh()
	})
	line.Tip = r.Text
	return []fyne.CanvasObject{line, below}
}
