package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/fault"
)

// members are the names of the request object, in the order of docs/decisions.md.
var members = []string{"method", "host", "path", "headers", "content_type", "address", "tls", "certificate", "body_size", "key", "key_sha256", "token", "at"}

// ParseRequest reads the request object of docs/decisions.md from JSON. A member of a wrong type or
// form makes the request malformed.
//
// Errors: Invalid for an unknown member, for one that is given twice, or for what is no JSON object
// at all.
func ParseRequest(text []byte) (Request, error) {
	object, err := readMembers(text)
	if err != nil {
		return Request{}, err
	}
	var req Request
	for name, value := range object {
		if !req.set(name, value) {
			req.Malformed = true
		}
	}
	return req, nil
}

// readMembers splits a JSON object into its members. A member given twice is refused: two readers
// could take it for two different requests.
func readMembers(text []byte) (map[string]json.RawMessage, error) {
	if !json.Valid(text) {
		return nil, errNoObject()
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errNoObject()
	}
	object := map[string]json.RawMessage{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, errNoObject()
		}
		name := t.(string) // the name of a member, in valid JSON
		if !slices.Contains(members, name) {
			return nil, fault.New(fault.Invalid, "unknown member %q; a request has %s", name, strings.Join(members, " "))
		}
		if _, ok := object[name]; ok {
			return nil, fault.New(fault.Invalid, "member %q is given twice", name)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, errNoObject()
		}
		object[name] = value
	}
	return object, nil
}

func errNoObject() error { return fault.New(fault.Invalid, "this is not a JSON object") }

// set reads one member and reports whether it has the right type and form.
func (req *Request) set(name string, value json.RawMessage) bool {
	switch name {
	case "body_size":
		return req.setBodySize(string(value))
	case "headers":
		return req.setHeaders(value)
	}
	if value[0] != '"' {
		return false
	}
	var s string
	if json.Unmarshal(value, &s) != nil {
		return false
	}
	switch name {
	case "method":
		req.Method = s
	case "host":
		req.Host = s
	case "path":
		req.Path = s
	case "content_type":
		req.ContentType = s
	case "certificate":
		req.Certificate = s
	case "key":
		req.Key = s
	case "key_sha256":
		req.KeySHA256 = s
	case "token":
		req.Token = s
	case "address":
		return req.SetAddress(s)
	case "at":
		return req.SetAt(s)
	case "tls":
		var ok bool
		req.TLS, ok = ParseTLS(s)
		return ok
	}
	return true
}

// SetAddress reads an address; "" is none. It reports whether it is one.
func (req *Request) SetAddress(s string) bool {
	if s == "" {
		return true
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return false
	}
	req.Address = a
	return true
}

// The times that fit into 64 bits of nanoseconds, which is what Rego keeps.
var (
	firstTime = time.Unix(0, math.MinInt64)
	lastTime  = time.Unix(0, math.MaxInt64)
)

// SetAt reads a time in RFC 3339; "" is none. It reports whether it is one.
func (req *Request) SetAt(s string) bool {
	if s == "" {
		return true
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.Before(firstTime) || t.After(lastTime) {
		return false
	}
	req.At = t
	return true
}

// setBodySize reads an integer; one beyond 63 bits is as good as the largest.
func (req *Request) setBodySize(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		err = nil
	}
	req.BodySize = n
	return err == nil && n >= 0
}

// setHeaders reads an object of lists of strings.
func (req *Request) setHeaders(value json.RawMessage) bool {
	var fields map[string]json.RawMessage
	if value[0] != '{' || json.Unmarshal(value, &fields) != nil {
		return false
	}
	req.Headers = make(map[string][]string, len(fields))
	for name, list := range fields {
		var values []*string
		if list[0] != '[' || json.Unmarshal(list, &values) != nil {
			return false
		}
		texts := make([]string, len(values))
		for i, v := range values {
			if v == nil {
				return false
			}
			texts[i] = *v
		}
		req.Headers[name] = texts
	}
	return true
}
