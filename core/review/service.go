package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/fleet"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Timeline gives the policies that judge the events of a gateway: the bundles exported for it.
type Timeline func(ctx context.Context, gateway string) (PolicySource, error)

// Service reads reviews back, runs them again, and keeps what people decided about findings.
// Safe for concurrent use.
type Service struct {
	vault    *vault.Vault
	store    EvidenceStore
	timeline Timeline
	gateways *fleet.Service
	records  *vault.Table[Record]
	statuses *vault.Table[StatusRecord]

	usesMu sync.Mutex // guards what Usages remembers
	uses   Usages
	usesAt uint64 // the vault's revision of reviews when it was read
}

// New returns the service over an open vault and its evidence. Gateways says whose word counts about
// clients' addresses; without it nobody's does.
func New(v *vault.Vault, store EvidenceStore, timeline Timeline, gateways *fleet.Service) *Service {
	return &Service{
		vault: v, store: store, timeline: timeline, gateways: gateways,
		records:  vault.NewTable(v, vault.KindReview, func(r *Record) string { return r.ID }),
		statuses: vault.NewTable(v, vault.KindFindingStatus, func(r *StatusRecord) string { return r.ID }),
	}
}

// StatusRecord is what a person decided about a finding (kind finding_status). Its id is random,
// because record ids stand in the clear and a finding's id is derived from content.
type StatusRecord struct {
	ID      string        `json:"id"`
	Finding string        `json:"finding"`
	Status  FindingStatus `json:"status"`
	Note    string        `json:"note"`
	By      string        `json:"by"`
	At      vault.Millis  `json:"at"`
	Until   vault.Millis  `json:"until,omitempty"` // when an acknowledged finding is open again; 0 = never
}

// Decision is what a person decides about findings.
type Decision struct {
	Status FindingStatus
	Note   string
	Until  vault.Millis // for Acknowledged: when it is open again; 0 = never
}

// Filter chooses findings. Its zero value chooses all.
type Filter struct {
	Import   string
	Check    string
	Severity Severity // at least
	Status   *FindingStatus
}

// Stored is one stored event with the checks that matched it.
type Stored struct {
	Event  *auditlog.Event // good until the callback returns
	Import string
	File   string
	At     Position
	Checks []string
}

// EventFilter chooses events. Its zero value chooses all events of all imports.
type EventFilter struct {
	Import  string
	Check   string
	Finding string
	Where   string // a selection as in a check: "sc-status: 404, cs-uri|contains: admin"
}

// RunOptions say what to review again.
type RunOptions struct {
	Imports []string // none means all
	Params  map[string]string
	Checks  []*Check // a person's own, beside the catalogue
}

// Reviewed sums up one reviewed import.
type Reviewed struct {
	Import   string         `json:"import"`
	Review   string         `json:"review"`
	Events   uint64         `json:"events"`
	Findings map[string]int `json:"findings"` // by severity
}

// Reviews returns the records of all reviews, by id.
func (s *Service) Reviews() []Record { return s.records.All() }

