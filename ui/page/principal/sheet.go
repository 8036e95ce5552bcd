package principal

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Dropped takes a CSV file that was dropped on the window.
func (p *Page) Dropped(paths []string) {
	for _, path := range paths {
		if strings.EqualFold(filepath.Ext(path), ".csv") && p.Can("principals.import") && !dialogs.Active(p.env.Canvas()) {
			p.importSheet(path)
			return
		}
	}
}

// importSheet asks for a CSV file; what it would do is shown before anything is stored.
func (p *Page) importSheet(path string) {
	file := widgets.NewEntry(say.L("Path of the file"))
	file.SetText(path)
	browse := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Choose…"), func() { p.env.PickFile(file.SetText, ".csv") })
	k := theme.Current()
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "file-up", Title: say.L("Import principals from CSV"), Note: say.L("Step 1 of 2. Nothing is stored yet."), Verb: say.L("See what it does"), VerbIcon: "arrow-right",
		First: file, Entries: []*widgets.Entry{file},
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("File"), widgets.Row(8, widgets.Grow(file), browse)),
			widgets.Para(say.L("The first line names the columns: name, kind, email, owner, notes, roles, state, expires. Only the name is needed; a column that is missing changes nothing."), theme.Small, k.Text3, dialogs.Inner),
		},
		Submit: func(done func(error)) {
			p.vm.PlanSheet(file.Text, func(s vm.SheetView, err error) {
				done(err)
				if err == nil {
					p.showSheet(s)
				}
			})
		},
	})
}

// showSheet says what a file would do, line by line, or what is wrong with it.
func (p *Page) showSheet(s vm.SheetView) {
	if len(s.Faults) > 0 {
		title := say.N(int64(len(s.Faults)+s.MoreFaults), "{{.File}} has {{.Count}} mistake", "{{.File}} has {{.Count}} mistakes", say.V{"File": s.File})
		dialogs.Message(p.env.Canvas(), tone.Danger, "circle-alert", title, say.L("Nothing was stored. Correct the file and import it again."), listed(faultLines(s)))
		return
	}
	if s.Stores == 0 {
		dialogs.Message(p.env.Canvas(), tone.Info, "info", say.L("{{.File}} changes nothing", say.V{"File": s.File}), s.Sum)
		return
	}
	n := int64(s.Stores)
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "users-round", Title: say.L("Import {{.File}}", say.V{"File": s.File}), Note: say.L("Step 2 of 2. All of it is stored as one change, or nothing."), VerbIcon: "check",
		Verb:   say.N(n, "Import {{.Count}} principal", "Import {{.Count}} principals"),
		Fields: []fyne.CanvasObject{widgets.Banner(tone.Mark{Tone: tone.Info, Icon: "file-text", Word: s.Sum}, "", dialogs.Inner), listed(sheetLines(s))},
		Submit: func(done func(error)) {
			p.vm.ImportSheet(s, func(text string, err error) {
				done(err)
				if err == nil {
					p.env.Done(vm.Undone{Text: text}, nil)
				}
			})
		},
	})
}

// sheetHeight is how high the lines of a file get.
const sheetHeight float32 = 280

// listed lets lines scroll where they are many.
func listed(os []fyne.CanvasObject) fyne.CanvasObject {
	list := widgets.PadXY(widgets.Col(6, os...), 12, 10)
	return widgets.Sunken(widgets.Sized(0, min(sheetHeight, list.MinSize().Height), container.NewVScroll(list)))
}

// faultLines are what is wrong.
func faultLines(s vm.SheetView) []fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, f := range s.Faults {
		os = append(os, widgets.Para(f, theme.Small, k.Text, dialogs.Inner-40))
	}
	if s.MoreFaults > 0 {
		os = append(os, widgets.Text(say.N(int64(s.MoreFaults), "and {{.Count}} more mistake", "and {{.Count}} more mistakes"), theme.Small, k.Text3))
	}
	return os
}

// sheetLines are what is new and what changes.
func sheetLines(s vm.SheetView) []fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, r := range s.Rows {
		line := widgets.Text(say.L("line {{.Line}}", say.V{"Line": r.Line}), theme.Caption, k.Text3)
		os = append(os, widgets.Col(1, widgets.Row(8, widgets.Badge(r.Mark), widgets.Grow(widgets.Tip(widgets.Cut(widgets.Medium(r.Name, theme.Small, k.Text)), r.Name)), line),
			widgets.Row(0, widgets.Grow(widgets.Tip(widgets.Cut(widgets.Text(r.Changes, theme.Small, k.Text2)), r.Changes)))))
	}
	if s.More > 0 {
		os = append(os, widgets.Text(say.N(int64(s.More), "and {{.Count}} more", "and {{.Count}} more"), theme.Small, k.Text3))
	}
	return os
}

// exportSheet asks where all principals shall be written.
func (p *Page) exportSheet() {
	path := widgets.NewEntry(say.L("Path of the new file"))
	path.SetText(p.vm.SheetName())
	browse := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Folder…"), func() {
		p.env.PickFolder(func(folder string) { path.SetText(filepath.Join(folder, filepath.Base(path.Text))) })
	})
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "file-down", Title: say.L("Export all principals as CSV"), Note: say.L("As an import reads them; no keys and no passwords are in it."), Verb: say.L("Export"), VerbIcon: "file-down", First: path, Entries: []*widgets.Entry{path},
		Fields: []fyne.CanvasObject{widgets.Labelled(say.L("File"), widgets.Row(8, widgets.Grow(path), browse), widgets.Help(say.L("A new file that only you can read. Nothing is replaced.")))},
		Submit: func(done func(error)) {
			p.vm.ExportSheet(path.Text, func(s vm.Saved, err error) {
				done(err)
				if err == nil {
					p.env.Toast(page.Toast{Mark: tone.Mark{Tone: tone.Ok, Icon: "circle-check"}, Text: s.Text, Link: say.L("Copy path"), Run: func() { p.env.CopyText(s.Path) }})
				}
			})
		},
	})
}
