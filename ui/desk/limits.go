package desk

import (
	"context"
	"time"

	"gatehouse/core/ratelimit"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// limits answers vm.Limits.
type limits struct{ ws *workspace.Workspace }

// Limits implements vm.Limits.
func (s limits) Limits(context.Context) ([]vm.Limit, error) {
	var all []vm.Limit
	for _, l := range s.ws.Limits.Limits() {
		all = append(all, limitView(l))
	}
	return all, nil
}

// AddLimit implements vm.Limits.
func (s limits) AddLimit(ctx context.Context, l vm.Limit) (vm.Limit, error) {
	made, err := s.ws.Limits.Add(ctx, s.ws.Actor(), limitRecord(l))
	return limitView(made), err
}

// EditLimit implements vm.Limits.
func (s limits) EditLimit(ctx context.Context, l vm.Limit) (vm.Limit, error) {
	made, err := s.ws.Limits.Edit(ctx, s.ws.Actor(), limitRecord(l))
	return limitView(made), err
}

// RemoveLimit implements vm.Limits.
func (s limits) RemoveLimit(ctx context.Context, id string) error {
	return s.ws.Limits.Remove(ctx, s.ws.Actor(), id)
}

func limitRecord(l vm.Limit) ratelimit.Policy {
	return ratelimit.Policy{ID: l.ID, Name: l.Name, Rate: l.Rate, Per: l.Per.Milliseconds(), Burst: l.Burst, By: ratelimit.By(l.By), API: l.API, Match: l.Match}
}

func limitView(p ratelimit.Policy) vm.Limit {
	return vm.Limit{ID: p.ID, Name: p.Name, Rate: p.Rate, Per: time.Duration(p.Per) * time.Millisecond, Burst: p.Burst, By: string(p.By), API: p.API, Match: p.Match, Created: p.Created.Time()}
}
