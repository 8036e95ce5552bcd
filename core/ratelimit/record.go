package ratelimit

import (
	"time"

	"gatehouse/core/vault"
)

// By says what a limit counts.
type By string

// What a limit can count.
const (
	ByKey       By = "key"
	ByPrincipal By = "principal"
	ByAddress   By = "address" // IPv6 counts per /64
	ByRoute     By = "route"   // all callers of one route together
)

// Policy is one rate limit.
type Policy struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Rate    int          `json:"rate"`            // requests …
	Per     int64        `json:"per"`             // … in this many milliseconds
	Burst   int          `json:"burst,omitempty"` // how many at once; 0 means Rate
	By      By           `json:"by"`
	API     string       `json:"api,omitempty"`   // an API's id; "" means all APIs
	Match   string       `json:"match,omitempty"` // a route's template, or P/**; "" means every route
	Created vault.Millis `json:"created,omitempty"`
}

// Capacity returns how many requests may come at once.
func (p *Policy) Capacity() int {
	if p.Burst > 0 {
		return p.Burst
	}
	return p.Rate
}

// Interval returns the time in which one request's worth comes back.
func (p *Policy) Interval() time.Duration {
	return time.Duration(p.Per) * time.Millisecond / time.Duration(p.Rate)
}
