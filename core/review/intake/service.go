package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/fleet"
	"gatehouse/core/job"
	"gatehouse/core/name"
	"gatehouse/core/review"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// DefaultGateway is the audience whose bundles judge an import for which no gateway was named.
const DefaultGateway = "default"

// Service imports logs and keeps account of what was imported. It is safe for concurrent use; one
// import runs at a time.
type Service struct {
	vault    *vault.Vault
	store    Store
	policies review.Timeline
	gateways *fleet.Service
	records  *vault.Table[Record]
	reviews  *vault.Table[review.Record]
	running  sync.Mutex
}

// New returns the service of an open vault. Policies gives the policies that judged a gateway's
// requests; without it nothing is judged. Gateways says which gateways there are; without it there
// are none.
func New(v *vault.Vault, store Store, policies review.Timeline, gateways *fleet.Service) *Service {
	return &Service{
		vault: v, store: store, policies: policies, gateways: gateways,
		records: vault.NewTable(v, vault.KindImport, func(r *Record) string { return r.ID }),
		reviews: vault.NewTable(v, vault.KindReview, func(r *review.Record) string { return r.ID }),
	}
}

// The actions of this package in the journal.
const (
	actionAdd    = "import.add"
	actionRemove = "import.remove"
)

// Options says what to import.
type Options struct {
	Sources []Source
	Gateway string          // name or id of the gateway that wrote it, or an audience; "" is the audience [DefaultGateway]
	Format  auditlog.Format // "" or Auto detects it
	ID      string          // a preset id, for a vault that has to be the same each time it is made
}

// Summary is what an import did.
type Summary struct {
	ID              string          `json:"id"`
	Format          auditlog.Format `json:"format"`
	Confidence      float64         `json:"confidence"`
	Lines           uint64          `json:"lines"`
	Events          uint64          `json:"events"`
	Rejected        uint64          `json:"rejected"`
	Bytes           int64           `json:"bytes"`
	Seconds         float64         `json:"seconds"`
	EventsPerSecond int64           `json:"events_per_second"`
	Findings        map[string]int  `json:"findings"` // by severity
	Review          string          `json:"review"`
	Files           []FileSummary   `json:"files"`
}

// FileSummary says what was read of one file.
type FileSummary struct {
	Name string `json:"name"`
	From int64  `json:"from,omitempty"` // where an earlier import of the same file ended
	Size int64  `json:"size"`
}

// plan is what a resume has to know of an import. It lies sealed in the evidence file.
type plan struct {
	Gateway string          `json:"gateway"`
	Record  string          `json:"record,omitempty"` // of the gateway
	Format  auditlog.Format `json:"format"`
	Sampled int             `json:"sampled"`
	Matched int             `json:"matched"`
	Paths   []string        `json:"paths"` // empty when a stream was among them
	Files   []File          `json:"files"`
	Made    vault.Millis    `json:"made"`
}

// may says before any work is done what the vault would say after it.
func may(actor vault.Actor, action string) error {
	if !vault.Permits(actor.Roles, action) {
		return fault.New(fault.Denied, "your role may not import logs or remove imports")
	}
	return nil
}

// plan reads the plan of a staged import; a damaged one has none.
func (s *Staged) plan(p *plan) error {
	if s.Plan == nil {
		return nil
	}
	return seal.Decode(s.Plan, p)
}

// Add imports the sources as one import, in the order of their first events, and reviews it. When
// it fails or is cancelled, nothing is stored.
//
// Errors: Invalid when a source cannot be read or holds no line that parses; Conflict when it was
// imported already; Busy while another import runs; Full; Damaged; Denied.
func (s *Service) Add(ctx context.Context, actor vault.Actor, o Options, report job.Report) (Summary, error) {
	if err := may(actor, actionAdd); err != nil {
		return Summary{}, err
	}
	if !s.running.TryLock() {
		return Summary{}, fault.New(fault.Busy, "another import is running; wait for it or cancel it")
	}
	defer s.running.Unlock()
	began := time.Now()
	by, err := s.origin(o.Gateway)
	if err != nil {
		return Summary{}, err
	}
	all, err := inspect(ctx, o.Sources, o.Format, s.records.All())
	if err != nil {
		return Summary{}, err
	}
	defer closeAll(all)
	if err := s.room(all); err != nil {
		return Summary{}, err
	}
	if err := s.sweep(ctx, all); err != nil {
		return Summary{}, err
	}
	r := &run{Service: s, actor: actor, id: o.ID, sources: all, report: report, began: began}
	if r.id == "" {
		r.id = seal.NewID()
	}
	r.plan = makePlan(all, by, vault.MillisOf(s.vault.Now()))
	body, err := seal.Encode(r.plan)
	if err != nil {
		return Summary{}, fmt.Errorf("importing: encoding the plan: %w", err)
	}
	if r.staging, err = s.store.Stage(ctx, r.id, body); err != nil {
		return Summary{}, err
	}
	sum, err := r.run(ctx)
	if err != nil {
		return Summary{}, r.undo(ctx, err)
	}
	return sum, nil
}

// origin is where a log comes from.
type origin struct{ audience, gateway string }

// origin resolves what was given as a gateway: its name or id, else an audience. A gateway of that
// name goes before an audience of it.
func (s *Service) origin(given string) (origin, error) {
	if given == "" {
		return origin{audience: DefaultGateway}, nil
	}
	if s.gateways != nil {
		if g, err := s.gateways.Gateway(given); err == nil {
			return origin{g.Audience, g.ID}, nil
		}
	}
	audience, err := name.Check("gateway name", given)
	return origin{audience: audience}, err
}

