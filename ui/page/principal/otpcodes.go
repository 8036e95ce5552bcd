package principal

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// noCodes says why there are no recovery codes, and tries again.
func (e *enrolling) noCodes() dialogs.Step {
	return e.about(dialogs.Step{Icon: "key-round", Title: say.L("Recovery codes for “{{.Name}}”", say.V{"Name": e.w.Who()}), Note: say.L("The device is active. Its recovery codes could not be made."),
		Body: widgets.Gap(0, 0), Leave: say.L("Without codes"), Verb: say.L("Try again"), VerbIcon: "refresh-cw", OnVerb: func() { e.p.askAgain(e.w.MakeCodes) }})
}

// codes is the third step: recovery codes, for the only time.
func (e *enrolling) codes() dialogs.Step {
	e.clock.stop()
	return e.about(e.p.codesStep(func() *dialogs.Sheet { return e.sheet }, e.w.Who(), e.w.Principal(), e.w.Codes(), e.w.Finish))
}

// showCodes shows recovery codes for the only time, in a dialog of their own.
func (p *Page) showCodes(who, principal string, codes []string) {
	var sheet *dialogs.Sheet
	sheet = dialogs.ShowSheet(p.env.Canvas(), p.codesStep(func() *dialogs.Sheet { return sheet }, who, principal, codes, func() { sheet.Close() }), nil)
}

// codesStep shows recovery codes; who leaves says that they are stored.
func (p *Page) codesStep(sheet func() *dialogs.Sheet, who, principal string, codes []string, done func()) dialogs.Step {
	k := theme.Current()
	said := widgets.Text("", theme.Small, k.Text2)
	say1 := func(s string) {
		said.Text = s
		said.Refresh()
		sheet().Refresh()
	}
	copied := widgets.NewButton(widgets.Secondary, "copy", say.L("Copy"), func() {
		p.env.Copy(strings.Join(codes, "\n"))
		say1(say.L("Copied. The clipboard is cleared by itself."))
	})
	saved := widgets.NewButton(widgets.Secondary, "save", say.L("Save to a file…"), func() {
		p.env.PickFolder(func(folder string) {
			p.vm.SaveCodes(folder, principal, codes, func(u vm.Undone, err error) {
				if sheet().Complain(err); err == nil {
					say1(u.Text)
				}
			})
		})
	})
	stored := widgets.NewCheck(say.L("They are stored where they belong"), func(on bool) { sheet().Allow(on) })
	var columns [2][]fyne.CanvasObject
	for i, c := range codes {
		number := widgets.Sized(26, 0, widgets.Text(strconv.Itoa(i+1), theme.Small, k.Text3))
		at := i * len(columns) / max(1, len(codes))
		columns[at] = append(columns[at], widgets.Sized(0, 26, widgets.Row(0, number, widgets.Mono(c, 14, k.Text))))
	}
	list := widgets.Sunken(widgets.PadXY(widgets.Fill(24, widgets.Grow(widgets.Col(0, columns[0]...)), widgets.Grow(widgets.Col(0, columns[1]...))), 20, 12))
	warn := tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("This is the only time you can see them.")}
	return dialogs.Step{Icon: "key-round", Title: say.L("Recovery codes for “{{.Name}}”", say.V{"Name": who}), Note: say.L("Each stands in for a one-time password, once, when the authenticator is lost."),
		Body: widgets.Col(14, widgets.Banner(warn, say.L("Gatehouse keeps digests, never the codes. New ones end these."), dialogs.SheetWidth), list, widgets.Row(8, copied, saved, said, widgets.Flex()), widgets.Lead(stored)),
		Verb: say.L("Done"), VerbIcon: "check", Blocked: true, OnVerb: done, First: copied}
}
