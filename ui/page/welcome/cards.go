package welcome

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// createCard is the form for a new vault.
type createCard struct {
	object                               fyne.CanvasObject
	name, folder, admin, password, again *widgets.Entry
	strength                             *fyne.Container
	submit                               *widgets.Button
}

func newCreateCard(p *Page) *createCard {
	k := theme.Current()
	c := &createCard{name: widgets.NewEntry("production"), folder: widgets.NewEntry("Folder"), admin: widgets.NewEntry("Mira Kovač"), password: widgets.NewPassword("Four or five random words"), again: widgets.NewPassword("The same again"), strength: container.NewStack()}
	c.folder.SetText(p.vm.DefaultFolder())
	create := func() {
		p.vm.Create(vm.VaultForm{Name: c.name.Text, Folder: c.folder.Text, Admin: c.admin.Text, Password: c.password.Text, Again: c.again.Text})
	}
	c.submit = widgets.NewButton(widgets.Primary, "plus", "Create vault", create)
	c.submit.Height = 40
	for _, e := range []*widgets.Entry{c.name, c.folder, c.admin, c.password, c.again} {
		e.OnSubmitted = func(string) { create() }
		e.OnEscape = p.vm.ShowIntro
	}
	c.password.OnChanged = func(string) { c.measure() }
	c.measure()
	browse := widgets.NewButton(widgets.Secondary, "folder-open", "", func() { p.env.PickFolder(c.folder.SetText) })
	c.object = card(
		widgets.Semi("New vault", 18, k.Text), widgets.Gap(0, 4), widgets.Text("One encrypted file. Keep a backup of it: without the password", theme.Small, k.Text3), widgets.Text("nobody can open it, and we cannot help.", theme.Small, k.Text3),
		widgets.Gap(0, 18), widgets.Labelled("Name of the vault", c.name),
		widgets.Gap(0, 12), widgets.Labelled("Folder", widgets.Row(8, widgets.Grow(c.folder), browse)),
		widgets.Gap(0, 12), widgets.Labelled("Your name", c.admin),
		widgets.Gap(0, 12), widgets.Labelled("Password", c.password, c.strength),
		widgets.Gap(0, 12), widgets.Labelled("Password again", c.again),
		p.trouble, widgets.Gap(0, 20), c.submit)
	return c
}

// measure says how good the password is.
func (c *createCard) measure() {
	k := theme.Current()
	s := vm.Measure(c.password.Text, c.name.Text, c.admin.Text)
	var bars []fyne.CanvasObject
	for i := range 4 {
		fill := k.NeutralSoft
		if i < s.Score {
			fill, _ = k.Of(s.Mark.Tone)
		}
		bars = append(bars, widgets.Sized(26, 4, widgets.Rect(fill, 2)))
	}
	var word fyne.CanvasObject = widgets.Help("At least 15 characters")
	if !s.Mark.IsZero() {
		word = widgets.Badge(s.Mark)
	}
	c.strength.RemoveAll()
	c.strength.Add(widgets.Sized(0, 20, widgets.Row(8, widgets.Row(4, bars...), widgets.Flex(), word)))
	c.strength.Refresh()
}

func (c *createCard) enable(on bool) { c.submit.SetEnabled(on) }

// unlockCard asks for name and password of a vault.
type unlockCard struct {
	object          fyne.CanvasObject
	admin, password *widgets.Entry
	submit          *widgets.Button
}

func newUnlockCard(p *Page) *unlockCard {
	k := theme.Current()
	c := &unlockCard{admin: widgets.NewEntry("Your name in this vault"), password: widgets.NewPassword("Password")}
	c.admin.SetText(p.vm.Admin())
	unlock := func() {
		if p.vm.Busy() {
			return // what is typed meanwhile stays
		}
		password := c.password.Text
		c.password.SetText("")
		p.vm.Unlock(c.admin.Text, password)
		p.env.Canvas().Focus(c.password)
	}
	c.submit = widgets.NewButton(widgets.Primary, "lock-open", "Unlock", unlock)
	c.submit.Height = 40
	c.password.OnSubmitted = func(string) { unlock() }
	c.admin.OnSubmitted = func(string) { p.env.Canvas().Focus(c.password) }
	note := vm.Tilde(filepath.Dir(p.vm.Path()))
	if p.vm.Note() != "" {
		note = p.vm.Note()
	}
	c.object = card(
		widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Semi("Unlock "+filepath.Base(p.vm.Path()), 18, k.Text)))), widgets.Gap(0, 4), widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(note, theme.Small, k.Text3)))),
		widgets.Gap(0, 22), widgets.Labelled("Administrator", c.admin),
		widgets.Gap(0, 14), widgets.Labelled("Password", c.password),
		p.trouble, widgets.Gap(0, 20), c.submit)
	return c
}

// first is where typing begins: the password, when the name is known.
func (c *unlockCard) first() fyne.Focusable {
	if c.admin.Text != "" {
		return c.password
	}
	return c.admin
}

func (c *unlockCard) enable(on bool) { c.submit.SetEnabled(on) }
