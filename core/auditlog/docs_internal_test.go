package auditlog

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheDocumentedLogFormatIsUnderstood reads the log_format that docs/logs.md recommends.
func TestTheDocumentedLogFormatIsUnderstood(t *testing.T) {
	doc, err := os.ReadFile("../../docs/logs.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(doc), "log_format gatehouse")
	block, _, _ = strings.Cut(block, "```")
	var line strings.Builder
	for _, part := range regexp.MustCompile(`'([^']*)'`).FindAllStringSubmatch(block, -1) {
		line.WriteString(part[1])
	}
	names := regexp.MustCompile(`"(\w+)":"\$(\w+)"`).FindAllStringSubmatch(line.String(), -1)
	if len(names) != 17 {
		t.Errorf("the format has %d members, want 17", len(names))
	}
	values := map[string]string{"time_iso8601": "2026-03-04T07:25:02+00:00", "status": "200", "body_bytes_sent": "12", "request_time": "0.010"}
	text := line.String()
	for _, n := range names {
		if n[1] != n[2] || memberOf([]byte(n[1])) < 0 {
			t.Errorf("member %s of variable $%s is not understood", n[1], n[2])
		}
		value := values[n[1]]
		if value == "" {
			value = "x"
		}
		text = strings.Replace(text, "$"+n[1]+`"`, value+`"`, 1)
	}
	var e Event
	if err := newJSONParser().Parse([]byte(text), &e); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	want := FieldTime | FieldSource | FieldMethod | FieldTarget | FieldProto | FieldStatus | FieldBytesOut | FieldReferer | FieldUserAgent |
		FieldHost | FieldTLS | FieldDuration | FieldRequestID | FieldPrincipal | FieldKey | FieldReason | FieldRevision
	if e.Has != want {
		t.Errorf("it holds %v, want %v", e.Has, want)
	}
}
