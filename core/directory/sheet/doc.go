// Package sheet reads and writes principals and roles as CSV (RFC 4180), the form in which people keep
// them before they have Gatehouse.
//
//	plan, err := sheet.ReadPrincipals(file, dir, now)   // what is new, changed, unchanged, and what is wrong where
//	_, err = dir.PutAll(ctx, actor, plan.Principals(), "people.csv")
//
// The first line names the columns, in any order; a column that is missing leaves what it is about as
// it is. A byte order mark is skipped, lines end in LF or CRLF, and the separator is the comma, the
// semicolon or the tab, whichever the first line has.
//
// Nothing is stored here, and a plan with a single fault stores nothing at all. What is written is
// inert in a spreadsheet: a cell that would be a formula begins with an apostrophe, which reading
// takes away again.
//
// Imports on the same floor: catalog (what a grant's path and methods are).
package sheet
