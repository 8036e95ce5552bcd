package welcome_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/core/fault"
	"gatehouse/ui/page/welcome"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// shown opens the window without a vault, as the desktop does.
func shown(t *testing.T, o *uitest.Opener, known ...string) (*uitest.Lent, *vm.Welcome) {
	t.Helper()
	l := uitest.Lend(t)
	r := &uitest.Recents{}
	for i, path := range known {
		r.Vaults = append(r.Vaults, vm.Recent{Path: path, Opened: uitest.Now.Add(-time.Duration(i+1) * 26 * time.Hour)})
	}
	v := vm.NewWelcome(l.Run, o, r, "/home/mira/vaults")
	l.Window.Resize(fyne.NewSize(1280, 770))
	l.Show(t, welcome.New(l.Env, v, "1.4.0"))
	return l, v
}

// vault writes a file that could be a vault.
func vault(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEveryScreenIsDrawn(t *testing.T) {
	l, v := shown(t, &uitest.Opener{House: uitest.Full()}, vault(t, "production.gate"), "/media/usb/archive-2025.gate")
	uitest.Shot(t, l.Window, "welcome")
	v.ShowCreate()
	uitest.Shot(t, l.Window, "welcome-create")
	uitest.Press(t, l.Window, "Suggest a password")
	uitest.Shot(t, l.Window, "welcome-suggested")
	o := &uitest.Opener{House: uitest.Full(), Fail: fault.New(fault.Denied, "too many wrong passwords; try again in 3m58s")}
	path := vault(t, "production.gate")
	l, v = shown(t, o, path)
	v.ShowUnlock(path, "Locked because nothing happened for a while.")
	v.Unlock("Mira", "wrong")
	l.Run.Settle()
	uitest.Shot(t, l.Window, "unlock")
}

func TestAVaultIsMadeOnlyWhenItsPasswordIsKept(t *testing.T) {
	o := &uitest.Opener{House: uitest.Empty()}
	l, v := shown(t, o)
	opened := false
	v.OnOpen = func(vm.House) { opened = true }
	uitest.Press(t, l.Window, "New vault")
	uitest.Fill(t, l.Window, "production", "production")
	uitest.Fill(t, l.Window, "Mira Kovač", "Mira Kovač")
	uitest.Press(t, l.Window, "Suggest a password")
	words := uitest.Field(t, l.Window, "Five random words").Text
	if len(l.Copied) != 1 || l.Copied[0] != words || uitest.Field(t, l.Window, "The same again").Text != words {
		t.Fatalf("copied %q, suggested %q", l.Copied, words)
	}
	again := uitest.Field(t, l.Window, "The same again")
	again.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	l.Run.Settle()
	box := uitest.Find[*widgets.Check](t, l.Window, 0)
	if opened || l.Window.Canvas().Focused() != fyne.Focusable(box) {
		t.Error("Enter makes the vault, or does not lead to the box")
	}
	box.TypedRune(' ')
	if !box.Checked {
		test.Tap(box)
	}
	uitest.Press(t, l.Window, "Create vault")
	l.Run.Settle()
	if !opened || o.Created.Password != words || o.Created.Admin != "Mira Kovač" {
		t.Errorf("made %+v", o.Created)
	}
}

func TestUnlockingByKeyboard(t *testing.T) {
	o := &uitest.Opener{House: uitest.Empty(), Fail: fault.New(fault.Denied, "no")}
	path := vault(t, "production.gate")
	l, v := shown(t, o, path)
	v.ShowUnlock(path, "Locked because the computer slept.")
	if !uitest.Says(l.Window, "Locked because the computer slept.") {
		t.Error("it does not say why it is locked")
	}
	name, password := uitest.Field(t, l.Window, "Your name in this vault"), uitest.Field(t, l.Window, "Password")
	test.Type(name, "Mira")
	name.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if l.Window.Canvas().Focused() != fyne.Focusable(password) {
		t.Fatal("Enter in the name does not lead to the password")
	}
	test.Type(password, "wrong")
	password.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	l.Run.Settle()
	if password.Text != "" || !uitest.Says(l.Window, "This name and password do not open the vault") {
		t.Errorf("left %q; the screen says %q", password.Text, uitest.Texts(l.Window))
	}
	eye := password.ActionItem.(*widgets.Button)
	eye.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if password.Password || eye.Icon != "eye-off" {
		t.Error("the eye does not show the password")
	}
}

func TestAVaultThatIsGoneSaysSo(t *testing.T) {
	l, v := shown(t, &uitest.Opener{House: uitest.Empty()}, "/media/usb/archive.gate")
	if !uitest.Says(l.Window, "/media/usb, not there now") {
		t.Errorf("the screen says %q", uitest.Texts(l.Window))
	}
	v.Choose("/media/usb/archive.gate")
	if !uitest.Says(l.Window, "There is no vault at this place") {
		t.Errorf("the screen says %q", uitest.Texts(l.Window))
	}
}

// TestANewVaultByKeyboard walks as the smoke test of cmd/gatehouse does.
func TestANewVaultByKeyboard(t *testing.T) {
	o := &uitest.Opener{House: uitest.Empty()}
	l, v := shown(t, o)
	v.OnOpen = func(vm.House) {}
	v.ShowCreate()
	canvas := l.Window.Canvas()
	write := func(s string) { test.Type(canvas.Focused(), s) }
	tab := func(n int) {
		for range n {
			canvas.FocusNext()
		}
	}
	const password = "korrekt pferd batterie heftklammer"
	write("production")
	tab(3)
	write("Mira Kovac")
	tab(1)
	write(password)
	tab(2)
	write(password)
	canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // leads to the box
	canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	tab(1)
	canvas.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	l.Run.Settle()
	if o.Created.Name != "production" || o.Created.Admin != "Mira Kovac" || o.Created.Password != password {
		t.Errorf("made %+v; the screen says %q", o.Created, uitest.Texts(l.Window))
	}
}
