package main_test

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gatehouse/core/otp"
	"gatehouse/core/otp/otptest"
	"gatehouse/ui/nav"
)

// qrArea is where the sheet of an enrolment draws its QR code, in a window of 1280 by 800.
var qrArea = image.Rect(270, 200, 545, 520)

// scan reads the QR code that is on the screen, as a camera would, and returns the key in it.
func (d *driven) scan() otp.Key {
	d.t.Helper()
	for late := time.Now().Add(patience); ; {
		k, err := d.glimpse()
		if err == nil {
			return k
		}
		if time.Now().After(late) {
			d.snap("failed")
			d.t.Fatalf("reading the QR code: %v", err)
		}
	}
}

// glimpse takes one picture and reads it; the picture is kept nowhere, for the secret is in it.
func (d *driven) glimpse() (otp.Key, error) {
	file := filepath.Join(d.home, "screen.png")
	if err := d.picture(file); err != nil {
		return otp.Key{}, err
	}
	f, err := os.Open(file)
	if err != nil {
		return otp.Key{}, err
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return otp.Key{}, err
	}
	rows, err := otptest.Find(img, qrArea)
	if err != nil {
		return otp.Key{}, err
	}
	uri, err := otptest.Read(rows)
	if err != nil {
		return otp.Key{}, err
	}
	k, _, err := otp.ParseURI(uri)
	return k, err
}

// moving keeps a picture of what never rests, such as a clock: the last of a few.
func (d *driven) moving(name string) {
	for range 4 {
		d.snap(name)
	}
}

func TestAOneTimePasswordIsEnrolledAndConfirmed(t *testing.T) {
	looks(t, func(t *testing.T, look string) {
		d, path := unlocked(t, look)
		d.goTo(nav.Principals)
		d.key("Home")
		d.run("enrol one-time")
		d.waitFor("ready: sheet")
		d.shot("otp-1-device")
		d.key("Return")
		d.waitFor("ready: sheet")
		k := d.scan()
		d.moving("otp-2-code")
		wrong, err := k.Code(otp.StepAt(time.Now()) + 8)
		must(t, err)
		d.write(wrong)
		d.key("Return")
		d.waitFor("ready: sheet/failed")
		d.moving("otp-3-clock")
		right, err := k.Code(otp.StepAt(time.Now()))
		must(t, err)
		d.write(right)
		d.key("Return")
		d.waitFor("ready: sheet")
		d.shot("otp-4-recovery")
		d.key("Tab", "Tab", "space", "Tab", "Return") // over saving to the box, tick it, and on to the button
		d.waitFor("closed: dialog")
		d.shot("otp-5-enrolled")
		e, err := d.after(path).Enrolments.Of("svc-billing")
		must(t, err)
		if !e.Active() || e.Recovery != otp.RecoveryCodes || e.Attempts.Failed != 0 {
			t.Errorf("got %d devices, active %v, %d recovery codes, %d failures", len(e.Devices), e.Active(), e.Recovery, e.Attempts.Failed)
		}
	})
}
