package policy

import (
	"slices"
	"strings"

	"gatehouse/core/catalog"
)

// acceptOf returns the ways to say who one is that a route accepts; none stated means any.
func acceptOf(r catalog.Route) (accept, error) {
	ways, err := catalog.CheckWays(r.Accept)
	if err != nil {
		return 0, bad("route", r.ID, "%v", err)
	}
	if len(ways) == 0 {
		ways = catalog.Ways[:]
	}
	var acc accept
	for _, w := range ways {
		acc |= 1 << slices.Index(catalog.Ways[:], w)
	}
	return acc, nil
}

// state takes over what a route states beside its API: of two bounds the stricter one holds.
func (rt *route) state(r catalog.Route, a *api) error {
	least, ok := ParseTLS(r.TLSMin)
	if !ok || least != TLSNone && least != TLS12 && least != TLS13 {
		return bad("route", r.ID, "minimum TLS %q is not one of none 1.2 1.3", r.TLSMin)
	}
	rt.tlsMin = max(least, a.tlsMin)
	if r.MaxBody < 0 {
		return bad("route", r.ID, "largest body %d is below 0", r.MaxBody)
	}
	rt.maxBody = a.maxBody
	if r.MaxBody > 0 && (a.maxBody == 0 || r.MaxBody < a.maxBody) {
		rt.maxBody = r.MaxBody
	}
	if r.OTP && r.Public {
		return bad("route", r.ID, "it is public and demands a one-time password")
	}
	var err error
	if rt.media, err = catalog.CheckMediaTypes(r.MediaTypes); err != nil {
		return bad("route", r.ID, "%v", err)
	}
	return nil
}

// body tests the size of a request's body and its media type. The type is what the request object
// says and what its headers say: whatever is said must be one of the route's.
func (r *run) body() Reason {
	rt := &r.s.routes[r.d.Route]
	if rt.maxBody > 0 && r.bodySize > rt.maxBody {
		return ReasonBodyTooLarge
	}
	if len(rt.media) == 0 || r.replay { // logs do not tell the type
		return pass
	}
	typed := false
	if r.contentType != "" {
		if typed = true; !takes(rt.media, r.contentType) {
			return ReasonMediaTypeUnsupported
		}
	}
	for _, v := range r.headers["content-type"] {
		if v == "" {
			continue
		}
		if typed = true; !takes(rt.media, v) {
			return ReasonMediaTypeUnsupported
		}
	}
	if !typed && r.bodySize > 0 {
		return ReasonMediaTypeUnsupported
	}
	return pass
}

// takes reports whether a content type is one of the media types, which may be ranges such as image/*.
// Parameters behind a semicolon, and the case of letters, do not count. It does not allocate.
func takes(media []string, contentType string) bool {
	m, _, _ := strings.Cut(contentType, ";")
	m = strings.Trim(m, " \t")
	kind, sub, _ := strings.Cut(m, "/")
	if !catalog.MediaToken(kind) || !catalog.MediaToken(sub) {
		return false
	}
	for _, want := range media {
		k, s, _ := strings.Cut(want, "/")
		if strings.EqualFold(k, kind) && (s == "*" || strings.EqualFold(s, sub)) {
			return true
		}
	}
	return false
}

// certified tests whether the client certificate that the route demands is there. Whoever ends TLS
// has checked its issuer; logs do not tell.
func (r *run) certified() Reason {
	if r.s.routes[r.d.Route].certificate && r.certificate == "" {
		return ReasonCertificateMissing
	}
	return pass
}
