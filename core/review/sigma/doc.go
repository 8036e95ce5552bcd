// Package sigma reads checks written in Sigma's format: a subset of the 2.x rule specification and
// of the 2.1 correlations, with an extension of ours.
//
// [Parse] takes one file of one or more YAML documents and gives a [File]: rules with their
// condition as a tree of [Expr], and correlations over them. What the subset doesn't hold is
// refused by name with file and line; nothing is skipped silently.
//
// Supported: detection selections (maps, lists of maps, lists of values, null), the modifiers
// contains, startswith, endswith, all, re, cidr, gt, gte, lt, lte, exists and cased, wildcards,
// conditions with and, or, not, parentheses, `1 of`, `all of`, `them` and name patterns;
// correlations event_count and value_count. Our extension is
//
//	x-gatehouse:
//	  params: {name: {of: correlation.count, about: …}}
//	  group-by: [source, route]
//	  grade: true
//	  needs: [status, user|key]
//	  tests: {fire: […], quiet: […]}
//
// Params name the thresholds that an administrator may change; tests are events that must and must
// not fire. The package knows no log format: which fields exist, and how expressions are evaluated
// fast, is core/review's business. [Rule.Matches] is a plain evaluator over a map, for tests of the
// fast one.
package sigma
