package fleet

import (
	"strconv"
	"strings"
	"time"

	"gatehouse/core/vault"
)

// Export is the newest bundle that was exported for an audience; the zero value stands for none.
type Export struct {
	Serial   uint64       `json:"serial"`
	Revision string       `json:"revision"`
	Issued   vault.Millis `json:"issued"`
	Expires  vault.Millis `json:"expires"`
}

// Seen is what a gateway's imported logs say about the bundle that it enforces.
type Seen struct {
	Imports  int          `json:"imports"`            // of its logs; 0 means that nothing is known
	Carried  bool         `json:"carried"`            // some of them are in a format that can hold a revision
	Revision string       `json:"revision,omitempty"` // of the newest event that holds one
	At       vault.Millis `json:"at,omitempty"`       // when that was
}

// Standing is how far a gateway is.
type Standing string

// The standings.
const (
	NeverExported Standing = "never_exported" // there is nothing that it could enforce
	NoLogs        Standing = "no_logs"        // no log of it was imported
	NotCarried    Standing = "not_carried"    // its logs do not say which revision decided
	Unconfirmed   Standing = "unconfirmed"    // its logs end before it could have the newest export
	Current       Standing = "current"        // its logs show the newest export
	Behind        Standing = "behind"         // it went on with an older bundle after the newest export
	BelowFloor    Standing = "below_floor"    // … and with one that it must refuse
	Foreign       Standing = "foreign"        // its logs show a bundle that this vault has not exported for it
)

// Pickup is how long a gateway may take to load a new bundle before its logs say that it is behind.
// Our OPA configuration asks once a minute.
const Pickup = 10 * time.Minute

// Stand says how far a gateway is, by the newest export for its audience and by its logs.
func Stand(g Gateway, last Export, seen Seen) Standing {
	serial, ours := ParseRevision(seen.Revision)
	late := seen.At >= last.Issued+vault.Millis(Pickup.Milliseconds())
	switch {
	case last.Serial == 0:
		return NeverExported
	case seen.Imports == 0:
		return NoLogs
	case seen.Revision == "":
		return NotCarried
	case seen.Revision == last.Revision || strings.HasPrefix(last.Revision, seen.Revision+"-"):
		return Current // some gateways log the serial without the digest
	case !ours || serial >= last.Serial:
		return Foreign
	case !late:
		return Unconfirmed
	case serial < g.Floor:
		return BelowFloor
	}
	return Behind
}

// NeedsCare reports whether somebody should look after a gateway that stands so. That logs are
// missing, or do not tell, is for a person to know and no fault of the gateway.
func (s Standing) NeedsCare() bool {
	switch s {
	case NeverExported, Behind, BelowFloor, Foreign:
		return true
	}
	return false
}

// MaxRevision is the longest text that can be a revision of ours, in bytes.
const MaxRevision = 40

// ParseRevision returns the serial in a revision as bundles have it: gh-, at least six digits, - and
// twelve hexadecimal digits, or without these and the dash before them. Logs are written by others;
// what is anything else is none of ours.
func ParseRevision(s string) (serial uint64, ok bool) {
	rest, ok := strings.CutPrefix(s, "gh-")
	if !ok || len(s) > MaxRevision {
		return 0, false
	}
	digits, sum, whole := strings.Cut(rest, "-")
	if len(digits) < 6 || whole && len(sum) != 12 {
		return 0, false
	}
	if strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) ||
		strings.ContainsFunc(sum, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') }) {
		return 0, false
	}
	serial, err := strconv.ParseUint(digits, 10, 62)
	return serial, err == nil && serial > 0
}
