package review

import (
	"bytes"

	"gatehouse/core/auditlog"
)

// fieldKind says what a field of a check holds.
type fieldKind uint8

const (
	textField fieldKind = iota
	numberField
	classField // a set of injection classes
)

// field is a name that checks may use: Sigma's taxonomy for web servers, and our own under gh.
type field struct {
	name   string
	about  string // for docs/checks.md
	kind   fieldKind
	bit    auditlog.Field // of the event's field it reads; 0 when it isn't one
	long   bool           // may be long: many literals are looked for in one pass
	text   func(w *Worker, r *Row) []byte
	number func(w *Worker, r *Row) (int64, bool)
}

// fields lists every field. Texts that are empty are absent.
var fields = []field{
	{name: "c-ip", about: "the client's address", bit: auditlog.FieldSource, text: func(_ *Worker, r *Row) []byte { return r.Event.Source }},
	{name: "cs-method", about: "the request's method", bit: auditlog.FieldMethod, text: func(_ *Worker, r *Row) []byte { return r.Event.Method }},
	{name: "cs-uri", about: "the request target, with its query, as logged", bit: auditlog.FieldTarget, long: true, text: func(_ *Worker, r *Row) []byte { return r.Event.Target }},
	{name: "cs-uri-stem", about: "the target before its first ?", bit: auditlog.FieldTarget, long: true, text: func(_ *Worker, r *Row) []byte {
		stem, _, _ := bytes.Cut(r.Event.Target, []byte("?"))
		return stem
	}},
	{name: "cs-uri-query", about: "the target behind its first ?", bit: auditlog.FieldTarget, long: true, text: func(_ *Worker, r *Row) []byte {
		_, query, _ := bytes.Cut(r.Event.Target, []byte("?"))
		return query
	}},
	{name: "cs-version", about: "the protocol, such as HTTP/1.1", bit: auditlog.FieldProto, text: func(_ *Worker, r *Row) []byte { return r.Event.Proto }},
	{name: "cs-host", about: "the virtual host", bit: auditlog.FieldHost, long: true, text: func(_ *Worker, r *Row) []byte { return r.Event.Host }},
	{name: "cs-user-agent", about: "the user agent", bit: auditlog.FieldUserAgent, long: true, text: func(_ *Worker, r *Row) []byte { return r.Event.UserAgent }},
	{name: "cs-referer", about: "the referer", bit: auditlog.FieldReferer, long: true, text: func(_ *Worker, r *Row) []byte { return r.Event.Referer }},
	{name: "cs-username", about: "the user of HTTP basic authentication", bit: auditlog.FieldUser, long: true, text: func(_ *Worker, r *Row) []byte { return r.Event.User }},
	{name: "gh.tls", about: "the TLS version as logged", bit: auditlog.FieldTLS, text: func(_ *Worker, r *Row) []byte { return r.Event.TLS }},
	{name: "gh.reason", about: "the reason that the gateway logged", bit: auditlog.FieldReason, text: func(_ *Worker, r *Row) []byte { return r.Event.Reason }},
	{name: "gh.revision", about: "the bundle's revision that the gateway logged", bit: auditlog.FieldRevision, text: func(_ *Worker, r *Row) []byte { return r.Event.Revision }},
	{name: "gh.principal", about: "the principal's id that the gateway logged", bit: auditlog.FieldPrincipal, text: func(_ *Worker, r *Row) []byte { return r.Event.Principal }},
	{name: "gh.key", about: "the API key's public id that the gateway logged", bit: auditlog.FieldKey, text: func(_ *Worker, r *Row) []byte { return r.Event.Key }},

	{name: "sc-status", about: "the answer's status", kind: numberField, bit: auditlog.FieldStatus, number: func(_ *Worker, r *Row) (int64, bool) {
		return int64(r.Event.Status), r.Event.Has&auditlog.FieldStatus != 0
	}},
	{name: "sc-bytes", about: "the size of the answer's body", kind: numberField, bit: auditlog.FieldBytesOut, number: func(_ *Worker, r *Row) (int64, bool) {
		return r.Event.BytesOut, r.Event.BytesOut >= 0
	}},
	{name: "cs-bytes", about: "the size of the request", kind: numberField, bit: auditlog.FieldBytesIn, number: func(_ *Worker, r *Row) (int64, bool) {
		return r.Event.BytesIn, r.Event.BytesIn >= 0
	}},
	{name: "time-taken", about: "milliseconds from request to answer", kind: numberField, bit: auditlog.FieldDuration, number: func(_ *Worker, r *Row) (int64, bool) {
		return r.Event.Duration / 1e6, r.Event.Has&auditlog.FieldDuration != 0
	}},
	{name: "gh.upstream.status", about: "what the service behind the gateway answered", kind: numberField, bit: auditlog.FieldUpstreamStatus, number: func(_ *Worker, r *Row) (int64, bool) {
		return int64(r.Event.UpstreamStatus), r.Event.Has&auditlog.FieldUpstreamStatus != 0
	}},

	{name: "gh.route", about: "the template of the route, with its API's base path", text: func(_ *Worker, r *Row) []byte { return []byte(r.Route) }},
	{name: "gh.expected.reason", about: "why policy allows or refuses", text: func(_ *Worker, r *Row) []byte { return []byte(r.Reason) }},
	{name: "gh.key.state", about: "active, suspended, revoked, expired or unknown, at the time of the event", text: func(w *Worker, _ *Row) []byte { return w.verdicts.KeyState.bytes() }},
	{name: "gh.drift", about: "allowed, refused or other: how the answer differs from policy", text: func(w *Worker, _ *Row) []byte { return w.drift }},
	{name: "gh.authenticated", about: "true or false, where the log can tell", text: func(w *Worker, _ *Row) []byte { return w.authenticated }},
	{name: "gh.route.public", about: "true or false: whether the route asks for no credential", text: func(w *Worker, r *Row) []byte {
		if !r.Judged || r.Route == "" {
			return nil
		}
		return yesNo[w.verdicts.Public]
	}},
	{name: "gh.missing", about: "names of required fields that are empty though the log has a place for them", text: func(w *Worker, r *Row) []byte { return r.missing }},
	{name: "gh.expected.status", about: "the status that policy gives", kind: numberField, number: func(_ *Worker, r *Row) (int64, bool) {
		return int64(r.Expected), r.Judged
	}},
	{name: "gh.key.age", about: "seconds since the key was revoked or expired", kind: numberField, number: func(w *Worker, r *Row) (int64, bool) {
		return (r.Event.Time - w.verdicts.KeySince) / 1000, w.verdicts.KeySince != 0
	}},
	{name: "gh.inject.class", about: "sqli, traversal", kind: classField},
}

// yesNo are the texts of a truth.
var yesNo = map[bool][]byte{true: []byte("true"), false: []byte("false")}

// fieldIndex finds a field by name.
var fieldIndex = func() map[string]int {
	m := map[string]int{}
	for i, f := range fields {
		m[f.name] = i
	}
	return m
}()

// present reports whether the event has the field.
func (f *field) present(w *Worker, r *Row) bool {
	switch f.kind {
	case numberField:
		_, ok := f.number(w, r)
		return ok
	case classField:
		return r.Inject != 0
	}
	return len(f.text(w, r)) > 0
}

// absent reports whether the event lacks the field although its log has a place for it.
func (f *field) absent(w *Worker, r *Row) bool {
	if f.present(w, r) {
		return false
	}
	return f.bit == 0 || r.Event.Carried&f.bit != 0
}
