package settings_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/nav"
	"gatehouse/ui/page/settings"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
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

func TestEveryPartIsDrawn(t *testing.T) {
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

func TestEverySettingWorksByKeyboard(t *testing.T) {
	l, _, k := shown(t, uitest.Full())
	seen := map[fyne.Focusable]bool{}
	for {
		l.Window.Canvas().FocusNext()
		f := l.Window.Canvas().Focused()
		if f == nil || seen[f] {
			break
		}
		seen[f] = true
		b, icon := f.(*widgets.Button)
		if icon && b.Label != "" {
			continue // opens a dialog
		}
		if _, picker := f.(*widgets.Picker); picker {
			continue
		}
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
	want := vm.Choices{Theme: "dark", Density: "compact", Scale: 1, Start: "overview", Idle: 10, Clipboard: 10}
	if len(seen) < 16 || k.now != want {
		t.Errorf("%d things take the focus; chosen %+v", len(seen), k.now)
	}
}

func TestTheFocusIsFoundAgainWhenTheThemeChanges(t *testing.T) {
	l, p, k := shown(t, uitest.Full())
	for range 3 {
		l.Window.Canvas().FocusNext() // As the system, Light, Dark
	}
	l.Window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if k.now.Theme != "dark" {
		t.Fatalf("chosen %q", k.now.Theme)
	}
	kept := p.Keep()
	next := settings.New(l.Env, vm.NewSettings(l.Run, uitest.Full(), k, "1.4.0"), nav.Settings)
	next.Restore(kept)
	l.Window.Canvas().Unfocus()
	l.Show(t, next)
	if l.Window.Canvas().Focused() == nil {
		t.Error("the focus is lost")
	}
}

func TestThePasswordIsChangedAndForgotten(t *testing.T) {
	h := uitest.Full()
	l, p, _ := shown(t, h)
	p.Do("settings.password")
	old := uitest.Field(t, l.Window, "The password you have now")
	test.Type(old, "korrekt pferd batterie heft")
	uitest.Press(t, l.Window, "Suggest")
	next := uitest.Field(t, l.Window, "Five random words")
	words := next.Text
	if next.Password || len(l.Copied) != 1 || l.Copied[0] != words {
		t.Errorf("suggested %q, copied %q", words, l.Copied)
	}
	uitest.Press(t, l.Window, "Change password")
	l.Run.Settle()
	if len(h.Passwords) != 2 || h.Passwords[1] != words || old.Text != "" || next.Text != "" || len(l.Toasts) != 1 {
		t.Errorf("changed %q, left %q %q, %d toasts", h.Passwords, old.Text, next.Text, len(l.Toasts))
	}
}

func TestASuggestionIsHiddenOnceItIsEdited(t *testing.T) {
	l, p, _ := shown(t, uitest.Full())
	p.Do("settings.password")
	uitest.Press(t, l.Window, "Suggest")
	next := uitest.Field(t, l.Window, "Five random words")
	test.Type(next, "x")
	if !next.Password || !uitest.Field(t, l.Window, "The same again").Password {
		t.Error("an edited password can be read over the shoulder")
	}
}

func TestTheVaultIsBackedUp(t *testing.T) {
	l, p, _ := shown(t, uitest.Full())
	p.Do("settings.backup")
	uitest.Fill(t, l.Window, "Folder, best on another disk", "/mnt/usb")
	uitest.Press(t, l.Window, "Back up")
	l.Run.Settle()
	if len(l.Toasts) != 1 {
		t.Errorf("toasts %+v", l.Toasts)
	}
}
