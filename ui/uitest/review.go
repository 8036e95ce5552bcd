package uitest

import (
	"context"
	"slices"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/vm"
)

type bundles struct{ h *House }

func (b bundles) Exports(context.Context) ([]vm.Export, error) { return b.h.History, b.h.Fail }

func (b bundles) Export(_ context.Context, n vm.NewExport) (vm.Export, error) {
	if b.h.Fail != nil {
		return vm.Export{}, b.h.Fail
	}
	b.h.LastOut = n
	e := vm.Export{ID: b.h.id("export"), Serial: uint64(len(b.h.History) + 1), Revision: "gh-000043-5f0c2a91be77", Audience: n.Audience, KeyID: "Hk3q…x9Yw", Digest: "9c1f71c40be2d51788c1e20b3f9a71c40be2d51788c1e20b3f9a71c40be2d517", Issued: Now, Expires: Now.Add(n.Lasts), Size: 612_000, Path: n.Path,
		Beside: []vm.File{{Path: n.Path + ".opa.yaml", What: "the configuration for Open Policy Agent"}, {Path: n.Path + ".pem", What: "the public key"}}}
	b.h.History = append(slices.Clone(b.h.History), e)
	return e, b.h.changed("bundle.export", "export")
}

func (b bundles) Verify(_ context.Context, path string) (vm.Verified, error) {
	if b.h.Fail != nil {
		return vm.Verified{}, b.h.Fail
	}
	if last := len(b.h.History) - 1; path != "" && path == b.h.LastOut.Path {
		return vm.Verified{Export: b.h.History[last], Routes: 27, Keys: 118}, nil // what was exported just now
	}
	e := vm.Export{Serial: 42, Revision: "gh-000042-1de0aa07c3f4", Audience: "default", KeyID: "Hk3q…x9Yw", Issued: Now.Add(-time.Hour), Expires: Now.Add(13 * 24 * time.Hour), Path: path}
	return vm.Verified{Export: e, Routes: 27, Keys: 118}, nil
}

func (b bundles) Preview(_ context.Context, audience string) (vm.Preview, error) {
	p := b.h.Waiting
	p.Audience = audience
	for i := range b.h.History {
		if e := &b.h.History[i]; e.Audience == audience && (p.Last == nil || e.Serial > p.Last.Serial) {
			p.Last = e
		}
	}
	return p, b.h.Fail
}

func (b bundles) Compare(_ context.Context, id string) (vm.Preview, error) {
	p := b.h.Waiting
	for i := range b.h.History {
		if b.h.History[i].ID == id && i > 0 {
			p.Last = &b.h.History[i-1]
		}
	}
	return p, b.h.Fail
}

type imports struct{ h *House }

func (i imports) Imports(context.Context) ([]vm.Import, error) { return i.h.Logs, i.h.Fail }

func (i imports) Detect(context.Context, string) (vm.Detection, error) { return i.h.Looks, i.h.Fail }

func (i imports) Import(ctx context.Context, n vm.NewImport, report job.Report) (vm.Imported, error) {
	i.h.LastLog = n
	for _, p := range i.h.Reports {
		report(p)
	}
	if i.h.Hold != nil {
		if err := i.h.Hold(ctx); err != nil {
			return vm.Imported{}, err
		}
	}
	if i.h.Fail != nil {
		return vm.Imported{}, i.h.Fail
	}
	m := vm.Import{ID: i.h.id("import"), Files: n.Paths, Format: n.Format, Events: 12_110_204, Rejected: 214, Findings: map[string]int{"critical": 3, "high": 4, "medium": 2}, First: Now.Add(-26 * time.Hour), Last: Now.Add(-time.Hour), Made: Now}
	i.h.Logs = append(slices.Clone(i.h.Logs), m)
	return vm.Imported{Import: m, Seconds: 29.4}, i.h.changed("import.add", "import", "review")
}

func (i imports) Remove(_ context.Context, id string) error {
	at, err := place(i.h.Logs, func(m vm.Import) string { return m.ID }, id)
	if err != nil || i.h.Fail != nil {
		return orFail(err, i.h)
	}
	i.h.Logs = slices.Delete(slices.Clone(i.h.Logs), at, at+1)
	return i.h.changed("import.remove", "import", "review")
}

func (i imports) Traffic(context.Context) ([]vm.Hour, error) { return i.h.Hours, i.h.Fail }

type findings struct{ h *House }

func (f findings) Findings(context.Context) ([]vm.Finding, error) { return f.h.Found, f.h.Fail }

func (f findings) Finding(_ context.Context, id string) (vm.Finding, error) {
	for _, x := range f.h.Found {
		if x.ID == id {
			return x, f.h.Fail
		}
	}
	return vm.Finding{}, fault.New(fault.NotFound, "There is no finding %s.", id)
}

func (f findings) SetStatus(_ context.Context, ids []string, r vm.Ruling) error {
	if f.h.Fail != nil {
		return f.h.Fail
	}
	next := slices.Clone(f.h.Found)
	for _, id := range ids {
		i, err := place(next, func(x vm.Finding) string { return x.ID }, id)
		if err != nil {
			return err
		}
		next[i].Status, next[i].Note, next[i].Until = r.Status, r.Note, r.Until
		f.h.Ruled[id] = r
	}
	f.h.Found = next
	return f.h.changed("finding.status", "finding_status")
}

type book struct{ h *House }

func (b book) Entries(_ context.Context, limit int) ([]vm.Entry, error) {
	if limit <= 0 || limit > len(b.h.Book) {
		limit = len(b.h.Book)
	}
	return b.h.Book[:limit], b.h.Fail
}

func (b book) About(_ context.Context, id string) ([]vm.Entry, error) {
	var out []vm.Entry
	for _, e := range b.h.Book {
		if e.ID == id {
			out = append(out, e)
		}
	}
	return out, b.h.Fail
}

func (b book) Verify(_ context.Context, report job.Report) (vm.JournalCheck, error) {
	if report != nil {
		report(job.Progress{Label: "Checking every entry"})
	}
	return b.h.Check, b.h.Fail
}
