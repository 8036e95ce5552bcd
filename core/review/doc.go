// Package review turns imported log lines into findings that lead back to those lines.
//
// An [Engine] is made once for an import or a re-run. It has two halves:
//
//	line -> auditlog.Event -> Worker.Enrich -> Row   many goroutines, no shared state
//	Row  -> Sequencer.Add  -> Sequencer.Finish       one goroutine, rows in order of the input
//
// [Worker.Enrich] decodes, matches the route, judges the event by the policy of its time and runs
// every check's event part; its cost doesn't grow with the number of patterns. [Sequencer.Add] does
// what needs order: exact windows over (time, position) with a minute of allowed lateness, groups,
// evidence and the numbers per minute. The same input and configuration give the same findings to
// the byte, however many workers there were.
//
// Checks are data: Sigma files in assets/checks, parsed by core/review/sigma and compiled here.
// The [Service] reads findings and events back, re-runs reviews and keeps what people decided
// about a finding.
//
// The package reads no files and stores nothing: evidence goes through [EvidenceStore], which
// storage/logdb implements. It draws no report; that is core/report's work.
package review
