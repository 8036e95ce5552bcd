package posture

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gatehouse/core/directory"
	"gatehouse/core/vault"
)

// Run looks at a vault with every check. It is a second at most for 100,000 keys, 10,000 principals
// and 10,000 routes; it ends early when the context does.
func Run(ctx context.Context, s State) (Result, error) {
	if s.Soon == 0 {
		s.Soon = DefaultSoon
	}
	var r Result
	v, accepted := newSurvey(s), newAcceptances(s.Accepted, s.Now)
	for _, c := range checks {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		f := finder{check: c, allowed: accepted.of(c.ID), open: Finding{Check: c}, accepted: Finding{Check: c}}
		if why := c.run(v, &f); why != "" {
			r.Skipped = append(r.Skipped, Skipped{c, why})
			continue
		}
		if f.open.Count > 0 {
			f.open.Accepted = f.accepted.Count
			r.Findings = append(r.Findings, f.open)
		}
		if f.accepted.Count > 0 {
			r.Accepted = append(r.Accepted, f.accepted)
		}
	}
	worst := func(a, b Finding) int { return cmp.Compare(b.Severity, a.Severity) }
	slices.SortStableFunc(r.Findings, worst)
	slices.SortStableFunc(r.Accepted, worst)
	return r, nil
}

// survey is a state with what several checks look up.
type survey struct {
	State
	now, soon  vault.Millis
	principals map[string]int  // index in Input.Principals
	tree       *directory.Tree // what roles inherit
	enrolled   map[string]bool
	production bool // some gateway is
	reach      *reach
}

func newSurvey(s State) *survey {
	v := &survey{
		State: s, now: vault.MillisOf(s.Now), soon: vault.MillisOf(s.Now.Add(s.Soon)),
		principals: make(map[string]int, len(s.Input.Principals)), enrolled: map[string]bool{},
	}
	for i := range s.Input.Principals {
		v.principals[s.Input.Principals[i].ID] = i
	}
	for _, e := range s.Enrolments {
		if e.Active() {
			v.enrolled[e.ID] = true
		}
	}
	v.production = slices.ContainsFunc(s.Gateways, func(g Gateway) bool { return g.Production })
	v.reach = newReach(&s.Input)
	var err error
	if v.tree, err = directory.NewTree(s.Input.Roles); err != nil {
		v.tree = &directory.Tree{} // a policy that does not compile is said elsewhere
	}
	return v
}

// before is a time so long ago.
func (v *survey) before(d time.Duration) vault.Millis { return v.now - vault.Millis(d.Milliseconds()) }

// day writes the day of a time.
func day(m vault.Millis) string { return m.Time().UTC().Format(time.DateOnly) }
