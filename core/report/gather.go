package report

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/vault"
)

// Reviews is what a report needs of the reviews; [review.Service] has it.
type Reviews interface {
	Reviews() []review.Record
	Findings(ctx context.Context, f review.Filter) ([]review.Finding, error)
	Aggregates(ctx context.Context, imp string) ([]review.Aggregate, error)
}

// Imports is what a report needs of the imports; [intake.Service] has it.
type Imports interface {
	List() []intake.Record
	Rejects(ctx context.Context, id string, limit int, fn func(intake.Reject) error) error
}

// Sources is where a report comes from.
type Sources struct {
	Reviews Reviews
	Imports Imports
	Name    func(principal string) string // of a principal's id, "" for none; nil gives no names
}

// Gather collects the report on the named imports, all when there are none. It is NotFound when one
// of them does not exist, and Invalid when nothing was imported.
func Gather(ctx context.Context, s Sources, imports []string) (*Document, error) {
	chosen, err := choose(s, imports)
	if err != nil {
		return nil, err
	}
	checks, err := review.Catalogue()
	if err != nil {
		return nil, err
	}
	d := &Document{Format: Format, Logs: []Log{}, Findings: []Finding{}, Checks: []Check{}, Activity: []Bucket{}}
	d.Policy.Revisions = []string{}
	d.Rejected = Rejected{Reasons: []Reason{}, First: []RejectedLine{}}
	g := gathering{Sources: s, doc: d, reasons: map[string]uint64{}, minutes: map[int64]*Bucket{}, verdicts: map[string][]review.Coverage{}, digests: map[string]string{}}
	for i := range chosen {
		if err := g.add(ctx, i+1, &chosen[i]); err != nil {
			return nil, err
		}
	}
	g.finish(checks)
	return d, nil
}

// reviewed is an import with its review.
type reviewed struct {
	intake.Record
	review *review.Record // nil when it was never reviewed
}

// choose returns the imports to report on in order of their events. Imports have random ids, so
// nothing is ordered by those.
func choose(s Sources, wanted []string) ([]reviewed, error) {
	var all []reviewed
	records := s.Reviews.Reviews()
	list := s.Imports.List()
	for _, id := range wanted {
		if !slices.ContainsFunc(list, func(r intake.Record) bool { return r.ID == id }) {
			return nil, fault.New(fault.NotFound, "there is no import %s", id)
		}
	}
	for _, imp := range list {
		if len(wanted) > 0 && !slices.Contains(wanted, imp.ID) {
			continue
		}
		r := reviewed{Record: imp}
		for i := range records {
			if slices.Contains(records[i].Imports, imp.ID) && (r.review == nil || records[i].Made >= r.review.Made) {
				r.review = &records[i]
			}
		}
		all = append(all, r)
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "nothing was imported yet; `gatectl import add FILE` imports and reviews a log")
	}
	slices.SortStableFunc(all, func(a, b reviewed) int {
		return cmp.Or(cmp.Compare(a.First, b.First), strings.Compare(firstName(a.Files), firstName(b.Files)), cmp.Compare(a.Bytes, b.Bytes))
	})
	return all, nil
}

func firstName(files []intake.File) string {
	if len(files) == 0 {
		return ""
	}
	return files[0].Name
}

// gathering is a report in the making.
type gathering struct {
	Sources
	doc      *Document
	reasons  map[string]uint64
	minutes  map[int64]*Bucket
	verdicts map[string][]review.Coverage // by check
	digests  map[string]string            // of checks
}

// add takes in one import.
func (g *gathering) add(ctx context.Context, number int, r *reviewed) error {
	log := Log{
		Number: number, Gateway: r.Gateway, Format: string(r.Format), Lines: r.Lines, Events: r.Events, Rejected: r.Rejected,
		Bytes: r.Bytes, First: instant(r.First), Last: instant(r.Last), Files: []File{},
	}
	for _, f := range r.Files {
		log.Files = append(log.Files, File{Name: textOf(f.Name), From: f.From, Size: f.Size, Lines: f.Lines, SHA256: hex.EncodeToString(f.Head)})
	}
	g.total(&log)
	if r.review != nil {
		log.Revision = r.review.Revision
		g.doc.Totals.Late += r.review.Late
		for _, c := range r.review.Coverage {
			g.verdicts[c.Check] = append(g.verdicts[c.Check], c)
			log.Assumed = log.Assumed || strings.Contains(c.Detail, assumedSign)
		}
		for id, sum := range r.review.Checks {
			g.digests[id] = sum
		}
		if err := g.findings(ctx, number, r.ID); err != nil {
			return fmt.Errorf("reporting log %d: %w", number, err)
		}
	}
	g.doc.Logs = append(g.doc.Logs, log)
	g.doc.Policy.Assumed = g.doc.Policy.Assumed || log.Assumed
	if err := g.rejects(ctx, number, r); err != nil {
		return fmt.Errorf("reporting log %d: %w", number, err)
	}
	return nil
}

