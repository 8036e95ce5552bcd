package policy

import "strings"

// splitTarget parts a raw request target at the first question mark.
func splitTarget(target string) (path, query string) {
	path, query, _ = strings.Cut(target, "?")
	return path, query
}

// apiOf returns the API of a host and a path: one that names the host before one for any host, then
// the one with the longest base. There is no falling back to another.
func (s *Snapshot) apiOf(host, path string) uint32 {
	if len(s.hosts) > 0 {
		for _, i := range s.hostList(host) {
			if s.apis[i].holds(path) {
				return i
			}
		}
	}
	for _, i := range s.anyHost {
		if s.apis[i].holds(path) {
			return i
		}
	}
	return noAPI
}

// hostList returns the APIs that name a host, in any case of letters.
func (s *Snapshot) hostList(host string) []uint32 {
	for i := range len(host) {
		if c := host[i]; c >= 'A' && c <= 'Z' {
			var low [256]byte
			n := copy(low[:], host)
			for ; i < n; i++ {
				if c := low[i]; c >= 'A' && c <= 'Z' {
					low[i] = c + 'a' - 'A'
				}
			}
			return s.hosts[string(low[:n])]
		}
	}
	return s.hosts[host]
}

// holds reports whether a path lies below the API's base, on a border of segments.
func (a *api) holds(path string) bool {
	n := len(a.base)
	return n == 0 || strings.HasPrefix(path, a.base) && (len(path) == n || path[n] == '/')
}
