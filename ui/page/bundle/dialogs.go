package bundle

import (
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/say"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// folder is where exports go unless one says otherwise.
func folder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return vm.Tilde(filepath.Join(home, "gatehouse-bundle"))
}

// verify asks for a file and says whether it is a bundle of this vault.
func (p *Page) verify() {
	file := widgets.NewEntry("/srv/bundles/bundle.tar.gz")
	browse := widgets.NewIconButton(widgets.Secondary, "folder-open", say.L("Choose a file"), func() { p.env.PickFile(file.SetText, ".gz") })
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "shield-check", Title: say.L("Verify a bundle file"), Note: say.L("Its signature, every digest in it, and that nothing was added."), Verb: say.L("Verify"), VerbIcon: "shield-check",
		First: file, Entries: []*widgets.Entry{file},
		Fields: []fyne.CanvasObject{widgets.Labelled(say.L("File"), widgets.Row(8, widgets.Grow(file), browse))},
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
