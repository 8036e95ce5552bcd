package principal

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// otpCommands are what can be done with the one-time passwords of a principal.
func (p *Page) otpCommands() []page.Command {
	always := func(s string) func() string { return func() string { return s } }
	return []page.Command{
		{ID: "principals.otp", Label: p.enrolLabel, Icon: "smartphone", Row: true, Bulk: true, Can: p.vm.CanEnrol, Run: p.enrolOTP},
		{ID: "principals.otp.confirm", Label: always(say.L("Confirm pending device…")), Icon: "circle-check", Can: p.vm.CanConfirmOTP, Run: p.confirmOTP},
		{ID: "principals.otp.verify", Label: always(say.L("Check a one-time password…")), Icon: "shield-check", Row: true, Can: p.vm.CanVerifyOTP, Run: p.verifyOTP},
		{ID: "principals.otp.recovery", Label: always(say.L("New recovery codes…")), Icon: "refresh-cw", Can: p.vm.CanVerifyOTP, Run: p.newRecovery},
		{ID: "principals.otp.recover", Label: always(say.L("Use a recovery code…")), Icon: "key-round", Can: p.vm.CanRecoverOTP, Run: p.useRecovery},
		{ID: "principals.otp.device", Label: always(say.L("Remove a device…")), Icon: "circle-minus", Danger: true, Can: p.vm.CanResetOTP, Run: func() { p.removeDevice("") }},
		{ID: "principals.otp.reset", Label: always(say.L("Reset one-time password…")), Icon: "rotate-cw", Danger: true, Can: p.vm.CanResetOTP, Run: p.resetOTP},
	}
}

// enrolLabel says that several are enrolled one after the other.
func (p *Page) enrolLabel() string {
	if p.vm.SelectedCount() > 1 {
		return say.L("One-time passwords…")
	}
	return say.L("Enrol one-time password…")
}

func (p *Page) otpCommand(id string) (page.Command, bool) {
	for _, c := range p.otpCommands() {
		if c.ID == id {
			return c, true
		}
	}
	return page.Command{}, false
}

// single does a command for the principal of the drawer alone, whatever is selected.
func (p *Page) single(id string) func() {
	return func() {
		p.vm.ClearSelection()
		p.Do(id)
	}
}

// otp is what the drawer says about one-time passwords, and what can be done with them.
func (p *Page) otp() fyne.CanvasObject {
	f, title := p.vm.OTPFacts(), say.L("One-time password")
	add := widgets.NewSmallButton(widgets.Secondary, "plus", say.L("Enrol…"), p.single("principals.otp"))
	add.SetEnabled(p.env.Permitted("principals.otp"))
	if len(f.Devices) == 0 {
		return page.Section(title, page.Nothing(say.L("None, so grants that demand one are closed.")), add)
	}
	k := theme.Current()
	var os []fyne.CanvasObject
	if !f.Locked.IsZero() {
		os = append(os, widgets.Banner(f.Locked, "", page.DrawerInner), widgets.Gap(0, 4))
	}
	for _, d := range f.Devices {
		mark := widgets.Badge(d.Status)
		drop := widgets.NewIconButton(widgets.Ghost, "x", say.L("Remove “{{.Device}}”…", say.V{"Device": d.Name}), func() {
			p.vm.ClearSelection()
			p.removeDevice(d.ID)
		})
		drop.SetEnabled(p.env.Permitted("principals.otp.device"))
		name := widgets.CutTo(widgets.Text(d.Name, theme.Small, k.Text), page.DrawerInner-mark.MinSize().Width-drop.MinSize().Width-42)
		os = append(os, widgets.Sized(0, theme.SmallHeight, widgets.Row(8, widgets.Icon(theme.Icon("smartphone", k.Text3), 14), name, widgets.Flex(), mark, drop)),
			widgets.Tip(widgets.Pad(widgets.CutTo(widgets.Text(d.Note, theme.Caption, k.Text3), page.DrawerInner-22), 0, 0, 4, 22), d.Tip))
	}
	if f.Recovery != "" {
		os = append(os, widgets.Sized(0, theme.SmallHeight, widgets.Row(8, widgets.Icon(theme.Icon("key-round", k.Text3), 14), widgets.Text(f.Recovery, theme.Small, k.Text))))
	}
	os = append(os, widgets.Gap(0, 4), p.otpButtons())
	return page.Section(title, widgets.Col(0, os...), add)
}

// otpButtons are what comes next for the devices, and the menu of what is rarer.
func (p *Page) otpButtons() fyne.CanvasObject {
	var os []fyne.CanvasObject
	for _, id := range []string{"principals.otp.confirm", "principals.otp.verify"} {
		word := say.L("Confirm…")
		if id == "principals.otp.verify" {
			word = say.L("Check a code…")
		}
		if c, ok := p.otpCommand(id); ok && p.env.Permitted(id) && (p.vm.SelectedCount() > 0 || c.Can()) {
			os = append(os, widgets.NewSmallButton(widgets.Secondary, "", word, p.single(id)))
		}
	}
	more := widgets.NewIconButton(widgets.Secondary, "ellipsis", say.L("More for one-time passwords"), nil)
	more.OnTapped = func() {
		p.vm.ClearSelection()
		var items []widgets.MenuItem
		for _, c := range p.otpCommands()[3:] {
			items = append(items, widgets.MenuItem{Icon: c.Icon, Title: c.Label(), Danger: c.Danger, Disabled: !p.Can(c.ID), Run: c.Run})
		}
		widgets.ShowMenuUnder(more, items)
	}
	return widgets.Row(6, append(os, more, widgets.Flex())...)
}

