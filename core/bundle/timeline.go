package bundle

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"gatehouse/core/policy"
)

// Timeline tells which policy was in force at a time: the last one exported for an audience before
// it. Bundles are read from the archive when they are first asked for. Safe for several goroutines;
// an answer that was given before costs a search over the exports and no lock.
type Timeline struct {
	issued []int64
	stops  []*stop
	first  *stop // what judges events older than the first export
}

// stop is one policy on the line.
type stop struct {
	revision string
	assumed  bool
	load     func() (*policy.Snapshot, error)
	once     sync.Once
	got      atomic.Pointer[loaded]
}

// loaded is what loading a policy gave.
type loaded struct {
	snap *policy.Snapshot
	err  error
}

// Timeline returns the line of an audience (empty means [DefaultAudience]). Before the first export
// the earliest policy counts; without any export the current one. Both are marked as assumed.
func (s *Service) Timeline(ctx context.Context, audience string) (*Timeline, error) {
	if audience == "" {
		audience = DefaultAudience
	}
	t := &Timeline{}
	for _, e := range s.List() {
		if e.Audience != audience {
			continue
		}
		issued := int64(e.Issued)
		if n := len(t.issued); n > 0 {
			issued = max(issued, t.issued[n-1]) // a clock that went back does not undo an export
		}
		t.issued = append(t.issued, issued)
		t.stops = append(t.stops, &stop{revision: e.Revision, load: func() (*policy.Snapshot, error) { return s.compile(ctx, e) }})
	}
	if len(t.stops) > 0 {
		earliest := t.stops[0]
		t.first = &stop{revision: earliest.revision, assumed: true, load: earliest.snapshot}
		return t, nil
	}
	snap, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	t.first = &stop{assumed: true, load: func() (*policy.Snapshot, error) { return snap, nil }}
	return t, nil
}

// compile makes the policy of an archived bundle.
func (s *Service) compile(ctx context.Context, e Export) (*policy.Snapshot, error) {
	b, err := s.Open(ctx, e)
	if err != nil {
		return nil, err
	}
	in, err := b.Policy()
	if err != nil {
		return nil, err
	}
	return policy.Compile(in, b.Issued)
}

// At returns the policy in force at a time in Unix milliseconds, its revision (empty for a policy
// that was never exported), and whether that it was in force is assumed. The policy is nil when its
// archived bundle cannot be read; [Timeline.Err] says why.
func (t *Timeline) At(ms int64) (snap *policy.Snapshot, revision string, assumed bool) {
	s := t.first
	if i, exact := slices.BinarySearch(t.issued, ms); exact || i > 0 {
		for exact && i+1 < len(t.issued) && t.issued[i+1] == ms { // the last of several in one second
			i++
		}
		if !exact {
			i--
		}
		s = t.stops[i]
	}
	snap, _ = s.snapshot()
	return snap, s.revision, s.assumed
}

// Err returns the first error met while reading archived bundles.
func (t *Timeline) Err() error {
	for _, s := range append([]*stop{t.first}, t.stops...) {
		if l := s.got.Load(); l != nil && l.err != nil {
			return l.err
		}
	}
	return nil
}

// snapshot loads the policy once.
func (s *stop) snapshot() (*policy.Snapshot, error) {
	l := s.got.Load()
	if l == nil {
		s.once.Do(func() {
			snap, err := s.load()
			s.got.Store(&loaded{snap, err})
		})
		l = s.got.Load()
	}
	return l.snap, l.err
}
