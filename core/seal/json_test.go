package seal_test

import (
	"encoding/json"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"gatehouse/core/seal"
)

type inner struct {
	Kind string `json:"kind"`
}

type sample struct {
	Zulu   string            `json:"zulu"`
	Alpha  int64             `json:"alpha"`
	Big    uint64            `json:"big"`
	Secret seal.Secret       `json:"secret"`
	Bytes  []byte            `json:"bytes"`
	List   []string          `json:"list"`
	Map    map[string]int    `json:"map"`
	Net    netip.Prefix      `json:"net"`
	Ptr    *inner            `json:"ptr"`
	Maybe  string            `json:"maybe,omitempty"`
	None   []int             `json:"none,omitempty"`
	Zero   seal.Secret       `json:"zero,omitzero"`
	Raw    json.RawMessage   `json:"raw"`
	Nest   map[string][]bool `json:"nest"`
	Arr    [2]bool           `json:"arr,omitempty"`
	Struct inner             `json:"struct,omitempty"`
	inner
	skipped int
	Dash    string `json:"-"`
}

func full() sample {
	return sample{
		Zulu: "<a href=\"x\">\t\x01\b\f\n\ré\u2028</a>\\", Alpha: math.MinInt64, Big: math.MaxUint64,
		Secret: seal.NewSecret([]byte{1, 2, 255}), Bytes: []byte("raw"), List: []string{"b", "a"},
		Map: map[string]int{"b": 2, "a": 1, "é": 3, "B": 4}, Net: netip.MustParsePrefix("10.0.0.0/8"),
		Ptr: &inner{"x"}, Raw: json.RawMessage(`{"a":[1,true,null]}`), Nest: map[string][]bool{"k": {true, false}},
		inner: inner{"k"}, skipped: 9, Dash: "never",
	}
}

func TestEncodingIsCanonical(t *testing.T) {
	got, err := seal.Encode(full())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"alpha":-9223372036854775808,"arr":[false,false],"big":18446744073709551615,"bytes":"cmF3","kind":"k","list":["b","a"],` +
		`"map":{"B":4,"a":1,"b":2,"é":3},"nest":{"k":[true,false]},"net":"10.0.0.0/8","ptr":{"kind":"x"},` +
		`"raw":{"a":[1,true,null]},"secret":"AQL/","struct":{"kind":""},"zulu":"<a href=\"x\">\t\u0001\b\f\n\ré` + "\u2028" + `</a>\\"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var back sample
	if err := seal.Decode(got, &back); err != nil {
		t.Fatal(err)
	}
	orig := full()
	orig.skipped, orig.Dash = 0, ""
	if !reflect.DeepEqual(back, orig) {
		t.Errorf("got %+v", back)
	}
}

func TestDecodingRefusesEverySecondSpelling(t *testing.T) {
	type rec struct {
		ID   string      `json:"id"`
		N    int         `json:"n"`
		Note string      `json:"note,omitempty"`
		S    seal.Secret `json:"s"`
	}
	const good = `{"id":"x","n":1,"s":"AQ=="}`
	var r rec
	if err := seal.Decode([]byte(good), &r); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing":                   ``,
		"a space":                   `{"id": "x","n":1,"s":"AQ=="}`,
		"a trailing newline":        good + "\n",
		"a second value":            good + good,
		"trailing bytes":            good + "x",
		"another order":             `{"n":1,"id":"x","s":"AQ=="}`,
		"an unknown member":         `{"id":"x","n":1,"s":"AQ==","z":1}`,
		"a repeated member":         `{"id":"y","id":"x","n":1,"s":"AQ=="}`,
		"a miscased member":         `{"ID":"x","n":1,"s":"AQ=="}`,
		"a missing member":          `{"id":"x","s":"AQ=="}`,
		"an empty optional member":  `{"id":"x","n":1,"note":"","s":"AQ=="}`,
		"a needless escape":         `{"id":"\u0078","n":1,"s":"AQ=="}`,
		"a float":                   `{"id":"x","n":1.0,"s":"AQ=="}`,
		"an exponent":               `{"id":"x","n":1e0,"s":"AQ=="}`,
		"minus zero":                `{"id":"x","n":-0,"s":"AQ=="}`,
		"null for a text":           `{"id":null,"n":1,"s":"AQ=="}`,
		"invalid UTF-8":             "{\"id\":\"\xff\",\"n\":1,\"s\":\"AQ==\"}",
		"a number for a text":       `{"id":7,"n":1,"s":"AQ=="}`,
		"loose base64":              `{"id":"x","n":1,"s":"AR=="}`,
		"a secret that is no text":  `{"id":"x","n":1,"s":7}`,
		"a secret in another shape": `{"id":"x","n":1,"s":"?"}`,
		"cut off":                   good[:len(good)-1],
	} {
		t.Run(name, func(t *testing.T) {
			var r rec
			if err := seal.Decode([]byte(text), &r); err == nil {
				t.Errorf("accepted %q", text)
			}
		})
	}
}

