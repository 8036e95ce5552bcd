// Package intake brings a gateway's access log into the evidence file: one pass from bytes to
// reviewed, sealed events, with memory that does not grow with the input.
//
//	open ─ chunks at line ends ─ N workers: parse, enrich, columns ─ back in order ─
//	   one sequencer: windows, groups, cuts ─ N encoders: columns to sealed segments ─ one writer
//
// The parts are joined by bounded channels and work on pooled chunks. Every part ends when the
// context does. An import is staged first: its segments lie in the evidence file, but nothing in
// the vault speaks of them. Then one [vault.Vault.Change] stores the import's [Record] and the
// review's, and only that makes the import visible. An import that is cancelled or fails leaves
// nothing; one that is killed is resumed ([Service.Resume]) or swept ([Service.Remove]).
//
// A resumed import reads the file from its start again, checks that what was stored then is what
// stands in the file now, and lets the review see every line, so that its windows, evidence and
// result are those of an import that was never interrupted; only what is stored already is not
// encoded and written a second time.
//
// A file is known by its content, whatever its name: see [File]. What was imported before is
// refused; what has grown is continued where it ended.
//
// The package neither parses lines (core/auditlog) nor judges events (core/review), and it does not
// know what a segment looks like (storage/logdb implements [Store]).
package intake
