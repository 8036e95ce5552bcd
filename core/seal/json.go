package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// Encode returns the canonical JSON of v: members sorted by the bytes of their names, no spaces,
// no HTML escapes, integers only, one encoding per value. Field names and the options omitempty,
// omitzero and "-" come from json tags. [Secret] is revealed as base64; this is the only code that
// does so, and what it returns belongs under a seal.
//
// Nil slices and maps are written as empty ones. Refused, because they have no single encoding or
// do not come back: floats, strings that are not UTF-8, times (store milliseconds), types with a
// MarshalJSON of their own, and what encoding/json refuses too.
func Encode(v any) ([]byte, error) {
	e := encoder{}
	if err := e.value(reflect.ValueOf(v), 0); err != nil {
		return nil, fmt.Errorf("seal: encoding %T: %w", v, err)
	}
	return e.buf, nil
}

// errNotCanonical refuses every second spelling of a value.
var errNotCanonical = errors.New("seal: not canonical JSON")

// Decode reads into the empty value that v points to what [Encode] wrote, and nothing else: unknown,
// repeated or miscased members, spaces, another order, trailing bytes and any other spelling are
// errors. The errors name no content.
func Decode(b []byte, v any) error {
	// Whatever encoding/json forgives does not come back the same. Only a number without a type
	// needs the second way: it would have become a float.
	if json.Unmarshal(b, v) == nil && comesBack(b, v) {
		return nil
	}
	if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && !p.IsNil() {
		p.Elem().SetZero()
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	dec.UseNumber()
	if err := dec.Decode(v); err != nil {
		return decodeError(err)
	}
	if !comesBack(b, v) {
		return errNotCanonical
	}
	return nil
}

// comesBack reports whether b is how v is encoded.
func comesBack(b []byte, v any) bool {
	again := encoder{buf: make([]byte, 0, len(b)+16)}
	err := again.value(reflect.ValueOf(v), 0)
	defer clear(again.buf)
	return err == nil && bytes.Equal(again.buf, b)
}

// decodeError keeps of err what names no content: errors of encoding/json quote values.
func decodeError(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return fmt.Errorf("seal: decoding: member %q is not of type %s", kind.Field, kind.Type)
	case errors.Is(err, errSecretText):
		return errSecretText
	}
	return errNotCanonical
}