func TestErrorsOfDecodingQuoteNothing(t *testing.T) {
	type rec struct {
		S seal.Secret `json:"s"`
		N int         `json:"n"`
	}
	for _, text := range []string{`{"n":"MARKER","s":""}`, `{"n":1,"s":"MARKER!"}`, `{"n":1,"s":{"MARKER":1}}`, `{"n":MARKER}`} {
		var r rec
		err := seal.Decode([]byte(text), &r)
		if err == nil || strings.Contains(err.Error(), "MARKER") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

type loud struct{}

func (loud) MarshalJSON() ([]byte, error) { return []byte("1"), nil }

type mute struct{}

func (mute) MarshalText() ([]byte, error) { return nil, errMute }

var errMute = json.Unmarshal([]byte("x"), new(any))

func TestEncodingRefusesWhatDoesNotComeBack(t *testing.T) {
	type loop struct {
		Next *loop `json:"next"`
	}
	endless := &loop{}
	endless.Next = endless
	for name, v := range map[string]any{
		"a float":                      1.5,
		"a float inside":               map[string]any{"x": float32(1)},
		"a time":                       time.Now(),
		"a type with its own encoding": loud{},
		"a text that is no UTF-8":      "\xff",
		"a key that is no UTF-8":       map[string]int{"\xff": 1},
		"a map with numbers as keys":   map[int]string{1: "x"},
		"a map with addresses as keys": map[netip.Addr]string{},
		"a channel":                    make(chan int),
		"a function inside":            []any{func() {}},
		"an option that changes the type": struct {
			A int `json:"a,string"`
		}{},
		"two members of one name":          twice(),
		"an embedded struct that is wrong": struct{ Embedded }{},
		"a loop":                           endless,
		"raw JSON with spaces":             json.RawMessage(`{ }`),
		"raw JSON with floats":             json.RawMessage(`1.5`),
		"a number with a point":            json.Number("1.5"),
		"a text type without text":         mute{},
		"a complex number":                 complex(1, 1),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := seal.Encode(v); err == nil {
				t.Errorf("got %s", got)
			}
		})
	}
}

// twice returns a struct that vet would not let us write.
func twice() any {
	n := reflect.TypeFor[int]()
	return reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: "A", Type: n, Tag: `json:"a"`}, {Name: "B", Type: n, Tag: `json:"a"`},
	})).Elem().Interface()
}

// Embedded has an option that is not supported.
type Embedded struct {
	A int `json:"a,string"`
}

func TestNilIsWrittenAsEmpty(t *testing.T) {
	got, err := seal.Encode(struct {
		L []string       `json:"l"`
		M map[string]int `json:"m"`
		P *int           `json:"p"`
		A any            `json:"a"`
		X [2]uint8       `json:"x"`
	}{})
	if want := `{"a":null,"l":[],"m":{},"p":null,"x":[0,0]}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := seal.Encode(nil); err != nil || string(got) != "null" {
		t.Errorf("got %s, %v", got, err)
	}
}

func FuzzDecode(f *testing.F) {
	b, _ := seal.Encode(full())
	f.Add(b)
	f.Add([]byte(`{"alpha":1}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s sample
		if seal.Decode(b, &s) == nil {
			again, err := seal.Encode(s)
			if err != nil || string(again) != string(b) {
				t.Fatalf("%q came back as %q, %v", b, again, err)
			}
		}
		var v any
		if seal.Decode(b, &v) == nil {
			if again, err := seal.Encode(v); err != nil || string(again) != string(b) {
				t.Fatalf("%q came back as %q, %v", b, again, err)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	text, _ := seal.Encode(full())
	b.ReportAllocs()
	for b.Loop() {
		var s sample
		if err := seal.Decode(text, &s); err != nil {
			b.Fatal(err)
		}
	}
}

// keyRecord has the shape of the record of which a vault holds most.
type keyRecord struct {
	ID        string   `json:"id"`
	Principal string   `json:"principal"`
	Name      string   `json:"name"`
	Env       string   `json:"env"`
	Tokens    []token  `json:"tokens"`
	Scopes    []string `json:"scopes"`
	Networks  []string `json:"networks"`
	NotBefore int64    `json:"not_before"`
	Expires   int64    `json:"expires"`
	State     string   `json:"state"`
}

type token struct {
	Public string `json:"public"`
	SHA256 string `json:"sha256"`
	Last4  string `json:"last4"`
	Made   int64  `json:"made"`
	Until  int64  `json:"until"`
}

func BenchmarkDecodeAKeyRecord(b *testing.B) {
	text, err := seal.Encode(keyRecord{
		ID: seal.NewID(), Principal: seal.NewID(), Name: "nightly export", Env: "live",
		Tokens: []token{{"a1b2c3d4", strings.Repeat("0123abcd", 8), "wxyz", 1790000000000, 0}},
		Scopes: []string{seal.NewID()}, Networks: []string{"10.0.0.0/8"}, Expires: 1790000000000, State: "active",
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		var k keyRecord
		if err := seal.Decode(text, &k); err != nil {
			b.Fatal(err)
		}
	}
}
