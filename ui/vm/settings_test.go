package vm_test

import (
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// chosen keeps choices in memory.
type chosen struct {
	now           vm.Choices
	times, resets int
}

func (c *chosen) Choices() vm.Choices { return c.now }
func (c *chosen) Choose(n vm.Choices) { c.now, c.times = n, c.times+1 }
func (c *chosen) ResetColumns()       { c.resets++ }

func settingsOf(t *testing.T, h *uitest.House) (*vm.Settings, *chosen, *runner.Steps) {
	t.Helper()
	run := clock()
	c := &chosen{now: vm.Choices{Theme: "system", Density: "normal", Scale: 1, Start: "overview", Idle: 2, Clipboard: 10}}
	v := vm.NewSettings(run, h, c, "1.4.0")
	v.Start(t.Context())
	return v, c, run
}

func TestSettingsCountAtOnceAndStayInTheirLimits(t *testing.T) {
	v, c, _ := settingsOf(t, uitest.Full())
	changes := 0
	v.OnChange = func() { changes++ }
	v.SetTheme("dark")
	v.SetTheme("dark")
	v.SetDensity("compact")
	v.SetStart("last")
	if c.times != 3 || changes != 3 || c.now.Theme != "dark" || c.now.Density != "compact" || c.now.Start != "last" {
		t.Errorf("%d times, %d changes, %+v", c.times, changes, c.now)
	}
	for range 5 {
		v.StepIdle(-1)
	}
	if v.IdleText() != "1 minute" {
		t.Errorf("idle: %s", v.IdleText())
	}
	v.StepIdle(100)
	v.StepClipboard(100)
	v.StepScale(100)
	if scale, later := v.ScaleText(); c.now.Idle != 60 || c.now.Clipboard != 60 || scale != "200 %" || later == "" {
		t.Errorf("%+v, %s, %q", c.now, scale, later)
	}
	v.StepScale(-10)
	if scale, later := v.ScaleText(); scale != "100 %" || later != "" {
		t.Errorf("back at %s: %q", scale, later)
	}
	v.StepScale(-100)
	if c.now.Scale != vm.MinScale {
		t.Errorf("the least scale is %v", c.now.Scale)
	}
	if v.ResetColumns(); c.resets != 1 {
		t.Error("the columns stay")
	}
}

func TestAPasswordIsChangedOnlyForABetterOne(t *testing.T) {
	const old, next = "korrekt pferd batterie heft", "walnut lagoon ember quilt fjord"
	h := uitest.Full()
	v, _, run := settingsOf(t, h)
	for name, c := range map[string]struct {
		form vm.PasswordForm
		want string
	}{
		"nothing typed": {vm.PasswordForm{}, "that you have now"}, "a weak one": {vm.PasswordForm{old, "short", "short"}, "15 characters"},
		"two new ones": {vm.PasswordForm{old, next, next + "x"}, "differ"}, "the same": {vm.PasswordForm{old, old, old}, "old one"},
	} {
		v.ChangePassword(c.form, func(_ vm.Undone, err error) {
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	h.Fail = fault.New(fault.Denied, "wrong")
	v.ChangePassword(vm.PasswordForm{old, next, next}, func(_ vm.Undone, err error) {
		if !strings.Contains(err.Error(), "Nothing was changed") {
			t.Errorf("a wrong old one: %v", err)
		}
	})
	run.Settle()
	h.Fail = nil
	v.ChangePassword(vm.PasswordForm{old, next, next}, func(_ vm.Undone, err error) {
		if err != nil {
			t.Error(err)
		}
	})
	if !v.Busy() {
		t.Error("it is not busy while a password is changed")
	}
	v.Backup("/mnt", func(_ vm.Undone, err error) {
		if fault.KindOf(err) != fault.Busy {
			t.Errorf("a backup meanwhile: %v", err)
		}
	})
	run.Settle()
	if len(h.Passwords) != 2 || h.Passwords[1] != next || v.Busy() {
		t.Errorf("passwords %q, busy %v", h.Passwords, v.Busy())
	}
}

func TestABackupSaysWhereItLies(t *testing.T) {
	v, _, run := settingsOf(t, uitest.Full())
	v.Backup(" ", func(_ vm.Undone, err error) {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("no folder: %v", err)
		}
	})
	v.Backup("/mnt/usb", func(u vm.Undone, err error) {
		if err != nil || !strings.Contains(u.Text, "/mnt/usb") {
			t.Errorf("%+v, %v", u, err)
		}
	})
	run.Settle()
	if fs := v.VaultFacts(); fs[0].Value != "production.gate" || fs[3].Value != "4,812 entries" || fs[4].Value != "Mira Kovač (owner)" {
		t.Errorf("got %+v", fs)
	}
}
