package policy_test

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
)

// This file decides a second time, in the plainest way that the rules can be written down: no index,
// no compilation, regular expressions, and the input walked from end to end for each question. The
// property tests hold the snapshot to it.

var (
	tokenRE  = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
	fieldRE  = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9a-z-]+$")
	valueRE  = regexp.MustCompile(`^[\x21-\x7e \t]*$`)
	queryRE  = regexp.MustCompile(`^[\x21\x22\x24-\x7e]*$`)
	hexRE    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	bearerRE = regexp.MustCompile(`^(?i:bearer)(?: +(.*?) *)?$`)
	hostRE   = regexp.MustCompile(policy.HostPattern)
	portRE   = regexp.MustCompile(`:[0-9]+$`)
	pathRE   = regexp.MustCompile(policy.PathPattern)
)

// answer is what the twin says.
type answer struct {
	reason    policy.Reason
	route     string // id
	principal string
	key       string
	wait      time.Duration
}

// twin decides plainly.
type twin struct {
	in    policy.Input
	meter *twinMeter
}

func (w *twin) decide(req policy.Request) answer {
	path, query, _ := strings.Cut(req.Path, "?")
	api := w.api(req.Host, path)
	key, token, ok := credentialsOf(req, api)
	if !ok || !wellFormed(req, query) {
		return answer{reason: policy.ReasonRequestMalformed}
	}
	if !pathRE.MatchString(path) {
		return answer{reason: policy.ReasonPathNotCanonical}
	}
	if len(req.Path) > 8192 {
		return answer{reason: policy.ReasonTargetTooLong}
	}
	if headerSize(req) > 16384 {
		return answer{reason: policy.ReasonHeadersTooLarge}
	}
	if api != nil && req.TLS != policy.TLSUnknown {
		order := []string{"none", "1.0", "1.1", "1.2", "1.3"}
		need := slices.Index(order, api.TLSMin)
		if rt := forMethod(w.best(api, strings.TrimPrefix(path, api.Base)), req.Method); rt != nil {
			need = max(need, slices.Index(order, rt.TLSMin))
		}
		if have := slices.Index(order, req.TLS.String()); have < need {
			if have == 0 {
				return answer{reason: policy.ReasonTLSRequired}
			}
			return answer{reason: policy.ReasonTLSTooOld}
		}
	}
	var a answer
	if r, wait := w.charge(req, a, api, nil, true); r != 0 {
		return answer{reason: r, wait: wait}
	}
	return w.routed(req, path, api, key, token)
}

// routed is everything from the path on.
func (w *twin) routed(req policy.Request, path string, api *catalog.API, key, token string) answer {
	if api == nil {
		return answer{reason: policy.ReasonRouteUnknown}
	}
	same := w.best(api, strings.TrimPrefix(path, api.Base))
	if len(same) == 0 {
		return answer{reason: policy.ReasonRouteUnknown}
	}
	a := answer{route: same[0].ID}
	rt := forMethod(same, req.Method)
	if rt == nil {
		a.reason = policy.ReasonMethodNotAllowed
		return a
	}
	a.route = rt.ID
	for _, most := range []int64{api.MaxBody, rt.MaxBody} {
		if most > 0 && req.BodySize > most {
			a.reason = policy.ReasonBodyTooLarge
			return a
		}
	}
	if !mediaFits(rt.MediaTypes, req) {
		a.reason = policy.ReasonMediaTypeUnsupported
		return a
	}
	certificate := req.Certificate != "" && !rt.Certificate
	switch {
	case key == "" && token == "" && !certificate && !rt.Public:
		a.reason = policy.ReasonCredentialsMissing
		return a
	case token != "" || certificate || key != "" && len(rt.Accept) > 0 && !slices.Contains(rt.Accept, "key"):
		a.reason = policy.ReasonMethodNotAccepted
		return a
	}
	if key == "" && rt.Certificate && req.Certificate == "" {
		a.reason = policy.ReasonCertificateMissing
		return a
	}
	if key != "" {
		k, refusal := w.key(key, req)
		if k != nil {
			a.key, a.principal = k.ID, k.Principal
		}
		if refusal != 0 {
			a.reason = refusal
			return a
		}
		if rt.Certificate && req.Certificate == "" {
			a.reason = policy.ReasonCertificateMissing
			return a
		}
		p := w.principal(k.Principal)
		if p.State == directory.Disabled {
			a.reason = policy.ReasonPrincipalDisabled
			return a
		}
		if !rt.Public {
			switch plain, otp := w.granted(p, k, rt, req.Method); {
			case !plain && !otp:
				a.reason = policy.ReasonRoleLacksGrant
				return a
			case !plain:
				a.reason = policy.ReasonOTPRequired
				return a
			}
		}
	}
	a.reason = policy.ReasonAllowed
	if r, wait := w.charge(req, a, api, rt, false); r != 0 {
		a.reason, a.wait = r, wait
	}
	return a
}

