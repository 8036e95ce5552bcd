package policy

import (
	"time"

	"gatehouse/core/ratelimit"
)

// Decision is the answer to a request. It is a value; its strings are the snapshot's.
type Decision struct {
	Status     int
	Reason     Reason
	Route      RouteRef      // 0 when the path is not known
	Principal  string        // the caller's id, as soon as a credential told it, also on a refusal
	Key        string        // the id of the API key record, likewise
	RetryAfter time.Duration // whole seconds; 0 means none
}

// Allowed reports whether the request may pass.
func (d Decision) Allowed() bool { return d.Reason == ReasonAllowed }

// RouteRef names a route of one snapshot; 0 is none.
type RouteRef uint32

// Step is one step of an explanation.
type Step struct {
	Step   string `json:"step"`
	Result string `json:"result"` // "pass", "skip" or "refuse"
	Detail string `json:"detail,omitempty"`
}

// Meter counts for rate limits. [ratelimit.Meter] is one. Decide without a meter knows no limits.
type Meter interface {
	// Take charges all of c at the given Unix nanoseconds, or nothing when one of them refuses. It
	// returns the index of the first that refuses, or -1, and the longest time to wait.
	Take(c ratelimit.Charges, at int64) (refused int, wait time.Duration)
}
