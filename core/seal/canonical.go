package seal

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxDepth bounds the nesting of what is encoded; our records nest three deep.
const maxDepth = 32

// Reasons for refusing a value.
var (
	errFloat = errors.New("a float has no single encoding")
	errUTF8  = errors.New("a text is not UTF-8")
	errDepth = errors.New("nested too deeply")
	errKey   = errors.New("the keys of a map must be texts")
)

var (
	secretType    = reflect.TypeFor[Secret]()
	rawType       = reflect.TypeFor[json.RawMessage]()
	numberType    = reflect.TypeFor[json.Number]()
	marshalerType = reflect.TypeFor[json.Marshaler]()
	textType      = reflect.TypeFor[encoding.TextMarshaler]()
)

// encoder appends canonical JSON to buf.
type encoder struct{ buf []byte }

// value writes one value of any type.
func (e *encoder) value(v reflect.Value, depth int) error {
	if depth > maxDepth {
		return errDepth
	}
	if !v.IsValid() {
		e.buf = append(e.buf, "null"...)
		return nil
	}
	k := shapeOf(v.Type())
	switch {
	case k.err != nil:
		return k.err
	case k.special != nil:
		return k.special(e, v)
	}
	switch v.Kind() {
	case reflect.Bool:
		e.buf = strconv.AppendBool(e.buf, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.buf = strconv.AppendInt(e.buf, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.buf = strconv.AppendUint(e.buf, v.Uint(), 10)
	case reflect.String:
		return e.text(v.String())
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			e.buf = append(e.buf, "null"...)
			return nil
		}
		return e.value(v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		return e.list(v, depth)
	case reflect.Map:
		return e.object(v, depth)
	case reflect.Struct:
		return e.fields(v, k.fields, depth)
	}
	return nil
}

// list writes a slice or an array; bytes are base64.
func (e *encoder) list(v reflect.Value, depth int) error {
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		e.base64(v.Bytes())
		return nil
	}
	e.buf = append(e.buf, '[')
	for i := range v.Len() {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		if err := e.value(v.Index(i), depth+1); err != nil {
			return err
		}
	}
	e.buf = append(e.buf, ']')
	return nil
}

// object writes a map with its keys sorted.
func (e *encoder) object(v reflect.Value, depth int) error {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	e.buf = append(e.buf, '{')
	for i, key := range keys {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		if err := e.text(key.String()); err != nil {
			return err
		}
		e.buf = append(e.buf, ':')
		if err := e.value(v.MapIndex(key), depth+1); err != nil {
			return err
		}
	}
	e.buf = append(e.buf, '}')
	return nil
}

// fields writes a struct; its fields are sorted already.
func (e *encoder) fields(v reflect.Value, fields []field, depth int) error {
	e.buf = append(e.buf, '{')
	first := true
	for i := range fields {
		f := &fields[i]
		fv := v.FieldByIndex(f.index)
		if f.omitZero && fv.IsZero() || f.omitEmpty && empty(fv) {
			continue
		}
		if !first {
			e.buf = append(e.buf, ',')
		}
		first = false
		e.buf = append(e.buf, f.head...)
		if err := e.value(fv, depth+1); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	e.buf = append(e.buf, '}')
	return nil
}

// text writes a string with the fewest escapes, as RFC 8785 §3.2.2.2 has them.
func (e *encoder) text(s string) error {
	if !utf8.ValidString(s) {
		return errUTF8
	}
	const hex = "0123456789abcdef"
	e.buf = append(e.buf, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		e.buf = append(e.buf, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			e.buf = append(e.buf, '\\', c)
		case '\b':
			e.buf = append(e.buf, `\b`...)
		case '\f':
			e.buf = append(e.buf, `\f`...)
		case '\n':
			e.buf = append(e.buf, `\n`...)
		case '\r':
			e.buf = append(e.buf, `\r`...)
		case '\t':
			e.buf = append(e.buf, `\t`...)
		default:
			e.buf = append(e.buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	e.buf = append(e.buf, s[start:]...)
	e.buf = append(e.buf, '"')
	return nil
}

// base64 writes bytes as text.
func (e *encoder) base64(b []byte) {
	e.buf = append(e.buf, '"')
	e.buf = base64.StdEncoding.AppendEncode(e.buf, b)
	e.buf = append(e.buf, '"')
}

// shape is what the encoder knows of a type.
type shape struct {
	err     error
	special func(*encoder, reflect.Value) error
	fields  []field
}

// field is one member of a struct.
type field struct {
	name                string
	head                []byte // the quoted name and the colon
	index               []int
	omitEmpty, omitZero bool
}

// shapes caches a shape per type.
var shapes sync.Map

// shapeOf returns the shape of t.
func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := newShape(t)
	shapes.Store(t, s)
	return s
}

// newShape works out how values of t are written.
func newShape(t reflect.Type) *shape {
	switch {
	case t == secretType:
		return &shape{special: func(e *encoder, v reflect.Value) error {
			e.base64(v.Interface().(Secret).b)
			return nil
		}}
	case t == rawType:
		return &shape{special: (*encoder).raw}
	case t == numberType:
		return &shape{special: (*encoder).number}
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface:
		return &shape{}
	case t.Implements(marshalerType) || reflect.PointerTo(t).Implements(marshalerType):
		return &shape{err: fmt.Errorf("%s has an encoding of its own", t)}
	case t.Implements(textType):
		return &shape{special: marshalText}
	}
	switch t.Kind() {
	case reflect.Float32, reflect.Float64:
		return &shape{err: errFloat}
	case reflect.Complex64, reflect.Complex128, reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Uintptr:
		return &shape{err: fmt.Errorf("%s has no encoding", t)}
	case reflect.Map:
		if t.Key().Kind() != reflect.String || t.Key().Implements(textType) {
			return &shape{err: errKey}
		}
	case reflect.Struct:
		fields, err := fieldsOf(t, nil)
		slices.SortFunc(fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
		for i := 1; err == nil && i < len(fields); i++ {
			if fields[i].name == fields[i-1].name {
				err = fmt.Errorf("%s has two members %q", t, fields[i].name)
			}
		}
		return &shape{fields: fields, err: err}
	}
	return &shape{}
}

// fieldsOf lists the members of a struct, those of embedded structs among them.
func fieldsOf(t reflect.Type, index []int) ([]field, error) {
	var all []field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		at := append(slices.Clone(index), i)
		if sf.Anonymous && name == "" && sf.Type.Kind() == reflect.Struct {
			inner, err := fieldsOf(sf.Type, at)
			if err != nil {
				return nil, err
			}
			all = append(all, inner...)
			continue
		}
		if !sf.IsExported() || tag == "-" {
			continue
		}
		if name == "" {
			name = sf.Name
		}
		e := encoder{}
		if err := e.text(name); err != nil {
			return nil, err
		}
		f := field{name: name, head: append(e.buf, ':'), index: at}
		for o := range strings.SplitSeq(options, ",") {
			switch o {
			case "":
			case "omitempty":
				f.omitEmpty = true
			case "omitzero":
				f.omitZero = true
			default:
				return nil, fmt.Errorf("%s.%s: option %q is not supported", t, sf.Name, o)
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// empty is what omitempty means.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// marshalText writes what a type like netip.Prefix says of itself.
func marshalText(e *encoder, v reflect.Value) error {
	b, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return errors.New("a value has no text")
	}
	return e.text(string(b))
}

// number writes a number that was decoded without a type.
func (e *encoder) number(v reflect.Value) error {
	n := v.String()
	if i, err := strconv.ParseInt(n, 10, 64); err == nil && strconv.FormatInt(i, 10) == n {
		e.buf = append(e.buf, n...)
		return nil
	}
	return errFloat
}

// raw writes JSON that was kept as it came, and must be canonical itself.
func (e *encoder) raw(v reflect.Value) error {
	b := v.Bytes()
	var any any
	if err := Decode(b, &any); err != nil {
		return errors.New("raw JSON that is not canonical")
	}
	e.buf = append(e.buf, bytes.Clone(b)...)
	return nil
}
