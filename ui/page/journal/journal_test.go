package journal_test

import (
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/page/journal"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

func shown(t *testing.T, h *uitest.House, r nav.Route) (*uitest.Lent, *journal.Page, *vm.JournalPage) {
	t.Helper()
	l := uitest.Lend(t)
	v := vm.NewJournal(l.Run, h)
	p := journal.New(l.Env, v, r)
	l.Show(t, p)
	return l, p, v
}

func TestEveryStateIsDrawn(t *testing.T) {
	l, p, v := shown(t, uitest.Full(), nav.Journal)
	v.ChooseRow(1)
	p.Do("journal.verify")
	l.Run.Settle()
	uitest.Shot(t, l.Window, "journal-verified")
	h := uitest.Full()
	h.Check.Flaws = []string{"entry 812: its signature does not verify", "entry 4,001: it does not follow from the one before"}
	l, p, _ = shown(t, h, nav.Journal)
	p.Do("journal.verify")
	l.Run.Settle()
	uitest.Shot(t, l.Window, "journal-flaws")
	l, _, v = shown(t, uitest.Many(10_050), nav.Journal)
	v.AddFilter("from", "2026-11-01")
	uitest.Shot(t, l.Window, "journal-many")
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

func TestTheJournalIsVerifiedFromThePage(t *testing.T) {
	h := uitest.Full()
	l, p, v := shown(t, h, nav.Journal)
	uitest.Press(t, l.Window, "Verify")
	says(t, l, "0 %", "Stop")
	if p.Can("journal.verify") {
		t.Error("it can be verified twice at once")
	}
	l.Run.Settle()
	says(t, l, "Journal verified, 4,812 entries, 14:05")
	h.Check.Flaws = []string{"entry 812: its signature\x1b does not verify"}
	v.Verify()
	l.Run.Settle()
	says(t, l, "The journal has 1 flaw, 14:05", `entry 812: its signature\x1b does not verify`)
}

func TestDaysNarrowTheJournal(t *testing.T) {
	l, _, v := shown(t, uitest.Full(), nav.Journal)
	days := uitest.Find[*widgets.DateRange](t, l.Window, 0)
	days.Open()
	uitest.Fill(t, l.Window, "2026-10-26", "yesterday")
	uitest.Press(t, l.Window, "Show this span")
	says(t, l, "Write the day as 2026-11-24.")
	uitest.Fill(t, l.Window, "2026-10-26", "2026-11-24")
	uitest.Press(t, l.Window, "Show this span")
	if c := v.Chips(); len(c) != 1 || c[0].Value != "24 Nov 2026" {
		t.Errorf("chips %+v", c)
	}
	if days.Words() != "Today" {
		t.Errorf("the field says %q", days.Words())
	}
	v.ClearFilters()
	if days.Words() != "All time" {
		t.Errorf("without the chip the field says %q", days.Words())
	}
}

func TestAnEntryIsShownWithWhatItChanged(t *testing.T) {
	l, _, v := shown(t, uitest.Full(), nav.Journal)
	v.ChooseRow(1)
	says(t, l, "Entry 4,811", "What changed", "GET /orders/**")
	uitest.Press(t, l.Window, "Show it")
	if len(l.Went) != 1 || l.Went[0].Page != nav.Roles.Page {
		t.Errorf("went to %v", l.Went)
	}
}

func TestOlderEntriesAreOffered(t *testing.T) {
	l, _, v := shown(t, uitest.Many(10_050), nav.Journal)
	uitest.Press(t, l.Window, "Load all 10,050 entries")
	l.Run.Settle()
	if v.Total() != 10_050 {
		t.Errorf("%d entries", v.Total())
	}
	for _, s := range uitest.Texts(l.Window) {
		if strings.HasPrefix(s, "Load all") {
			t.Error("it still offers to load all")
		}
	}
}

func TestThePageHasItsStates(t *testing.T) {
	l, _, _ := shown(t, uitest.Empty(), nav.Journal)
	says(t, l, "Nothing is written yet")
	h := uitest.Full()
	h.Fail = fault.New(fault.Damaged, "entry 7 does not open")
	l, _, _ = shown(t, h, nav.Journal)
	says(t, l, "Entry 7 does not open.", "Try again")
}
