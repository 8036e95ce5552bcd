package desk

import (
	"context"
	"slices"

	"gatehouse/core/fleet"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// gateways answers vm.Gateways.
type gateways struct{ ws *workspace.Workspace }

// Gateways implements vm.Gateways.
func (s gateways) Gateways(context.Context) ([]vm.Gateway, error) {
	exports := map[string][]vm.GatewayExport{}
	for _, e := range slices.Backward(s.ws.Bundles.List()) { // newest first
		exports[e.Audience] = append(exports[e.Audience], vm.GatewayExport{Serial: e.Serial, Revision: e.Revision, Issued: e.Issued.Time(), Expires: e.Expires.Time()})
	}
	var all []vm.Gateway
	for _, g := range s.ws.Fleet() {
		v := gatewayView(g.Gateway)
		if v.Exports = exports[g.Audience]; len(v.Exports) > 0 {
			v.Last = v.Exports[0]
		}
		v.Imports, v.Carried, v.Revision, v.Standing = g.Seen.Imports, g.Seen.Carried, g.Seen.Revision, string(g.Standing)
		if !g.Seen.At.IsZero() {
			v.SeenAt = g.Seen.At.Time()
		}
		all = append(all, v)
	}
	return all, nil
}

// AddGateway implements vm.Gateways.
func (s gateways) AddGateway(ctx context.Context, g vm.Gateway) (vm.Gateway, error) {
	made, err := s.ws.Gateways.Add(ctx, s.ws.Actor(), gatewayRecord(g))
	return gatewayView(made), err
}

// EditGateway implements vm.Gateways.
func (s gateways) EditGateway(ctx context.Context, g vm.Gateway) (vm.Gateway, error) {
	made, err := s.ws.Gateways.Edit(ctx, s.ws.Actor(), gatewayRecord(g))
	return gatewayView(made), err
}

// RemoveGateway implements vm.Gateways.
func (s gateways) RemoveGateway(ctx context.Context, id string) error {
	return s.ws.Gateways.Remove(ctx, s.ws.Actor(), id)
}

// RaiseFloor implements vm.Gateways.
func (s gateways) RaiseFloor(ctx context.Context, audience string, serial uint64) error {
	_, err := s.ws.Gateways.RaiseFloor(ctx, s.ws.Actor(), audience, serial)
	return err
}

func gatewayRecord(g vm.Gateway) fleet.Gateway {
	return fleet.Gateway{ID: g.ID, Name: g.Name, Target: fleet.Target(g.Target), Audience: g.Audience, Production: g.Production, Proxies: g.Proxies, Notes: g.Notes}
}

func gatewayView(g fleet.Gateway) vm.Gateway {
	return vm.Gateway{ID: g.ID, Name: g.Name, Target: string(g.Target), Audience: g.Audience, Production: g.Production, Proxies: g.Proxies, Notes: g.Notes, Floor: g.Floor, Created: g.Created.Time()}
}
