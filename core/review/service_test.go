package review_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/review"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// shelf is an evidence store in memory with one import.
type shelf struct {
	imports    []review.Imported
	events     [][]byte // as logged, one a line
	findings   map[string][][]byte
	aggregates map[string][][]byte
	usages     map[string][][]byte
	parser     auditlog.Parser
	scanned    int
}

func (s *shelf) PutReview(_ context.Context, _, id string, rows review.Rows) ([]byte, error) {
	s.findings[id], s.aggregates[id], s.usages[id] = rows.Findings, rows.Aggregates, rows.Usages
	return []byte("root"), nil
}

func (s *shelf) rows(all map[string][][]byte, id string, fn func([]byte) error) error {
	for _, row := range all[id] {
		if err := fn(row); err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) Findings(_ context.Context, id string, fn func([]byte) error) error {
	return s.rows(s.findings, id, fn)
}

func (s *shelf) Aggregates(_ context.Context, id string, fn func([]byte) error) error {
	return s.rows(s.aggregates, id, fn)
}

func (s *shelf) Usages(_ context.Context, id string, fn func([]byte) error) error {
	return s.rows(s.usages, id, fn)
}

func (s *shelf) DropReview(_ context.Context, id string) error {
	delete(s.findings, id)
	delete(s.aggregates, id)
	delete(s.usages, id)
	return nil
}

func (s *shelf) Scan(_ context.Context, _ string, fn func(*auditlog.Event, review.Position) error) error {
	at := int64(0)
	for i, l := range s.events {
		var ev auditlog.Event
		if err := s.parser.Parse(l, &ev); err != nil {
			return err
		}
		s.scanned++
		if err := fn(&ev, review.Position{Line: uint64(i + 1), Offset: at}); err != nil {
			return err
		}
		at += int64(len(l)) + 1
	}
	return nil
}

func (s *shelf) Imports(context.Context) ([]review.Imported, error) { return s.imports, nil }

// library returns a service whose import of the lines has been reviewed as intake does it.
func library(t *testing.T, lines [][]byte) (*review.Service, *shelf, *vault.Vault) {
	t.Helper()
	s := &shelf{
		imports:  []review.Imported{{ID: "imp", Gateway: "default", Format: auditlog.NginxCombined, Files: []string{"access.log"}, Events: uint64(len(lines))}},
		events:   lines,
		findings: map[string][][]byte{}, aggregates: map[string][][]byte{}, usages: map[string][][]byte{}, parser: mustParser(t),
	}
	v := vaulttest.New(t)
	svc := review.New(v, s, nil, nil)
	c := review.Config{Import: "imp", Files: []string{"access.log"}}
	r := runLog(t, c, lines)
	rows, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	root, err := s.PutReview(t.Context(), "imp", "rev", rows)
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Change(t.Context(), v.Actor(), vault.Action{Name: "import.add", Subject: "imp"}, func(tx *vault.Tx) error {
		return tx.Put(vault.KindReview, "rev", review.NewRecord("rev", []string{"imp"}, mustEngine(t, c), r.Result, root, 1))
	})
	if err != nil {
		t.Fatal(err)
	}
	return svc, s, v
}

func TestFindingsAreListedWorstFirst(t *testing.T) {
	svc, _, _ := library(t, traffic(3000))
	all, err := svc.Findings(t.Context(), review.Filter{})
	if err != nil || len(all) < 3 {
		t.Fatalf("%d findings, %v", len(all), err)
	}
	for i := 1; i < len(all); i++ {
		if all[i].Severity > all[i-1].Severity {
			t.Errorf("%s after %s", all[i].Severity, all[i-1].Severity)
		}
	}
	high, err := svc.Findings(t.Context(), review.Filter{Severity: review.High, Check: "AUTH-02"})
	if err != nil {
		t.Fatal(err)
	}
	if len(high) == 0 || slices.ContainsFunc(high, func(f review.Finding) bool { return f.Check != "AUTH-02" || f.Severity < review.High }) {
		t.Errorf("the filter let %d findings through", len(high))
	}
	if none, _ := svc.Findings(t.Context(), review.Filter{Import: "other"}); len(none) != 0 {
		t.Errorf("%d findings of an import that isn't there", len(none))
	}
	if minutes, err := svc.Aggregates(t.Context(), "imp"); err != nil || len(minutes) == 0 {
		t.Errorf("%d minutes, %v", len(minutes), err)
	}
}

func TestAFindingLeadsToEveryLineItRestsOn(t *testing.T) {
	lines := traffic(3000)
	svc, _, _ := library(t, lines)
	all, err := svc.Findings(t.Context(), review.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		whole, err := svc.Finding(t.Context(), f.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(whole.Evidence) != int(f.Count) {
			t.Errorf("%s: %d lines of %d events", f.Check, len(whole.Evidence), f.Count)
		}
		for _, e := range whole.Evidence {
			if e.Line == 0 || e.File != "access.log" || e.Import != "imp" {
				t.Errorf("%s: evidence %+v", f.Check, e)
			}
			if e.Raw != "" && e.Raw != string(lines[e.Line-1]) {
				t.Errorf("%s: line %d is kept as %q", f.Check, e.Line, e.Raw)
			}
		}
		var got []uint64
		err = svc.Events(t.Context(), review.EventFilter{Finding: f.ID}, func(s review.Stored) error {
			if !slices.Contains(s.Checks, f.Check) {
				t.Errorf("line %d has checks %v without %s", s.At.Line, s.Checks, f.Check)
			}
			got = append(got, s.At.Line)
			return nil
		})
		if err != nil || len(got) != int(f.Count) || !slices.IsSorted(got) {
			t.Errorf("%s: %d events of %d, %v", f.Check, len(got), f.Count, err)
		}
	}
	if _, err := svc.Finding(t.Context(), "nothing"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown finding gives %v", err)
	}
}

func TestEventsStopWhenNothingFurtherMatches(t *testing.T) {
	lines := [][]byte{
		[]byte(`192.0.2.1 - - [03/Nov/2026:10:00:00 +0000] "GET /f?n=../../etc/passwd HTTP/1.1" 403 5 "-" "-"`),
		[]byte(`192.0.2.1 - - [03/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 5 "-" "-"`),
		[]byte(`192.0.2.1 - - [03/Nov/2026:10:00:02 +0000] "GET / HTTP/1.1" 200 5 "-" "-"`),
	}
	svc, shelf, _ := library(t, lines)
	n := 0
	count := func(review.Stored) error { n++; return nil }
	if err := svc.Events(t.Context(), review.EventFilter{Check: "INJ-03"}, count); err != nil || n != 1 || shelf.scanned != 1 {
		t.Errorf("%d events, %d scanned, %v; want 1 and 1", n, shelf.scanned, err)
	}
	shelf.scanned, n = 0, 0
	if err := svc.Events(t.Context(), review.EventFilter{Check: "INJ-01"}, count); err != nil || n != 0 || shelf.scanned != 0 {
		t.Errorf("%d events, %d scanned, %v; want none", n, shelf.scanned, err)
	}
	if err := svc.Events(t.Context(), review.EventFilter{}, count); err != nil || n != 3 {
		t.Errorf("%d events, %v; want 3", n, err)
	}
	if err := svc.Events(t.Context(), review.EventFilter{Import: "other"}, count); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown import gives %v", err)
	}
}

func TestASecondReviewFindsTheSameAndReplacesTheFirst(t *testing.T) {
	svc, shelf, v := library(t, traffic(3000))
	before, err := svc.Findings(t.Context(), review.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	reviewed, err := svc.Run(t.Context(), v.Actor(), review.RunOptions{}, nil)
	if err != nil || len(reviewed) != 1 || reviewed[0].Events != 3000 {
		t.Fatalf("%+v, %v", reviewed, err)
	}
	after, err := svc.Findings(t.Context(), review.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := fmt.Sprintf("%+v", before), fmt.Sprintf("%+v", after); a != b && !sameButHashes(before, after) {
		t.Error("the second review found something else")
	}
	if len(svc.Reviews()) != 1 || svc.Reviews()[0].ID != reviewed[0].Review || len(shelf.findings) != 1 {
		t.Errorf("%d records and rows of %d reviews are left; want one", len(svc.Reviews()), len(shelf.findings))
	}
	if _, err := svc.Run(t.Context(), v.Actor(), review.RunOptions{Imports: []string{"other"}}, nil); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown import gives %v", err)
	}
}

func TestEventsAreChosenByFieldsAsInACheck(t *testing.T) {
	lines := traffic(400)
	svc, _, _ := library(t, lines)
	want := 0
	for _, l := range lines {
		if bytes.Contains(l, []byte("/login")) && bytes.Contains(l, []byte(" 401 ")) {
			want++
		}
	}
	got := 0
	err := svc.Events(t.Context(), review.EventFilter{Where: "sc-status: 401, cs-uri|startswith: /log"}, func(review.Stored) error { got++; return nil })
	if err != nil || got != want || want == 0 {
		t.Errorf("%d events, want %d, %v", got, want, err)
	}
	for _, bad := range []string{"colour: red", "sc-status: [", "a: b}, s2: {c: d"} {
		if err := svc.Events(t.Context(), review.EventFilter{Where: bad}, nil); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q gives %v", bad, err)
		}
	}
}

// sameButHashes reports whether two reviews agree in all but the hashes of lines, which a second
// review has only where the first kept them.
func sameButHashes(a, b []review.Finding) bool {
	return slices.EqualFunc(a, b, func(x, y review.Finding) bool {
		x.Evidence, y.Evidence = nil, nil
		return fmt.Sprintf("%+v", x) == fmt.Sprintf("%+v", y)
	})
}

func TestADecisionAboutAFindingIsKeptAndOutlivesASecondReview(t *testing.T) {
	svc, _, v := library(t, traffic(3000))
	all, err := svc.Findings(t.Context(), review.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	id, seq := all[0].ID, v.Seq()
	if err := svc.SetStatus(t.Context(), v.Actor(), id, review.Acknowledged, "known scanner"); err != nil {
		t.Fatal(err)
	}
	if err := svc.SetStatus(t.Context(), v.Actor(), id, review.Resolved, "blocked"); err != nil {
		t.Fatal(err)
	}
	if v.Seq() != seq+2 {
		t.Errorf("%d entries in the journal, want 2", v.Seq()-seq)
	}
	if _, err := svc.Run(t.Context(), v.Actor(), review.RunOptions{}, nil); err != nil {
		t.Fatal(err)
	}
	f, err := svc.Finding(t.Context(), id)
	if err != nil || f.Status != review.Resolved || f.Note != "blocked" {
		t.Errorf("status %q, note %q, %v", f.Status, f.Note, err)
	}
	if err := svc.SetStatus(t.Context(), v.Actor(), id, "forgotten", ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an unknown status gives %v", err)
	}
	if err := svc.SetStatus(t.Context(), v.Actor(), "nothing", review.Resolved, ""); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown finding gives %v", err)
	}
	open := review.Open
	left, err := svc.Findings(t.Context(), review.Filter{Status: &open})
	if err != nil || len(left) != len(all)-1 {
		t.Errorf("%d open findings of %d, %v", len(left), len(all), err)
	}
	for _, rec := range slices.Collect(v.All(vault.KindFindingStatus)) {
		if rec.ID == id || bytes.Contains([]byte(rec.ID), []byte(id)) {
			t.Error("the record's id, which stands in the clear, tells the finding's")
		}
	}
}
