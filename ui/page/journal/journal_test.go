package journal_test

import (
	"testing"

	"gatehouse/ui/nav"
	"gatehouse/ui/page/journal"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func shown(t *testing.T, h *uitest.House, r nav.Route) (*uitest.Lent, *journal.Page, *vm.JournalPage) {
	t.Helper()
	l := uitest.Lend(t)
	v := vm.NewJournal(l.Run, h)
	p := journal.New(l.Env, v, r)
	l.Show(t, p)
	return l, p, v
}

func TestShots(t *testing.T) {
	l, p, v := shown(t, uitest.Full(), nav.Journal)
	v.ChooseRow(1)
	p.Do("journal.verify")
	l.Run.Settle()
	uitest.Shot(t, l.Window, "journal-verified")
	h := uitest.Full()
	h.Check.Flaws = []string{"entry 812: its signature does not verify", "entry 4,001: it does not follow from the one before"}
	l, p, v = shown(t, h, nav.Journal)
	p.Do("journal.verify")
	l.Run.Settle()
	uitest.Shot(t, l.Window, "journal-flaws")
	l, _, v = shown(t, uitest.Many(10_050), nav.Journal)
	v.AddFilter("from", "2026-11-01")
	uitest.Shot(t, l.Window, "journal-many")
}
