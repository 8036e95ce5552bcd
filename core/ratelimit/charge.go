package ratelimit

import "net/netip"

// MaxCharges is how many limits can meet on one request in one step; more is refused when a
// policy is compiled.
const MaxCharges = 8

// Charge is one request counted against one limit. Subject or Address says for whom.
type Charge struct {
	Limit    string     // the limit's id
	Subject  string     // an id; empty where Address counts
	Address  netip.Addr // as it came; IPv6 counts per /64
	Interval int64      // ns until one request's worth comes back
	Capacity int64      // how many at once
}

// Charges are all that one request is charged in one step, in the order in which a refusal is named.
type Charges struct {
	N  int
	At [MaxCharges]Charge
}
