package widgets

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
)

// Option is one thing to pick.
type Option struct {
	ID, Label, Note string
}

// Picker is a field from which one or several of many are picked, with a search: Fyne's Select has
// no search and does not scroll to what one types.
type Picker struct {
	Tappable
	Options   []Option
	Multi     bool
	Hint      string
	OnChanged func(ids []string)

	picked []string
	popup  *widget.PopUp
}

// NewPicker makes a picker of one of many.
func NewPicker(hint string, options []Option, changed func([]string)) *Picker {
	p := &Picker{Options: options, Hint: hint, OnChanged: changed}
	p.radius = theme.RadiusControl
	p.content = Gap(0, theme.ControlHeight)
	p.ExtendBaseWidget(p)
	p.OnTapped = p.Open
	p.show()
	return p
}

// NewMultiPicker makes a picker of several of many.
func NewMultiPicker(hint string, options []Option, changed func([]string)) *Picker {
	p := NewPicker(hint, options, changed)
	p.Multi = true
	return p
}

// Picked returns the ids that are picked, in the order of the options.
func (p *Picker) Picked() []string { return slices.Clone(p.picked) }

// Pick picks exactly these.
func (p *Picker) Pick(ids ...string) {
	p.picked = nil
	for _, o := range p.Options {
		if slices.Contains(ids, o.ID) {
			p.picked = append(p.picked, o.ID)
		}
	}
	p.show()
	if p.OnChanged != nil {
		p.OnChanged(p.Picked())
	}
}

// SetOptions replaces what can be picked; what is gone is no longer picked.
func (p *Picker) SetOptions(options []Option) {
	p.Options = options
	p.picked = slices.DeleteFunc(p.picked, func(id string) bool {
		return !slices.ContainsFunc(options, func(o Option) bool { return o.ID == id })
	})
	p.show()
}

// words is what the closed field says.
func (p *Picker) words() string {
	var labels []string
	for _, o := range p.Options {
		if slices.Contains(p.picked, o.ID) {
			labels = append(labels, o.Label)
		}
	}
	return strings.Join(labels, ", ")
}

// show draws the closed field.
func (p *Picker) show() {
	k := theme.Current()
	t := Text(p.words(), theme.Body, k.Text)
	if t.Text == "" {
		t = Text(p.Hint, theme.Body, k.Text3)
	}
	in := Row(8, Grow(Cut(t)), Icon(theme.Icon("chevron-down", k.Text3), 14))
	p.SetContent(Sized(0, theme.ControlHeight, Stack(Border(k.Field(), k.LineStrong, theme.RadiusControl), PadXY(in, 10, 0))))
}

// TypedKey implements fyne.Focusable: Down opens too.
func (p *Picker) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDown {
		p.Open()
		return
	}
	if e.Name == fyne.KeyEscape {
		Escape(p)
		return
	}
	p.Tappable.TypedKey(e)
}

// Matches returns the options that fit the words of a search, in order.
func Matches(options []Option, search string) []Option {
	words := strings.Fields(strings.ToLower(search))
	var out []Option
	for _, o := range options {
		text := strings.ToLower(o.Label + " " + o.Note)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			out = append(out, o)
		}
	}
	return out
}

const pickerRows = 7 // rows of an open picker; more scroll

// Open shows the list under the field, with the search focused.
func (p *Picker) Open() {
	d := fyne.CurrentApp().Driver()
	if c := d.CanvasForObject(p); c != nil {
		p.openAt(c, d.AbsolutePositionForObject(p).AddXY(0, p.Size().Height+2), p.Size().Width)
	}
}

// openAt shows the list at a place of the canvas.
func (p *Picker) openAt(c fyne.Canvas, at fyne.Position, width float32) {
	if p.popup != nil && p.popup.Visible() {
		return
	}
	HideTips(c)
	open := &openPicker{picker: p, found: p.Options}
	grid := NewGrid(Column{Width: 28}, Column{Width: -2}, Column{Width: -1, Right: true})
	grid.Rows, grid.Row, grid.OnOpen, grid.OnEscape = open, open.line, open.pick, p.close
	open.grid = grid
	search := NewSearch(say.L("Search"), open.search)
	search.OnSubmitted = func(string) { open.pick(open.at) }
	search.OnEscape = p.close
	search.OnKey = open.key
	none := canvas.NewText("", theme.Current().Text3)
	if len(p.Options) == 0 {
		none = Text(say.L("Nothing to pick yet."), theme.Small, theme.Current().Text3)
	}
	height := rowHeight() * float32(min(pickerRows, max(1, len(p.Options))))
	body := Col(6, search, Sized(0, height, Stack(Mid(none), grid.list)))
	p.popup = widget.NewPopUp(body, c)
	p.popup.Resize(fyne.NewSize(width, p.popup.MinSize().Height))
	if h := p.popup.Size().Height; at.Y+h > c.Size().Height {
		at.Y = max(0, at.Y-p.Size().Height-4-h)
	}
	p.popup.ShowAtPosition(at)
	c.Focus(search)
}

// openPicker are the rows of an open picker.
type openPicker struct {
	picker *Picker
	grid   *Grid
	found  []Option
	at     int
}

func (o *openPicker) Len() int            { return len(o.found) }
func (o *openPicker) Index() int          { return o.at }
func (o *openPicker) IsSelected(int) bool { return false }
func (o *openPicker) SelectedCount() int  { return 0 }
func (o *openPicker) Toggle(int)          {}
func (o *openPicker) SelectTo(int)        {}
func (o *openPicker) SelectAll()          {}
func (o *openPicker) ClearSelection()     {}

// ChooseRow picks at once: in a list of things to pick, a press is a choice.
func (o *openPicker) ChooseRow(i int) { o.pick(i) }

func (o *openPicker) line(i int) Line {
	op := o.found[i]
	mark := Cell{}
	if slices.Contains(o.picker.picked, op.ID) {
		mark = Cell{Text: "✓", Style: Strong, Tone: tone.Accent}
	}
	return Line{Cells: []Cell{mark, {Text: op.Label, Style: Strong}, {Text: op.Note, Style: Dim}}}
}

func (o *openPicker) search(s string) {
	o.found, o.at = Matches(o.picker.Options, s), 0
	o.grid.Refresh()
}

// key moves through the list while the search has the keys.
func (o *openPicker) key(k fyne.KeyName) bool {
	step := map[fyne.KeyName]int{fyne.KeyDown: 1, fyne.KeyUp: -1, fyne.KeyPageDown: pickerRows, fyne.KeyPageUp: -pickerRows}[k]
	if step == 0 {
		return false
	}
	o.at = max(0, min(len(o.found)-1, o.at+step))
	o.grid.Refresh()
	return true
}

func (o *openPicker) pick(i int) {
	if i < 0 || i >= len(o.found) {
		return
	}
	o.at = i
	o.picker.choose(o.found[i].ID)
	o.grid.Refresh()
}

// choose picks or unpicks one; a picker of one closes.
func (p *Picker) choose(id string) {
	switch {
	case !p.Multi:
		p.Pick(id)
		p.close()
	case slices.Contains(p.picked, id):
		p.Pick(slices.DeleteFunc(p.Picked(), func(x string) bool { return x == id })...)
	default:
		p.Pick(append(p.Picked(), id)...)
	}
}

func (p *Picker) close() {
	if p.popup != nil {
		p.popup.Hide()
		p.popup = nil
	}
}
