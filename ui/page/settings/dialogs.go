package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"gatehouse/assets"
	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// changePassword asks for the old password and twice for a new one.
func (p *Page) changePassword() {
	old, next, again := page.NewSecret(say.L("The password you have now")), page.NewSecret(say.L("Five random words")), page.NewSecret(say.L("The same again"))
	meter := page.NewMeter()
	measure := func() { meter.Show(p.vm.Strength(next.Text())) }
	next.Entry.OnChanged = func(string) { measure() }
	measure()
	wipe := func() {
		for _, s := range []*page.Secret{old, next, again} {
			s.Wipe()
		}
	}
	suggest := widgets.NewButton(widgets.Secondary, "sparkles", say.L("Suggest"), func() {
		words, err := vm.Passphrase()
		if err != nil {
			p.env.Failed(err)
			return
		}
		page.ShowSuggestion(next, again, words)
		p.env.Copy(words)
	})
	d := dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "lock-keyhole", Title: say.L("Change your password"), Note: say.L("Older backups still open with the old one."), Verb: say.L("Change password"), VerbIcon: "check", First: old.Entry, Entries: []*widgets.Entry{old.Entry, next.Entry, again.Entry},
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("Current password"), old.Entry),
			widgets.Labelled(say.L("New password"), widgets.Row(8, widgets.Grow(next.Entry), suggest), meter.Object()),
			widgets.Labelled(say.L("New password again"), again.Entry),
		},
		Submit: func(done func(error)) {
			p.vm.ChangePassword(vm.PasswordForm{Old: old.Text(), New: next.Text(), Again: again.Text()}, func(u vm.Undone, err error) {
				done(err)
				if err == nil {
					p.env.Done(u, nil)
				}
			})
		},
	})
	d.OnClosed = wipe
}

// backUp asks for a folder and writes a verified copy there.
func (p *Page) backUp() {
	folder := widgets.NewEntry(say.L("Folder, best on another disk"))
	browse := widgets.NewButton(widgets.Secondary, "folder-open", say.L("Choose…"), func() { p.env.PickFolder(folder.SetText) })
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "save", Title: say.L("Back up the vault"), Note: say.L("The copy is encrypted like the vault, and verified after it is written."), Verb: say.L("Back up"), VerbIcon: "save", First: folder, Entries: []*widgets.Entry{folder},
		Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Folder"), widgets.Row(8, widgets.Grow(folder), browse), widgets.Help(say.L("A disk that is not always connected is safest.")))},
		Submit: func(done func(error)) {
			p.vm.Backup(folder.Text, func(u vm.Undone, err error) {
				done(err)
				if err == nil {
					p.env.Done(u, nil)
				}
			})
		},
	})
}

// licences shows the licence of each part of the program.
func (p *Page) licences() {
	all := assets.Licences()
	k := theme.Current()
	var lines []string
	list := widget.NewList(func() int { return len(lines) }, func() fyne.CanvasObject { return widgets.Sized(0, 16, widgets.Mono("", theme.Caption, k.Text2)) }, func(i widget.ListItemID, o fyne.CanvasObject) {
		if t := o.(*fyne.Container).Objects[0]; i < len(lines) {
			setText(t, lines[i])
		}
	})
	list.HideSeparators = true
	options := make([]widgets.Option, len(all))
	for i, l := range all {
		options[i] = widgets.Option{ID: l.Of, Label: l.Of}
	}
	of := widgets.NewPicker("", options, nil)
	of.Pick(all[0].Of)
	lines = wrapped(all[0].Text)
	of.OnChanged = func(ids []string) {
		for _, l := range all {
			if len(ids) > 0 && l.Of == ids[0] {
				lines = wrapped(l.Text)
			}
		}
		list.ScrollToTop()
		list.Refresh()
	}
	dialogs.Message(p.env.Canvas(), tone.Accent, "file-text", say.L("Licences"), say.L("Gatehouse is made with these. Thank you."),
		widgets.Labelled(say.L("Part"), of), widgets.Sized(0, 320, widgets.Sunken(widgets.PadXY(container.NewStack(list), 10, 8))))
}

// licenceWidth is how many letters of a licence fit into a line.
const licenceWidth = 72

// wrapped breaks a licence into lines that fit.
func wrapped(text string) []string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		l = strings.ReplaceAll(l, "\t", "    ")
		for len(l) > licenceWidth {
			cut := strings.LastIndexByte(l[:licenceWidth], ' ')
			if cut <= 0 {
				cut = licenceWidth
			}
			out = append(out, l[:cut])
			l = strings.TrimLeft(l[cut:], " ")
		}
		out = append(out, l)
	}
	return out
}
