package review

import (
	"context"
	"errors"
	"slices"
	"strings"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
)

// errEnough ends a scan when nothing further can match.
var errEnough = errors.New("enough")

// marks are the positions that a check matched, in order of the input.
type marks struct {
	check string
	at    []Position
}

// Events gives the stored events that the filter chooses, in order of the input: those of one check
// or finding, or all. Each comes with every check that matched it.
func (s *Service) Events(ctx context.Context, f EventFilter, fn func(Stored) error) error {
	if err := s.knownCheck(f.Check); err != nil {
		return err
	}
	all, err := s.store.Imports(ctx)
	if err != nil {
		return err
	}
	if f.Import != "" && !slices.ContainsFunc(all, func(i Imported) bool { return i.ID == f.Import }) {
		return fault.New(fault.NotFound, "there is no import %s; `gatectl import list` lists them", f.Import)
	}
	if f.Where != "" {
		where, err := newCondition(f.Where)
		if err != nil {
			return err
		}
		pass := fn
		fn = func(e Stored) error {
			if !where.holds(e.Event, e.At) {
				return nil
			}
			return pass(e)
		}
	}
	for _, imp := range all {
		if f.Import != "" && imp.ID != f.Import {
			continue
		}
		if err := s.eventsOf(ctx, &imp, f, fn); err != nil {
			return err
		}
	}
	return nil
}

// eventsOf gives the chosen events of one import.
func (s *Service) eventsOf(ctx context.Context, imp *Imported, f EventFilter, fn func(Stored) error) error {
	byCheck := map[string][]Position{}
	var wanted []Position
	chosen := f.Check != "" || f.Finding != ""
	err := s.each(ctx, imp.ID, func(_ *Record, sf *StoredFinding) error {
		at := sf.Positions.All()
		byCheck[sf.Check] = append(byCheck[sf.Check], at...)
		if chosen && (f.Check == "" || sf.Check == f.Check) && (f.Finding == "" || sf.ID == f.Finding) {
			wanted = append(wanted, at...)
		}
		return nil
	})
	if err != nil || (chosen && len(wanted) == 0) {
		return err
	}
	slices.SortFunc(wanted, comparePositions)
	m := merge{wanted: wanted, chosen: chosen}
	for check, at := range byCheck {
		slices.SortFunc(at, comparePositions)
		m.marks = append(m.marks, marks{check, at})
	}
	slices.SortFunc(m.marks, func(a, b marks) int { return strings.Compare(a.check, b.check) })
	err = s.store.Scan(ctx, imp.ID, func(ev *auditlog.Event, at Position) error {
		take, more := m.next(at)
		if take {
			e := Stored{Event: ev, Import: imp.ID, File: nameOf(imp.Files, at.File), At: at, Checks: m.checks}
			if err := fn(e); err != nil {
				return err
			}
		}
		if !more {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// merge walks along the positions of findings while events are scanned.
type merge struct {
	marks  []marks
	wanted []Position
	chosen bool
	checks []string // of the current event
}

// next moves to the event at a position. Take says that it is chosen; more is false when no later
// event can be.
func (m *merge) next(at Position) (take, more bool) {
	m.checks = m.checks[:0]
	for i := range m.marks {
		k := &m.marks[i]
		for len(k.at) > 0 && k.at[0].Before(at) {
			k.at = k.at[1:]
		}
		if len(k.at) > 0 && k.at[0].same(at) {
			m.checks = append(m.checks, k.check)
		}
	}
	if !m.chosen {
		return true, true
	}
	for len(m.wanted) > 0 && m.wanted[0].Before(at) {
		m.wanted = m.wanted[1:]
	}
	take = len(m.wanted) > 0 && m.wanted[0].same(at)
	last := len(m.wanted) == 0 || (take && m.wanted[len(m.wanted)-1].same(at))
	return take, !last
}

// same reports whether two positions are of one line.
func (p Position) same(q Position) bool { return p.File == q.File && p.Line == q.Line }

// comparePositions orders positions as the input does.
func comparePositions(a, b Position) int {
	switch {
	case a.Before(b):
		return -1
	case b.Before(a):
		return 1
	}
	return 0
}

// condition is a selection over single events, without any policy.
type condition struct {
	worker *Worker
	chunk  Chunk
}

// newCondition compiles the fields of a selection, as they stand in a check, divided by commas.
func newCondition(fields string) (*condition, error) {
	const name = "--where"
	src := "title: where\nid: WHERE\nlevel: low\ndetection: {s: {" + fields + "}, condition: s}\n"
	check, err := ParseCheck(name, []byte(src))
	if err != nil {
		return nil, fault.New(fault.Invalid, "%v; write it as fields of a check: \"sc-status: 404, cs-uri|contains: admin\"", err)
	}
	e, err := NewEngine(Config{Checks: []*Check{check}})
	if err != nil {
		return nil, fault.New(fault.Invalid, "%v", err)
	}
	return &condition{worker: e.Worker()}, nil
}

// holds reports whether an event is selected.
func (c *condition) holds(ev *auditlog.Event, at Position) bool {
	c.chunk.Reset()
	c.worker.Enrich(ev, nil, at, &c.chunk)
	return c.chunk.Rows[0].rules.Any()
}
