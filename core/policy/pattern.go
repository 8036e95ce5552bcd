package policy

import "gatehouse/core/catalog"

// PathPattern is the canonical path as one anchored RE2 expression, the same text in Rego. It covers
// everything about the path before the first "?". The hot path uses a scanner written by hand, which a
// test compares with it.
const PathPattern = catalog.PathPattern

// HostPattern is what may stand as a host, with or without a port, as one anchored RE2 expression.
const HostPattern = `^` + catalog.HostPattern + `(?::[0-9]{1,5})?$`

// The limits of a request.
const (
	MaxTarget  = 8192  // bytes of path and query
	MaxHeaders = 16384 // sum over all fields of name + value + headerCost
	headerCost = 4     // ": " and the line end
)
