package ratelimit_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/core/ratelimit"
)

// one is a request charged against one limit.
func one(limit, subject string, interval time.Duration, capacity int64) ratelimit.Charges {
	var c ratelimit.Charges
	c.N = 1
	c.At[0] = ratelimit.Charge{Limit: limit, Subject: subject, Interval: int64(interval), Capacity: capacity}
	return c
}

func TestABurstPassesAndThenTheRate(t *testing.T) {
	m := ratelimit.NewMeter()
	c := one("l", "a", 100*time.Millisecond, 3)
	at := func(d time.Duration) int64 { return int64(time.Hour + d) }
	for i, step := range []struct {
		after time.Duration
		pass  bool
		wait  time.Duration
	}{
		{0, true, 0}, {0, true, 0}, {0, true, 0}, {0, false, 100 * time.Millisecond},
		{99 * time.Millisecond, false, time.Millisecond}, {100 * time.Millisecond, true, 0}, {100 * time.Millisecond, false, 100 * time.Millisecond},
		{time.Second, true, 0}, {time.Second, true, 0}, {time.Second, true, 0}, {time.Second, false, 100 * time.Millisecond},
	} {
		refused, wait := m.Take(c, at(step.after))
		if (refused < 0) != step.pass || wait != step.wait {
			t.Errorf("request %d at %s: got %d, %s; want pass=%v, %s", i, step.after, refused, wait, step.pass, step.wait)
		}
	}
}

func TestAllIsTakenOrNothing(t *testing.T) {
	m := ratelimit.NewMeter()
	wide, narrow := one("wide", "a", time.Second, 3), one("narrow", "a", time.Minute, 1)
	both := wide
	both.N, both.At[1] = 2, narrow.At[0]
	if refused, _ := m.Take(both, 0); refused != -1 {
		t.Fatalf("the first is refused by %d", refused)
	}
	for range 5 {
		if refused, wait := m.Take(both, 0); refused != 1 || wait != time.Minute {
			t.Fatalf("got %d, %s; want the narrow one and a minute", refused, wait)
		}
	}
	// The refusals charged the wide one nothing: two are left of three.
	for i, want := range []int{-1, -1, 0} {
		if refused, _ := m.Take(wide, 0); refused != want {
			t.Errorf("request %d: got %d, want %d", i, refused, want)
		}
	}
	// Both refuse: the first is named, the longest wait is told.
	if refused, wait := m.Take(both, 0); refused != 0 || wait != time.Minute {
		t.Errorf("got %d, %s", refused, wait)
	}
}

func TestAddressesCountAsPeopleHaveThem(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3::4": "2001:db8:1:2::", "2001:db8:1:2::": "2001:db8:1:2::", "fe80::1%eth0": "fe80::",
	} {
		if got := ratelimit.Prefix(netip.MustParseAddr(in)).String(); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	if ratelimit.Prefix(netip.Addr{}).IsValid() {
		t.Error("no address has a prefix")
	}
}

func TestSubjectsDoNotDisturbEachOther(t *testing.T) {
	m := ratelimit.NewMeter()
	a := netip.MustParseAddr("192.0.2.7")
	for i, c := range []ratelimit.Charges{one("l", "a", time.Hour, 1), one("l", "b", time.Hour, 1), one("m", "a", time.Hour, 1), one("", "la", time.Hour, 1)} {
		if refused, _ := m.Take(c, 0); refused != -1 {
			t.Errorf("subject %d is refused at once", i)
		}
	}
	byAddress := one("l", "", time.Hour, 1)
	byAddress.At[0].Address = a
	if refused, _ := m.Take(byAddress, 0); refused != -1 {
		t.Error("the address is refused at once")
	}
	if m.Len() != 5 {
		t.Errorf("%d subjects are kept, want 5", m.Len())
	}
}

func TestTimeThatRunsBackwardsTakesNothingAway(t *testing.T) {
	m := ratelimit.NewMeter()
	c := one("l", "a", time.Second, 2)
	m.Take(c, int64(time.Hour))
	if refused, _ := m.Take(c, int64(time.Hour-time.Second)); refused != 0 {
		t.Error("the second request is before the first; it waits until the first is paid")
	}
	if refused, _ := m.Take(c, int64(time.Hour)); refused != -1 {
		t.Error("the refusal cost something")
	}
}

func TestThoseWhoOweNothingAreForgotten(t *testing.T) {
	m := ratelimit.NewMeter()
	for i := range 400_000 {
		m.Take(one("l", fmt.Sprint(i), time.Millisecond, 5), int64(time.Duration(i)*time.Millisecond))
	}
	if n := m.Len(); n > 64*1024+100 {
		t.Errorf("%d subjects are kept, want at most 1,024 a shard", n)
	}
}

func TestNoRequestTooManyPassesFromManyGoroutines(t *testing.T) {
	m := ratelimit.NewMeter()
	var c ratelimit.Charges
	c.N = 3
	for i := range c.N {
		c.At[i] = ratelimit.Charge{Limit: fmt.Sprint(i), Subject: "a", Interval: int64(time.Hour), Capacity: int64(100 + i)}
	}
	var passed atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if refused, _ := m.Take(c, 0); refused < 0 {
					passed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if passed.Load() != 100 {
		t.Errorf("%d passed, want 100", passed.Load())
	}
}

// TestNeverMoreThanTheBound checks GCRA's promise on drawn traffic: in any span, at most the capacity
// and what came back in that span.
func TestNeverMoreThanTheBound(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(9, seed))
		interval, capacity := time.Duration(1+rng.IntN(50)), int64(1+rng.IntN(10))
		m := ratelimit.NewMeter()
		var passed []int64
		at := int64(0)
		for range 300 {
			at += int64(rng.IntN(40))
			if refused, _ := m.Take(one("l", "a", interval, capacity), at); refused < 0 {
				passed = append(passed, at)
			}
		}
		for i := range passed {
			for j := i; j < len(passed); j++ {
				if n, most := int64(j-i+1), capacity+(passed[j]-passed[i])/int64(interval); n > most {
					t.Fatalf("seed %d: %d requests in %d ns, at most %d could (interval %d, capacity %d)", seed, n, passed[j]-passed[i], most, interval, capacity)
				}
			}
		}
	}
}

func BenchmarkTake(b *testing.B) {
	m := ratelimit.NewMeter()
	var subjects []ratelimit.Charges
	for i := range 1 << 14 {
		c := one("abcdefghijklmnopqrstuvwxyz", fmt.Sprintf("%026d", i), time.Millisecond, 100)
		c.N, c.At[1] = 2, ratelimit.Charge{Limit: "zyxwvutsrqponmlkjihgfedcba", Address: netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), Interval: 1000, Capacity: 10}
		subjects = append(subjects, c)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		m.Take(subjects[i&(len(subjects)-1)], int64(i)*1000)
		i++
	}
}
