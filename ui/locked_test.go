package ui_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"gatehouse/ui/nav"
	"gatehouse/ui/shell"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// marker is a word that stands in every name of a house; after a lock it must be nowhere.
const marker = "MARKER7Q"

// marked is a house whose every text holds the marker.
func marked() *uitest.House {
	h := uitest.Full()
	for i := range h.AllKeys {
		h.AllKeys[i].Name += marker
	}
	for i := range h.People {
		h.People[i].Name += marker
	}
	for i := range h.AllRoles {
		h.AllRoles[i].Name += marker
	}
	for i := range h.AllAPIs {
		h.AllAPIs[i].Name += marker
	}
	for i := range h.AllLimits {
		h.AllLimits[i].Name += marker
	}
	for i := range h.Fleet {
		h.Fleet[i].Name += marker
	}
	for i := range h.Weak {
		h.Weak[i].Subjects = []vm.WeakSubject{{Kind: "apikey", ID: "k1", Name: marker}}
	}
	for i := range h.Found {
		h.Found[i].Principal = marker
	}
	for i := range h.Book {
		h.Book[i].Subject += marker
	}
	for i := range h.Logs {
		h.Logs[i].Files = []string{"/logs/" + marker}
	}
	for i := range h.History {
		h.History[i].Audience = marker
	}
	return h
}

// holds reports where the marker still is: on the screen, in an overlay, in the title, on the
// clipboard, or in the text of any object that the window can reach.
func (d *desk) holds() (where []string) {
	look := func(name string, root fyne.CanvasObject) {
		uitest.Walk(root, func(o fyne.CanvasObject) bool {
			texts := []string{}
			switch o := o.(type) {
			case *canvas.Text:
				texts = append(texts, o.Text)
			case *widgets.Entry:
				texts = append(texts, o.Text, o.PlaceHolder)
			}
			if v := reflect.Indirect(reflect.ValueOf(o)); v.Kind() == reflect.Struct {
				if tip := v.FieldByName("Tip"); tip.IsValid() && tip.Kind() == reflect.String {
					texts = append(texts, tip.String())
				}
			}
			for _, s := range texts {
				if strings.Contains(s, marker) {
					where = append(where, fmt.Sprintf("%s: %T %q", name, o, s))
				}
			}
			return false
		})
	}
	look("window", d.Window().Content())
	for _, o := range d.Window().Canvas().Overlays().List() {
		look("overlay", o)
	}
	if strings.Contains(d.Window().Title(), marker) {
		where = append(where, "title")
	}
	if strings.Contains(d.app.Clipboard().Content(), marker) {
		where = append(where, "clipboard")
	}
	return where
}

func TestLockedMeansLocked(t *testing.T) {
	for _, item := range shell.Items() {
		d := newDesk(t, marked()).open()
		d.goTo(item.Route)
		if item.Route != nav.Settings && item.Route != nav.Overview {
			d.choose(0)
		}
		if item.Route != nav.Settings && len(d.holds()) == 0 {
			t.Errorf("%s shows nothing of the vault, so that this proves nothing", item.Title)
		}
		d.action("Lock")
		for _, w := range d.holds() {
			t.Errorf("after locking %s: %s", item.Title, w)
		}
	}
}

func TestWhatLiesOverAPageIsGoneAfterTheLock(t *testing.T) {
	over := map[string]func(d *desk){
		"the form of a key": func(d *desk) { d.choose(0); d.press("Edit…") },
		"a question":        func(d *desk) { d.choose(0); d.press("Revoke…") },
		"a secret once":     func(d *desk) { d.choose(0); d.press("Rotate…"); d.press("Rotate key") },
		"the palette":       func(d *desk) { d.action("Search or run a command") },
		"a menu":            func(d *desk) { d.choose(0); grid(d.t, d).TypedKey(&fyne.KeyEvent{Name: desktop.KeyMenu}) },
		"a tip": func(d *desk) {
			widgets.ShowTip(grid(d.t, d), marker, fyne.NewPos(300, 300))
			d.run.Advance(0)
		},
	}
	for name, open := range over {
		d := newDesk(t, marked()).open()
		d.goTo(nav.Keys)
		open(d)
		d.Lock("")
		d.settle()
		for _, w := range d.holds() {
			t.Errorf("%s stays after the lock: %s", name, w)
		}
		if n := len(d.Window().Canvas().Overlays().List()); n != 0 {
			t.Errorf("%s: %d things lie over the locked window", name, n)
		}
		d.says("Unlock production.gate")
	}
}

func TestTheClipboardIsClearedByTheLockIfItIsStillOurs(t *testing.T) {
	d := newDesk(t, marked()).open()
	d.goTo(nav.Keys)
	d.choose(0)
	d.press("Rotate…")
	d.press("Rotate key")
	d.press("Copy")
	if d.app.Clipboard().Content() == "" {
		t.Fatal("nothing was copied")
	}
	d.Lock("")
	if got := d.app.Clipboard().Content(); got != "" {
		t.Errorf("after the lock the clipboard holds %q", got)
	}
}

func TestADraftSurvivesTheLock(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.goTo(nav.Keys)
	d.press("New key")
	uitest.Fill(t, d.Window(), "Where it is used, like Billing worker", "Half a name")
	d.Lock("away")
	d.saysNot("Half a name")
	uitest.Fill(t, d.Window(), "Password", "right")
	d.press("Unlock")
	if got := uitest.Field(t, d.Window(), "Where it is used, like Billing worker").Text; got != "Half a name" {
		t.Errorf("after unlocking the form holds %q", got)
	}
}

func TestASecretIsNoDraft(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.action("Change password…")
	uitest.Fill(t, d.Window(), "The password you have now", marker)
	d.Lock("")
	uitest.Fill(t, d.Window(), "Password", "right")
	d.press("Unlock")
	for _, w := range d.holds() {
		t.Errorf("a password came back: %s", w)
	}
}
