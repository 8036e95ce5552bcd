package policy

import (
	"strings"

	"gatehouse/core/apikey"
)

// form tests everything about the request but its path: what HTTP allows, and that no credential is
// given twice. Afterwards key and token are what was presented, from wherever.
func (r *run) form() Reason {
	if r.malformed || r.bodySize < 0 || !only(r.query, queryByte) {
		return ReasonRequestMalformed
	}
	if r.method == "" || !only(r.method, tokenByte) {
		return ReasonRequestMalformed
	}
	if r.hostname == "" && !(r.replay && r.host == "") {
		return ReasonRequestMalformed
	}
	if r.keySHA256 != "" && !isHex64(r.keySHA256) || r.certificate != "" && !isHex64(r.certificate) {
		return ReasonRequestMalformed
	}
	if len(r.headers) > 0 && !r.headersGood() {
		return ReasonRequestMalformed
	}
	if r.key != "" && r.keySHA256 != "" && apikey.DigestOf(raw(r.key)) != unhex(r.keySHA256) {
		return ReasonRequestMalformed
	}
	return pass
}

// headersGood tests the headers, adds up their size and takes the credentials out of them.
func (r *run) headersGood() bool {
	for name, values := range r.headers {
		if name == "" || !only(name, lowerByte) {
			return false
		}
		for _, v := range values {
			if !only(v, valueByte) {
				return false
			}
			r.headerSize += len(name) + len(v) + headerCost
		}
	}
	if hosts := r.headers["host"]; len(hosts) > 1 || len(hosts) == 1 && !strings.EqualFold(hosts[0], r.host) {
		return false
	}
	return r.tokenFromHeader() && r.keyFromHeader()
}

// tokenFromHeader takes the token out of Authorization: Bearer. Other schemes are not ours.
func (r *run) tokenFromHeader() bool {
	values := r.headers["authorization"]
	if len(values) == 0 {
		return true
	}
	if len(values) > 1 {
		return false
	}
	const scheme = "bearer"
	v := values[0]
	if len(v) < len(scheme) || !strings.EqualFold(v[:len(scheme)], scheme) || len(v) > len(scheme) && v[len(scheme)] != ' ' {
		return true
	}
	found := strings.Trim(v[len(scheme):], " ")
	if found == "" || r.token != "" && r.token != found {
		return false
	}
	r.token = found
	return true
}

// keyFromHeader takes the API key out of the API's header.
func (r *run) keyFromHeader() bool {
	if r.api == noAPI {
		return true
	}
	values := r.headers[r.s.apis[r.api].keyHeader]
	if len(values) == 0 {
		return true
	}
	if len(values) > 1 || r.key != "" && values[0] != "" && r.key != values[0] {
		return false
	}
	if values[0] != "" {
		r.key = values[0]
	}
	return true
}

// size tests the target and the headers; both are plain ASCII by now.
func (r *run) size() Reason {
	if len(r.target) > MaxTarget {
		return ReasonTargetTooLong
	}
	if r.headerSize > MaxHeaders {
		return ReasonHeadersTooLarge
	}
	return pass
}

// unhex reads 64 lower-case hex digits, which were tested before.
func unhex(s string) (d apikey.Digest) {
	for i := range d {
		d[i] = hexDigit(s[2*i])<<4 | hexDigit(s[2*i+1])
	}
	return d
}

func hexDigit(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c - 'a' + 10
}
