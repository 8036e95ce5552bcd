package posture_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/posture"
	"gatehouse/core/vault/vaulttest"
)

func TestAFindingIsAcceptedWithAReasonAndATerm(t *testing.T) {
	v, clock := vaulttest.NewWithClock(t)
	s, from := posture.New(v), v.Seq()
	in := func(d time.Duration) time.Time { return clock.Now().Add(d) }
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		check, reason string
		until         time.Time
		kind          fault.Kind
		text          string
	}{
		"no such check":      {"key-purple", "why", in(day), fault.NotFound, "there is no posture check \"key-purple\""},
		"no reason":          {"api-no-tls", "  ", in(day), fault.Invalid, "needs a reason"},
		"a hostile reason":   {"api-no-tls", "a\x1b[2J", in(day), fault.Invalid, "cannot be shown"},
		"over already":       {"api-no-tls", "why", in(0), fault.Invalid, "its end lies ahead"},
		"for half a century": {"api-no-tls", "why", in(18000 * day), fault.Invalid, "two years at most"},
	} {
		if err := s.Accept(ctx, v.Actor(), c.check, nil, c.reason, c.until); fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.text) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.Accept(ctx, v.Actor(), "api-no-tls", nil, "a lab", in(10*day)))
	must(s.Accept(ctx, v.Actor(), "key-stale", []string{"k1", "k2", "k1"}, "on leave", in(10*day)))
	must(s.Accept(ctx, v.Actor(), "api-no-tls", nil, "still a lab", in(20*day)))
	if got := s.List(); len(got) != 3 {
		t.Errorf("%d acceptances, want 3: %+v", len(got), got)
	}
	must(s.Withdraw(ctx, v.Actor(), "key-stale", []string{"k2"}))
	if err := s.Withdraw(ctx, v.Actor(), "key-stale", []string{"k2"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("withdrawn twice: %v", err)
	}
	must(s.Withdraw(ctx, v.Actor(), "api-no-tls", nil))
	if got := s.List(); len(got) != 1 || got[0].Subject != "k1" || !got[0].Holds(clock.Now()) || got[0].Holds(in(11*day)) {
		t.Errorf("left are %+v", got)
	}
	got := strings.Join(vaulttest.Entries(t, v, from), "\n")
	for _, want := range []string{
		"posture.accept (a lab); check:  -> api-no-tls; until: ", "posture.accept (on leave); check:  -> key-stale; until: ", "posture.withdraw; check: key-stale -> ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the journal does not say %q:\n%s", want, got)
		}
	}
}
