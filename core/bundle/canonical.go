package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Canonical JSON here is: no white space, members sorted by the bytes of their names and none
// twice, integers only, strings escaped as encoding/json does without its escapes for HTML. OPA
// hashes a JSON file by writing it in just this form, so the digest of the bytes is the digest that
// OPA computes. The big documents are appended field by field in order; the small ones are structs
// whose fields stand in order.

// appendString appends s as a JSON string.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if !plain(s[i]) {
			return append(b, quoted(s)...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// plain reports whether a byte stands for itself inside a JSON string.
func plain(c byte) bool { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' }

// quoted writes a string with whatever escapes it needs.
func quoted(s string) []byte {
	b, err := marshal(s)
	if err != nil {
		return []byte(`""`) // a string always encodes
	}
	return b
}

// appendStrings appends a list of strings.
func appendStrings(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, s)
	}
	return append(b, ']')
}

// appendInt appends an integer.
func appendInt(b []byte, n int64) []byte { return strconv.AppendInt(b, n, 10) }

// marshal encodes v, whose struct fields stand in the order of their names, canonically.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// decode reads what marshal wrote: v must encode to exactly these bytes again, so that unknown,
// repeated and differently spelled members are refused.
func decode(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	again, err := marshal(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, b) {
		return errors.New("not in canonical form")
	}
	return nil
}

// checkCanonical refuses a document that is not canonical JSON.
func checkCanonical(b []byte) error {
	c := canon{b: b}
	if err := c.value(0); err != nil {
		return fmt.Errorf("byte %d: %w", c.i, err)
	}
	if c.i != len(b) {
		return fmt.Errorf("byte %d: something follows the document", c.i)
	}
	return nil
}

// canon walks a document.
type canon struct {
	b []byte
	i int
}

var (
	errForm  = errors.New("not canonical JSON")
	errOrder = errors.New("members are repeated or not in order")
	errDeep  = errors.New("nested too deeply")
)

func (c *canon) peek() byte {
	if c.i < len(c.b) {
		return c.b[c.i]
	}
	return 0
}

func (c *canon) value(depth int) error {
	if depth > maxDepth {
		return errDeep
	}
	switch p := c.peek(); {
	case p == '{':
		return c.object(depth)
	case p == '[':
		return c.list(depth)
	case p == '"':
		_, err := c.str()
		return err
	case p == '-' || (p >= '0' && p <= '9'):
		return c.integer()
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(c.b[c.i:], []byte(word)) {
			c.i += len(word)
			return nil
		}
	}
	return errForm
}

func (c *canon) object(depth int) error {
	c.i++
	if c.peek() == '}' {
		c.i++
		return nil
	}
	var last []byte
	for first := true; ; first = false {
		if c.peek() != '"' {
			return errForm
		}
		name, err := c.str()
		if err != nil {
			return err
		}
		if !first && bytes.Compare(last, name) >= 0 {
			return errOrder
		}
		last = name
		if c.peek() != ':' {
			return errForm
		}
		c.i++
		if err := c.value(depth + 1); err != nil {
			return err
		}
		if done, err := c.next('}'); done || err != nil {
			return err
		}
	}
}

func (c *canon) list(depth int) error {
	c.i++
	if c.peek() == ']' {
		c.i++
		return nil
	}
	for {
		if err := c.value(depth + 1); err != nil {
			return err
		}
		if done, err := c.next(']'); done || err != nil {
			return err
		}
	}
}

// next steps over a comma, or over the closing bracket.
func (c *canon) next(closing byte) (done bool, err error) {
	switch c.peek() {
	case ',':
		c.i++
		return false, nil
	case closing:
		c.i++
		return true, nil
	}
	return false, errForm
}

// str reads a string and returns its value, which may lie in the document.
func (c *canon) str() ([]byte, error) {
	start := c.i
	for c.i++; ; c.i++ {
		switch p := c.peek(); {
		case c.i >= len(c.b):
			return nil, errForm
		case p == '"':
			raw := c.b[start+1 : c.i]
			c.i++
			return raw, nil
		case !plain(p):
			return c.escaped(start)
		}
	}
}

// escaped reads a string that does not only hold plain bytes: rare, so it may be slow.
func (c *canon) escaped(start int) ([]byte, error) {
	end := start + 1
	for end < len(c.b) && c.b[end] != '"' {
		if c.b[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(c.b) {
		return nil, errForm
	}
	raw := c.b[start : end+1]
	var s string
	if json.Unmarshal(raw, &s) != nil || !bytes.Equal(quoted(s), raw) {
		return nil, errForm
	}
	c.i = end + 1
	return []byte(s), nil
}

func (c *canon) integer() error {
	start := c.i
	if c.peek() == '-' {
		c.i++
	}
	digits := c.i
	for p := c.peek(); p >= '0' && p <= '9'; p = c.peek() {
		c.i++
	}
	n := c.i - digits
	if n == 0 || n > 18 || (c.b[digits] == '0' && (n > 1 || digits > start)) {
		return errForm
	}
	return nil
}
