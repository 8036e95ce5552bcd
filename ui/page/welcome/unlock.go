package welcome

import (
	"path/filepath"

	"fyne.io/fyne/v2"

	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// unlockCard asks for name and password of a vault.
type unlockCard struct {
	object   fyne.CanvasObject
	admin    *widgets.Entry
	password *page.Secret
	submit   *widgets.Button
}

func newUnlockCard(p *Page) *unlockCard {
	k := theme.Current()
	c := &unlockCard{admin: widgets.NewEntry(say.L("Your name in this vault")), password: page.NewSecret(say.L("Password"))}
	c.admin.Icon = theme.Icon("user-round", k.Text3)
	c.password.Entry.Icon = theme.Icon("lock-keyhole", k.Text3)
	c.admin.SetText(p.vm.Admin())
	unlock := func() {
		if p.vm.Busy() {
			return // what is typed meanwhile stays
		}
		password := c.password.Text()
		c.password.Wipe()
		p.vm.Unlock(c.admin.Text, password)
		p.env.Canvas().Focus(c.password.Entry)
	}
	c.submit = widgets.NewButton(widgets.Primary, "lock-open", say.L("Unlock"), unlock)
	c.submit.Height = 40
	c.password.Entry.OnSubmitted = func(string) { unlock() }
	c.admin.OnSubmitted = func(string) { p.env.Canvas().Focus(c.password.Entry) }
	c.admin.OnEscape, c.password.Entry.OnEscape = p.vm.ShowIntro, p.vm.ShowIntro
	name, path := filepath.Base(p.vm.Path()), vm.Tilde(filepath.Dir(p.vm.Path()))
	title := say.L("Unlock {{.Vault}}", say.V{"Vault": name})
	os := []fyne.CanvasObject{
		widgets.Row(0, widgets.Grow(widgets.Tip(widgets.Cut(widgets.Semi(title, 18, k.Text)), name))), widgets.Gap(0, 4),
		widgets.Row(0, widgets.Grow(widgets.Tip(widgets.Cut(widgets.Text(path, theme.Small, k.Text3)), p.vm.Path()))),
	}
	if note := p.vm.Note(); note != "" {
		os = append(os, widgets.Gap(0, 14), widgets.Banner(tone.Mark{Tone: tone.Info, Icon: "lock", Word: note}, "", cardInner))
	}
	os = append(os, widgets.Gap(0, 20), widgets.Labelled(say.L("Administrator"), c.admin),
		widgets.Gap(0, 14), widgets.Labelled(say.L("Password"), c.password.Entry),
		p.trouble, widgets.Gap(0, 20), c.submit)
	c.object = cardOf(cardInner, os...)
	return c
}

// first is where typing begins: the password, when the name is known.
func (c *unlockCard) first() fyne.Focusable {
	if c.admin.Text != "" {
		return c.password.Entry
	}
	return c.admin
}

func (c *unlockCard) enable(on bool) { c.submit.SetEnabled(on) }
