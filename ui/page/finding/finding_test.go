package finding_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/page/finding"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// shown opens the page over a house.
func shown(t *testing.T, h *uitest.House, r nav.Route) (*uitest.Lent, *finding.Page, *vm.FindingsPage) {
	t.Helper()
	l := uitest.Lend(t)
	v := vm.NewFindings(l.Run, h)
	p := finding.New(l.Env, v, r)
	l.Show(t, p)
	return l, p, v
}

func TestEveryStateIsDrawn(t *testing.T) {
	l, _, _ := shown(t, uitest.Full(), nav.Finding("f1"))
	uitest.Shot(t, l.Window, "findings-pane")
	l, _, v := shown(t, uitest.Full(), nav.Finding("f2"))
	v.Toggle(1)
	v.Toggle(2)
	v.Choose("f2")
	l.Run.Settle()
	uitest.Shot(t, l.Window, "findings-bulk")
	l, p, v := shown(t, uitest.Full(), nav.Findings)
	v.ChooseRow(0)
	p.Do("findings.accept")
	uitest.Shot(t, l.Window, "findings-accept")
	l, p, _ = shown(t, uitest.Full(), nav.Findings)
	p.Do("findings.export")
	uitest.Shot(t, l.Window, "findings-export")
	l, _, _ = shown(t, uitest.Empty(), nav.Findings)
	uitest.Shot(t, l.Window, "findings-empty")
}

// says fails the test when a text is not on the screen.
func says(t *testing.T, l *uitest.Lent, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !uitest.Says(l.Window, s) {
			t.Errorf("the screen does not say %q but %q", s, uitest.Texts(l.Window))
		}
	}
}

func TestEvidenceIsEscapedAndCopiedWithItsPlace(t *testing.T) {
	l, _, _ := shown(t, uitest.Full(), nav.Finding("f1"))
	says(t, l, "SQL injection in the path or query", "eu-edge-2/access.log.3.zst, line 48,209, byte 9,111,501", "What was seen", "3 of 214 lines, escaped for display")
	for _, s := range uitest.Texts(l.Window) {
		if strings.ContainsAny(s, "\x1b\u202e") {
			t.Errorf("log text reaches the screen unescaped: %q", s)
		}
	}
	uitest.Walk(l.Window.Content(), func(o fyne.CanvasObject) bool {
		if b, ok := o.(*widgets.Button); ok && b.Icon == "copy" {
			b.Tapped(nil)
			return true
		}
		return false
	})
	if len(l.Copied) != 1 || !strings.Contains(l.Copied[0], "access.log.3.zst:48209") || !strings.Contains(l.Copied[0], "GET /orders/1%27") {
		t.Errorf("copied %q", l.Copied)
	}
}

func TestADecisionIsAskedRecordedAndOfferedBack(t *testing.T) {
	h := uitest.Full()
	l, _, _ := shown(t, h, nav.Finding("f1"))
	uitest.Press(t, l.Window, "False positive…")
	says(t, l, "Mark “INJ-01 SQL injection in the path or query” as a false", "positive?")
	uitest.Press(t, l.Window, "Mark as false positive")
	l.Run.Settle()
	says(t, l, "Say why, in a few words. It is kept in the journal.")
	uitest.Fill(t, l.Window, "For example: the shop’s search sends quotes in names", "names")
	uitest.Press(t, l.Window, "Mark as false positive")
	l.Run.Settle()
	if h.Ruled["f1"] != (vm.Ruling{Status: "false positive", Note: "names"}) || l.Window.Canvas().Overlays().Top() != nil {
		t.Fatalf("ruled %+v", h.Ruled)
	}
	says(t, l, "False positive", "names", "Open again") // the pane stays although the row is hidden now
	if len(l.Toasts) != 1 || l.Toasts[0].Undo == nil {
		t.Fatalf("toasts %+v", l.Toasts)
	}
	l.Toasts[0].Undo()
	l.Run.Settle()
	if h.Ruled["f1"].Status != "open" {
		t.Errorf("undone: %+v", h.Ruled["f1"])
	}
}

func TestFindingsLeadToWhatTheyName(t *testing.T) {
	l, _, _ := shown(t, uitest.Full(), nav.Finding("f2"))
	uitest.Press(t, l.Window, "nordwind-gmbh")
	uitest.Press(t, l.Window, "/refunds")
	if len(l.Went) != 2 || l.Went[0] != nav.Principal("p5") || l.Went[1] != nav.Filtered(nav.APIs, "/refunds") {
		t.Errorf("went to %v", l.Went)
	}
}

func TestThePaneKeepsItsHeight(t *testing.T) {
	l, _, _ := shown(t, uitest.Full(), nav.Finding("f1"))
	var grip fyne.Focusable
	uitest.Walk(l.Window.Content(), func(o fyne.CanvasObject) bool {
		if f, ok := o.(interface {
			fyne.Focusable
			fyne.Draggable
		}); ok {
			if _, entry := o.(*widgets.Entry); !entry {
				grip = f
			}
		}
		return false
	})
	if grip == nil {
		t.Fatal("there is nothing to drag")
	}
	grip.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	if got := l.Widths["findings.pane"]["height"].Width; got != 368 {
		t.Errorf("one step up: %v", got)
	}
	grip.(fyne.Draggable).Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, 100)})
	if got := l.Widths["findings.pane"]["height"].Width; got != 268 {
		t.Errorf("dragged down: %v", got)
	}
	grip.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	grip.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	grip.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := l.Widths["findings.pane"]["height"].Width; got != 232 {
		t.Errorf("three times the next height: %v", got)
	}
}

func TestTheRowsThatAreShownAreExported(t *testing.T) {
	l, p, v := shown(t, uitest.Full(), nav.Filtered(nav.Findings, "severity:critical"))
	if v.Len() != 2 {
		t.Fatalf("%d rows", v.Len())
	}
	p.Do("findings.export")
	path := filepath.Join(t.TempDir(), "f.csv")
	uitest.Fill(t, l.Window, "Path of the new file", path)
	uitest.Press(t, l.Window, "Export")
	l.Run.Settle()
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), "\r\n") != 3 {
		t.Errorf("%v: %s", err, text)
	}
}

func TestThePageHasItsStates(t *testing.T) {
	l, _, _ := shown(t, uitest.Empty(), nav.Findings)
	says(t, l, "No findings")
	h := uitest.Full()
	h.Fail = fault.New(fault.Damaged, "a segment does not open")
	l, _, _ = shown(t, h, nav.Findings)
	says(t, l, "The storage is not what was written", "Try again")
	l, _, v := shown(t, uitest.Full(), nav.Findings)
	v.AddFilter("is", "fixed")
	says(t, l, "Nothing fits these filters")
	l, _, v = shown(t, uitest.Many(10_000), nav.Findings)
	if v.Total() < 10_000 {
		t.Errorf("%d findings", v.Total())
	}
	uitest.Shot(t, l.Window, "findings-many")
}

func TestWhoMayNotDecideSeesGreyButtons(t *testing.T) {
	l := uitest.Lend(t)
	l.Denied["findings.accept"] = true
	v := vm.NewFindings(l.Run, uitest.Full())
	p := finding.New(l.Env, v, nav.Finding("f1"))
	l.Show(t, p)
	if p.Can("findings.accept") || !p.Can("findings.fixed") {
		t.Error("what can be done does not follow the permissions")
	}
}
