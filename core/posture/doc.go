// Package posture looks at a vault as it is and says what is weak in it: keys that never expire,
// roles that reach too far, writes that nobody has to sign in for, gateways that are behind.
//
//	result, err := posture.Run(ctx, posture.State{Policy: snapshot, …, Now: now})
//	for _, f := range result.Findings { … f.Check.Title, f.Count, f.Subjects … }
//
// It is a pure function of a [State]: it reads no vault, no log and no clock. [Checks] are all that
// it knows; each says why it matters and where it is mended. A check whose facts are missing (when
// no log tells which keys are used) is skipped and named, never passed.
//
// Somebody may accept a finding, with a reason and until a day: an [Acceptance] is a record of the
// vault, kept by [Service]. What is accepted is counted apart and comes back when its day is over.
//
// Imports on the same floor: review (how severities are called).
package posture
