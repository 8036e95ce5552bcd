// Package workspace is an unlocked vault with every service wired once, for both programs.
//
//	ws := workspace.New(v, evidence)
//	defer ws.Close()
//	decision := must(ws.Snapshot(ctx)).Decide(&request, nil)
//
// It holds no rule of its own: it hands the vault to the services, gives the services each other,
// and keeps the policy compiled from what the vault holds now. Opening files is the business of
// storage, logging in that of core/login.
package workspace

import (
	"context"
	"errors"
	"sync"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/ratelimit"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
)

// Evidence is the store beside the vault: imported events, findings, archived bundles.
type Evidence interface {
	bundle.Archive
	review.EvidenceStore
	intake.Store
	Close() error
}

// Workspace is an open vault and its services. It is safe for concurrent use.
type Workspace struct {
	Vault     *vault.Vault
	Catalog   *catalog.Service
	Directory *directory.Service
	Keys      *apikey.Service
	Limits    *ratelimit.Service
	Signing   *signing.Service
	Bundles   *bundle.Service
	Reviews   *review.Service
	Imports   *intake.Service

	evidence Evidence

	mu       sync.Mutex
	compiled *policy.Snapshot
	at       uint64 // journal sequence at which it was compiled
}

// New wires the services of an open vault and its evidence.
func New(v *vault.Vault, e Evidence) *Workspace {
	w := &Workspace{
		Vault: v, Catalog: catalog.New(v), Directory: directory.New(v), Keys: apikey.New(v), Limits: ratelimit.New(v),
		Signing: signing.New(v), evidence: e,
	}
	w.Bundles = bundle.New(v, w.Signing, e, w.Snapshot)
	w.Reviews = review.New(v, e, w.Timeline)
	w.Imports = intake.New(v, e, w.Timeline)
	return w
}

// Input returns everything that decisions depend on now.
func (w *Workspace) Input() policy.Input {
	return policy.Input{
		Vault: w.Vault.ID(), APIs: w.Catalog.APIs(), Routes: w.Catalog.Routes(), Principals: w.Directory.Principals(),
		Roles: w.Directory.Roles(), Keys: w.Keys.Keys(), Limits: w.Limits.Limits(),
	}
}

// Snapshot returns the policy compiled from what the vault holds now. It is compiled again only
// after a change.
func (w *Workspace) Snapshot(context.Context) (*policy.Snapshot, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	seq := w.Vault.Seq()
	if w.compiled != nil && w.at == seq {
		return w.compiled, nil
	}
	s, err := policy.Compile(w.Input(), w.Vault.Now())
	if err != nil {
		return nil, err
	}
	w.compiled, w.at = s, seq
	return s, nil
}

// Timeline returns the policies that judge a gateway's events: those of the bundles that were
// exported for it. A bundle that can't be read any more leaves its events unjudged.
func (w *Workspace) Timeline(ctx context.Context, gateway string) (review.PolicySource, error) {
	if gateway == "" {
		gateway = bundle.DefaultAudience
	}
	current, err := w.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	var steps []review.Step
	for _, e := range w.Bundles.List() {
		if e.Audience != gateway {
			continue
		}
		step := review.Step{From: int64(e.Issued), Revision: e.Revision}
		if s, err := w.exported(ctx, e); err == nil {
			step.Snapshot = s
		}
		steps = append(steps, step)
	}
	return review.NewTimeline(steps, current), nil
}

// exported compiles the policy of an archived bundle.
func (w *Workspace) exported(ctx context.Context, e bundle.Export) (*policy.Snapshot, error) {
	b, err := w.Bundles.Open(ctx, e)
	if err != nil {
		return nil, err
	}
	in, err := b.Policy()
	if err != nil {
		return nil, err
	}
	return policy.Compile(in, b.Issued)
}

// Close locks the vault and closes both files. It may be called twice.
func (w *Workspace) Close() error {
	return errors.Join(w.evidence.Close(), w.Vault.Close())
}