// codeForm asks for a one-time password.
func (p *Page) codeForm(f dialogs.Form, digits int, use func(code string, done func(vm.Undone, error))) {
	code := widgets.NewCodeEntry(digits)
	clock := p.newClock()
	f.First, f.Fields = code, []fyne.CanvasObject{widgets.Labelled(say.L("Code"), widgets.Lead(code)), clock.object}
	f.Submit = func(done func(error)) {
		use(code.Code(), func(u vm.Undone, err error) {
			if err != nil {
				code.Clear()
			}
			p.closing(done)(u, err)
			if err != nil {
				p.env.Canvas().Focus(code)
			}
		})
	}
	d := dialogs.ShowForm(p.env.Canvas(), f)
	code.OnSubmitted = func(string) { d.Submit() }
	d.OnClosed = clock.stop
	clock.start(d.IsOpen)
}

// confirmOTP asks for the first code of a device that is pending.
func (p *Page) confirmOTP() {
	p.codeForm(dialogs.Form{Icon: "smartphone", Title: say.L("Confirm the device of “{{.Name}}”", say.V{"Name": p.vm.OTPName()}), Note: say.L("Its first code shows that the secret arrived. It counts once."), Verb: say.L("Confirm"), VerbIcon: "check"},
		p.vm.OTPDigits(false), p.vm.ConfirmOTP)
}

// verifyOTP asks for a code, and says whether it is right.
func (p *Page) verifyOTP() {
	p.codeForm(dialogs.Form{Icon: "shield-check", Title: say.L("Check a one-time password of “{{.Name}}”", say.V{"Name": p.vm.OTPName()}), Note: say.L("A right code is used up. Wrong ones are counted; after five one has to wait."), Verb: say.L("Check"), VerbIcon: "check"},
		p.vm.OTPDigits(true), p.vm.VerifyOTP)
}

// useRecovery asks for a recovery code.
func (p *Page) useRecovery() {
	code := page.NewSecret(say.L("Like ABCDEF-GHIJKL-MNOPQR-STUVWX"))
	d := dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "key-round", Title: say.L("Use a recovery code of “{{.Name}}”", say.V{"Name": p.vm.OTPName()}), Note: say.L("It stands in for a one-time password, once."), Verb: say.L("Use the code"), VerbIcon: "check",
		First: code.Entry, Entries: []*widgets.Entry{code.Entry}, Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Recovery code"), code.Entry)},
		Submit: func(done func(error)) { p.vm.RecoverOTP(code.Text(), p.closing(done)) },
	})
	d.OnClosed = code.Wipe
}

// askAgain asks for the password before somebody's one-time passwords change.
func (p *Page) askAgain(then func()) {
	page.AskAgain(p.env, p.vm, say.L("Whoever finds this desk unlocked must not change one-time passwords."), then)
}

// newRecovery makes recovery codes in place of those that are left.
func (p *Page) newRecovery() {
	w, ok := p.vm.EnrolOTP()
	if !ok {
		return
	}
	p.askAgain(func() {
		dialogs.Confirm(p.env.Canvas(), vm.Asking{Title: say.L("New recovery codes for “{{.Name}}”?", say.V{"Name": w.Who()}), Verb: say.L("Make new codes"), Body: say.L("Ten new codes are made and shown once. Those made before stop working at once.")}, "refresh-cw", func(done func(error)) {
			p.vm.NewRecovery(w.Principal(), func(codes []string, err error) {
				if done(err); err == nil {
					p.showCodes(w.Who(), w.Principal(), codes)
				}
			})
		})
	})
}

// resetOTP takes everything away, after asking for the password.
func (p *Page) resetOTP() {
	p.askAgain(func() {
		dialogs.Confirm(p.env.Canvas(), p.vm.ResetOTPText(), "rotate-cw", func(done func(error)) { p.vm.ResetOTP("", done) })
	})
}

// removeDevice takes one device away: the one that is named, or which is picked.
func (p *Page) removeDevice(device string) {
	p.askAgain(func() {
		cs := p.vm.DeviceChoices()
		if len(cs) == 0 {
			return
		}
		which := widgets.NewPicker("", page.Options(cs), nil)
		if which.Pick(cs[0].ID); device != "" {
			which.Pick(device)
		}
		dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
			Icon: "circle-minus", Title: say.L("Remove a device of “{{.Name}}”", say.V{"Name": p.vm.OTPName()}), Note: say.L("Its codes stop counting at once. With the last device the recovery codes go too."), Tone: tone.Danger, Danger: true, Verb: say.L("Remove device"), VerbIcon: "circle-minus",
			First: which, Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Device"), which)},
			Submit: func(done func(error)) { p.vm.ResetOTP(first(which.Picked()), done) },
		})
	})
}
