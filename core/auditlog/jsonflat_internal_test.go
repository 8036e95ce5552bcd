package auditlog

import (
	"bufio"
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

// FuzzFlatReadsLikeTheGeneralParser holds the short way to the general one: same event, same
// refusal.
func FuzzFlatReadsLikeTheGeneralParser(f *testing.F) {
	for _, line := range labelledJSON(f) {
		f.Add([]byte(line))
	}
	for _, line := range []string{`{"a":1,}`, `{"status":1e3}`, `{"status":1.}`, `{"":""}`, `{"a":null`, `{"a" : "b" , "c":"d"} x`, `{"status":-5}`, `{"status":nul}`, "{\"a\":\"\x01\"}", `{"a":"b""c":1}`, `{}`, `{"ts":01}`, `{"ts":1.5.2}`,
		`{"a":"\u12"}`, `{"a":"\ud83d\ude00"}`, `{"a":"\ud83d"}`, `{"a":"\x22"}`, `{"a":"\\"}`, `{"a":"\\\""}`, `{"a":"b\`} {
		f.Add([]byte(line))
	}
	short, general := newJSONParser(), newJSONParser()
	general.slow = true
	f.Fuzz(func(t *testing.T, line []byte) {
		var a, b Event
		errA, errB := short.Parse(line, &a), general.Parse(line, &b)
		if errA != errB {
			t.Fatalf("%q: the short way says %v, the general parser %v", line, errA, errB)
		}
		if errA == nil && !reflect.DeepEqual(a, b) {
			t.Fatalf("%q:\nshort   %+v\ngeneral %+v", line, a, b)
		}
	})
}

func labelledJSON(t testing.TB) []string {
	t.Helper()
	file, err := os.Open("testdata/nginx_json.labels.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var lines []string
	s := bufio.NewScanner(file)
	for s.Scan() {
		var l struct{ Line string }
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l.Line)
	}
	return lines
}
