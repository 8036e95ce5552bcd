// Package fleet holds the gateways that enforce what this vault decides: what each is, which
// audience's bundles it takes, whose word it believes about a client's address, and below which
// serial it must refuse a bundle.
//
// Several gateways may share an audience: they take the same bundles. A serial counts within an
// audience, so the floor is raised for an audience and holds for each of its gateways; it never
// falls.
//
//	edge, err := gateways.Add(ctx, actor, fleet.Gateway{Name: "edge-1", Target: fleet.OPA, Audience: "edge", Production: true})
//	raised, err := gateways.RaiseFloor(ctx, actor, "edge", 14)
//
// [Stand] says how far a gateway is: what was exported for it last against what its logs show. The
// package exports nothing and reads no logs; whoever wires the services tells it both.
//
// Imports on the same floor: apikey (how networks are written).
package fleet
