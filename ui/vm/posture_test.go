package vm_test

import (
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

func TestWeaknessesAreWorstFirst(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPosture(run, h), run)
	checks := func() string { return names(v, func(i int) string { return v.At(i).Check }) }
	if got := checks(); !strings.HasPrefix(got, "gateway-behind api-no-tls bundle-outdated ") || !strings.HasSuffix(got, " role-unheld vault-one-owner key-stale") {
		t.Errorf("got %s", got)
	}
	for search, want := range map[string]string{"is:due": "gateway-behind bundle-outdated", "is:accepted": "vault-one-owner", "is:unassessed": "key-stale", "severity:low is:open": "route-unlimited", "topic:roles": "role-unheld", "lindqvist": "principal-disabled-keys"} {
		v.LookFor(search)
		if got := checks(); got != want {
			t.Errorf("%s: got %s", search, got)
		}
	}
}

func TestFixLeadsToThePageAndTheRow(t *testing.T) {
	weak := func(check, topic string, subjects ...vm.WeakSubject) vm.Weakness {
		return vm.Weakness{Check: check, Topic: topic, Subjects: subjects, Count: len(subjects)}
	}
	key := func(id string) vm.WeakSubject { return vm.WeakSubject{Kind: "apikey", ID: id} }
	for name, c := range map[string]struct {
		of   vm.Weakness
		want nav.Route
	}{
		"one thing":             {weak("key-never-expires", "keys", key("k1")), nav.Key("k1")},
		"several":               {weak("key-never-expires", "keys", key("k1"), key("k2")), nav.Filtered(nav.Keys, "is:endless")},
		"several without chips": {weak("key-foreign", "keys", key("k1"), key("k2")), nav.Keys},
		"a route":               {weak("route-open-write", "apis", vm.WeakSubject{Kind: "route", ID: "r1", Parent: "a1"}), nav.API("a1")},
		"what a limit mends":    {weak("route-unlimited", "apis", vm.WeakSubject{Kind: "route", ID: "r1", Parent: "a1"}), nav.Limits},
		"a gateway":             {weak("gateway-behind", "gateways", vm.WeakSubject{Kind: "gateway", ID: "g1"}), nav.Gateway("g1")},
		"an audience":           {weak("bundle-outdated", "gateways", vm.WeakSubject{Kind: "audience", ID: "default"}), nav.Bundles},
		"a signing key":         {weak("signing-key-old", "vault", vm.WeakSubject{Kind: "signing_key", ID: "s1"}), nav.Settings},
	} {
		if got := vm.FixRoute(c.of); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestAWeaknessIsAcceptedWithAReasonAndComesBack(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewPosture(run, h), run)
	v.Choose("api-no-tls:open")
	v.Accept(vm.WeakForm{Days: "90"}, func(err error) {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
	})
	v.Accept(vm.WeakForm{Reason: "a lab", Days: "90"}, func(err error) {
		if err != nil {
			t.Error(err)
		}
	})
	run.Settle()
	v.Choose("api-no-tls:accepted")
	f, ok := v.Facts()
	if !ok || !v.CanWithdraw() || v.CanAccept() || !strings.Contains(f.State.Word, "a lab") {
		t.Errorf("accepted: %+v", f)
	}
	v.Withdraw(func(error) {})
	run.Settle()
	v.Choose("api-no-tls:open")
	if !v.CanAccept() {
		t.Error("it is not open again")
	}
}

func TestTheOverviewListsTheWorst(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := vm.NewOverview(run, h)
	v.Start(t.Context())
	run.Settle()
	spots := v.WeakSpots()
	if len(spots) != 6 || spots[0].Check != "gateway-behind" || spots[0].Fix != nav.Gateway("g2") || v.WeakCount() != 8 || v.WeakNote() != "2 high, 4 medium, 1 low, 1 info" {
		t.Errorf("%d of %d, %s: %+v", len(spots), v.WeakCount(), v.WeakNote(), spots)
	}
}
