package finding_test

import (
	"testing"

	"gatehouse/ui/nav"
	"gatehouse/ui/page/finding"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
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

func TestShots(t *testing.T) {
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
