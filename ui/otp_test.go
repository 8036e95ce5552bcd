package ui_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// enrol opens the enrolment of a principal.
func (d *desk) enrol(principal string) *desk {
	d.t.Helper()
	d.goTo(nav.Principal(principal))
	d.press("Enrol…")
	return d
}

// code types a one-time password and confirms it.
func (d *desk) code(code, verb string) {
	d.t.Helper()
	e := uitest.Find[*widgets.CodeEntry](d.t, d.Window(), 0)
	e.Clear()
	test.Type(e, code)
	d.press(verb)
}

// saysAll checks words that may be broken over lines.
func (d *desk) saysAll(words ...string) {
	d.t.Helper()
	all := strings.Join(uitest.Texts(d.Window()), " ")
	for _, w := range words {
		if !strings.Contains(all, w) {
			d.t.Errorf("the screen does not say %q; it says %q", w, all)
		}
	}
}

// shootOTP draws an enrolment step by step, and what the drawer offers.
func shootOTP(d *desk) {
	d.open()
	d.goTo(nav.Principal("p7"))
	d.still("otp-drawer")
	d.goTo(nav.Principal("p8"))
	d.still("otp-locked")
	d.goTo(nav.Principal("p7"))
	d.press("Check a code…")
	d.code(uitest.FarCode, "Check")
	d.still("otp-verify")
	d.closeOver()
	d.action("Reset one-time password…")
	d.still("otp-reset")
	d.closeOver()
	d.action("Remove a device…")
	d.still("otp-device")
	d.closeOver()
	d.action("Use a recovery code…")
	d.still("otp-recover")
	d.closeOver()
	d.opener.House.Stale = true
	d.press("Enrol…")
	d.still("otp-again")
	d.closeOver()
	d.enrol("p1")
	d.still("otp-1")
	uitest.Find[*widgets.Picker](d.t, d.Window(), 0).Pick("SHA256")
	uitest.Find[*widgets.Picker](d.t, d.Window(), 0).OnChanged(nil)
	d.still("otp-1-warning")
	uitest.Find[*widgets.Picker](d.t, d.Window(), 0).Pick("SHA1")
	d.press("Go on")
	d.run.Time = d.run.Time.Add(12 * time.Second)
	test.Type(uitest.Find[*widgets.CodeEntry](d.t, d.Window(), 0), "305")
	d.still("otp-2")
	test.Tap(button(d, "eye"))
	d.code(uitest.UsedCode, "Confirm")
	d.still("otp-2-used")
	d.opener.House.Stale = false
	d.code(uitest.RightCode, "Confirm")
	d.still("otp-3")
}

