package ui_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
)

// stop asks for an emergency about the first key.
func (d *desk) stop() {
	d.t.Helper()
	d.goTo(nav.Keys)
	d.choose(0)
	d.action("Emergency stop of API keys…")
	uitest.Fill(d.t, d.Window(), "For example: leaked in a public repository", "in a public repository")
	uitest.Fill(d.t, d.Window(), "Billing worker", "Billing worker")
}

func TestAnEmergencyTellsEveryStep(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.stop()
	d.press("Stop now")
	d.says("The keys are stopped", "1 API key revoked", "Bundle 43 for default: default.tar.gz", "floor raised for edge-eu-1, edge-eu-2", "no gateway is recorded for it")
	if h.LastStop.Reason != "in a public repository" || len(h.LastStop.Keys) != 1 || h.LastStop.Keys[0] != "k2" || h.Revoked["k2"] == "" || strings.HasPrefix(h.LastStop.Folder, "~") {
		t.Errorf("got %+v", h.LastStop)
	}
}

func TestAnEmergencyThatFailedInPartSaysSoAndCanBeTriedAgain(t *testing.T) {
	h := uitest.Full()
	h.Emergency.Steps[1].File, h.Emergency.Steps[1].Why = "", fault.New(fault.Full, "the disk is full")
	d := newDesk(t, h).open()
	d.stop()
	d.press("Stop now")
	d.says("Revoked, but not everything was exported", "No bundle for partner", "Failed")
	h.Emergency = uitest.Full().Emergency
	d.press("Export again")
	d.says("The keys are stopped")
	if len(h.LastStop.Keys) != 1 || h.LastStop.Keys[0] != "k2" {
		t.Errorf("the second time: %+v", h.LastStop)
	}
}

func TestLeakedKeysAreFoundAndStopped(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.action("Find leaked API keys…")
	d.press("Look for keys")
	d.says("Choose a file or a folder, or paste a text.")
	uitest.Fill(t, d.Window(), "/srv/app, ~/src/shop, access.log.gz", "/srv/app")
	d.press("Add")
	d.says("/srv/app")
	d.press("Look for keys")
	d.says("1 leaked key still opens something", "values.yaml", "live_7Kq2mZ9x…x9Yw", "not of this vault", "Works", "Revoked", "1 file was not looked into. backup.zip: it is zip, which was not unpacked. 3 links were not followed.")
	d.saysNot("\x1b")
	if h.LastLeak.Paths[0] != "/srv/app" || h.LastLeak.Foreign {
		t.Errorf("looked through %+v", h.LastLeak)
	}
	d.press("Stop 1 key…")
	d.says("Emergency: stop “Billing worker” now")
	d.closeOver()
	d.action("Find leaked API keys…") // what was found is still there
	d.press("Show the key")
	d.says("team before it is rotated.")
}

func TestATextThatWasLookedThroughIsForgotten(t *testing.T) {
	h := uitest.Full()
	h.Fail = fault.New(fault.Busy, "not now")
	d := newDesk(t, h)
	h.Fail = nil
	d.open()
	d.action("Find leaked API keys…")
	uitest.Fill(t, d.Window(), "Or paste a text here", "a secret")
	d.press("Look for keys")
	if h.LastLeak.Text != "a secret" || len(h.LastLeak.Paths) != 0 {
		t.Errorf("looked through %+v", h.LastLeak)
	}
	d.press("Look elsewhere")
	d.saysNot("a secret")
}

func TestKeysOfAnotherSystemAreTakenOverWhenEveryLineIsRight(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.action("Take over API keys of another system…")
	d.press("Read the lines")
	d.says("Choose a file, or paste its lines.")
	uitest.Fill(t, d.Window(), "~/keys.csv", "/srv/keys.csv")
	d.press("Read the lines")
	d.says("3 keys to take over", "2 lines are wrong; put them right and read them again", "digest: it stands in line 2 already")
	for _, b := range buttons(d) {
		if b.Label == "Take over" {
			t.Error("wrong lines can be taken over")
		}
	}
	d.press("Back")
	h.Digests.Bad = nil
	d.press("Read the lines")
	d.press("Take over")
	d.says("3 keys were taken over")
	d.press("Done")
	if len(h.AllKeys) != 12 {
		t.Errorf("%d keys", len(h.AllKeys))
	}
	d.says("Old billing")
}

