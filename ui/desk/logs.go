package desk

import (
	"bytes"
	"context"
	"maps"
	"os"
	"slices"
	"time"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/report"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// imports answers vm.Imports.
type imports struct{ ws *workspace.Workspace }

// Imports implements vm.Imports.
func (s imports) Imports(ctx context.Context) ([]vm.Import, error) {
	var all []vm.Import
	for _, r := range s.ws.Imports.List() {
		v := s.view(r)
		found, err := s.ws.Reviews.Findings(ctx, review.Filter{Import: r.ID})
		if err != nil {
			return nil, err
		}
		v.Findings = map[string]int{}
		for _, f := range found {
			v.Findings[f.Severity.String()]++
		}
		all = append(all, v)
	}
	return all, nil
}

// sampleLines is how many lines of a file are shown before it is imported.
const sampleLines = 12

// How much of such a line is looked at for secrets, and how much is shown.
const (
	longestSample = 4096
	shownSample   = 400
)

// Detect implements vm.Imports.
func (s imports) Detect(_ context.Context, path string) (vm.Detection, error) {
	f, err := os.Open(path)
	if err != nil {
		return vm.Detection{}, fault.New(fault.NotFound, "%s cannot be read", path)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return vm.Detection{}, fault.Wrap(fault.Invalid, err, "reading %s", path)
	}
	if st.IsDir() {
		return vm.Detection{}, fault.New(fault.Invalid, "%s is a folder; choose a file in it", path)
	}
	in, err := auditlog.Open(f)
	if err != nil {
		return vm.Detection{}, err
	}
	defer in.Close()
	head, err := in.Head()
	if err != nil {
		return vm.Detection{}, err
	}
	d, err := auditlog.Detect(head)
	if err != nil {
		return vm.Detection{}, err
	}
	out := vm.Detection{Format: string(d.Format), Confidence: d.Confidence, Size: st.Size(), Missing: missing(d.Profile.Carries)}
	parser, err := auditlog.NewParser(d.Format)
	if err != nil {
		return vm.Detection{}, err
	}
	number := uint64(0)
	for line := range bytes.Lines(head) {
		number++
		if line = bytes.TrimRight(line, "\r\n"); len(line) > 0 && len(out.Sample) < sampleLines {
			sample := report.Mask(string(line[:min(len(line), longestSample)]))
			out.Sample = append(out.Sample, sample[:min(len(sample), shownSample)])
			out.Rows = append(out.Rows, s.sampleRow(parser, number, line))
		}
	}
	return out, nil
}

// sampleRow is a line as it is read, with its secrets masked.
func (s imports) sampleRow(parser auditlog.Parser, number uint64, line []byte) vm.SampleRow {
	r := vm.SampleRow{Line: number}
	var e auditlog.Event
	if err := parser.Parse(line, &e); err != nil {
		r.Bad = err.Error()
		return r
	}
	text := func(b []byte) string {
		s := report.Mask(string(b[:min(len(b), longestSample)]))
		return s[:min(len(s), shownSample)]
	}
	if e.Has&auditlog.FieldTime != 0 {
		r.Time = time.UnixMilli(e.Time)
	}
	r.Source, r.Method, r.Path, r.Status = text(e.Source), text(e.Method), text(e.Target), int(e.Status)
	if p, err := s.ws.Directory.Principal(string(e.Principal)); err == nil && len(e.Principal) > 0 {
		r.Principal = p.Name
	}
	return r
}

// missing names what a log does not say, as far as checks ask for it.
func missing(carries auditlog.Field) (out []string) {
	for _, f := range []struct {
		field auditlog.Field
		name  string
	}{{auditlog.FieldTLS, "tls"}, {auditlog.FieldPrincipal, "principal"}, {auditlog.FieldKey, "key"}, {auditlog.FieldReason, "reason"}, {auditlog.FieldHost, "host"}} {
		if carries&f.field == 0 {
			out = append(out, f.name)
		}
	}
	return out
}

// Import implements vm.Imports.
func (s imports) Import(ctx context.Context, n vm.NewImport, report job.Report) (vm.Imported, error) {
	var sources []intake.Source
	for _, p := range n.Paths {
		sources = append(sources, intake.Source{Path: p})
	}
	o := intake.Options{Sources: sources, Gateway: n.Gateway, Format: auditlog.Format(n.Format)}
	sum, err := s.ws.Imports.Add(ctx, s.ws.Actor(), o, report)
	if err != nil {
		return vm.Imported{}, err
	}
	rec, err := s.ws.Imports.Find(sum.ID)
	if err != nil {
		return vm.Imported{}, err
	}
	v := s.view(rec)
	v.Findings = sum.Findings
	out := vm.Imported{Import: v, Seconds: sum.Seconds}
	for _, f := range rec.Files {
		if f.From > 0 {
			out.Continued = true
		}
	}
	return out, nil
}

// Remove implements vm.Imports.
func (s imports) Remove(ctx context.Context, id string) error {
	return s.ws.Imports.Remove(ctx, s.ws.Actor(), id)
}

// Traffic implements vm.Imports: the minutes of all imports, added up by the hour.
func (s imports) Traffic(ctx context.Context) ([]vm.Hour, error) {
	hours := map[int64]*vm.Hour{}
	for _, r := range s.ws.Imports.List() {
		minutes, err := s.ws.Reviews.Aggregates(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range minutes {
			at := m.Minute - ((m.Minute%60)+60)%60
			h := hours[at]
			if h == nil {
				h = &vm.Hour{At: time.Unix(at*60, 0).UTC()}
				hours[at] = h
			}
			h.Events += int64(m.Events)
			h.Class[0] += int64(m.Class[0] + m.Class[1])
			for i := 1; i < len(h.Class); i++ {
				h.Class[i] += int64(m.Class[i+1])
			}
		}
	}
	all := make([]vm.Hour, 0, len(hours))
	for _, at := range slices.Sorted(maps.Keys(hours)) {
		all = append(all, *hours[at])
	}
	return all, nil
}

// view is an import with the name of its gateway, or else the audience that was named.
func (s imports) view(r intake.Record) vm.Import {
	v := vm.Import{ID: r.ID, Format: string(r.Format), Gateway: r.Gateway, Events: int64(r.Events), Rejected: int64(r.Rejected), First: r.First.Time(), Last: r.Last.Time(), Made: r.Made.Time()}
	for _, f := range r.Files {
		v.Files = append(v.Files, f.Name)
	}
	if g, err := s.ws.Gateways.Gateway(r.GatewayID); err == nil {
		v.Gateway = g.Name
	}
	return v
}

// findings answers vm.Findings.
type findings struct{ ws *workspace.Workspace }

// Findings implements vm.Findings.
func (s findings) Findings(ctx context.Context) ([]vm.Finding, error) {
	all, err := s.ws.Reviews.Findings(ctx, review.Filter{})
	if err != nil {
		return nil, err
	}
	out := make([]vm.Finding, len(all))
	for i, f := range all {
		out[i] = s.view(f)
	}
	return out, nil
}

// shownLines is how many lines of evidence a finding shows; the others are in the report.
const shownLines = 200

// Finding implements vm.Findings.
func (s findings) Finding(ctx context.Context, id string) (vm.Finding, error) {
	f, err := s.ws.Reviews.Finding(ctx, id)
	if err != nil {
		return vm.Finding{}, err
	}
	v := s.view(f)
	f = report.MaskFinding(f)
	for _, e := range f.Evidence[:min(len(f.Evidence), shownLines)] {
		v.Evidence = append(v.Evidence, vm.Evidence{File: e.File, Line: e.Line, Offset: e.Offset, SHA256: e.SHA256, Raw: []byte(e.Raw)})
	}
	return v, nil
}

// SetStatus implements vm.Findings.
func (s findings) SetStatus(ctx context.Context, ids []string, r vm.Ruling) error {
	status, ok := rulings[r.Status]
	if !ok {
		return fault.New(fault.Invalid, "a finding is open, accepted, fixed or a false positive")
	}
	return s.ws.Reviews.Decide(ctx, s.ws.Actor(), ids, review.Decision{Status: status, Note: r.Note, Until: millis(r.Until)})
}

// rulings are the desktop's words for what one decides about a finding.
var rulings = map[string]review.FindingStatus{"open": review.Open, "accepted": review.Acknowledged, "fixed": review.Resolved, "false positive": review.FalsePositive}

// statusWord is the reverse of rulings.
func statusWord(s review.FindingStatus) string {
	for word, status := range rulings {
		if status == s {
			return word
		}
	}
	return string(s)
}

// view masks what came from the log, and names principals by their names, where they still exist.
func (s findings) view(f review.Finding) vm.Finding {
	id, imp := f.Principal, importOf(f)
	f.Evidence = nil // the list does without; see Finding
	f = report.MaskFinding(f)
	v := vm.Finding{ID: f.ID, Check: f.Check, Title: f.Title, Severity: f.Severity.String(), Grade: f.Grade.String(), Count: int64(f.Count), Principal: f.Principal,
		Source: f.Source, Route: f.Route, Key: f.Key, Reason: f.Reason, Detail: f.Detail, Status: statusWord(f.Status), Note: f.Note, Import: imp, First: f.First, Last: f.Last}
	if f.Until != 0 {
		v.Until = f.Until.Time()
	}
	if p, err := s.ws.Directory.Principal(id); err == nil && id != "" {
		v.Principal = p.Name
	}
	return v
}

// importOf is the import that a finding rests on.
func importOf(f review.Finding) string {
	if len(f.Evidence) > 0 {
		return f.Evidence[0].Import
	}
	return ""
}
