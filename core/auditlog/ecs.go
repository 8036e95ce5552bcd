package auditlog

import (
	"bytes"
	"strconv"
	"time"
)

// AppendECS appends e as one flat JSON object in the names of the Elastic Common Schema, without a
// line end; absent fields are absent. offset is the line's, in the decompressed stream.
func AppendECS(dst []byte, e *Event, offset int64) []byte {
	dst = append(dst, '{')
	dst = AppendECSFields(dst, e)
	if dst[len(dst)-1] != '{' {
		dst = append(dst, ',')
	}
	return append(appendNumber(dst, "log.offset", offset), '}')
}

// AppendECSFields appends the members of [AppendECS] without braces and offset, for objects that
// hold more than the event.
func AppendECSFields(dst []byte, e *Event) []byte {
	w := ecs{dst, len(dst)}
	if e.Has&FieldTime != 0 {
		w.name("@timestamp")
		w.dst = append(w.dst, '"')
		w.dst = time.UnixMilli(e.Time).Add(time.Duration(e.Nanos)).UTC().AppendFormat(w.dst, time.RFC3339Nano)
		w.dst = append(w.dst, '"')
	}
	w.source(e)
	w.text(e, FieldUser, "user.name", e.User)
	w.text(e, FieldPrincipal, "user.id", e.Principal)
	w.text(e, FieldMethod, "http.request.method", e.Method)
	w.url(e)
	if e.Has&FieldProto != 0 {
		version, _ := bytes.CutPrefix(e.Proto, []byte("HTTP/"))
		w.text(e, FieldProto, "http.version", version)
	}
	w.number(e, FieldStatus, "http.response.status_code", int64(e.Status))
	w.number(e, FieldBytesOut, "http.response.body.bytes", e.BytesOut)
	w.number(e, FieldBytesSent, "http.response.bytes", e.BytesSent)
	w.number(e, FieldBytesIn, "http.request.bytes", e.BytesIn)
	w.number(e, FieldDuration, "event.duration", e.Duration)
	w.text(e, FieldReferer, "http.request.referrer", e.Referer)
	w.text(e, FieldUserAgent, "user_agent.original", e.UserAgent)
	w.text(e, FieldRequestID, "http.request.id", e.RequestID)
	w.tls(e)
	w.text(e, FieldReason, "event.reason", e.Reason)
	w.text(e, FieldKey, "labels.gh_key", e.Key)
	w.text(e, FieldRevision, "labels.gh_revision", e.Revision)
	w.text(e, FieldForwarded, "labels.x_forwarded_for", e.Forwarded)
	w.number(e, FieldUpstreamStatus, "labels.upstream_status", int64(e.UpstreamStatus))
	return w.dst
}

// AppendECSError appends the object for a line that is not an event. A line that was too long is
// quoted by its first bytes.
func AppendECSError(dst []byte, line []byte, offset int64, reason error) []byte {
	dst = append(dst, `{"error":{"message":`...)
	dst = AppendQuoted(dst, []byte(reason.Error()))
	dst = append(dst, `},"log.offset":`...)
	dst = strconv.AppendInt(dst, offset, 10)
	dst = append(dst, `,"event.original":`...)
	dst = AppendQuoted(dst, line)
	return append(dst, '}')
}

// ecs writes members to dst; start is where the first one stands.
type ecs struct {
	dst   []byte
	start int
}

func (w *ecs) name(name string) {
	if len(w.dst) > w.start {
		w.dst = append(w.dst, ',')
	}
	w.dst = append(w.dst, '"')
	w.dst = append(w.dst, name...)
	w.dst = append(w.dst, '"', ':')
}

func (w *ecs) put(name string, text []byte) {
	if len(text) > 0 {
		w.name(name)
		w.dst = AppendQuoted(w.dst, text)
	}
}

func (w *ecs) text(e *Event, f Field, name string, text []byte) {
	if e.Has&f != 0 {
		w.put(name, text)
	}
}

func (w *ecs) number(e *Event, f Field, name string, n int64) {
	if e.Has&f != 0 {
		w.name(name)
		w.dst = strconv.AppendInt(w.dst, n, 10)
	}
}

// source writes the client as logged, without brackets and port.
func (w *ecs) source(e *Event) {
	if e.Has&FieldSource == 0 {
		return
	}
	addr, ok := e.Addr()
	switch {
	case !ok:
		w.put("source.domain", e.Source)
	case e.Source[0] == '[' || bytes.Count(e.Source, []byte{':'}) == 1:
		w.name("source.ip")
		w.dst = append(w.dst, '"')
		w.dst = addr.AppendTo(w.dst)
		w.dst = append(w.dst, '"')
	default:
		w.put("source.ip", e.Source)
	}
}

// url writes what was asked for and, where that is a target that has them, its parts.
func (w *ecs) url(e *Event) {
	host := e.Host
	target := e.Target
	if e.Has&FieldTarget != 0 {
		w.put("url.original", target)
	}
	path := target
	if _, after, ok := bytes.Cut(target, []byte("://")); ok && target[0] != '/' && e.Has&FieldMethod != 0 {
		end := bytes.IndexAny(after, "/?")
		if end < 0 {
			end = len(after)
		}
		if len(host) == 0 {
			host = after[:end]
		}
		path = after[end:]
	}
	domain, port := SplitHost(host)
	w.put("url.domain", domain)
	if n, ok := atoi(port); ok {
		w.name("url.port")
		w.dst = strconv.AppendInt(w.dst, n, 10)
	}
	w.text(e, FieldScheme, "url.scheme", e.Scheme)
	if len(path) > 0 && (path[0] == '/' || path[0] == '?') {
		p, query, _ := bytes.Cut(path, []byte{'?'})
		w.put("url.path", p)
		w.put("url.query", query)
	}
}

// tls writes the version as ECS splits it: "TLSv1.3" is version 1.3 of protocol tls.
func (w *ecs) tls(e *Event) {
	if e.Has&FieldTLS != 0 {
		switch v := tlsVersion(e.TLS); v {
		case "1.0", "1.1", "1.2", "1.3":
			w.put("tls.version", []byte(v))
			w.put("tls.version_protocol", []byte("tls"))
		case "none":
		default:
			w.put("tls.version", e.TLS)
		}
	}
	w.text(e, FieldCipher, "tls.cipher", e.Cipher)
}

// SplitHost splits a virtual host as logged into its name or address and its port, "" without one.
func SplitHost(host []byte) (name, port []byte) {
	if len(host) > 0 && host[0] == '[' {
		if end := bytes.IndexByte(host, ']'); end > 0 {
			if rest := host[end+1:]; len(rest) > 1 && rest[0] == ':' {
				port = rest[1:]
			}
			return host[1:end], port
		}
	}
	i := bytes.LastIndexByte(host, ':')
	if i < 0 || bytes.IndexByte(host[:i], ':') >= 0 { // none, or a bare IPv6 address
		return host, nil
	}
	return host[:i], host[i+1:]
}

func appendNumber(dst []byte, name string, n int64) []byte {
	dst = append(dst, '"')
	dst = append(dst, name...)
	dst = append(dst, '"', ':')
	return strconv.AppendInt(dst, n, 10)
}
