package ui_test

import (
	"runtime"
	"testing"

	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
)

// TestOpeningPagesKeepsNothing: the program stays open for days. What a page held has to go with it;
// the toolkit keeps what was given a theme of its own, fonts and all, for ever.
func TestOpeningPagesKeepsNothing(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	round := func() {
		for _, r := range []nav.Route{nav.Keys, nav.Findings, nav.Settings} {
			d.goTo(r)
			d.Window().Canvas().Capture()
		}
		d.action("Search or run a command")
		d.Window().Canvas().Capture()
		d.closeOver()
	}
	held := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	round()
	round() // what is kept once, such as the forms of letters, is kept by now
	before := held()
	const rounds = 3
	for range rounds {
		round()
	}
	if grown := int64(held()) - int64(before); grown > rounds*2<<20 {
		t.Errorf("opening pages %d times leaves %d kB behind", rounds, grown>>10)
	}
}
