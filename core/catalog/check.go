package catalog

import (
	"regexp"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/name"
)

// The limits of an API.
const (
	MaxHosts  = 64
	maxHeader = 64 // bytes of the key header's name
)

// HostPattern is what may stand as a host without a port, unanchored.
const HostPattern = `(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])`

var hostRE = regexp.MustCompile(`^` + HostPattern + `$`)

// checkAPI returns a with its fields in the form in which they are stored.
func checkAPI(a API) (API, error) {
	var err error
	if a.Name, err = name.Check("API name", a.Name); err != nil {
		return a, err
	}
	if a.Hosts, err = checkHosts(a.Hosts); err != nil {
		return a, err
	}
	if a.Base, err = checkBase(a.Base); err != nil {
		return a, err
	}
	switch a.TLSMin {
	case "":
		a.TLSMin = "none"
	case "none", "1.2", "1.3":
	default:
		return a, fault.New(fault.Invalid, "minimum TLS %q is not one of none 1.2 1.3", a.TLSMin)
	}
	if a.KeyHeader, err = checkHeader(a.KeyHeader); err != nil {
		return a, err
	}
	if a.MaxBody < 0 {
		return a, fault.New(fault.Invalid, "largest body %d is below 0; 0 means no limit", a.MaxBody)
	}
	return a, nil
}

func checkHosts(hosts []string) ([]string, error) {
	if len(hosts) > MaxHosts {
		return nil, fault.New(fault.Invalid, "%d hosts given; at most %d are allowed", len(hosts), MaxHosts)
	}
	var out []string
	for _, h := range hosts {
		h = strings.ToLower(strings.TrimSpace(h))
		if !hostRE.MatchString(h) {
			return nil, fault.New(fault.Invalid, "host %q is not a host name; give it without scheme, port and path, as in api.example.com", h)
		}
		if !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	slices.Sort(out)
	return out, nil
}

// checkBase returns a base path without a trailing slash; "/" becomes "".
func checkBase(base string) (string, error) {
	base = strings.TrimSpace(base)
	if base == "" || base == "/" {
		return "", nil
	}
	t, err := ParseTemplate("base path", strings.TrimSuffix(base, "/"))
	if err != nil {
		return "", err
	}
	for _, s := range t.Segments {
		if s.Param != "" {
			return "", fault.New(fault.Invalid, "base path %q holds a parameter; those belong to routes", base)
		}
	}
	return t.Path, nil
}

// takenHeaders are those that HTTP, or the decision itself, uses for something else.
var takenHeaders = []string{"authorization", "host", "cookie", "content-length", "content-type", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect", "forwarded", "x-forwarded-for"}

func checkHeader(h string) (string, error) {
	h = strings.TrimSpace(h)
	if h == "" {
		return DefaultKeyHeader, nil
	}
	if len(h) > maxHeader {
		return "", fault.New(fault.Invalid, "key header has %d bytes; at most %d are allowed", len(h), maxHeader)
	}
	for _, r := range h {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-", r) {
			return "", fault.New(fault.Invalid, "key header %q holds %q; a header name here has letters, digits and dashes, as X-API-Key", h, r)
		}
	}
	if slices.Contains(takenHeaders, strings.ToLower(h)) {
		return "", fault.New(fault.Invalid, "key header %q has another meaning; the usual one is %s", h, DefaultKeyHeader)
	}
	return h, nil
}
