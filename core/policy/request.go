package policy

import (
	"net/netip"
	"time"
)

// Request is what a decision is about: the request object of docs/decisions.md. [ParseRequest]
// reads it from JSON. An absent member and an empty one are the same.
type Request struct {
	Method      string
	Host        string              // with or without a port
	Path        string              // the raw request target in origin form, query included, never decoded
	Headers     map[string][]string // names in lower case
	ContentType string
	Address     netip.Addr // the zero address lies in no network
	TLS         TLS
	Certificate string // SHA-256 of the client certificate's public key (SPKI), lower-case hex
	BodySize    int64
	Key         string    // an API key taken out of its header; else it is looked for there
	KeySHA256   string    // its digest instead, lower-case hex
	Token       string    // a token taken out of Authorization; else it is looked for there
	At          time.Time // zero means the time the snapshot was compiled for

	// Malformed says that a member could not be parsed; the request is then request_malformed.
	Malformed bool
}

// TLS is the version of the connection.
type TLS uint8

// The versions of TLS. TLSUnknown is for replay of logs that do not say: it skips the tests of TLS.
const (
	TLSNone TLS = iota
	TLS10
	TLS11
	TLS12
	TLS13
	TLSUnknown
)

var tlsNames = [...]string{"none", "1.0", "1.1", "1.2", "1.3", "unknown"}

// String returns "none", "1.0" … "1.3" or "unknown".
func (t TLS) String() string {
	if int(t) < len(tlsNames) {
		return tlsNames[t]
	}
	return "unknown"
}

// ParseTLS reads what String writes; "" is [TLSNone].
func ParseTLS(s string) (TLS, bool) {
	if s == "" {
		return TLSNone, true
	}
	for i, name := range tlsNames {
		if s == name {
			return TLS(i), true
		}
	}
	return TLSNone, false
}
