package workspace

import (
	"context"
	"sync"

	"gatehouse/core/access"
	"gatehouse/core/bundle"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/review"
	"gatehouse/core/vault"
)

// compiled remembers the policy as it was compiled last, and of what.
type compiled struct {
	mu       sync.Mutex
	of       uint64 // the vault's revision of policyKinds when the snapshot was compiled
	snapshot *policy.Snapshot
	access   *access.Access // over the snapshot, once somebody asked
}

// policyKinds are the records that a policy is compiled of.
var policyKinds = []vault.Kind{
	vault.KindAPI, vault.KindRoute, vault.KindPrincipal, vault.KindRole, vault.KindAPIKey, vault.KindLimit,
}

// Input is everything that a decision depends on, as it is now.
func (ws *Workspace) Input() policy.Input {
	return policy.Input{
		Vault: ws.Vault.ID(), APIs: ws.Catalog.APIs(), Routes: ws.Catalog.Routes(),
		Principals: ws.Directory.Principals(), Roles: ws.Directory.Roles(), Keys: ws.Keys.Keys(), Limits: ws.Limits.Limits(),
	}
}

// Snapshot returns the compiled policy as it is now. It is compiled again only after a change of
// something that it depends on. NeedsLogin when the vault was locked: then it is forgotten, too.
func (ws *Workspace) Snapshot(ctx context.Context) (*policy.Snapshot, error) {
	ws.compiled.mu.Lock()
	defer ws.compiled.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if ws.Vault.Locked() {
		ws.compiled.snapshot, ws.compiled.access = nil, nil
		return nil, fault.New(fault.NeedsLogin, "the vault is locked; sign in again")
	}
	of := ws.Vault.Revision(policyKinds...) // before the input is read: at worst we compile once too often
	if ws.compiled.snapshot != nil && ws.compiled.of == of {
		return ws.compiled.snapshot, nil
	}
	s, err := policy.Compile(ws.Input(), ws.Vault.Now())
	if err != nil {
		return nil, err
	}
	ws.compiled.snapshot, ws.compiled.of, ws.compiled.access = s, of, nil
	return s, nil
}

// Access answers who may call what, as of now.
//
// Errors: as [Workspace.Snapshot].
func (ws *Workspace) Access(ctx context.Context) (*access.Access, error) {
	s, err := ws.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	ws.compiled.mu.Lock()
	defer ws.compiled.mu.Unlock()
	if ws.compiled.access != nil && ws.compiled.snapshot == s {
		return ws.compiled.access.At(ws.Vault.Now()), nil
	}
	a, err := access.New(s)
	if err != nil {
		return nil, err
	}
	if ws.compiled.snapshot == s {
		ws.compiled.access = a
	}
	return a.At(ws.Vault.Now()), nil
}

// Effect tells what a change of the policy would give to whom and take from whom. Nothing is stored:
// change gets the records as they are and puts others in their place, without touching what it was given.
func (ws *Workspace) Effect(change func(*policy.Input) error) (access.Effect, error) {
	before := ws.Input()
	after := before
	if err := change(&after); err != nil {
		return access.Effect{}, err
	}
	return access.Compare(before, after, ws.Vault.Now())
}

// timeline gives the policies that judge a gateway's events: the bundles exported for it, else the
// current policy.
func (ws *Workspace) timeline(ctx context.Context, gateway string) (review.PolicySource, error) {
	if gateway == "" {
		gateway = bundle.DefaultAudience
	}
	current, err := ws.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	var steps []review.Step
	for _, e := range ws.Bundles.List() {
		if e.Audience == gateway {
			steps = append(steps, review.Step{From: int64(e.Issued), Revision: e.Revision, Load: func() *policy.Snapshot { return ws.exported(ctx, e) }})
		}
	}
	return review.NewTimeline(steps, current), nil
}

// exported compiles the policy of an exported bundle; nil when it can't be read any more, so that
// its events are not assessable.
func (ws *Workspace) exported(ctx context.Context, e bundle.Export) *policy.Snapshot {
	b, err := ws.Bundles.Open(ctx, e)
	if err != nil {
		return nil
	}
	in, err := b.Policy()
	if err != nil {
		return nil
	}
	s, err := policy.Compile(in, b.Issued)
	if err != nil {
		return nil
	}
	return s
}
