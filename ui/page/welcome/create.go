package welcome

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// createInner is what the card of a new vault holds across: two fields beside each other.
const createInner float32 = 536

// createCard is the form for a new vault.
type createCard struct {
	object              fyne.CanvasObject
	name, folder, admin *widgets.Entry
	password, again     *page.Secret
	meter               *page.Meter
	kept                *widgets.Check
	submit              *widgets.Button
	busy                bool
}

func newCreateCard(p *Page) *createCard {
	k := theme.Current()
	c := &createCard{name: widgets.NewEntry("production"), folder: widgets.NewEntry(say.L("Folder")), admin: widgets.NewEntry("Mira Kovač"), password: page.NewSecret(say.L("Five random words")), again: page.NewSecret(say.L("The same again")), meter: page.NewMeter()}
	c.folder.SetText(p.vm.DefaultFolder())
	create := func() {
		if c.kept.Checked {
			p.vm.Create(c.typed())
		}
	}
	c.submit = widgets.NewButton(widgets.Primary, "plus", say.L("Create vault"), create)
	c.submit.Height = 40
	c.kept = widgets.NewCheck(say.L("I keep the password where I find it again"), func(bool) { c.enable(!c.busy) })
	for _, e := range []*widgets.Entry{c.name, c.folder, c.admin, c.password.Entry, c.again.Entry} {
		e.OnSubmitted = func(string) {
			if !c.kept.Checked {
				p.env.Canvas().Focus(c.kept)
				return
			}
			create()
		}
		e.OnEscape = p.vm.ShowIntro
	}
	c.password.Entry.OnChanged = func(string) { c.measure() }
	c.measure()
	c.enable(true)
	browse := widgets.NewButton(widgets.Secondary, "folder-open", "", func() { p.env.PickFolder(c.folder.SetText) })
	browse.Tip = say.L("Choose the folder")
	suggest := widgets.NewSmallButton(widgets.Secondary, "sparkles", say.L("Suggest a password"), func() {
		if words := p.vm.Suggest(); words != "" {
			page.ShowSuggestion(c.password, c.again, words)
			p.env.Copy(words)
		}
	})
	half := (createInner - 12) / 2
	c.object = cardOf(createInner,
		widgets.Semi(say.L("New vault"), 18, k.Text), widgets.Gap(0, 4), widgets.Text(say.L("One encrypted file that holds everything. It never leaves this machine by itself."), theme.Small, k.Text3),
		widgets.Gap(0, 16), widgets.Row(12, widgets.Sized(half, 0, widgets.Labelled(say.L("Name of the vault"), c.name)), widgets.Sized(half, 0, widgets.Labelled(say.L("Folder"), widgets.Row(8, widgets.Grow(c.folder), browse)))),
		widgets.Gap(0, 12), widgets.Labelled(say.L("Your name"), c.admin),
		widgets.Gap(0, 12), widgets.Row(12, widgets.Sized(half, 0, widgets.Labelled(say.L("Password"), c.password.Entry)), widgets.Sized(half, 0, widgets.Labelled(say.L("Password again"), c.again.Entry))),
		widgets.Gap(0, 8), widgets.Row(12, widgets.Sized(half, 0, c.meter.Object()), suggest, widgets.Flex()),
		widgets.Gap(0, 12), warnings(), widgets.Gap(0, 10), c.kept,
		p.trouble, widgets.Gap(0, 14), c.submit)
	return c
}

// warnings say what cannot be recovered.
func warnings() fyne.CanvasObject {
	k := theme.Current()
	fg, bg := k.Of(tone.Warn)
	os := []fyne.CanvasObject{widgets.Row(8, widgets.Icon(theme.Icon("triangle-alert", fg), 14), widgets.Medium(say.L("What cannot be recovered"), theme.Body, k.Text), widgets.Flex())}
	for _, w := range vm.Warnings() {
		os = append(os, widgets.Pad(widgets.Para(w, theme.Small, k.Text2, createInner-46), 0, 0, 0, 22))
	}
	return widgets.Stack(widgets.Rect(bg, theme.RadiusCard), widgets.PadXY(widgets.Col(4, os...), 12, 10))
}

// typed is the form as it is filled in.
func (c *createCard) typed() vm.VaultForm {
	return vm.VaultForm{Name: c.name.Text, Folder: c.folder.Text, Admin: c.admin.Text, Password: c.password.Text(), Again: c.again.Text(), Kept: c.kept.Checked}
}

// measure says how good the password is.
func (c *createCard) measure() {
	c.meter.Show(vm.Measure(c.password.Text(), c.name.Text, c.admin.Text))
}

func (c *createCard) enable(on bool) {
	c.busy = !on
	c.submit.SetEnabled(on && c.kept.Checked)
}
