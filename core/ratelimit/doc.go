// Package ratelimit holds rate limits: what a limit is, and a meter that counts.
//
// A [Policy] allows Rate requests in Per milliseconds and Burst at once, counted by key, principal,
// address or route. A [Meter] counts with GCRA: one integer for each subject, the time at which it
// would be back to zero. There are no windows, so there is no edge at which twice the rate passes,
// and the time to wait is exact.
//
//	refused, wait := meter.Take(charges, now.UnixNano())
//
// Take is all or nothing: when one limit refuses, no other is charged.
//
// The package does not decide which limits meet a request (core/policy does), and a meter's counts
// are not kept across restarts.
//
// Imports on the same floor: catalog (what a path template is).
package ratelimit
