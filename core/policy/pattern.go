package policy

// PathPattern is the canonical path as one anchored RE2 expression, the same in Rego.
const PathPattern = `^/`

// HostPattern is what may stand as a host, with or without a port, as one anchored RE2 expression.
const HostPattern = `^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$`
