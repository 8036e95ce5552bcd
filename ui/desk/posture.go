package desk

import (
	"context"
	"time"

	"gatehouse/core/posture"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// postures answers vm.Postures.
type postures struct{ ws *workspace.Workspace }

// Weaknesses implements vm.Postures.
func (s postures) Weaknesses(ctx context.Context) ([]vm.Weakness, error) {
	r, err := s.ws.Posture(ctx, 0)
	if err != nil {
		return nil, err
	}
	apis := map[string]string{}
	for _, r := range s.ws.Catalog.Routes() {
		apis[r.ID] = r.API
	}
	var all []vm.Weakness
	for _, f := range r.Findings {
		w := weaknessView(f, apis)
		w.State, w.Accepted = "open", f.Accepted
		all = append(all, w)
	}
	for _, f := range r.Accepted {
		w := weaknessView(f, apis)
		w.State = "accepted"
		w.Until, w.Reason = s.accepted(f.Check.ID)
		all = append(all, w)
	}
	for _, k := range r.Skipped {
		w := weaknessView(posture.Finding{Check: k.Check, Severity: k.Check.Severity}, apis)
		w.State, w.Reason = "unassessed", k.Why
		all = append(all, w)
	}
	return all, nil
}

// accepted is until when what a check finds is accepted, and why: of the acceptance that ends first.
func (s postures) accepted(check string) (until time.Time, reason string) {
	for _, a := range s.ws.Accepted.List() {
		if a.Check == check && a.Holds(s.ws.Vault.Now()) && (until.IsZero() || a.Until.Time().Before(until)) {
			until, reason = a.Until.Time(), a.Reason
		}
	}
	return until, reason
}

func weaknessView(f posture.Finding, apis map[string]string) vm.Weakness {
	c := f.Check
	w := vm.Weakness{Check: c.ID, Title: c.Title, Why: c.Why, Mend: c.Mend, Topic: string(c.Topic), Severity: f.Severity.String(), Due: c.Due, Count: f.Count}
	for _, x := range f.Subjects {
		w.Subjects = append(w.Subjects, vm.WeakSubject{Kind: x.Kind, ID: x.ID, Parent: apis[x.ID], Name: x.Name, Detail: x.Detail})
	}
	return w
}

// Accept implements vm.Postures.
func (s postures) Accept(ctx context.Context, check string, subjects []string, reason string, until time.Time) error {
	return s.ws.Accepted.Accept(ctx, s.ws.Actor(), check, subjects, reason, until)
}

// Withdraw implements vm.Postures.
func (s postures) Withdraw(ctx context.Context, check string) error {
	return s.ws.Accepted.Withdraw(ctx, s.ws.Actor(), check, nil)
}