var mediaRE = regexp.MustCompile(`^([a-z0-9!#$&^_.+-]+)/[a-z0-9!#$&^_.+-]+$`)

// mediaFits tests everything that a request says about its media type.
func mediaFits(types []string, req policy.Request) bool {
	if len(types) == 0 {
		return true
	}
	said := 0
	for _, text := range append([]string{req.ContentType}, req.Headers["content-type"]...) {
		if text == "" {
			continue
		}
		said++
		m := mediaRE.FindStringSubmatch(asciiLower(strings.Trim(strings.SplitN(text, ";", 2)[0], " \t")))
		if m == nil || !slices.Contains(types, m[0]) && !slices.Contains(types, m[1]+"/*") {
			return false
		}
	}
	return said > 0 || req.BodySize == 0
}

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func wellFormed(req policy.Request, query string) bool {
	switch {
	case req.Malformed, req.BodySize < 0, !tokenRE.MatchString(req.Method), !hostRE.MatchString(req.Host), !queryRE.MatchString(query):
		return false
	case req.KeySHA256 != "" && !hexRE.MatchString(req.KeySHA256), req.Certificate != "" && !hexRE.MatchString(req.Certificate):
		return false
	}
	for name, values := range req.Headers {
		if !fieldRE.MatchString(name) {
			return false
		}
		for _, v := range values {
			if !valueRE.MatchString(v) {
				return false
			}
		}
	}
	hosts := req.Headers["host"]
	return len(hosts) == 0 || len(hosts) == 1 && strings.EqualFold(hosts[0], req.Host)
}

func headerSize(req policy.Request) int {
	n := 0
	for name, values := range req.Headers {
		for _, v := range values {
			n += len(name) + len(v) + 4
		}
	}
	return n
}

// credentialsOf returns the digest of the key and the token that were presented; not ok when one was
// given twice in different ways.
func credentialsOf(req policy.Request, api *catalog.API) (keyDigest, token string, ok bool) {
	var keys, tokens []string
	if api != nil {
		keys = req.Headers[strings.ToLower(api.KeyHeader)]
	}
	auth := req.Headers["authorization"]
	if len(keys) > 1 || len(auth) > 1 {
		return "", "", false
	}
	if len(auth) == 1 {
		if m := bearerRE.FindStringSubmatch(auth[0]); m != nil {
			if m[1] == "" {
				return "", "", false
			}
			tokens = append(tokens, m[1])
		}
	}
	if req.Token != "" {
		tokens = append(tokens, req.Token)
	}
	digests := map[string]bool{}
	for _, k := range append(slices.Clone(keys), req.Key) {
		if k != "" {
			digests[digest(k)] = true
		}
	}
	if req.KeySHA256 != "" {
		digests[req.KeySHA256] = true
	}
	if len(digests) > 1 || len(slices.Compact(slices.Sorted(slices.Values(tokens)))) > 1 {
		return "", "", false
	}
	for d := range digests {
		keyDigest = d
	}
	if len(tokens) > 0 {
		token = tokens[0]
	}
	return keyDigest, token, true
}

func digest(key string) string {
	d := sha256.Sum256([]byte(key))
	return hex.EncodeToString(d[:])
}

// api finds the API: named host before any host, then the longest base.
func (w *twin) api(host, path string) *catalog.API {
	if !hostRE.MatchString(host) {
		return nil
	}
	host = strings.ToLower(portRE.ReplaceAllString(host, ""))
	var best *catalog.API
	better := func(a, b *catalog.API) bool {
		if (len(a.Hosts) > 0) != (len(b.Hosts) > 0) {
			return len(a.Hosts) > 0
		}
		return len(a.Base) > len(b.Base)
	}
	for i := range w.in.APIs {
		a := &w.in.APIs[i]
		if len(a.Hosts) > 0 && !slices.Contains(a.Hosts, host) {
			continue
		}
		if path != a.Base && !strings.HasPrefix(path, a.Base+"/") {
			continue
		}
		if best == nil || better(a, best) {
			best = a
		}
	}
	return best
}

