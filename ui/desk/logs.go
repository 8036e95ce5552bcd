package desk

import (
	"bytes"
	"context"
	"os"

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
		v := importView(r)
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
const sampleLines = 3

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
	out := vm.Detection{Format: string(d.Format), Confidence: d.Confidence, Size: st.Size()}
	for line := range bytes.Lines(head) {
		if line = bytes.TrimRight(line, "\r\n"); len(line) > 0 && len(out.Sample) < sampleLines {
			sample := report.Mask(string(line[:min(len(line), longestSample)]))
			out.Sample = append(out.Sample, sample[:min(len(sample), shownSample)])
		}
	}
	return out, nil
}

// Import implements vm.Imports.
func (s imports) Import(ctx context.Context, n vm.NewImport, report job.Report) (vm.Imported, error) {
	o := intake.Options{Sources: []intake.Source{{Path: n.Path}}, Gateway: n.Gateway, Format: auditlog.Format(n.Format)}
	sum, err := s.ws.Imports.Add(ctx, s.ws.Actor(), o, report)
	if err != nil {
		return vm.Imported{}, err
	}
	rec, err := s.ws.Imports.Find(sum.ID)
	if err != nil {
		return vm.Imported{}, err
	}
	v := importView(rec)
	v.Findings = sum.Findings
	out := vm.Imported{Import: v, Seconds: sum.Seconds}
	for _, f := range rec.Files {
		if f.From > 0 {
			out.Continued = true
		}
	}
	return out, nil
}

func importView(r intake.Record) vm.Import {
	v := vm.Import{ID: r.ID, Format: string(r.Format), Gateway: r.Gateway, Events: int64(r.Events), Rejected: int64(r.Rejected), First: r.First.Time(), Last: r.Last.Time(), Made: r.Made.Time()}
	for _, f := range r.Files {
		v.Files = append(v.Files, f.Name)
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

// view masks what came from the log, and names principals by their names, where they still exist.
func (s findings) view(f review.Finding) vm.Finding {
	id := f.Principal
	f.Evidence = nil // the list does without; see Finding
	f = report.MaskFinding(f)
	v := vm.Finding{ID: f.ID, Check: f.Check, Title: f.Title, Severity: f.Severity.String(), Grade: f.Grade.String(), Count: int64(f.Count), Principal: f.Principal,
		Source: f.Source, Route: f.Route, Key: f.Key, Reason: f.Reason, Detail: f.Detail, Status: string(f.Status), First: f.First, Last: f.Last}
	if p, err := s.ws.Directory.Principal(id); err == nil && id != "" {
		v.Principal = p.Name
	}
	return v
}