// Findings returns the findings that the filter chooses: highest severity first, then by time. Each
// has its first lines as evidence; [Service.Finding] has all.
func (s *Service) Findings(ctx context.Context, f Filter) ([]Finding, error) {
	if err := s.knownCheck(f.Check); err != nil {
		return nil, err
	}
	var all []Finding
	err := s.each(ctx, f.Import, func(_ *Record, sf *StoredFinding) error {
		s.decorate(&sf.Finding)
		if (f.Check == "" || sf.Check == f.Check) && sf.Severity >= f.Severity && (f.Status == nil || sf.Status == *f.Status) {
			all = append(all, sf.Finding)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b Finding) int {
		if a.Severity != b.Severity {
			return int(b.Severity) - int(a.Severity)
		}
		if c := a.First.Compare(b.First); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all, err
}

// knownCheck refuses the id of a check that neither the catalogue nor any review knows: a misspelt id
// must not look like a clean log.
func (s *Service) knownCheck(id string) error {
	if id == "" {
		return nil
	}
	all, err := Catalogue()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(c *Check) bool { return c.ID == id }) {
		return nil
	}
	for _, r := range s.records.All() {
		if _, ok := r.Checks[id]; ok {
			return nil
		}
	}
	return fault.New(fault.NotFound, "there is no check %q; `gatectl check list` lists them", id)
}

// Finding returns one finding with every line it rests on as evidence. NotFound when there is none.
func (s *Service) Finding(ctx context.Context, id string) (Finding, error) {
	sf, err := s.stored(ctx, id)
	if err != nil {
		return Finding{}, err
	}
	files, err := s.files(ctx, sf.Import)
	if err != nil {
		return Finding{}, err
	}
	s.decorate(&sf.Finding)
	known := map[place]Evidence{}
	for _, e := range sf.Evidence {
		known[place{e.File, e.Line}] = e
	}
	sf.Evidence = sf.Evidence[:0:0]
	for _, p := range sf.Positions.All() {
		name := nameOf(files, p.File)
		e, ok := known[place{name, p.Line}]
		if !ok {
			e = Evidence{Import: sf.Import, File: name, Line: p.Line, Offset: p.Offset}
		}
		sf.Evidence = append(sf.Evidence, e)
	}
	return sf.Finding, nil
}

// place is a line of an import.
type place struct {
	file string
	line uint64
}

// nameOf returns the name of an import's i-th file.
func nameOf(files []string, i uint32) string {
	if int(i) < len(files) {
		return files[i]
	}
	return fmt.Sprintf("file %d", i+1)
}

// stored returns a finding as it is stored.
func (s *Service) stored(ctx context.Context, id string) (StoredFinding, error) {
	var (
		out   StoredFinding
		found bool
	)
	err := s.each(ctx, "", func(_ *Record, sf *StoredFinding) error {
		if sf.ID == id {
			out, found = *sf, true
		}
		return nil
	})
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no finding %s; `gatectl review findings` lists them", id)
	}
	return out, err
}

// each calls fn for every stored finding, of one import or of all.
func (s *Service) each(ctx context.Context, imp string, fn func(*Record, *StoredFinding) error) error {
	for _, rec := range s.records.All() {
		if imp != "" && !slices.Contains(rec.Imports, imp) {
			continue
		}
		err := s.store.Findings(ctx, rec.ID, func(row []byte) error {
			sf, err := DecodeFinding(row)
			if err != nil {
				return fmt.Errorf("review %s: %w", rec.ID, err)
			}
			if len(rec.Imports) > 0 {
				sf.Import = rec.Imports[0]
			}
			return fn(&rec, &sf)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// decorate adds what a person decided about a finding.
func (s *Service) decorate(f *Finding) {
	st, ok := s.status(f.ID)
	switch {
	case !ok:
	case st.Until != 0 && st.Until <= vault.MillisOf(s.vault.Now()):
		f.Status = Open // what was accepted for a time is open again
	default:
		f.Status, f.Note, f.Until = st.Status, st.Note, st.Until
	}
}

// status returns the status record of a finding.
func (s *Service) status(finding string) (StatusRecord, bool) {
	for _, st := range s.statuses.All() {
		if st.Finding == finding {
			return st, true
		}
	}
	return StatusRecord{}, false
}

// files returns the names of an import's files.
func (s *Service) files(ctx context.Context, imp string) ([]string, error) {
	all, err := s.store.Imports(ctx)
	for _, i := range all {
		if i.ID == imp {
			return i.Files, nil
		}
	}
	return nil, err
}

// Aggregates returns the numbers per minute of an import.
func (s *Service) Aggregates(ctx context.Context, imp string) ([]Aggregate, error) {
	var all []Aggregate
	for _, rec := range s.records.All() {
		if !slices.Contains(rec.Imports, imp) {
			continue
		}
		err := s.store.Aggregates(ctx, rec.ID, func(row []byte) error {
			some, err := DecodeAggregates(row)
			all = append(all, some...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// SetStatus records what a person decided about a finding. NotFound when there is no such finding,
// Invalid for an unknown status.
func (s *Service) SetStatus(ctx context.Context, actor vault.Actor, finding string, status FindingStatus, note string) error {
	return s.Decide(ctx, actor, []string{finding}, Decision{Status: status, Note: note})
}

// Decide records one decision about several findings, in one change: about all of them or none.
// NotFound when one is not there; Invalid for an unknown status, a term that is over, or a term of
// something that is not acknowledged.
func (s *Service) Decide(ctx context.Context, actor vault.Actor, findings []string, d Decision) error {
	switch d.Status {
	case Open, Acknowledged, Resolved, FalsePositive:
	default:
		return fault.New(fault.Invalid, "status %q is unknown: use acknowledged, resolved, false_positive, or none to open it again", d.Status)
	}
	if d.Until != 0 && (d.Status != Acknowledged || d.Until <= vault.MillisOf(s.vault.Now())) {
		return fault.New(fault.Invalid, "only an acknowledged finding has a term, and it lies ahead")
	}
	findings = slices.Compact(slices.Sorted(slices.Values(findings)))
	checks, err := s.checksOf(ctx, findings)
	if err != nil {
		return err
	}
	subject := ""
	if len(findings) == 1 {
		subject = findings[0]
	}
	_, err = s.vault.Change(ctx, actor, vault.Action{Name: "finding.status", Subject: subject, Reason: d.Note}, func(tx *vault.Tx) error {
		for _, finding := range findings {
			old, known := s.status(finding)
			rec := StatusRecord{ID: old.ID, Finding: finding, Status: d.Status, Note: d.Note, By: actor.ID, At: vault.MillisOf(tx.Now()), Until: d.Until}
			if !known {
				rec.ID = seal.NewID()
			}
			tx.Note("check", "", checks[finding])
			tx.Note("status", string(old.Status), string(d.Status))
			if err := tx.Put(vault.KindFindingStatus, rec.ID, rec); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// checksOf returns the checks of findings, by the findings' ids.
func (s *Service) checksOf(ctx context.Context, findings []string) (map[string]string, error) {
	wanted := make(map[string]bool, len(findings))
	for _, id := range findings {
		wanted[id] = true
	}
	checks := make(map[string]string, len(findings))
	err := s.each(ctx, "", func(_ *Record, sf *StoredFinding) error {
		if wanted[sf.ID] {
			checks[sf.ID] = sf.Check
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, id := range findings {
		if checks[id] == "" {
			return nil, fault.New(fault.NotFound, "there is no finding %s; `gatectl review findings` lists them", id)
		}
	}
	return checks, nil
}
