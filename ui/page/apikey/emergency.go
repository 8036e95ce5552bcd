package apikey

import (
	"os"
	"path/filepath"
	"strconv"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// bundleFolder is where the bundles of an emergency go unless one says otherwise.
func bundleFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return vm.Tilde(filepath.Join(home, "gatehouse-emergency"))
}

// stop asks before an emergency, and tells how it went.
func (p *Page) stop() {
	reason := widgets.NewEntry(say.L("For example: leaked in a public repository"))
	folder := widgets.NewEntry("/srv/bundles")
	folder.SetText(bundleFolder())
	browse := widgets.NewIconButton(widgets.Secondary, "folder-open", say.L("Choose a folder"), func() { p.env.PickFolder(folder.SetText) })
	k := theme.Current()
	var steps []fyne.CanvasObject
	for i, s := range vm.StopSteps() {
		steps = append(steps, widgets.Fill(10, widgets.Col(0, widgets.Semi(strconv.Itoa(i+1), theme.Body, k.Text3)), widgets.Grow(widgets.Para(s, theme.Body, k.Text2, dialogs.Inner-22))))
	}
	a := p.vm.StopText()
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "octagon-alert", Title: a.Title, Tone: tone.Danger, Danger: true, Verb: a.Verb, VerbIcon: "octagon-alert", TypeToConfirm: a.TypeToConfirm,
		First: reason, Entries: []*widgets.Entry{reason},
		Fields: []fyne.CanvasObject{
			widgets.Col(6, steps...),
			widgets.Labelled(say.L("Reason"), reason, widgets.Help(say.L("It stands in the journal."))),
			widgets.Labelled(say.L("Folder for the bundles"), widgets.Row(8, widgets.Grow(folder), browse)),
		},
		Submit: func(done func(error)) {
			p.vm.Stop(nil, reason.Text, folder.Text, func(s vm.Stopped, err error) {
				done(err)
				if err == nil {
					p.stopped(s, reason.Text, folder.Text)
				}
			})
		},
	})
}

// mostSteps is how many outcomes a dialog lists.
const mostSteps = 8

// stopped tells an emergency step by step, and offers to try again what failed.
func (p *Page) stopped(s vm.Stopped, reason, folder string) {
	k := theme.Current()
	var lines []fyne.CanvasObject
	for _, l := range s.Lines[:min(mostSteps, len(s.Lines))] {
		fg, _ := k.Of(l.Mark.Tone)
		text := []fyne.CanvasObject{widgets.Tip(widgets.CutTo(widgets.Medium(l.Text, theme.Body, k.Text), dialogs.Inner-150), l.Text)}
		if l.More != "" {
			text = append(text, widgets.Tip(widgets.CutTo(widgets.Text(l.More, theme.Small, k.Text2), dialogs.Inner-150), l.More))
		}
		lines = append(lines, widgets.Sized(0, 40, widgets.Row(10, widgets.Icon(theme.Icon(l.Mark.Icon, fg), 16), widgets.Col(1, text...), widgets.Flex(), widgets.Badge(l.Mark))))
	}
	if more := int64(len(s.Lines) - mostSteps); more > 0 {
		lines = append(lines, widgets.Lead(widgets.Text(say.N(more, "and {{.Count}} more", "and {{.Count}} more"), theme.Small, k.Text3)))
	}
	icon := "circle-check"
	body := []fyne.CanvasObject{widgets.Col(2, lines...), widgets.Para(s.Note, theme.Body, k.Text2, dialogs.Inner)}
	var d *dialogs.Dialog
	if s.Tone == tone.Danger {
		icon = "circle-alert"
		again := widgets.NewButton(widgets.Secondary, "refresh-cw", say.L("Export again"), func() {
			d.Close()
			p.vm.Stop(s.IDs, reason, folder, func(s vm.Stopped, err error) {
				if err != nil {
					p.env.Failed(err)
					return
				}
				p.stopped(s, reason, folder)
			})
		})
		body = append(body, widgets.Lead(again))
	}
	d = dialogs.Message(p.env.Canvas(), s.Tone, icon, s.Title, "", body...)
}

// patterns asks where to write what other scanners need.
func (p *Page) patterns() {
	names := map[string]string{"gitleaks": "~/gatehouse.gitleaks.toml", "github": "~/gatehouse.github.txt", "github.json": "~/gatehouse.github.json"}
	path := widgets.NewEntry(say.L("Path of the new file"))
	form := widgets.NewPicker("", page.Options(vm.PatternForms()), func(ids []string) {
		if len(ids) > 0 {
			path.SetText(names[ids[0]])
		}
	})
	form.Pick("gitleaks")
	path.SetText(names["gitleaks"])
	browse := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Folder…"), func() {
		p.env.PickFolder(func(folder string) { path.SetText(filepath.Join(folder, filepath.Base(path.Text))) })
	})
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "file-down", Title: say.L("Patterns for other scanners"), Note: say.L("They find what has the form of a key; whose it is, only this vault knows."), Verb: say.L("Write file"), VerbIcon: "file-down",
		First: path, Entries: []*widgets.Entry{path},
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("For"), form),
			widgets.Labelled(say.L("File"), widgets.Row(8, widgets.Grow(path), browse), widgets.Help(say.L("Nothing is replaced."))),
		},
		Submit: func(done func(error)) {
			p.vm.WritePatterns(first(form.Picked()), path.Text, func(s vm.Saved, err error) {
				done(err)
				if err == nil {
					p.env.Toast(page.Toast{Mark: tone.Mark{Tone: tone.Ok, Icon: "circle-check"}, Text: s.Text, Link: say.L("Copy path"), Run: func() { p.env.CopyText(s.Path) }})
				}
			})
		},
	})
}
