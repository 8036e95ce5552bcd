package review

import (
	"context"
	"fmt"
	"slices"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// progressEvery is how many events pass between two reports of progress.
const progressEvery = 10_000

// Run reviews stored events again, by the checks and policies of now, and replaces the reviews of
// those imports. Findings get the same ids as before where they rest on the same events. The stored
// events don't hold the lines themselves: hashes and texts are taken over from the review before.
func (s *Service) Run(ctx context.Context, actor vault.Actor, o RunOptions, report job.Report) ([]Reviewed, error) {
	imports, err := s.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range o.Imports {
		if !slices.ContainsFunc(imports, func(i Imported) bool { return i.ID == id }) {
			return nil, fault.New(fault.NotFound, "there is no import %s; `gatectl import list` lists them", id)
		}
	}
	if len(o.Imports) > 0 {
		imports = slices.DeleteFunc(imports, func(i Imported) bool { return !slices.Contains(o.Imports, i.ID) })
	}
	out := []Reviewed{}
	for i := range imports {
		forward := func(done uint64) {
			if report != nil {
				report(job.Progress{Step: i + 1, Steps: len(imports), Label: "Reviewing", Done: int64(done), Total: int64(imports[i].Events)})
			}
		}
		r, err := s.rerun(ctx, actor, &imports[i], o, forward)
		if err != nil {
			return out, fmt.Errorf("reviewing import %s: %w", imports[i].ID, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// rerun reviews one import again.
func (s *Service) rerun(ctx context.Context, actor vault.Actor, imp *Imported, o RunOptions, report func(uint64)) (Reviewed, error) {
	e, err := s.engine(ctx, imp, o)
	if err != nil {
		return Reviewed{}, err
	}
	result, err := s.scan(ctx, imp, e, report)
	if err != nil {
		return Reviewed{}, err
	}
	if err := s.takeOver(ctx, imp.ID, result); err != nil {
		return Reviewed{}, err
	}
	rows, err := result.Rows()
	if err != nil {
		return Reviewed{}, err
	}
	id := seal.NewID()
	root, err := s.store.PutReview(ctx, imp.ID, id, rows)
	if err != nil {
		return Reviewed{}, err
	}
	old, err := s.replace(ctx, actor, imp.ID, id, func(now vault.Millis) Record {
		return NewRecord(id, []string{imp.ID}, e, result, root, now)
	})
	if err != nil {
		drop := s.store.DropReview(context.WithoutCancel(ctx), id)
		if drop != nil {
			return Reviewed{}, fmt.Errorf("%w (and sweeping its rows: %v)", err, drop)
		}
		return Reviewed{}, err
	}
	for _, o := range old {
		if err := s.store.DropReview(context.WithoutCancel(ctx), o); err != nil {
			return Reviewed{}, err
		}
	}
	return Reviewed{Import: imp.ID, Review: id, Events: result.Events, Findings: result.Count()}, nil
}

// engine makes the engine for a stored import.
func (s *Service) engine(ctx context.Context, imp *Imported, o RunOptions) (*Engine, error) {
	c := Config{Import: imp.ID, Files: imp.Files, Format: imp.Format, Params: o.Params}
	if len(o.Checks) > 0 {
		catalogue, err := Catalogue()
		if err != nil {
			return nil, err
		}
		if c.Checks, err = sorted(slices.Concat(catalogue, o.Checks)); err != nil {
			return nil, fault.New(fault.Invalid, "%v", err)
		}
	}
	if s.gateways != nil {
		if g, err := s.gateways.Gateway(imp.Record); err == nil {
			c.Proxies = g.Trusted()
		}
	}
	if s.timeline != nil {
		source, err := s.timeline(ctx, imp.Gateway)
		if err != nil {
			return nil, fmt.Errorf("reading the policies of gateway %s: %w", imp.Gateway, err)
		}
		c.Policies = source
	}
	return NewEngine(c)
}

// scan runs the stored events through an engine.
func (s *Service) scan(ctx context.Context, imp *Imported, e *Engine, report func(uint64)) (*Result, error) {
	var (
		w, seq = e.Worker(), e.Sequencer()
		chunk  Chunk
		done   uint64
	)
	err := s.store.Scan(ctx, imp.ID, func(ev *auditlog.Event, at Position) error {
		w.Enrich(ev, nil, at, &chunk)
		if len(chunk.Rows) < progressEvery {
			return nil
		}
		seq.Add(chunk.Rows)
		done += uint64(len(chunk.Rows))
		chunk.Reset()
		report(done)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	seq.Add(chunk.Rows)
	return seq.Finish(), nil
}

// takeOver gives the new findings the hashes and texts that the reviews before hold.
func (s *Service) takeOver(ctx context.Context, imp string, result *Result) error {
	known := map[place]Evidence{}
	err := s.each(ctx, imp, func(_ *Record, sf *StoredFinding) error {
		for _, e := range sf.Evidence {
			if e.SHA256 == "" {
				continue
			}
			p := place{e.File, e.Line}
			if k, ok := known[p]; !ok || k.Raw == "" {
				known[p] = e
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range result.Findings {
		texts := 0
		for j := range result.Findings[i].Evidence {
			e := &result.Findings[i].Evidence[j]
			k, ok := known[place{e.File, e.Line}]
			if !ok {
				continue
			}
			e.SHA256 = k.SHA256
			if texts < maxSamples && k.Raw != "" {
				e.Raw = k.Raw
				texts++
			}
		}
	}
	return nil
}

// replace commits the record of a new review in place of the import's older ones, whose ids it returns.
func (s *Service) replace(ctx context.Context, actor vault.Actor, imp, id string, record func(vault.Millis) Record) ([]string, error) {
	var old []string
	for _, r := range s.records.All() {
		if slices.Contains(r.Imports, imp) {
			old = append(old, r.ID)
		}
	}
	_, err := s.vault.Change(ctx, actor, vault.Action{Name: "review.run", Subject: imp}, func(tx *vault.Tx) error {
		for _, o := range old {
			if err := tx.Remove(vault.KindReview, o); err != nil {
				return err
			}
		}
		rec := record(vault.MillisOf(tx.Now()))
		tx.Note("findings", "", fmt.Sprint(rec.Findings))
		return tx.Put(vault.KindReview, id, rec)
	})
	return old, err
}
