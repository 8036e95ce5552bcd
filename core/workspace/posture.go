package workspace

import (
	"context"
	"strings"
	"sync"
	"time"

	"gatehouse/core/bundle"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/posture"
	"gatehouse/core/roster"
	"gatehouse/core/vault"
)

// surveyed remembers what the vault's posture was. Pages ask for it one after the other.
type surveyed struct {
	mu     sync.Mutex
	of     asked
	result posture.Result
}

// asked is what a posture depends on: every change of the vault is an entry of its journal, and what is
// due is told in minutes.
type asked struct {
	seq    uint64
	soon   time.Duration
	minute time.Time
}

// forget drops what was found.
func (s *surveyed) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of, s.result = asked{}, posture.Result{}
}

// Posture looks at the vault as it is; what is due within soon counts as due. The result is shared: it
// must not be changed.
func (ws *Workspace) Posture(ctx context.Context, soon time.Duration) (posture.Result, error) {
	of := asked{ws.Vault.Seq(), soon, ws.Vault.Now().Truncate(time.Minute)} // before anything is read: at worst we look once too often
	snap, err := ws.Snapshot(ctx)
	if err != nil {
		return posture.Result{}, err
	}
	ws.surveyed.mu.Lock()
	defer ws.surveyed.mu.Unlock()
	if ws.surveyed.of == of {
		return ws.surveyed.result, nil
	}
	r, err := ws.survey(ctx, snap, soon)
	if err == nil {
		ws.surveyed.of, ws.surveyed.result = of, r
	}
	return r, err
}

// survey looks at the vault.
func (ws *Workspace) survey(ctx context.Context, snap *policy.Snapshot, soon time.Duration) (posture.Result, error) {
	var err error
	s := posture.State{
		Input: ws.Input(), Policy: snap, Enrolments: ws.Enrolments.All(), Signing: ws.Signing.List(), Accepted: ws.Accepted.List(),
		Admins: ws.administrators(), Now: ws.Vault.Now(), Soon: soon,
	}
	for _, g := range ws.Fleet() {
		s.Gateways = append(s.Gateways, posture.Gateway{Gateway: g.Gateway, Standing: g.Standing})
	}
	if s.Audiences, err = ws.audiences(ctx); err != nil {
		return posture.Result{}, err
	}
	if s.Violations, err = ws.violations(); err != nil {
		return posture.Result{}, err
	}
	if s.Use, err = ws.use(ctx); err != nil {
		return posture.Result{}, err
	}
	return posture.Run(ctx, s)
}

// violations returns who holds two roles that are kept apart.
func (ws *Workspace) violations() ([]posture.Violation, error) {
	found, err := ws.Directory.Violations()
	if err != nil {
		return nil, err
	}
	var all []posture.Violation
	for _, f := range found {
		var names []string
		for _, id := range []string{f.Separation.A, f.Separation.B} {
			if r, err := ws.Directory.Role(id); err == nil {
				names = append(names, r.Name)
			}
		}
		all = append(all, posture.Violation{Principal: f.Principal.ID, Name: f.Principal.Name, Roles: strings.Join(names, " and ")})
	}
	return all, nil
}

// use sums up what the logs tell about the use of keys; nil when none does. The time that they cover
// is that of the logs in which keys stand.
func (ws *Workspace) use(ctx context.Context) (*posture.Use, error) {
	usages, err := ws.Reviews.Usages(ctx)
	if err != nil || len(usages) == 0 {
		return nil, err
	}
	u := &posture.Use{Last: make(map[string]vault.Millis, len(usages))}
	for _, r := range ws.Reviews.Reviews() {
		if r.Usages == 0 {
			continue
		}
		if u.From == 0 || r.First < u.From {
			u.From = r.First
		}
		u.To = max(u.To, r.Last)
	}
	for _, k := range ws.Keys.Keys() {
		for _, t := range k.Tokens {
			if one, ok := usages[t.Public]; ok {
				u.Last[k.ID] = max(u.Last[k.ID], one.Last)
			}
		}
	}
	return u, nil
}

// administrators returns who may sign in to the vault.
func (ws *Workspace) administrators() []posture.Admin {
	var all []posture.Admin
	for _, a := range ws.Vault.Roster().Admins() {
		who := posture.Admin{ID: a.ID, Name: a.ID, Owner: a.Has(roster.Owner)}
		if rec, ok := ws.Vault.Get(vault.KindAdministrator, a.ID); ok {
			if r, err := vault.Decode[vault.Administrator](rec); err == nil {
				who.Name = r.Name
			}
		}
		all = append(all, who)
	}
	return all
}

// waiting remembers how much of the policy was not exported, and when that was counted.
type waiting struct {
	mu sync.Mutex
	of uint64         // the vault's revision of policyKinds then
	n  map[string]int // by the id of the export that it is held against
}

// audiences returns whose bundles are exported together, with how much has changed since.
func (ws *Workspace) audiences(ctx context.Context) ([]posture.Audience, error) {
	last := ws.newestExports()
	var all []posture.Audience
	for _, name := range ws.Audiences() {
		a := posture.Audience{Name: name, Last: last[name]}
		if a.Last.Serial > 0 {
			n, err := ws.changesSince(ctx, name)
			if err != nil {
				return nil, err
			}
			a.Changes = n
		}
		all = append(all, a)
	}
	return all, nil
}

// changesSince counts what an export for the audience would change. A bundle that can't be read any
// more tells nothing: 0.
func (ws *Workspace) changesSince(ctx context.Context, audience string) (int, error) {
	e, ok := ws.Bundles.Last(audience)
	if !ok {
		return 0, nil
	}
	ws.waiting.mu.Lock()
	defer ws.waiting.mu.Unlock()
	if of := ws.Vault.Revision(policyKinds...); ws.waiting.n == nil || ws.waiting.of != of {
		ws.waiting.of, ws.waiting.n = of, map[string]int{}
	}
	if n, known := ws.waiting.n[e.ID]; known {
		return n, nil
	}
	b, err := ws.Bundles.Open(ctx, e)
	if err != nil {
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Damaged) {
			return 0, nil
		}
		return 0, err
	}
	old, err := b.Policy()
	if err != nil {
		return 0, err
	}
	now, err := ws.Bundles.Current(ctx)
	if err != nil {
		return 0, err
	}
	changes, err := bundle.DiffPolicies(old, now)
	if err != nil {
		return 0, err
	}
	ws.waiting.n[e.ID] = len(changes)
	return len(changes), nil
}
