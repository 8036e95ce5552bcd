package auditlog_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/auditlog"
)

// label is one line of testdata/*.labels.jsonl: a log line with the event it is, or with the
// reason why it is none. The lines were composed from the values beside them, not by parsing.
type label struct {
	Line   string
	Event  map[string]any
	Reject string
}

func readLabels(t testing.TB, format auditlog.Format) []label {
	t.Helper()
	var labels []label
	for _, row := range readLines(t, filepath.Join("testdata", string(format)+".labels.jsonl")) {
		d := json.NewDecoder(strings.NewReader(row))
		d.UseNumber()
		var l label
		if err := d.Decode(&l); err != nil {
			t.Fatal(err)
		}
		labels = append(labels, l)
	}
	return labels
}

func TestEveryLabelledLineIsReadAsItsLabelSays(t *testing.T) {
	for _, format := range auditlog.Formats() {
		t.Run(string(format), func(t *testing.T) {
			labels := readLabels(t, format)
			if len(labels) < 200 {
				t.Errorf("%d labelled lines, want 200 at least", len(labels))
			}
			p, err := auditlog.NewParser(format)
			if err != nil {
				t.Fatal(err)
			}
			for i, l := range labels {
				var e auditlog.Event
				err := p.Parse([]byte(l.Line), &e)
				switch {
				case l.Reject != "":
					if err == nil || err.Error() != l.Reject {
						t.Errorf("line %d: got %v, want %q: %s", i+1, err, l.Reject, l.Line)
					}
				case err != nil:
					t.Errorf("line %d: %v: %s", i+1, err, l.Line)
				default:
					compareExactly(t, fmt.Sprintf("line %d", i+1), l, flat(t, &e))
				}
			}
		})
	}
}

// compareExactly wants the same members with the same values, no more and no less.
func compareExactly(t *testing.T, where string, l label, got map[string]any) {
	t.Helper()
	delete(got, "log.offset")
	for name, w := range l.Event {
		if g, ok := got[name]; !ok || fmt.Sprint(g) != fmt.Sprint(w) {
			t.Errorf("%s: %s is %v, want %v: %s", where, name, g, w, l.Line)
		}
	}
	for name, g := range got {
		if _, ok := l.Event[name]; !ok {
			t.Errorf("%s: %s is %v, want it absent: %s", where, name, g, l.Line)
		}
	}
}

func TestDetectTellsTheLabelledFormats(t *testing.T) {
	for _, format := range auditlog.Formats() {
		var head []byte
		good := 0
		labels := readLabels(t, format)
		for _, l := range labels {
			head = append(append(head, l.Line...), '\n')
			if l.Reject == "" {
				good++
			}
		}
		got, err := auditlog.Detect(head)
		if err != nil {
			t.Fatal(err)
		}
		if got.Format != format || got.Matched != good {
			t.Errorf("%s was taken for %s; %d lines matched, want %d", format, got.Format, got.Matched, good)
		}
	}
}
