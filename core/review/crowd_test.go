package review_test

import (
	"fmt"
	"testing"

	"gatehouse/core/review"
)

func TestACrowdOfClientsCostsTheTextOfLinesNotTheirHashes(t *testing.T) {
	var lines [][]byte
	refused := func(client string, second int) {
		lines = append(lines, fmt.Appendf(nil, `%s - - [03/Nov/2026:10:00:%02d +0000] "GET /orders/1 HTTP/1.1" 401 512 "-" "c/8"`, client, second))
	}
	for i := range 70_000 {
		refused(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255), 0)
	}
	for s := range 5 {
		refused("192.0.2.7", 1+s)
	}
	r := runLog(t, review.Config{}, lines)
	found := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Check != "AUTH-02" {
			continue
		}
		if found++; f.Source != "192.0.2.7" || f.Count != 5 || len(f.Evidence) != 5 || f.Detail != "5 × status 401" {
			t.Errorf("found %s: %d events, %d lines, %q", f.Source, f.Count, len(f.Evidence), f.Detail)
		}
		texts := 0
		for _, e := range f.Evidence {
			if e.SHA256 == "" {
				t.Errorf("line %d has no hash", e.Line)
			}
			if e.Raw != "" {
				texts++
			}
		}
		if texts == 0 || texts == 5 {
			t.Errorf("%d lines have their text; want that of the newest, and not all", texts)
		}
	}
	if found != 1 {
		t.Errorf("AUTH-02 was found %d times, want once", found)
	}
}
