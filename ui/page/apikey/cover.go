package apikey

import (
	"strconv"

	"fyne.io/fyne/v2"

	"gatehouse/ui/vm"
)

// begin covers the list with a wizard.
func (p *Page) begin(kind vm.KeyWizardKind) {
	if kind == vm.MakeMany && len(p.vm.Principals()) == 0 && p.vm.Phase() != vm.Loading {
		p.needPrincipal()
		return
	}
	p.vm.BeginWizard(kind)
}

// Dropped takes files and folders that were dropped on the window: they are looked through.
func (p *Page) Dropped(paths []string) {
	if w := p.vm.Wizard(); w != nil && w.Kind() == vm.TakeOver && w.Step() == 0 && len(paths) > 0 {
		p.fields.path.SetText(paths[0])
		return
	}
	if p.vm.Wizard() == nil && p.Can("keys.scan") {
		p.scan.Add(paths...)
	}
}

// covered names what covers the list, and its step.
func (p *Page) covered() string {
	switch w := p.vm.Wizard(); {
	case w != nil:
		return "wizard " + strconv.Itoa(int(w.Kind())) + " " + strconv.Itoa(w.Step())
	case p.scan.Open():
		return "scan " + strconv.Itoa(int(p.scan.Step()))
	}
	return ""
}

// render draws the page as the view-models are now. While a scan runs only its numbers change, so
// that its buttons stay where they are.
func (p *Page) render() {
	p.List.Render()
	over := p.covered()
	if over != "" && over == p.over && p.live != nil && p.scan.Step() == vm.Scanning && p.vm.Wizard() == nil {
		p.live.show(p.scan)
		return
	}
	p.live = nil
	if over == "" && p.over == "" {
		p.root.Refresh()
		return
	}
	var (
		o    fyne.CanvasObject
		next fyne.Focusable
	)
	p.root.RemoveAll()
	switch w := p.vm.Wizard(); {
	case w != nil:
		o, next = p.wizard(w)
		p.shown = w
	case p.scan.Open():
		o, next = p.scanWizard()
	default:
		o = p.List.Object()
	}
	p.root.Add(o)
	p.root.Refresh()
	if over != p.over {
		p.focus(over, next)
	}
	p.over = over
}

// focus puts the keys where a new step wants them.
func (p *Page) focus(over string, next fyne.Focusable) {
	switch {
	case over == "":
		p.List.Focus()
	case over == "scan 0":
		p.env.Canvas().Focus(p.scanning.path)
	case p.vm.Wizard() != nil && p.vm.Wizard().Step() == 0 && p.vm.Wizard().Kind() == vm.TakeOver:
		p.env.Canvas().Focus(p.fields.path)
	case p.vm.Wizard() != nil && p.vm.Wizard().Step() == 0:
		p.env.Canvas().Focus(p.fields.who)
	case next != nil:
		p.env.Canvas().Focus(next)
	}
}

// Focus implements nav.Focuser; what covers the list has the keys where its step wants them.
func (p *Page) Focus() {
	if p.covered() == "" {
		p.List.Focus()
	}
}

// FocusSearch implements nav.Searcher; a wizard has no search.
func (p *Page) FocusSearch() {
	if p.covered() == "" {
		p.List.FocusSearch()
	}
}
