// Package policy decides: it compiles a catalogue, a directory, keys and limits into one immutable
// [Snapshot] and answers for a [Request] with a status and a [Reason].
//
//	snap, err := policy.Compile(input, now)
//	d := snap.Decide(&req, meter)     // 200 allowed, or why not
//	d, steps := snap.Explain(&req, meter)
//
// The same answer is what every exported bundle and gateway configuration must agree with, and what
// an imported log is judged by ([Snapshot.Replay]). So the rules are few, and nothing is repaired:
// a path that is not canonical is refused, because gateways repair differently.
//
// The steps and their order are the order of the reasons; docs/decisions.md is generated from them.
// Decide and Explain walk one list of steps. Decide does not allocate: it is called for every line
// of a log and, by an agent, for every request.
//
// A Snapshot is immutable and may be used by any number of goroutines. The package reads no clock,
// no network and no vault; a request without a time is judged at the snapshot's own.
//
// Imports on the same floor: catalog, directory, apikey and ratelimit, whose records are the input.
package policy
