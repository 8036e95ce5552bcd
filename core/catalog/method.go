package catalog

import (
	"slices"
	"strings"

	"gatehouse/core/fault"
)

// Methods are the methods that a route can have, in the order in which they are kept and shown.
var Methods = [...]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

// The indexes in [Methods] that have rules of their own.
const (
	MethodGET  = 0
	MethodHEAD = 1
)

// MethodIndex returns a method's index in [Methods], or -1. Methods are case-sensitive
// (RFC 9110 §9.1).
func MethodIndex(m string) int {
	switch m {
	case "GET":
		return 0
	case "HEAD":
		return 1
	case "POST":
		return 2
	case "PUT":
		return 3
	case "PATCH":
		return 4
	case "DELETE":
		return 5
	case "OPTIONS":
		return 6
	}
	return -1
}

// CheckMethods returns the methods in upper case, each once, in the order of [Methods].
func CheckMethods(methods []string) ([]string, error) {
	var has [len(Methods)]bool
	for _, m := range methods {
		i := MethodIndex(strings.ToUpper(strings.TrimSpace(m)))
		if i < 0 {
			return nil, fault.New(fault.Invalid, "method %q is not one of %s", m, strings.Join(Methods[:], " "))
		}
		has[i] = true
	}
	var out []string
	for i, m := range Methods {
		if has[i] {
			out = append(out, m)
		}
	}
	if out == nil {
		return nil, fault.New(fault.Invalid, "no method given; name at least one of %s", strings.Join(Methods[:], " "))
	}
	return out, nil
}

// Covers reports whether a list of methods allows m: HEAD is allowed where GET is.
func Covers(methods []string, m string) bool {
	return slices.Contains(methods, m) || m == "HEAD" && slices.Contains(methods, "GET")
}
