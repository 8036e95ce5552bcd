package review_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
	"gatehouse/core/review/sigma"
	"pgregory.net/rapid"
)

// words are what random rules look for and random events hold.
var words = []string{"adm", "admin", "/Admin", "x.php", ".php", "a", "GET", "get", "10.1.2.3", "curl", "min", "*in*", "ad?in", "200", "404", "dmi", ""}

// randomRule writes a rule over five fields.
func randomRule(t *rapid.T) string {
	var b strings.Builder
	b.WriteString("title: T\nid: T-1\nlevel: low\ndetection:\n")
	n := rapid.IntRange(1, 3).Draw(t, "selections")
	for i := range n {
		fmt.Fprintf(&b, "  s%d:\n", i)
		seen := map[string]bool{}
		for range rapid.IntRange(1, 3).Draw(t, "fields") {
			key, value := randomMatch(t)
			if !seen[key] {
				seen[key] = true
				fmt.Fprintf(&b, "    %s: %s\n", key, value)
			}
		}
	}
	cond := rapid.SampledFrom([]string{"s0", "not s0", "1 of them", "all of s*", "s0 and not s0", "not (1 of s*)"}).Draw(t, "condition")
	fmt.Fprintf(&b, "  condition: %s\n", cond)
	return b.String()
}

// randomMatch writes one field with its values.
func randomMatch(t *rapid.T) (key, value string) {
	if rapid.IntRange(0, 3).Draw(t, "kind") == 0 {
		op := rapid.SampledFrom([]string{"", "|gt", "|gte", "|lt", "|lte"}).Draw(t, "op")
		n := rapid.SampledFrom([]int{200, 404, 500, 5000}).Draw(t, "number")
		if op == "" {
			return "sc-status", fmt.Sprintf("[%d, 403]", n)
		}
		return "sc-status" + op, strconv.Itoa(n)
	}
	field := rapid.SampledFrom([]string{"cs-uri", "cs-method", "cs-user-agent", "c-ip"}).Draw(t, "field")
	op := rapid.SampledFrom([]string{"", "|contains", "|startswith", "|endswith", "|contains|all", "|cased", "|contains|cased", "|re", "|exists", "null", "|cidr"}).Draw(t, "op")
	switch op {
	case "|exists":
		return field + op, strconv.FormatBool(rapid.Bool().Draw(t, "exists"))
	case "null":
		return field, "null"
	case "|cidr":
		return "c-ip|cidr", "10.0.0.0/8"
	case "|re":
		return field + op, rapid.SampledFrom([]string{"'adm+in'", "'(?i)ADMIN|curl'", "'^/'", "'x\\.php$'"}).Draw(t, "re")
	}
	var values []string
	for range rapid.IntRange(1, 3).Draw(t, "values") {
		if w := rapid.SampledFrom(words).Draw(t, "word"); w != "" {
			values = append(values, "'"+w+"'")
		}
	}
	if len(values) == 0 {
		values = []string{"'x'"}
	}
	return field + op, "[" + strings.Join(values, ", ") + "]"
}

// randomEvent makes an event and the same as a plain lookup.
func randomEvent(t *rapid.T) (auditlog.Event, sigma.Lookup) {
	text := func(name string) []byte {
		n := rapid.IntRange(0, 3).Draw(t, name)
		var b []byte
		for range n {
			b = append(b, strings.Trim(rapid.SampledFrom(words).Draw(t, name+" word"), "*?")...)
		}
		return b
	}
	e := auditlog.Event{Time: noon.UnixMilli(), BytesIn: -1, BytesOut: -1, BytesSent: -1}
	values := map[string]string{}
	for _, f := range []struct {
		name string
		dst  *[]byte
		bit  auditlog.Field
	}{
		{"cs-uri", &e.Target, auditlog.FieldTarget}, {"cs-method", &e.Method, auditlog.FieldMethod},
		{"cs-user-agent", &e.UserAgent, auditlog.FieldUserAgent}, {"c-ip", &e.Source, auditlog.FieldSource},
	} {
		e.Carried |= f.bit
		if v := text(f.name); len(v) > 0 {
			*f.dst, e.Has, values[f.name] = v, e.Has|f.bit, string(v)
		}
	}
	e.Carried |= auditlog.FieldStatus
	if s := rapid.SampledFrom([]int16{0, 200, 403, 404, 500}).Draw(t, "status"); s != 0 {
		e.Status, e.Has, values["sc-status"] = s, e.Has|auditlog.FieldStatus, strconv.Itoa(int(s))
	}
	return e, func(name string) (string, bool) { v, ok := values[name]; return v, ok }
}

func TestTheFastEvaluatorAgreesWithThePlainOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := randomRule(t)
		file, err := sigma.Parse("t.yml", []byte(src))
		if err != nil {
			t.Fatalf("%v in\n%s", err, src)
		}
		check, err := review.ParseCheck("t.yml", []byte(src))
		if err != nil {
			t.Fatalf("%v in\n%s", err, src)
		}
		e, err := review.NewEngine(review.Config{Checks: []*review.Check{check}})
		if err != nil {
			t.Fatalf("%v in\n%s", err, src)
		}
		w := e.Worker()
		for range 10 {
			ev, lookup := randomEvent(t)
			var chunk review.Chunk
			w.Enrich(&ev, nil, review.Position{Line: 1}, &chunk)
			seq := e.Sequencer()
			seq.Add(chunk.Rows)
			got, want := len(seq.Finish().Findings) > 0, file.Rules[0].Matches(lookup)
			if got != want {
				t.Fatalf("fast %v, plain %v for target %q method %q agent %q source %q status %d and\n%s",
					got, want, ev.Target, ev.Method, ev.UserAgent, ev.Source, ev.Status, src)
			}
		}
	})
}

func BenchmarkLiterals(b *testing.B) {
	for _, n := range []int{10, 2000} {
		var values []string
		for i := range n {
			values = append(values, fmt.Sprintf("/plugin-%d-%d/", i, i*i))
		}
		src := "title: T\nid: T-1\nlevel: low\ndetection:\n  s: {cs-uri|contains: ['" + strings.Join(values, "', '") + "']}\n  condition: s\n"
		check, err := review.ParseCheck("t.yml", []byte(src))
		if err != nil {
			b.Fatal(err)
		}
		w := mustEngine(b, review.Config{Checks: []*review.Check{check}}).Worker()
		ev := logged{method: "GET", target: "/api/v1/orders/4711/lines?expand=product&page=2", status: 200}.event()
		var chunk review.Chunk
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				chunk.Reset()
				w.Enrich(&ev, nil, review.Position{Line: 1}, &chunk)
			}
		})
	}
}
