package page

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// ExportRows asks where the rows that are shown shall be written, and in which form. What names them
// in the file's name; rows counts them in words.
func ExportRows(env Env, what, rows string, write func(path, form string, done func(vm.Saved, error))) *dialogs.Dialog {
	now := env.Runner.Now()
	path := widgets.NewEntry(say.L("Path of the new file"))
	path.SetText(filepath.Join("~", vm.ExportName(what, "csv", now)))
	form := widgets.NewPicker("", Options(vm.ExportForms()), func(ids []string) {
		if len(ids) > 0 {
			path.SetText(strings.TrimSuffix(path.Text, filepath.Ext(path.Text)) + "." + ids[0])
		}
	})
	form.Pick("csv")
	browse := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Folder…"), func() {
		env.PickFolder(func(folder string) { path.SetText(filepath.Join(folder, filepath.Base(path.Text))) })
	})
	return dialogs.ShowForm(env.Canvas(), dialogs.Form{
		Icon: "file-down", Title: say.L("Export what is shown"), Note: say.L("{{.Rows}}, with the filters and in the order that you see.", say.V{"Rows": rows}), Verb: say.L("Export"), VerbIcon: "file-down", First: path, Entries: []*widgets.Entry{path},
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("Form"), form),
			widgets.Labelled(say.L("File"), widgets.Row(8, widgets.Grow(path), browse), widgets.Help(say.L("A new file that only you can read. Nothing is replaced."))),
		},
		Submit: func(done func(error)) {
			chosen := "csv"
			if ids := form.Picked(); len(ids) > 0 {
				chosen = ids[0]
			}
			write(path.Text, chosen, func(s vm.Saved, err error) {
				done(err)
				if err == nil {
					env.Toast(Toast{Mark: tone.Mark{Tone: tone.Ok, Icon: "circle-check"}, Text: s.Text, Link: say.L("Copy path"), Run: func() { env.CopyText(s.Path) }})
				}
			})
		},
	})
}