// total adds a log's figures to the report's.
func (g *gathering) total(l *Log) {
	t := &g.doc.Totals
	if l.Events > 0 {
		if t.Events == 0 || l.First.Before(t.First) {
			t.First = l.First
		}
		if t.Events == 0 || l.Last.After(t.Last) {
			t.Last = l.Last
		}
	}
	t.Lines += l.Lines
	t.Events += l.Events
	t.Rejected += l.Rejected
	t.Bytes += l.Bytes
}

// findings takes in the findings of an import and its numbers per minute.
func (g *gathering) findings(ctx context.Context, number int, imp string) error {
	all, err := g.Reviews.Findings(ctx, review.Filter{Import: imp})
	if err != nil {
		return err
	}
	for i := range all {
		g.doc.Findings = append(g.doc.Findings, g.finding(number, &all[i]))
	}
	minutes, err := g.Reviews.Aggregates(ctx, imp)
	if err != nil {
		return err
	}
	for _, a := range minutes {
		m := g.minutes[a.Minute]
		if m == nil {
			m = &Bucket{At: time.Unix(a.Minute*60, 0).UTC()}
			g.minutes[a.Minute] = m
		}
		m.add(a.Events, a.Class)
	}
	return nil
}

// finding masks a finding.
func (g *gathering) finding(number int, f *review.Finding) Finding {
	out := Finding{
		ID: f.ID, Check: f.Check, Severity: f.Severity, Title: f.Title, Count: f.Count, First: f.First.UTC(), Last: f.Last.UTC(),
		Principal: textOf(f.Principal), Source: textOf(f.Source), Route: textOf(f.Route), Key: textOf(f.Key),
		Reason: textOf(f.Reason), Grade: f.Grade, Detail: f.Detail, Status: f.Status, Note: textOf(f.Note), Evidence: []Evidence{},
	}
	if out.Status == review.Open {
		out.Status = "open"
	}
	if g.Name != nil && f.Principal != "" {
		out.Name = textOf(g.Name(f.Principal))
	}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, Evidence{Log: number, File: textOf(e.File), Line: e.Line, Offset: e.Offset, SHA256: e.SHA256, Text: textOf(e.Raw)})
	}
	return out
}

// rejects takes in the lines of an import that are no events.
func (g *gathering) rejects(ctx context.Context, number int, r *reviewed) error {
	if r.Rejected == 0 {
		return nil
	}
	kept := 0
	return g.Imports.Rejects(ctx, r.ID, math.MaxInt, func(x intake.Reject) error {
		g.doc.Rejected.Lines++
		g.reasons[string(x.Reason)]++
		if kept++; kept > maxRejected {
			return nil
		}
		name := ""
		if int(x.At.File) < len(r.Files) {
			name = r.Files[x.At.File].Name
		}
		g.doc.Rejected.First = append(g.doc.Rejected.First, RejectedLine{
			Log: number, File: textOf(name), Line: x.At.Line, Offset: x.At.Offset, Reason: string(x.Reason),
			SHA256: hex.EncodeToString(x.Sum[:]), Text: textOf(string(x.Text)),
		})
		return nil
	})
}

// finish puts everything in order.
func (g *gathering) finish(catalogue []*review.Check) {
	d := g.doc
	sortFindings(d.Findings)
	d.Totals.Findings = map[string]int{}
	for _, s := range severities {
		d.Totals.Findings[s.String()] = 0
	}
	for i := range d.Findings {
		d.Totals.Findings[d.Findings[i].Severity.String()]++
	}
	for _, l := range d.Logs {
		if l.Revision != "" && !slices.Contains(d.Policy.Revisions, l.Revision) {
			d.Policy.Revisions = append(d.Policy.Revisions, l.Revision)
		}
	}
	slices.Sort(d.Policy.Revisions)
	g.activity()
	for text, n := range g.reasons {
		d.Rejected.Reasons = append(d.Rejected.Reasons, Reason{text, n})
	}
	slices.SortFunc(d.Rejected.Reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Lines, a.Lines), strings.Compare(a.Text, b.Text))
	})
	g.checks(catalogue)
}

// activity puts the minutes in order and sums them up by hour.
func (g *gathering) activity() {
	d := g.doc
	for _, m := range g.minutes {
		d.minutes = append(d.minutes, *m)
	}
	slices.SortFunc(d.minutes, func(a, b Bucket) int { return a.At.Compare(b.At) })
	for _, m := range d.minutes {
		hour := m.At.Truncate(time.Hour)
		if n := len(d.Activity); n == 0 || !d.Activity[n-1].At.Equal(hour) {
			d.Activity = append(d.Activity, Bucket{At: hour})
		}
		d.Activity[len(d.Activity)-1].add(m.Events, m.Class)
	}
}

// add counts events into a bucket.
func (b *Bucket) add(events uint64, class [6]uint64) {
	b.Events += events
	for i, n := range class {
		b.Class[i] += n
	}
}

// instant returns a record's time, the zero time for none.
func instant(m vault.Millis) time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}