// shootRound draws a round of enrolments, and what can be done with several principals.
func shootRound(d *desk) {
	d.open()
	d.goTo(nav.Filtered(nav.Principals, "otp:none"))
	d.key(fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	d.still("selected-principals")
	d.Window().Resize(smallest)
	d.still("selected-principals-small")
	d.Window().Resize(fyne.NewSize(1280, 800))
	d.action("Enrol one-time password…")
	d.still("otp-round-1")
	d.press("Go on")
	d.still("otp-round-2")
	d.code(uitest.RightCode, "Confirm")
	d.still("otp-round-3")
}

// button finds the button with an icon.
func button(d *desk, icon string) *widgets.Button {
	d.t.Helper()
	for _, b := range buttons(d) {
		if b.Icon == icon {
			return b
		}
	}
	d.t.Fatalf("there is no button %s", icon)
	return nil
}

func TestAPrincipalIsEnrolledWithoutReadingDocs(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open().enrol("p1")
	d.press("Go on")
	d.saysAll("Scan it with the authenticator", "A new code in", "stays pending until one code fits")
	d.code(uitest.RightCode[:5]+"0", "Confirm")
	d.saysAll("The one-time password is wrong.")
	d.code(uitest.UsedCode, "Confirm")
	d.saysAll("was used already; wait for the next one")
	d.code(uitest.FarCode, "Confirm")
	d.saysAll("about 4 min ahead of this computer's")
	d.code(uitest.RightCode, "Confirm")
	d.saysAll("Recovery codes for “svc-billing”", "A"+uitest.RightRecovery[1:], "This is the only time you can see them.")
	d.press("Copy")
	if got := d.app.Clipboard().Content(); strings.Count(got, "\n") != 9 {
		t.Errorf("copied %q", got)
	}
	test.Tap(uitest.Find[*widgets.Check](t, d.Window(), 0))
	d.press("Done")
	d.saysAll("svc-billing is enrolled.", "10 recovery codes left")
	d.saysNot("A" + uitest.RightRecovery[1:])
}

func TestSeveralAreEnrolledOneAfterTheOther(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.goTo(nav.Filtered(nav.Principals, "otp:none"))
	d.key(fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	d.action("Enrol one-time password…")
	d.saysAll("1 of 3 · Step 1 of 3", "Stop here", "Skip")
	d.press("Go on")
	d.code(uitest.RightCode, "Confirm")
	d.saysAll("Recovery codes for", "1 of 3", "Next principal")
	test.Tap(uitest.Find[*widgets.Check](t, d.Window(), 0))
	d.press("Next principal")
	d.saysNot("A" + uitest.RightRecovery[1:])
	d.saysAll("2 of 3 · Step 1 of 3")
	d.press("Skip")
	d.saysAll("3 of 3 · Step 1 of 3")
	d.saysNot("Skip")
	d.press("Cancel")
	d.saysAll("1 of 3 principals are enrolled.", "Go on")
	d.action("Enrol one-time password…") // for the two that are left
	d.saysAll("1 of 2 · Step 1 of 3")
	d.press("Stop here")
	d.saysAll("0 of 2 principals are enrolled.")
}

func TestWhoLeavesAnEnrolmentFindsItPending(t *testing.T) {
	d := newDesk(t, uitest.Full()).open().enrol("p1")
	d.press("Go on")
	d.press("Later")
	d.saysAll("“Phone” stays pending until a code of it is given.", "Pending")
	d.press("Confirm…")
	d.code(uitest.RightCode, "Confirm")
	d.saysAll("“Phone” of svc-billing is active.")
	d.press("Check a code…")
	d.code(uitest.RightCode, "Check")
	d.saysAll("The code is right: it is of “Phone” of svc-billing.")
}

func TestAnAuthenticatorOfAnotherSystemMovesIn(t *testing.T) {
	d := newDesk(t, uitest.Full()).open().enrol("p1")
	uitest.Tap(t, d.Window(), "Existing authenticator")
	d.press("Go on")
	d.saysAll("Paste the URI.")
	uitest.Fill(t, d.Window(), "otpauth://totp/…", "otpauth://hotp/mira?secret="+marker)
	d.press("Go on")
	d.saysAll("must begin with otpauth://")
	uitest.Fill(t, d.Window(), "otpauth://totp/…", "otpauth://totp/mira?secret="+marker)
	d.press("Go on")
	d.saysAll("Type the code that it shows")
	for _, w := range d.holds() {
		t.Errorf("the secret that was pasted is still there: %s", w)
	}
}

func TestThePasswordIsAskedForBeforeWhatIsNotForAPasserBy(t *testing.T) {
	for _, action := range []string{"Enrol one-time password…", "New recovery codes…", "Remove a device…", "Reset one-time password…"} {
		h := uitest.Full()
		h.Stale = true
		d := newDesk(t, h).open()
		d.goTo(nav.Principal("p7"))
		d.action(action)
		d.saysAll("Your password, once more")
		d.press("Go on")
		d.saysAll("Type your password.")
		uitest.Fill(t, d.Window(), "Your password", "wrong")
		d.press("Go on")
		d.saysAll("The password is wrong.")
		uitest.Fill(t, d.Window(), "Your password", uitest.RightPassword)
		d.press("Go on")
		if uitest.Says(d.Window(), "Your password, once more") {
			t.Errorf("%s: the right password leads nowhere", action)
		}
		if d.Window().Canvas().Overlays().Top() == nil {
			t.Errorf("%s: nothing follows the password", action)
		}
	}
}

func TestAResetLeavesNothing(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.goTo(nav.Principal("p7"))
	d.action("Reset one-time password…")
	d.press("Reset one-time password")
	d.saysAll("None, so grants that demand one are closed.")
}

func TestPrincipalsAreFoundByTheirOneTimePasswords(t *testing.T) {
	for search, want := range map[string]string{"otp:active": "2 of 8 principals", "otp:pending": "1 of 8 principals", "otp:none": "5 of 8 principals", "otp:locked": "1 of 8 principals"} {
		d := newDesk(t, uitest.Full()).open()
		d.goTo(nav.Filtered(nav.Principals, search))
		d.says(want)
	}
}

// TestNoSecretOfAnEnrolmentOutlivesItsDialog: neither a lock nor a close leaves a secret, a recovery
// code or a URI on the screen or on the clipboard, and none is ever a draft.
func TestNoSecretOfAnEnrolmentOutlivesItsDialog(t *testing.T) {
	secret := strings.Fields(uitest.SampleSecret)[0]
	for name, open := range map[string]func(d *desk){
		"a URI that was pasted": func(d *desk) {
			uitest.Tap(d.t, d.Window(), "Existing authenticator")
			uitest.Fill(d.t, d.Window(), "otpauth://totp/…", "otpauth://totp/x?secret="+secret)
		},
		"a secret that is shown": func(d *desk) {
			d.press("Go on")
			test.Tap(button(d, "eye"))
			d.press("Copy the secret")
		},
		"recovery codes": func(d *desk) {
			d.press("Go on")
			d.code(uitest.RightCode, "Confirm")
			d.press("Copy")
		},
	} {
		for _, end := range []string{"lock", "close"} {
			d := newDesk(t, uitest.Full()).open().enrol("p1")
			open(d)
			held := func() (where []string) {
				uitest.Walk(d.Window().Content(), d.look(&where, secret, uitest.RightRecovery[1:]))
				for _, o := range d.Window().Canvas().Overlays().List() {
					uitest.Walk(o, d.look(&where, secret, uitest.RightRecovery[1:]))
				}
				return where
			}
			if len(held()) == 0 {
				t.Errorf("%s is not there, so that this proves nothing", name)
			}
			if end == "lock" {
				d.Lock("")
				d.settle()
			} else {
				d.closeOver()
				d.run.Advance(time.Minute)
			}
			for _, w := range held() {
				t.Errorf("%s, after the %s: %s", name, end, w)
			}
			if c := d.app.Clipboard().Content(); strings.Contains(c, secret) || strings.Contains(c, uitest.RightRecovery[1:]) {
				t.Errorf("%s, after the %s: the clipboard holds it", name, end)
			}
			if end == "lock" {
				uitest.Fill(t, d.Window(), "Password", "right")
				d.press("Unlock")
				if d.Window().Canvas().Overlays().Top() != nil || len(held()) != 0 {
					t.Errorf("%s comes back after unlocking", name)
				}
			}
		}
	}
}

// look finds objects that show one of the words, or keep it as a tip.
func (d *desk) look(where *[]string, words ...string) func(fyne.CanvasObject) bool {
	return func(o fyne.CanvasObject) bool {
		var texts []string
		switch o := o.(type) {
		case *canvas.Text:
			texts = append(texts, o.Text)
		case *widgets.Entry:
			texts = append(texts, o.Text)
		case *widgets.Button:
			texts = append(texts, o.Tip, o.Label)
		}
		for _, s := range texts {
			for _, w := range words {
				if strings.Contains(s, w) {
					*where = append(*where, s)
				}
			}
		}
		return false
	}
}

func TestASecretIsShownForFifteenSecondsAndInNoTip(t *testing.T) {
	d := newDesk(t, uitest.Full()).open().enrol("p1")
	d.press("Go on")
	secret := strings.Join(strings.Fields(uitest.SampleSecret)[:4], " ")
	d.saysNot(secret)
	test.Tap(button(d, "eye"))
	d.says(secret)
	d.run.Advance(15 * time.Second)
	d.saysNot(secret)
}

// TestAnEnrolmentFitsTheSmallestWindow: the longest secret with the largest picture, and an error.
func TestAnEnrolmentFitsTheSmallestWindow(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.Window().Resize(smallest)
	d.enrol("p1")
	uitest.Find[*widgets.Picker](t, d.Window(), 0).Pick("SHA512")
	uitest.Find[*widgets.Picker](t, d.Window(), 1).Pick("8")
	d.press("Go on")
	d.code("12345678", "Confirm")
	d.suffix = "light"
	d.still("otp-2-small")
	for _, label := range []string{"Later", "Confirm"} {
		uitest.Walk(d.Window().Canvas().Overlays().Top(), func(o fyne.CanvasObject) bool {
			if b, ok := o.(*widgets.Button); ok && b.Label == label {
				at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
				if at.Y+b.Size().Height > smallest.Height-10 || at.Y < 0 {
					t.Errorf("%s stands at %v", label, at)
				}
			}
			return false
		})
	}
}

func TestAStrictSiteIsChosenInTheSettings(t *testing.T) {
	h := uitest.Full()
	h.Stale = true
	d := newDesk(t, h).open()
	d.goTo(nav.Settings)
	uitest.Tap(t, d.Window(), "Strict")
	d.settle()
	if h.OTPStrict {
		t.Error("it is strict before the password was asked for")
	}
	uitest.Fill(t, d.Window(), "Your password", uitest.RightPassword)
	d.press("Go on")
	d.saysAll("Codes of the coming half minute are refused from now on.")
	if !h.OTPStrict {
		t.Error("it is not strict")
	}
	d.suffix = "light"
	d.still("otp-settings")
	uitest.Tap(t, d.Window(), "Usual")
	d.settle()
	if h.OTPStrict {
		t.Error("it is still strict")
	}
}

func TestWhoIsNoOwnerChoosesNoWindow(t *testing.T) {
	h := uitest.Full()
	h.May = func(action string) bool { return !strings.HasPrefix(action, "setting") }
	d := newDesk(t, h).open()
	d.goTo(nav.Settings)
	uitest.Tap(t, d.Window(), "Strict")
	d.settle()
	d.saysAll("Only an owner of the vault chooses")
	if h.OTPStrict {
		t.Error("it is strict")
	}
}
