package settings

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// appearance is how everything looks.
func (p *Page) appearance() fyne.CanvasObject {
	return section("sliders-horizontal", say.L("Appearance"),
		setting(say.L("Colours"), say.L("Light, dark, or as the system has it."), p.theme.root),
		setting(say.L("Rows"), say.L("Compact shows more rows at once."), p.density.root),
		setting(say.L("Size of everything"), say.L("From 80 to 200 %."), widgets.Col(4, p.scale.root, widgets.Trail(p.later))),
		setting(say.L("Page to begin with"), say.L("Shown after a vault is unlocked."), widgets.Sized(220, 0, p.start)))
}

// security is when things are taken away from who walks by.
func (p *Page) security() fyne.CanvasObject {
	k := theme.Current()
	always := widgets.Row(6, widgets.Icon(theme.Icon("lock", k.Ok), 14), widgets.Text(say.L("Always on"), theme.Body, k.Text))
	return section("lock", say.L("Security"),
		setting(say.L("Lock when nothing happens"), say.L("After 1 to 60 minutes its keys leave memory and the window shows nothing of the vault. Ctrl+L locks at once."), p.idle.root),
		setting(say.L("Clear the clipboard"), say.L("5 to 60 seconds after a secret was copied, if it is still there. It is cleared on lock and on quit, too."), p.clip.root),
		setting(say.L("Lock when the computer sleeps"), say.L("Whoever opens the lid has to unlock. This cannot be turned off."), always))
}

// vault is the open vault.
func (p *Page) vault() fyne.CanvasObject {
	var facts []fyne.CanvasObject
	for _, f := range p.vm.VaultFacts() {
		facts = append(facts, widgets.Tip(widgets.FactText(f.Name, 120, f.Value), f.Tip))
	}
	return section("database", say.L("Vault"), widgets.PadXY(widgets.Col(0, facts...), 16, 8),
		setting(say.L("Backup"), say.L("A copy that is read again and verified before it counts. It opens with the passwords of now."), p.backup),
		setting(say.L("One-time passwords of principals"), say.L("Usual also takes the code of the half minute before, and of the coming one. Strict takes none of the coming one."), p.codes.root),
		setting(say.L("Your password"), say.L("Only yours: other administrators keep theirs."), p.password))
}

// lists are the columns of all pages.
func (p *Page) lists() fyne.CanvasObject {
	return section("columns-3", say.L("Lists"),
		setting(say.L("Columns"), say.L("Widths and hidden columns of all lists go back to what they were."), p.reset))
}

// about is the program.
func (p *Page) about() fyne.CanvasObject {
	k := theme.Current()
	head := widgets.PadXY(widgets.Row(14, widgets.Logo(40), widgets.Col(2, widgets.Semi(p.vm.Version(), theme.Section, k.Text), widgets.Text(say.L("Decides who may call your APIs, and reads the logs of who did."), theme.Small, k.Text3)), widgets.Flex()), 16, 12)
	return section("info", say.L("About"), head,
		setting(say.L("Network"), say.L("None is used: no account, no telemetry, no update check. What leaves this machine are the files that you export."), widgets.Gap(0, 0)),
		setting(say.L("Licences"), say.L("Of the type, the icons and the libraries in this program."), p.notice))
}
