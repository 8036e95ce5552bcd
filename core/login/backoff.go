package login

import (
	"encoding/json"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
)

// Failed log-ins: five are free, then each further one costs a wait that grows to a quarter of an
// hour. The counter is one per administrator, lies in the file and outlives a restart. Whoever can
// edit the file can reset it; against him the slow password stretch stands, not this.
const freeFailures = 5

var waits = [...]time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute}

// backoff is what slot.backoff holds; the zero value is "no failures".
type backoff struct {
	Failures int          `json:"failures"`
	Last     vault.Millis `json:"last"`
}

// backoffOf reads the counter of a slot. What cannot be read counts as no failures: the column is
// nobody's secret and no part of the state root.
func backoffOf(b []byte) backoff {
	var c backoff
	if len(b) == 0 || json.Unmarshal(b, &c) != nil || c.Failures < 0 {
		return backoff{}
	}
	return c
}

// bytes is the form in which the counter is stored.
func (c backoff) bytes() []byte {
	b, err := json.Marshal(c)
	if err != nil {
		return nil // two numbers always encode
	}
	return b
}

// fail counts one more failure at now.
func (c backoff) fail(now time.Time) backoff {
	return backoff{Failures: min(c.Failures+1, 1<<20), Last: vault.MillisOf(now)}
}

// ahead reports whether the last failure was counted by a clock that ran ahead of now. The wait then
// begins now: counted from there, it could last for years.
func (c backoff) ahead(now time.Time) bool { return c.Last > vault.MillisOf(now) }

// check refuses a log-in that comes too early. A clock that stands before the last failure doesn't
// shorten the wait to less than its whole length from now.
func (c backoff) check(now time.Time) error {
	if c.Failures < freeFailures {
		return nil
	}
	wait := waits[min(c.Failures-freeFailures, len(waits)-1)]
	since := max(now.Sub(c.Last.Time()), 0)
	if since >= wait {
		return nil
	}
	return fault.New(fault.Denied, "too many wrong passwords; try again in %s", (wait - since).Round(time.Second))
}
