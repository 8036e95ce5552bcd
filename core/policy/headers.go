package policy

import (
	"strconv"
	"strings"
	"time"
)

// Headers returns the response headers that go with a decision: WWW-Authenticate with 401, Allow with
// 405, Retry-After with 429. There may be none.
func (s *Snapshot) Headers(d Decision) map[string]string {
	switch {
	case d.Status == 401 && d.Route != 0:
		return map[string]string{"WWW-Authenticate": s.challenge(d.Route)}
	case d.Status == 405 && d.Route != 0:
		return map[string]string{"Allow": s.routes[d.Route].allow}
	case d.Status == 429:
		return map[string]string{"Retry-After": strconv.FormatInt(int64(d.RetryAfter/time.Second), 10)}
	}
	return nil
}

// challenge returns one challenge for each accepted way to say who one is.
func (s *Snapshot) challenge(ref RouteRef) string {
	r := &s.routes[ref]
	var all []string
	if r.accept&acceptKey != 0 {
		all = append(all, "ApiKey realm="+strconv.Quote(s.apis[r.api].realm))
	}
	if r.accept&acceptToken != 0 {
		all = append(all, "Bearer")
	}
	return strings.Join(all, ", ")
}
