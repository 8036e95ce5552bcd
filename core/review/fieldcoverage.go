package review

import "gatehouse/core/auditlog"

// requirement is a field that audit logs must hold (PCI DSS 10.2.2 and the status).
type requirement struct {
	name   string
	fields auditlog.Field // one of them is enough
	advice string         // where the format has no place for it
}

// requirements are what LOG-01 looks for.
var requirements = []requirement{
	{"time", auditlog.FieldTime, "log the time with its zone"},
	{"source", auditlog.FieldSource, "log the client's address"},
	{"identity", auditlog.FieldUser | auditlog.FieldPrincipal | auditlog.FieldKey, "log the caller: add gh_principal and gh_key to the log format"},
	{"method", auditlog.FieldMethod, "log the request's method"},
	{"target", auditlog.FieldTarget, "log the request's target"},
	{"status", auditlog.FieldStatus, "log the answer's status"},
}

// missingNames are the names of every set of missing requirements, so that a row can hold one
// without allocating.
var missingNames = func() [1 << 6][]byte {
	var all [1 << 6][]byte
	for set := range all {
		for i, q := range requirements {
			if set&(1<<i) != 0 {
				if all[set] != nil {
					all[set] = append(all[set], ' ')
				}
				all[set] = append(all[set], q.name...)
			}
		}
	}
	return all
}()

// missingSet returns the requirements that the event's log carries and the event lacks. Who called
// is asked only of requests that were served: a refused one may well have had no caller.
func missingSet(e *auditlog.Event) int {
	set := 0
	for i, q := range requirements {
		if e.Has&q.fields != 0 || e.Carried&q.fields == 0 {
			continue
		}
		if q.name == "identity" {
			continue // counted by coverage: public routes have no caller, AZ-01 looks at writes
		}
		if q.fields&(auditlog.FieldMethod|auditlog.FieldTarget) != 0 && malformed(e) {
			continue // there was no method and no target to log
		}
		set |= 1 << i
	}
	return set
}

// malformed reports whether the request was no HTTP, by the answer of the servers we know: 400, 408,
// 414, 431, nginx's 499 and none at all.
func malformed(e *auditlog.Event) bool {
	switch e.Status {
	case 0, 400, 408, 414, 431, 499:
		return true
	}
	return false
}

// missingOf names what the event lacks; nothing when it is complete.
func missingOf(e *auditlog.Event) []byte { return missingNames[missingSet(e)] }