// Resume goes on with an import that was interrupted. Errors as [Service.Add]; NotFound when there
// is no such import; Conflict when the file has changed since. When it fails or is cancelled, what
// was staged stays and can be resumed again.
func (s *Service) Resume(ctx context.Context, actor vault.Actor, id string, report job.Report) (Summary, error) {
	if err := may(actor, actionAdd); err != nil {
		return Summary{}, err
	}
	if !s.running.TryLock() {
		return Summary{}, fault.New(fault.Busy, "another import is running; wait for it or cancel it")
	}
	defer s.running.Unlock()
	began := time.Now()
	if _, ok := s.records.Get(id); ok {
		return Summary{}, fault.New(fault.Conflict, "import %s is complete", id)
	}
	staging, body, done, err := s.store.Resume(ctx, id)
	if err != nil {
		return Summary{}, err
	}
	var p plan
	if err := seal.Decode(body, &p); err != nil {
		return Summary{}, fmt.Errorf("resuming import %s: reading its plan: %w", id, err)
	}
	if len(p.Paths) == 0 {
		return Summary{}, fault.New(fault.Invalid, "import %s was read from a stream, which can't be read again; remove it", id)
	}
	r := &run{Service: s, actor: actor, id: id, plan: p, staging: staging, done: done, report: report, began: began}
	for i, path := range p.Paths {
		r.sources = append(r.sources, &opened{
			Source: Source{Path: path}, found: auditlog.Detection{Format: p.Format}, file: p.Files[i],
		})
	}
	return r.run(ctx)
}

// List returns the imports, oldest first.
func (s *Service) List() []Record {
	all := slices.Clone(s.records.All())
	slices.SortStableFunc(all, func(a, b Record) int { return int(min(1, max(-1, a.Made-b.Made))) })
	return all
}

// Interrupted is an import that was staged and has no record.
type Interrupted struct {
	ID      string       `json:"id"`
	Files   []string     `json:"files"`
	Made    vault.Millis `json:"made"`
	Segment int          `json:"segments"`
	// Resumable is false when a stream was among the sources.
	Resumable bool `json:"resumable"`
}

// Interrupted lists the imports that were killed before they were complete.
func (s *Service) Interrupted(ctx context.Context) ([]Interrupted, error) {
	staged, err := s.store.Staged(ctx)
	if err != nil {
		return nil, err
	}
	var all []Interrupted
	for _, st := range staged {
		var p plan
		if err := st.plan(&p); err != nil {
			return nil, fmt.Errorf("reading the plan of import %s: %w", st.ID, err)
		}
		i := Interrupted{ID: st.ID, Made: p.Made, Segment: st.Done.Segments, Resumable: len(p.Paths) > 0}
		for _, f := range p.Files {
			i.Files = append(i.Files, f.Name)
		}
		all = append(all, i)
	}
	return all, nil
}

// Find returns an import by its id or by the beginning of its id that no other has.
func (s *Service) Find(id string) (Record, error) {
	if r, ok := s.records.Get(id); ok {
		return r, nil
	}
	var found []Record
	for _, r := range s.records.All() {
		if len(id) >= 4 && strings.HasPrefix(r.ID, id) {
			found = append(found, r)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return Record{}, fault.New(fault.NotFound, "there is no import %s", id)
}

// errEnough ends a walk over rejected lines.
var errEnough = errors.New("intake: enough rejected lines")

// Rejects gives the rejected lines of an import in order of the input, at most limit of them.
func (s *Service) Rejects(ctx context.Context, id string, limit int, fn func(Reject) error) error {
	n := 0
	err := s.store.Rejects(ctx, id, func(r Reject) error {
		if n++; n > limit {
			return errEnough
		}
		return fn(r)
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// Remove destroys an import: its key, its rows, and the reviews made of it. The journal keeps that
// it was there. An import that was interrupted is swept.
func (s *Service) Remove(ctx context.Context, actor vault.Actor, id string) error {
	if err := may(actor, actionRemove); err != nil {
		return err
	}
	if !s.running.TryLock() {
		return fault.New(fault.Busy, "an import is running; wait for it or cancel it")
	}
	defer s.running.Unlock()
	staged, err := s.store.Staged(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(staged, func(st Staged) bool { return st.ID == id }) {
		return s.store.Erase(ctx, id)
	}
	rec, err := s.Find(id)
	if err != nil {
		return err
	}
	if err := s.store.Condemn(ctx, rec.ID); err != nil {
		return err
	}
	var reviews []string
	action := vault.Action{Name: actionRemove, Subject: rec.ID}
	_, err = s.vault.Change(ctx, actor, action, func(tx *vault.Tx) error {
		for _, r := range s.reviews.All() {
			if slices.Contains(r.Imports, rec.ID) {
				reviews = append(reviews, r.ID)
				if err := tx.Remove(vault.KindReview, r.ID); err != nil {
					return err
				}
			}
		}
		return tx.Remove(vault.KindImport, rec.ID)
	})
	if err != nil {
		return err
	}
	// From here on nobody can see the rows; what a crash leaves is swept when the file is opened.
	return s.store.Erase(context.WithoutCancel(ctx), rec.ID, reviews...)
}
