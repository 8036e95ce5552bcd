package vm

import (
	"context"
	"time"
)

// Gateway is a gateway that enforces bundles, and how far it is.
type Gateway struct {
	ID, Name   string
	Target     string // "nginx"
	Audience   string
	Production bool
	Proxies    []string // networks whose X-Forwarded-For counts
	Notes      string
	Floor      uint64 // the lowest serial that it may accept; 0 = any
	Created    time.Time
	Last       GatewayExport // the newest bundle for it; Serial 0 = never
	Exports    []GatewayExport
	Imports    int    // of its logs
	Carried    bool   // some of them can tell which bundle decided
	Revision   string // the newest that they show; hostile text
	SeenAt     time.Time
	Standing   string // "current", "behind", …
}

// GatewayExport is one bundle that was exported for a gateway.
type GatewayExport struct {
	Serial          uint64
	Revision        string
	Issued, Expires time.Time
}

// Gateways keeps the gateways.
type Gateways interface {
	Gateways(ctx context.Context) ([]Gateway, error)
	AddGateway(ctx context.Context, g Gateway) (Gateway, error)
	EditGateway(ctx context.Context, g Gateway) (Gateway, error)
	RemoveGateway(ctx context.Context, id string) error
	// RaiseFloor raises the lowest serial that the gateways of an audience may accept; it never falls.
	RaiseFloor(ctx context.Context, audience string, serial uint64) error
}

// Weakness is what one check of the vault's posture found.
type Weakness struct {
	Check    string // its id
	Title    string
	Why      string
	Mend     string
	Topic    string // "keys", "principals", "roles", "apis", "gateways", "vault"
	Severity string
	Due      bool // something becomes due, rather than that it is built so
	Count    int
	Subjects []WeakSubject // some of them, where there are very many
	State    string        // "open", "accepted" or "unassessed"
	Accepted int           // open: how many more were accepted
	Until    time.Time     // accepted: when it is open again
	Reason   string        // accepted: why; unassessed: why not
}

// WeakSubject is a thing that is weak.
type WeakSubject struct {
	Kind   string // "apikey", "principal", "role", "api", "route", "gateway", "audience", …
	ID     string
	Parent string // of a route: its API
	Name   string
	Detail string
}

// Postures tells what is weak in the vault.
type Postures interface {
	Weaknesses(ctx context.Context) ([]Weakness, error)
	// Accept accepts what a check finds about subjects, with none of them everything, until a time.
	Accept(ctx context.Context, check string, subjects []string, reason string, until time.Time) error
	// Withdraw takes back what was accepted of a check.
	Withdraw(ctx context.Context, check string) error
}
