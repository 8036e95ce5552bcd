package auditlog

import "strings"

// Field names the fields of an [Event]; a value is a set of them.
type Field uint32

// The fields.
const (
	FieldTime Field = 1 << iota
	FieldSource
	FieldForwarded
	FieldUser
	FieldMethod
	FieldTarget
	FieldProto
	FieldHost
	FieldStatus
	FieldUpstreamStatus
	FieldBytesIn
	FieldBytesOut
	FieldBytesSent
	FieldDuration
	FieldReferer
	FieldUserAgent
	FieldScheme
	FieldTLS
	FieldCipher
	FieldRequestID
	FieldPrincipal
	FieldKey
	FieldReason
	FieldRevision
)

var fieldNames = [...]string{
	"time", "source", "forwarded", "user", "method", "target", "proto", "host", "status",
	"upstream_status", "bytes_in", "bytes_out", "bytes_sent", "duration", "referer", "user_agent",
	"scheme", "tls", "cipher", "request_id", "principal", "key", "reason", "revision",
}

// Has reports whether all of want are in f.
func (f Field) Has(want Field) bool { return f&want == want }

// Names returns the names of the fields in f, in order.
func (f Field) Names() []string {
	var names []string
	for i, n := range fieldNames {
		if f&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return names
}

// String returns the names of the fields in f, separated by spaces.
func (f Field) String() string { return strings.Join(f.Names(), " ") }

// Event is one normalised request. Its slices hold the text as logged, escapes kept; they point
// into the line or the parser's buffer and are good until the next Parse of the same parser. A
// field is present when its bit is in Has; "-" and "" in the log mean absent. Numbers that are
// absent are 0, the three byte counts -1.
type Event struct {
	// Has is the set of fields with a value.
	Has Field
	// Carried is what [Profile.Carries] is for a log, for this one line: where a field is in Carried
	// and not in Has, the request had none; where it is in neither, nobody knows.
	Carried Field

	Time  int64 // Unix milliseconds
	Nanos int32 // below the millisecond, 0 to 999,999, where the log is that exact

	Status         int16 // what the client got
	UpstreamStatus int16 // what the last upstream answered

	BytesIn   int64 // the whole request
	BytesOut  int64 // the response's body
	BytesSent int64 // the whole response
	Duration  int64 // nanoseconds

	Source    []byte // the client's address, or its name where the server looked it up
	Forwarded []byte // X-Forwarded-For
	User      []byte // of HTTP basic authentication
	Method    []byte // absent when the request is malformed
	Target    []byte // the request target; the whole request when that is malformed
	Proto     []byte // such as HTTP/1.1
	Host      []byte // the virtual host, with its port where logged
	Referer   []byte
	UserAgent []byte
	Scheme    []byte // http or https
	TLS       []byte // the protocol as logged, such as TLSv1.3; see TLSVersion
	Cipher    []byte
	RequestID []byte
	Principal []byte // gh_principal: the principal's id
	Key       []byte // gh_key: the API key's public id
	Reason    []byte // gh_reason: why the gateway's policy decided so
	Revision  []byte // gh_revision: the bundle's revision
}

// reset makes e ready for the next line.
func (e *Event) reset() { *e = Event{BytesIn: -1, BytesOut: -1, BytesSent: -1} }

// set stores a text field unless it is absent.
func (e *Event) set(f Field, dst *[]byte, text []byte) {
	if len(text) == 0 || (len(text) == 1 && text[0] == '-') {
		return
	}
	*dst = text
	e.Has |= f
}

// TLSVersion returns the TLS version in the words of a policy's request: "none" for plain text,
// "1.0" to "1.3", "ssl" for what is older, "unknown" where the log does not tell.
func (e *Event) TLSVersion() string {
	switch {
	case e.Has&FieldTLS != 0:
		return tlsVersion(e.TLS)
	case e.Carried&FieldTLS != 0, string(e.Scheme) == "http":
		return "none"
	}
	return "unknown"
}

// tlsVersion reads nginx's and Apache's names of protocols.
func tlsVersion(name []byte) string {
	switch string(name) {
	case "TLSv1.3", "TLS1.3", "1.3":
		return "1.3"
	case "TLSv1.2", "TLS1.2", "1.2":
		return "1.2"
	case "TLSv1.1", "TLS1.1", "1.1":
		return "1.1"
	case "TLSv1", "TLSv1.0", "TLS1.0", "1.0":
		return "1.0"
	case "SSLv3", "SSLv2":
		return "ssl"
	case "none", "NONE":
		return "none"
	}
	return "unknown"
}
