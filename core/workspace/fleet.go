package workspace

import (
	"cmp"
	"slices"

	"gatehouse/core/fleet"
	"gatehouse/core/review"
)

// GatewayStatus is a gateway with how far it is.
type GatewayStatus struct {
	fleet.Gateway
	Last     fleet.Export // the newest bundle for its audience
	Seen     fleet.Seen   // what its imported logs show
	Standing fleet.Standing
}

// Fleet returns every gateway with what was exported for it and what its logs show, by name.
func (ws *Workspace) Fleet() []GatewayStatus {
	gateways := ws.Gateways.List()
	last, seen := ws.newestExports(), ws.seen(gateways)
	all := make([]GatewayStatus, len(gateways))
	for i, g := range gateways {
		all[i] = GatewayStatus{g, last[g.Audience], seen[g.ID], fleet.Stand(g, last[g.Audience], seen[g.ID])}
	}
	return all
}

// Audiences returns every audience that a gateway takes bundles for or that something was exported
// for, in order.
func (ws *Workspace) Audiences() []string {
	var all []string
	for _, g := range ws.Gateways.List() {
		all = append(all, g.Audience)
	}
	for _, e := range ws.Bundles.List() {
		all = append(all, e.Audience)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// newestExports returns the newest export of each audience.
func (ws *Workspace) newestExports() map[string]fleet.Export {
	last := map[string]fleet.Export{}
	for _, e := range ws.Bundles.List() { // by serial: the last one stays
		last[e.Audience] = fleet.Export{Serial: e.Serial, Revision: e.Revision, Issued: e.Issued, Expires: e.Expires}
	}
	return last
}

// seen sums up what the imported logs say about each gateway's bundle, by the gateway's id. An import
// for which only the audience was named counts where a single gateway has that audience: of several,
// nobody knows which one wrote it. What a log said goes with its import.
func (ws *Workspace) seen(gateways []fleet.Gateway) map[string]fleet.Seen {
	alone := map[string]string{} // audience to its one gateway
	for _, g := range gateways {
		if _, more := alone[g.Audience]; more {
			alone[g.Audience] = ""
		} else {
			alone[g.Audience] = g.ID
		}
	}
	logged := map[string]review.Logged{}
	for _, r := range ws.Reviews.Reviews() {
		for _, imp := range r.Imports {
			logged[imp] = r.Logged
		}
	}
	all := map[string]fleet.Seen{}
	for _, imp := range ws.Imports.List() {
		of := cmp.Or(imp.GatewayID, alone[imp.Gateway])
		s, l := all[of], logged[imp.ID]
		s.Imports++
		s.Carried = s.Carried || l.Carried
		if l.Revision != "" && l.At >= s.At {
			s.Revision, s.At = l.Revision, l.At
		}
		all[of] = s
	}
	return all
}
