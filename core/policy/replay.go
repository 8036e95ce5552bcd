package policy

import "net/netip"

// Carried says whether a log's format tells which credential a request carried.
type Carried uint8

// What a log tells about credentials.
const (
	NotCarried        Carried = iota // nothing: the event is judged by path, method and TLS only
	CredentialCarried                // KeyPublic holds the key's public id, or nothing when none was presented
)

// Replayed is a request as a log tells it. The byte slices are only read during the call.
type Replayed struct {
	Method     []byte
	Host       []byte // empty when the log does not say
	Target     []byte // raw request target
	Address    netip.Addr
	TLS        TLS   // TLSUnknown when the log does not say
	BodySize   int64 // 0 when the log does not say
	At         int64 // Unix milliseconds
	Credential Carried
	KeyPublic  []byte // public id of the API key as logged; empty means none was presented
}
