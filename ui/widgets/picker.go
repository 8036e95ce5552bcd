package widgets

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

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
	c := fyne.CurrentApp().Driver().CanvasForObject(p)
	if c == nil || p.popup != nil && p.popup.Visible() {
		return
	}
	found := p.Options
	grid := &Grid{Columns: []Column{{Width: 28}, {Width: -2}, {Width: -1, Right: true}}, selected: -1}
	list := newGridList(grid)
	grid.list = list
	grid.Len = func() int { return len(found) }
	grid.Row = func(i int) ([]Cell, bool) {
		o := found[i]
		mark := Cell{}
		if slices.Contains(p.picked, o.ID) {
			mark = Cell{Text: "✓", Style: Strong, Tone: tone.Accent}
		}
		return []Cell{mark, {Text: o.Label, Style: Strong}, {Text: o.Note, Style: Dim}}, false
	}
	choose := func(i int) {
		if i < 0 || i >= len(found) {
			return
		}
		p.choose(found[i].ID)
		grid.quiet = true
		list.UnselectAll()
		grid.selected, grid.quiet = -1, false
		list.Refresh()
	}
	grid.OnSelect = choose
	search := NewSearch("Search", nil)
	search.OnChanged = func(s string) {
		found = Matches(p.Options, s)
		list.Refresh()
	}
	search.OnSubmitted = func(string) { choose(0) }
	search.OnEscape = p.close
	none := canvas.NewText("", theme.Current().Text3)
	if len(p.Options) == 0 {
		none = Text("Nothing to pick yet.", theme.Small, theme.Current().Text3)
	}
	height := theme.RowHeight * float32(min(pickerRows, max(1, len(p.Options))))
	body := Col(6, search, Sized(0, height, Stack(Mid(none), themed(list))))
	p.popup = widget.NewPopUp(body, c)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p)
	p.popup.Resize(fyne.NewSize(p.Size().Width, p.popup.MinSize().Height))
	y := at.Y + p.Size().Height + 2
	if y+p.popup.Size().Height > c.Size().Height {
		y = max(0, at.Y-p.popup.Size().Height-2)
	}
	p.popup.ShowAtPosition(fyne.NewPos(at.X, y))
	c.Focus(search)
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
