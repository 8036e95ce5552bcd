// Package bundle is the page of bundles: the history of exports, the dialog that exports, and the
// one that verifies a file.
package bundle

import (
	"context"
	"os"
	"path/filepath"
	"strconv"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Page is the page.
type Page struct {
	env            page.Env
	vm             *vm.BundlesPage
	root           *fyne.Container
	grid           *widgets.Grid
	export, verify *widgets.Button
}

// New makes the page over its view-model.
func New(env page.Env, v *vm.BundlesPage) *Page {
	p := &Page{env: env, vm: v}
	p.grid = widgets.NewGrid(
		widgets.Column{Title: "Serial", Width: 72, Right: true}, widgets.Column{Title: "Revision", Width: 196}, widgets.Column{Title: "Audience", Width: -1}, widgets.Column{Title: "Issued", Width: 150},
		widgets.Column{Title: "Expires", Width: 120}, widgets.Column{Title: "SHA-256", Width: 150}, widgets.Column{Title: "Status", Width: 112})
	p.grid.Len, p.grid.Row, p.grid.OnSelect = v.Len, p.row, v.ChooseRow
	p.verify = widgets.NewSmallButton(widgets.Secondary, "shield-check", "Verify a file…", p.Verify)
	p.export = widgets.NewSmallButton(widgets.Primary, "package", "Export…", p.New)
	note := widgets.Text("A bundle is the policy as one signed file. Gateways pull it; nothing changes for them before the next export.", theme.Small, theme.Current().Text3)
	p.root = widgets.Col(0, page.Toolbar([]fyne.CanvasObject{note}, []fyne.CanvasObject{p.verify, p.export}), widgets.Grow(p.grid.Object()))
	return p
}

// Object is what is shown.
func (p *Page) Object() fyne.CanvasObject { return p.root }

// Start implements nav.Page.
func (p *Page) Start(ctx context.Context) {
	p.vm.OnChange = p.render
	p.render()
	p.vm.Start(ctx)
}

// Stop implements nav.Page.
func (p *Page) Stop() { p.vm.OnChange = nil }

// Reload implements nav.Reloader.
func (p *Page) Reload() { p.vm.Reload() }

func (p *Page) row(i int) ([]widgets.Cell, bool) {
	r := p.vm.Row(i)
	return []widgets.Cell{{Text: r.Serial}, {Text: r.Revision, Style: widgets.Code}, {Text: r.Audience, Style: widgets.Strong}, {Text: r.Issued}, {Text: r.Expires}, {Text: r.Digest, Style: widgets.Code}, {Mark: r.Status}}, false
}

// render draws the page as the view-model is now.
func (p *Page) render() {
	p.export.SetEnabled(!p.vm.Busy())
	p.verify.SetEnabled(!p.vm.Busy())
	page.Draw(p.grid, p.vm, p.vm.Foot(), page.Empty{
		Icon: "package", Title: "No bundle exported yet",
		Lines:   []string{"Export the policy as a signed file that Open Policy Agent accepts and enforces,", "with its configuration and the public key beside it."},
		Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Primary, "package", "Export the first bundle", p.New)},
	}, "export")
	p.root.Refresh()
}

// folder is where exports go unless one says otherwise.
func folder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, "gatehouse-bundle")
}

// New implements nav.Creator: it asks what to export, and where to.
func (p *Page) New() {
	audience := widgets.NewEntry("default")
	target := widgets.NewEntry("/srv/bundles")
	target.SetText(folder())
	days := widgets.NewEntry(strconv.Itoa(vm.DefaultDays))
	browse := widgets.NewButton(widgets.Secondary, "folder-open", "", func() { p.env.PickFolder(target.SetText) })
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "package", Title: "Export a signed bundle", Note: "The whole policy as it is now, signed with the bundle key, written as one file.", Verb: "Export", VerbIcon: "package",
		First: target, Entries: []*widgets.Entry{audience, target, days},
		Fields: []fyne.CanvasObject{
			widgets.Labelled("Folder", widgets.Row(8, widgets.Grow(target), browse), widgets.Help("bundle.tar.gz is written here, the configuration and the public key beside it.")),
			widgets.Fill(12, widgets.Grow(widgets.Labelled("Audience", audience, widgets.Help("The gateways it is meant for."))), widgets.Sized(150, 0, widgets.Labelled("Days until it expires", days, widgets.Help("Export again before that.")))),
		},
		Submit: func(done func(error)) {
			f := vm.ExportForm{Audience: audience.Text, Folder: vm.Expand(target.Text), Days: days.Text}
			p.vm.Export(f, func(r vm.ExportResult, err error) {
				done(err)
				if err == nil {
					p.exported(r)
				}
			})
		},
	})
}

// exported says what was written.
func (p *Page) exported(r vm.ExportResult) {
	k := theme.Current()
	files := []fyne.CanvasObject{}
	for _, f := range r.Files {
		files = append(files, widgets.Sized(0, 26, widgets.Row(10, widgets.Icon(theme.Icon("file-text", k.Text3), 14), widgets.Grow(widgets.Cut(widgets.Mono(filepath.Base(f.Path), theme.Small-0.5, k.Text))), widgets.Text(f.What, theme.Small, k.Text3))))
	}
	dialogs.Message(p.env.Canvas(), tone.Ok, "package", r.Title+" is exported", "Open Policy Agent loads it with the configuration beside it.",
		facts(r.Facts), widgets.Sunken(widgets.PadXY(widgets.Col(0, files...), 12, 6)))
}

// facts is a list of facts; digests are cut to the width.
func facts(all [][2]string) fyne.CanvasObject {
	var os []fyne.CanvasObject
	for _, f := range all {
		os = append(os, widgets.FactText(f[0], 96, f[1]))
	}
	return widgets.Col(0, os...)
}

// Verify asks for a file and says whether it is a bundle of this vault.
func (p *Page) Verify() {
	file := widgets.NewEntry("/srv/bundles/bundle.tar.gz")
	browse := widgets.NewButton(widgets.Secondary, "folder-open", "", func() { p.env.PickFile(file.SetText, ".gz") })
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "shield-check", Title: "Verify a bundle file", Note: "Its signature, every digest in it, and that nothing was added.", Verb: "Verify", VerbIcon: "shield-check",
		First: file, Entries: []*widgets.Entry{file},
		Fields: []fyne.CanvasObject{widgets.Labelled("File", widgets.Row(8, widgets.Grow(file), browse))},
		Submit: func(done func(error)) {
			p.vm.Verify(vm.Expand(file.Text), func(v vm.Verdict, err error) {
				done(err)
				if err == nil {
					dialogs.Message(p.env.Canvas(), v.Mark.Tone, v.Mark.Icon, v.Mark.Word, v.More, facts(v.Facts))
				}
			})
		},
	})
}

var (
	_ page.Page    = (*Page)(nil)
	_ nav.Creator  = (*Page)(nil)
	_ nav.Reloader = (*Page)(nil)
)
