package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/review"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// run is one import, begun or resumed.
type run struct {
	*Service
	actor   vault.Actor
	id      string
	plan    plan
	sources []*opened
	staging Staging
	done    Mark
	report  job.Report
	began   time.Time
}

// makePlan says what a resume has to know.
func makePlan(all []*opened, by origin, made vault.Millis) plan {
	p := plan{Gateway: by.audience, Record: by.gateway, Format: all[0].found.Format, Made: made}
	streams := false
	for _, a := range all {
		p.Sampled += a.found.Sampled
		p.Matched += a.found.Matched
		p.Files = append(p.Files, a.file)
		p.Paths = append(p.Paths, absolute(a.Path))
		streams = streams || a.Stream != nil
	}
	if streams {
		p.Paths = nil
	}
	return p
}

// room refuses an import that the disk has no room for.
func (s *Service) room(all []*opened) error {
	need := int64(spare)
	for _, o := range all {
		need += o.size() / 8
	}
	if free := s.store.Free(); free >= 0 && free < need {
		return fault.New(fault.Full, "the disk of the evidence file has %d MiB left, and this import needs about %d; nothing was changed. Make room and import again",
			free>>20, need>>20)
	}
	return nil
}

// sweep destroys interrupted imports that nobody can or will resume: those of streams, and those of
// a file that is now imported anew.
func (s *Service) sweep(ctx context.Context, all []*opened) error {
	staged, err := s.store.Staged(ctx)
	if err != nil {
		return err
	}
	for _, st := range staged {
		var p plan
		if err := st.plan(&p); err != nil {
			return fmt.Errorf("reading the plan of import %s: %w", st.ID, err)
		}
		anew := slices.ContainsFunc(all, func(o *opened) bool {
			return o.Stream == nil && slices.Contains(p.Paths, absolute(o.Path))
		})
		if len(p.Paths) > 0 && !anew {
			continue
		}
		if err := s.store.Erase(ctx, st.ID); err != nil {
			return err
		}
	}
	return nil
}

// run does the import and commits it.
func (r *run) run(ctx context.Context) (Summary, error) {
	engine, err := r.engine(ctx)
	if err != nil {
		return Summary{}, err
	}
	p := newPipeline(ctx, r.sources, engine, r.staging, r.done, r.report)
	result, err := p.run()
	if err != nil {
		return Summary{}, err
	}
	if p.totals.events == 0 {
		return Summary{}, r.nothing()
	}
	if err := repeats(p.files, r.records.All()); err != nil {
		return Summary{}, err
	}
	rec := r.record(p)
	reviewed, err := r.storeReview(ctx, engine, result, rec.Review)
	if err != nil {
		return Summary{}, err
	}
	stored, err := r.staging.Finish(ctx)
	if err != nil {
		return Summary{}, err
	}
	rec.Segments, rec.Rejects, rec.Root, rec.Key = stored.Segments, stored.Rejects, stored.Root, stored.Key
	if err := r.commit(ctx, rec, reviewed); err != nil {
		return Summary{}, err
	}
	return r.summary(rec, result), nil
}

// engine makes the review's engine for this import.
func (r *run) engine(ctx context.Context) (*review.Engine, error) {
	c := review.Config{Import: r.id, Format: r.plan.Format}
	for _, f := range r.plan.Files {
		c.Files = append(c.Files, f.Name)
	}
	if r.gateways != nil {
		if g, err := r.gateways.Gateway(r.plan.Record); err == nil {
			c.Proxies = g.Trusted()
		}
	}
	if r.policies != nil {
		source, err := r.policies(ctx, r.plan.Gateway)
		if err != nil {
			return nil, fmt.Errorf("reading the policies of gateway %s: %w", r.plan.Gateway, err)
		}
		c.Policies = source
	}
	return review.NewEngine(c)
}

// nothing says that no line of the sources is an event.
func (r *run) nothing() error {
	name := r.sources[0].file.Name
	if r.sources[0].file.From > 0 {
		return fault.New(fault.Invalid, "importing %s: what was added since its last import holds no line of a log", name)
	}
	return fault.New(fault.Invalid, "importing %s: no line of it is one of format %s", name, r.plan.Format)
}

// record describes the import for the vault.
func (r *run) record(p *pipeline) Record {
	t := &p.totals
	return Record{
		ID: r.id, Gateway: r.plan.Gateway, GatewayID: r.plan.Record, Format: r.plan.Format, Sampled: r.plan.Sampled, Matched: r.plan.Matched,
		Files: p.files, Lines: t.lines, Events: t.events, Rejected: t.rejected, Bytes: t.bytes,
		First: vault.Millis(t.first), Last: vault.Millis(t.last), Made: r.plan.Made, Review: seal.NewID(),
	}
}

// storeReview puts the review's rows beside the import's.
func (r *run) storeReview(ctx context.Context, e *review.Engine, result *review.Result, id string) (review.Record, error) {
	rows, err := result.Rows()
	if err != nil {
		return review.Record{}, fmt.Errorf("encoding the review: %w", err)
	}
	root, err := r.staging.PutReview(ctx, id, rows)
	if err != nil {
		return review.Record{}, err
	}
	return review.NewRecord(id, []string{r.id}, e, result, root, vault.MillisOf(r.vault.Now())), nil
}

// commit makes the import visible: one change of the vault with both records.
func (r *run) commit(ctx context.Context, rec Record, reviewed review.Record) error {
	vault.Failpoint("import.before-record")
	action := vault.Action{Name: actionAdd, Subject: rec.ID}
	_, err := r.vault.Change(ctx, r.actor, action, func(tx *vault.Tx) error {
		tx.Note("events", "", fmt.Sprint(rec.Events))
		tx.Note("rejected", "", fmt.Sprint(rec.Rejected))
		tx.Note("findings", "", fmt.Sprint(reviewed.Findings))
		return errors.Join(tx.Put(vault.KindImport, rec.ID, rec), tx.Put(vault.KindReview, reviewed.ID, reviewed))
	})
	if err != nil {
		return err
	}
	vault.Failpoint("import.after-record")
	// The record counts from now on. Marking the rows is tidying: what a crash or a full disk leaves
	// of it is put right when the evidence file is opened, so it is no failure of the import.
	_ = r.store.Keep(context.WithoutCancel(ctx), r.id)
	return nil
}

// undo sweeps what was staged by an import that failed, and returns why it failed.
func (r *run) undo(ctx context.Context, why error) error {
	if err := r.store.Erase(context.WithoutCancel(ctx), r.id); err != nil && fault.KindOf(why) != fault.Full {
		return fmt.Errorf("%w (and sweeping the import: %v)", why, err)
	}
	return why
}

// summary says what was done.
func (r *run) summary(rec Record, result *review.Result) Summary {
	took := time.Since(r.began).Seconds()
	s := Summary{
		ID: rec.ID, Format: rec.Format, Confidence: rec.Confidence(), Lines: rec.Lines, Events: rec.Events,
		Rejected: rec.Rejected, Bytes: rec.Bytes, Seconds: took, Findings: result.Count(), Review: rec.Review,
	}
	if took > 0 {
		s.EventsPerSecond = int64(float64(rec.Events) / took)
	}
	for _, f := range rec.Files {
		s.Files = append(s.Files, FileSummary{Name: f.Name, From: f.From, Size: f.Size})
	}
	return s
}
