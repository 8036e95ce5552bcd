// Package report writes a review down for people who were not there: what was reviewed, against
// which policy, what every check says, each finding with the lines it rests on, and the lines that
// could not be read.
//
//	doc, err := report.Gather(ctx, report.Sources{Reviews: ws.Reviews, Imports: ws.Imports}, nil)
//	err = report.HTML(file, doc)
//
// A [Document] is the report before it has a form; [JSON] and [HTML] give it one. Both forms are one
// file without anything from outside: the HTML page has no script and loads nothing, so it can be
// mailed, archived and printed.
//
// Two things hold for every form. The same logs, reviewed by the same checks and policies, give the
// same bytes: there is no clock in a report and no random id. And log text is hostile and may hold
// secrets: what looks like a password, a token or a key is masked, what could act on a display is
// written out visibly, and all of it is escaped.
//
// A report judges nothing; that is done by core/review and core/review/intake, which stand on the
// same floor and whose results it reads.
package report
