package welcome_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"gatehouse/core/fault"
	"gatehouse/ui/page/welcome"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
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

func TestShots(t *testing.T) {
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