// best returns the routes of the best template that fits a path: where two templates differ first, the
// literal one.
func (w *twin) best(api *catalog.API, rest string) []*catalog.Route {
	if rest == "" {
		return nil
	}
	segs := strings.Split(rest[1:], "/")
	var best []*catalog.Route
	var bestMask string
	for i := range w.in.Routes {
		r := &w.in.Routes[i]
		if r.API != api.ID {
			continue
		}
		mask, ok := fit(strings.Split(r.Path[1:], "/"), segs)
		switch {
		case !ok || best != nil && mask > bestMask:
		case best == nil || mask < bestMask:
			best, bestMask = []*catalog.Route{r}, mask
		default:
			best = append(best, r)
		}
	}
	return best
}

// fit returns a mask that sorts literals first.
func fit(tmpl, segs []string) (mask string, ok bool) {
	if len(tmpl) != len(segs) {
		return "", false
	}
	for i := range tmpl {
		switch {
		case tmpl[i] == segs[i] && !strings.HasPrefix(tmpl[i], "{"):
			mask += "a"
		case strings.HasPrefix(tmpl[i], "{") && segs[i] != "":
			mask += "b"
		default:
			return "", false
		}
	}
	return mask, true
}

func forMethod(routes []*catalog.Route, method string) *catalog.Route {
	for _, r := range routes {
		if slices.Contains(r.Methods, method) {
			return r
		}
	}
	if method == "HEAD" {
		return forMethod(routes, "GET")
	}
	return nil
}

// key finds the key of a digest and tests it.
func (w *twin) key(d string, req policy.Request) (*apikey.Key, policy.Reason) {
	for i := range w.in.Keys {
		k := &w.in.Keys[i]
		for _, t := range k.Tokens {
			if t.SHA256 != d {
				continue
			}
			until := int64(math.MaxInt64)
			if t.Until != 0 {
				until = int64(t.Until)
			}
			if k.Expires != 0 && int64(k.Expires) < until {
				until = int64(k.Expires)
			}
			if p := w.principal(k.Principal); p.Expires != 0 && int64(p.Expires) < until {
				until = int64(p.Expires)
			}
			switch {
			case k.State == apikey.Revoked:
				return k, policy.ReasonKeyRevoked
			case k.State == apikey.Suspended:
				return k, policy.ReasonKeySuspended
			case req.At.UnixMilli() < int64(k.NotBefore):
				return k, policy.ReasonKeyNotYetValid
			case req.At.UnixMilli() >= until:
				return k, policy.ReasonKeyExpired
			case len(k.Networks) > 0 && !slices.ContainsFunc(k.Networks, func(n string) bool { return netip.MustParsePrefix(n).Contains(req.Address.Unmap()) }):
				return k, policy.ReasonKeyWrongNetwork
			}
			return k, 0
		}
	}
	return nil, policy.ReasonKeyUnknown
}

func (w *twin) principal(id string) directory.Principal {
	i := slices.IndexFunc(w.in.Principals, func(p directory.Principal) bool { return p.ID == id })
	return w.in.Principals[i]
}

// granted walks every grant of every role that counts.
func (w *twin) granted(p directory.Principal, k *apikey.Key, rt *catalog.Route, method string) (plain, otp bool) {
	for _, role := range w.in.Roles {
		if !w.reaches(p.Roles, role.ID) || len(k.Scopes) > 0 && !w.reaches(k.Scopes, role.ID) {
			continue
		}
		for _, g := range role.Grants {
			if g.API != rt.API || !covers(g.Path, rt.Path) {
				continue
			}
			if slices.Contains(g.Methods, method) || method == "HEAD" && slices.Contains(g.Methods, "GET") {
				demanded := g.OTP || rt.OTP
				plain, otp = plain || !demanded, otp || demanded
			}
		}
	}
	return plain, otp
}

// reaches reports whether a role is one of these, or one of these inherits it.
func (w *twin) reaches(from []string, role string) bool {
	return slices.ContainsFunc(from, func(id string) bool {
		if id == role {
			return true
		}
		i := slices.IndexFunc(w.in.Roles, func(r directory.Role) bool { return r.ID == id })
		return w.reaches(w.in.Roles[i].Inherits, role)
	})
}

var paramRE = regexp.MustCompile(`\{[^/]*\}`)

// covers compares patterns as text, once parameters have no names.
func covers(pattern, template string) bool {
	pattern, template = paramRE.ReplaceAllString(pattern, "{}"), paramRE.ReplaceAllString(template, "{}")
	if p, below := strings.CutSuffix(pattern, "/**"); below {
		return template == p || strings.HasPrefix(template, p+"/")
	}
	return template == pattern
}
