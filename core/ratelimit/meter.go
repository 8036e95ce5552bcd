package ratelimit

import (
	"math/bits"
	"net/netip"
	"sync"
	"time"
)

// shardCount spreads subjects over locks; requests of different subjects rarely wait for each other.
const shardCount = 64

// sweepAt is the number of subjects of a shard from which on those that owe nothing are dropped.
const sweepAt = 1024

// Meter counts requests against limits, in memory. It may be used by several goroutines.
//
// It keeps one integer for each limit and subject: the theoretical arrival time of GCRA, at which the
// subject owes nothing any more. A request passes when that time, moved on by one interval, lies at
// most capacity intervals ahead. Time may run backwards; a subject is never worse off for it than the
// requests it made.
type Meter struct {
	shards [shardCount]shard
}

type shard struct {
	mu    sync.Mutex
	tat   map[subject]int64 // Unix nanoseconds
	sweep int               // size at which to look for those that owe nothing
}

// subject is whom a limit counts.
type subject struct {
	limit, id string
	addr      netip.Addr
}

// NewMeter returns a meter that has counted nothing.
func NewMeter() *Meter {
	m := &Meter{}
	for i := range m.shards {
		m.shards[i].tat = map[subject]int64{}
		m.shards[i].sweep = sweepAt
	}
	return m
}

// Take charges all of c at the given Unix nanoseconds, or nothing when one of them refuses. It
// returns the index of the first that refuses and the longest time to wait, or -1 and 0.
func (m *Meter) Take(c Charges, at int64) (refused int, wait time.Duration) {
	var subjects [MaxCharges]subject
	var locked uint64 // a bit for each shard
	for i := range c.N {
		subjects[i] = subjectOf(&c.At[i])
		locked |= 1 << subjects[i].shard()
	}
	for left := locked; left != 0; left &= left - 1 { // in one order, so that two requests never wait for each other
		m.shards[bits.TrailingZeros64(left)].mu.Lock()
	}
	refused, wait = m.peek(&c, &subjects, at)
	if refused < 0 {
		for i := range c.N {
			m.shards[subjects[i].shard()].add(subjects[i], c.At[i].Interval, at)
		}
	}
	for left := locked; left != 0; left &= left - 1 {
		m.shards[bits.TrailingZeros64(left)].mu.Unlock()
	}
	return refused, wait
}

// peek says which charge refuses first, and the longest wait. The shards are locked.
func (m *Meter) peek(c *Charges, subjects *[MaxCharges]subject, at int64) (refused int, wait time.Duration) {
	refused = -1
	for i := range c.N {
		ch := &c.At[i]
		next := max(m.shards[subjects[i].shard()].tat[subjects[i]], at) + ch.Interval
		over := next - at - ch.Capacity*ch.Interval
		if over <= 0 {
			continue
		}
		if refused < 0 {
			refused = i
		}
		wait = max(wait, time.Duration(over))
	}
	return refused, wait
}

// add moves a subject's time on by one interval.
func (s *shard) add(sub subject, interval, at int64) {
	s.tat[sub] = max(s.tat[sub], at) + interval
	if len(s.tat) < s.sweep {
		return
	}
	for k, tat := range s.tat {
		if tat <= at {
			delete(s.tat, k)
		}
	}
	s.sweep = max(sweepAt, 2*len(s.tat))
}

// Len returns the number of subjects that are kept.
func (m *Meter) Len() int {
	n := 0
	for i := range m.shards {
		m.shards[i].mu.Lock()
		n += len(m.shards[i].tat)
		m.shards[i].mu.Unlock()
	}
	return n
}

func subjectOf(c *Charge) subject {
	return subject{limit: c.Limit, id: c.Subject, addr: Prefix(c.Address)}
}

// shard returns the index of the subject's shard: FNV-1a over everything in it.
func (s *subject) shard() uint {
	h := uint64(14695981039346656037)
	for i := range len(s.limit) {
		h = (h ^ uint64(s.limit[i])) * 1099511628211
	}
	for i := range len(s.id) {
		h = (h ^ uint64(s.id[i])) * 1099511628211
	}
	if s.addr.IsValid() {
		b := s.addr.As16()
		for _, c := range b {
			h = (h ^ uint64(c)) * 1099511628211
		}
	}
	return uint((h ^ h>>32) % shardCount)
}

// Prefix returns the address that counts for an address: itself for IPv4, the /64 for IPv6, because
// one subscriber has a whole /64.
func Prefix(a netip.Addr) netip.Addr {
	a = a.Unmap().WithZone("")
	if !a.Is6() {
		return a
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a
	}
	return p.Addr()
}
