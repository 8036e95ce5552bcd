package vm_test

import (
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestGatewaysAreInWords(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.Fleet = append(h.Fleet, vm.Gateway{ID: "g9", Name: "strange", Target: "other", Audience: "default", Imports: 1, Carried: true, Revision: "\x1b[2J", Last: h.Fleet[0].Last, Standing: "foreign"})
	v := started(t, vm.NewGateways(run, h), run)
	for search, want := range map[string]string{
		"is:production": "eu-edge-1 eu-edge-2 partner-gw", "is:behind": "eu-edge-2 strange", "is:unserved": "partner-gw", "is:current": "eu-edge-1", "is:unknown": "pay-gw staging",
		"target:nginx": "eu-edge-1 eu-edge-2", "audience:partners": "partner-gw", "frankfurt": "eu-edge-1",
	} {
		v.LookFor(search)
		if got := names(v, func(i int) string { return v.Row(i).Name }); got != want {
			t.Errorf("%s: got %s, want %s", search, got, want)
		}
	}
	v.LookFor("")
	for id, want := range map[string]string{
		"g1": "In step, Bundle 42, bundle 40 and newer", "g2": "Behind, Bundle 41, bundle 40 and newer", "g3": "Never exported, no logs, any bundle of ours", "g4": "Not told, not in its logs, bundle 40 and newer", "g9": `Foreign bundle, \x1b[2J, any bundle of ours`,
	} {
		v.Choose(id)
		f, _ := v.Facts()
		seen, _, _ := strings.Cut(f.Facts[4].Value, ", ")
		if got := f.Status.Word + ", " + seen + ", " + f.Facts[3].Value; got != want || f.Words == "" {
			t.Errorf("%s: got %s", id, got)
		}
	}
}

func TestAGatewayIsAddedEditedAndRemoved(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewGateways(run, h), run)
	for _, c := range []struct {
		form vm.GatewayForm
		want string
	}{{vm.GatewayForm{Audience: "x"}, "name"}, {vm.GatewayForm{Name: "x", Audience: " "}, "audience"}} {
		v.Save(c.form, func(err error) {
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	f := v.NewForm()
	f.Name, f.Proxies = "us-edge", "10.0.0.0/8, 192.0.2.7"
	v.Save(f, func(err error) {
		if err != nil {
			t.Error(err)
		}
	})
	run.Settle()
	g, ok := v.Chosen()
	if !ok || g.Name != "us-edge" || len(g.Proxies) != 2 || !g.Production {
		t.Fatalf("added %+v", g)
	}
	f, _ = v.EditForm()
	f.Name, f.Production = "us-edge-1", false
	v.Save(f, func(error) {})
	run.Settle()
	if g, _ := v.Chosen(); g.Name != "us-edge-1" || g.Production {
		t.Errorf("edited %+v", g)
	}
	var undo vm.Undone
	v.Remove(func(u vm.Undone, err error) { undo = u })
	run.Settle()
	if v.Total() != 5 {
		t.Errorf("%d gateways are left", v.Total())
	}
	undo.Undo(func(error) {})
	run.Settle()
	if v.Total() != 6 {
		t.Errorf("%d gateways after taking it back", v.Total())
	}
}

func TestAFloorRisesToTheNewestBundle(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewGateways(run, h), run)
	v.Choose("g3")
	if v.CanRaise() {
		t.Error("there is no bundle to raise it to")
	}
	v.Choose("g1")
	if a := v.RaiseText(); !v.CanRaise() || !strings.Contains(a.Title, "bundle 42") {
		t.Errorf("asks %+v", a)
	}
	v.Raise(func(err error) {
		if err != nil {
			t.Error(err)
		}
	})
	run.Settle()
	if v.CanRaise() || h.Fleet[1].Floor != 42 || h.Fleet[2].Floor != 0 {
		t.Errorf("the floors are %d and %d", h.Fleet[1].Floor, h.Fleet[2].Floor)
	}
}
