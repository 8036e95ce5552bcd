package policy

import (
	"net/netip"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
)

// step is one step of a decision. There is one list of steps, in the order of the reasons.
type step uint8

const (
	stepForm step = iota
	stepPath
	stepSize
	stepTLS
	stepAddressLimits
	stepRoute
	stepMethod
	stepBody
	stepCredentials
	stepCertificate
	stepPrincipal
	stepGrant
	stepOTP
	stepLimits
	stepCount
)

// pass is what a step answers when it does not refuse.
const pass = ReasonUnjudged

// noAPI is the index of no API.
const noAPI = ^uint32(0)

// run is one decision in the making. It lives on the stack: steps are called directly, never through
// a function value, and the meter gets values.
type run struct {
	s     *Snapshot
	meter Meter

	// The request, from whichever kind of request.
	malformed            bool
	method, host, target string
	headers              map[string][]string
	address              netip.Addr
	tls                  TLS
	certificate          string
	contentType          string
	bodySize             int64
	key, keySHA256       string
	token                string
	at, atNanos          int64
	replay               bool // headers are not known, the key is told by its public id
	public               string

	// What the steps found.
	path, query string
	hostname    string // without port
	api         uint32
	leaf        uint32
	methodIndex int
	headerSize  int
	presented   accept
	row         uint32 // of the token
	d           Decision
}

// Decide answers a request. It does not allocate. A nil meter means that no limits count.
func (s *Snapshot) Decide(req *Request, meter Meter) Decision {
	var r run
	r.begin(s, req, meter)
	for n := range stepCount {
		if reason := r.step(n); reason != pass {
			return r.end(reason)
		}
	}
	return r.end(ReasonAllowed)
}

// begin takes a request over.
func (r *run) begin(s *Snapshot, req *Request, meter Meter) {
	r.s, r.meter = s, meter
	r.malformed = req.Malformed
	r.method, r.host, r.target = req.Method, req.Host, req.Path
	r.headers, r.address, r.tls = req.Headers, req.Address.Unmap(), req.TLS
	r.certificate, r.contentType, r.bodySize = req.Certificate, req.ContentType, req.BodySize
	r.key, r.keySHA256, r.token = req.Key, req.KeySHA256, req.Token
	if req.At.IsZero() {
		r.at, r.atNanos = s.at, s.at*1e6
	} else {
		r.at, r.atNanos = req.At.UnixMilli(), req.At.UnixNano()
	}
	r.locate()
}

// locate splits the target and finds the API, which says what the key header is. It refuses nothing:
// that is left to the steps.
func (r *run) locate() {
	r.path, r.query = splitTarget(r.target)
	r.api = noAPI
	if host, ok := splitHost(r.host); ok {
		r.hostname = host
		r.api = r.s.apiOf(host, r.path)
	}
}

// end completes the decision.
func (r *run) end(reason Reason) Decision {
	r.d.Reason, r.d.Status = reason, reasons[reason].Status
	return r.d
}

// step takes one step of the list.
func (r *run) step(n step) Reason {
	switch n {
	case stepForm:
		return r.form()
	case stepPath:
		if !catalog.Canonical(r.path) {
			return ReasonPathNotCanonical
		}
	case stepSize:
		return r.size()
	case stepTLS:
		return r.tlsVersion()
	case stepAddressLimits:
		return r.addressLimits()
	case stepRoute:
		return r.route()
	case stepMethod:
		return r.methodAllowed()
	case stepBody:
		return r.body()
	case stepCredentials:
		return r.credentials()
	case stepCertificate:
		return r.certified()
	case stepPrincipal:
		if r.row != 0 && r.s.tokens[r.row].disabled {
			return ReasonPrincipalDisabled
		}
	case stepGrant:
		return r.grant()
	case stepOTP:
		return r.otp()
	case stepLimits:
		return r.lateLimits()
	}
	return pass
}

// leastTLS is what the API demands, or the route where path and method tell it already.
func (r *run) leastTLS() TLS {
	a := &r.s.apis[r.api]
	if r.place(); r.leaf != 0 {
		if m := catalog.MethodIndex(r.method); m >= 0 {
			if ref := r.s.leaves[r.leaf].byMethod[m]; ref != 0 {
				return r.s.routes[ref].tlsMin
			}
		}
	}
	return a.tlsMin
}

func (r *run) tlsVersion() Reason {
	if r.api == noAPI || r.tls == TLSUnknown {
		return pass
	}
	switch {
	case r.tls >= r.leastTLS():
		return pass
	case r.tls == TLSNone:
		return ReasonTLSRequired
	}
	return ReasonTLSTooOld
}

// place finds the leaf of the path, once.
func (r *run) place() {
	if r.leaf == 0 {
		a := &r.s.apis[r.api]
		r.leaf = r.s.find(a.root, r.path[len(a.base):])
	}
}

func (r *run) route() Reason {
	if r.api == noAPI {
		return ReasonRouteUnknown
	}
	if r.place(); r.leaf == 0 {
		return ReasonRouteUnknown
	}
	r.d.Route = r.s.leaves[r.leaf].first
	return pass
}

func (r *run) methodAllowed() Reason {
	r.methodIndex = catalog.MethodIndex(r.method)
	if r.methodIndex < 0 {
		return ReasonMethodNotAllowed
	}
	ref := r.s.leaves[r.leaf].byMethod[r.methodIndex]
	if ref == 0 {
		return ReasonMethodNotAllowed
	}
	r.d.Route = ref
	return pass
}

func (r *run) grant() Reason {
	rt := &r.s.routes[r.d.Route]
	if rt.public {
		return pass
	}
	mine := r.s.tokens[r.row].roles
	if r.s.sets.meet(mine, rt.plain[r.methodIndex]) || r.s.sets.meet(mine, rt.otp[r.methodIndex]) {
		return pass
	}
	return ReasonRoleLacksGrant
}

// otp refuses a caller whose only grants demand a one-time password: an API key cannot carry one.
func (r *run) otp() Reason {
	rt := &r.s.routes[r.d.Route]
	if rt.public || r.s.sets.meet(r.s.tokens[r.row].roles, rt.plain[r.methodIndex]) {
		return pass
	}
	return ReasonOTPRequired
}

// digestOf returns the digest of the key that was presented.
func (r *run) digestOf() apikey.Digest {
	if r.keySHA256 != "" {
		return unhex(r.keySHA256)
	}
	return apikey.DigestOf(raw(r.key))
}
