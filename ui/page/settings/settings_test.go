package settings_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"gatehouse/ui/nav"
	"gatehouse/ui/page/settings"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// prefs keeps choices in memory.
type prefs struct {
	now    vm.Choices
	resets int
}

func (p *prefs) Choices() vm.Choices { return p.now }
func (p *prefs) Choose(c vm.Choices) { p.now = c }
func (p *prefs) ResetColumns()       { p.resets++ }

func shown(t *testing.T, h *uitest.House) (*uitest.Lent, *settings.Page, *prefs) {
	t.Helper()
	l := uitest.Lend(t)
	k := &prefs{now: vm.Choices{Theme: "system", Density: "normal", Scale: 1, Start: "overview", Idle: 10, Clipboard: 10}}
	p := settings.New(l.Env, vm.NewSettings(l.Run, h, k, "1.4.0"), nav.Settings)
	l.Show(t, p)
	return l, p, k
}

func TestShots(t *testing.T) {
	l, p, _ := shown(t, uitest.Full())
	uitest.Shot(t, l.Window, "settings")
	l.Window.Resize(fyne.NewSize(1076, 1300))
	uitest.Shot(t, l.Window, "settings-all")
	l.Window.Resize(fyne.NewSize(1076, 720))
	p.Do("settings.password")
	uitest.Press(t, l.Window, "Suggest")
	uitest.Shot(t, l.Window, "settings-password")
	l, _, _ = shown(t, uitest.Full())
	uitest.Press(t, l.Window, "Licences…")
	uitest.Shot(t, l.Window, "settings-licences")
}