func TestKeysForManyGoToOneFileAfterAWarning(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.action("Make API keys for many principals…")
	d.press("Look at it")
	d.says("Pick the principals that get a key, or a role.")
	d.pick(0, "svc-billing")
	d.pick(0, "svc-checkout")
	uitest.Fill(t, d.Window(), "Where they are used, like Rollout 2027", "Rollout")
	uitest.Fill(t, d.Window(), "~/api-keys.csv", "/srv/keys.csv")
	d.press("Look at it")
	d.says("Make 2 API keys", "The file will hold working keys", "/srv/keys.csv")
	d.press("Make the keys")
	d.says("2 keys are in /srv/keys.csv")
	if h.LastMany.Path != "/srv/keys.csv" || len(h.LastMany.Principals) != 2 || h.LastMany.Key.Name != "Rollout" || h.LastMany.Key.Expires.IsZero() {
		t.Errorf("made %+v", h.LastMany)
	}
	d.press("Done")
	d.says("11 API keys")
}

func TestAWizardGoesOnAfterTheLock(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.action("Make API keys for many principals…")
	d.pick(0, "svc-billing")
	uitest.Fill(t, d.Window(), "Where they are used, like Rollout 2027", "Rollout")
	d.action("Lock")
	uitest.Fill(t, d.Window(), "Password", "korrekt pferd")
	d.press("Unlock")
	d.says("Make keys for many principals")
	d.press("Look at it")
	d.says("Make 1 API key", "Rollout")
}

func TestPatternsAreWrittenForOtherScanners(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.action("Patterns for other scanners…")
	d.pick(0, "GitHub secret scanning")
	d.press("Write file")
	if h.Patterns[0] != "github" || !strings.HasSuffix(h.Patterns[1], "gatehouse.github.txt") {
		t.Errorf("wrote %v", h.Patterns)
	}
}

// shootKeyTools draws what is done with many keys, and about keys that lie elsewhere.
func shootKeyTools(d *desk) {
	h := d.opener.House
	h.Emergency.Steps[1].Why, h.Emergency.Steps[1].File = fault.New(fault.Full, "there is no space left on /srv"), ""
	d.open()
	d.goTo(nav.Keys)
	d.action("Find leaked API keys…")
	d.still("scan-choose")
	uitest.Fill(d.t, d.Window(), "/srv/app, ~/src/shop, access.log.gz", "/home/mira/src/shop")
	d.press("Add")
	d.still("scan-chosen")
	h.Reports = []job.Progress{{Label: "/home/mira/src/shop/logs/debug.log.gz", Done: 211_204_118, Total: 611_204_118}}
	d.press("Look for keys")
	d.still("scan-found")
	d.press("Done")
	d.action("Take over API keys of another system…")
	d.still("take-over")
	uitest.Fill(d.t, d.Window(), "~/keys.csv", "/srv/keys.csv")
	d.press("Read the lines")
	d.still("take-over-lines")
	d.press("Cancel")
	d.action("Make API keys for many principals…")
	d.pick(0, "svc-billing")
	d.pick(0, "svc-checkout")
	d.still("many-keys")
	uitest.Fill(d.t, d.Window(), "Where they are used, like Rollout 2027", "Rollout 2027")
	d.press("Look at it")
	d.still("many-keys-look")
	d.press("Make the keys")
	d.still("many-keys-done")
	d.press("Done")
	d.action("Patterns for other scanners…")
	d.still("patterns")
	d.closeOver()
	d.action("How long API keys last…")
	d.still("key-rules")
	d.closeOver()
	d.key(fyne.KeyHome)
	d.action("Emergency stop of API keys…")
	d.still("emergency")
	d.closeOver()
	d.goTo(nav.Keys)
	d.stop()
	d.still("emergency-typed")
	d.press("Stop now")
	d.still("emergency-done")
}
