package report_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/report"
)

func TestATableNeverBecomesAFormula(t *testing.T) {
	hostile := []string{`=cmd|' /C calc'!A0`, "+1+1", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1+1", "＝1", `say "hi", all`, "plain", ""}
	var b strings.Builder
	rows := [][]string{}
	for _, h := range hostile {
		rows = append(rows, []string{h, "x"})
	}
	if err := (report.Table{Columns: []string{"a", "b"}, Rows: rows}).CSV(&b); err != nil {
		t.Fatal(err)
	}
	back, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(back) != len(hostile)+1 {
		t.Fatalf("%d lines, %v", len(back), err)
	}
	for i, r := range back[1:] {
		if first := strings.TrimSpace(r[0]); first != "" && strings.ContainsAny(first[:1], "=+-@") || strings.HasPrefix(first, "＝") {
			t.Errorf("%q reaches a spreadsheet as %q", hostile[i], r[0])
		}
	}
	if !strings.HasPrefix(b.String(), "\"a\",\"b\"\r\n") || back[11][0] != "plain" || back[10][0] != `say "hi", all` {
		t.Errorf("got %q", b.String())
	}
}

func TestATableIsWrittenWholeAndReplacesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.json")
	table := report.Table{Format: "gatehouse-findings/1", Filter: "State open", Columns: []string{"check", "title"}, Rows: [][]string{{"INJ-01", "\x1b[2J=1"}, {"KEY-02", "b"}}}
	w, err := report.WriteTable(path, report.FormJSON, table)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	var doc struct {
		Format, Filter string
		Rows           []map[string]string
	}
	if err := json.Unmarshal(text, &doc); err != nil || len(doc.Rows) != 2 || doc.Rows[0]["title"] != "\x1b[2J=1" || doc.Filter != "State open" || w.Bytes != int64(len(text)) {
		t.Errorf("got %+v, %v", doc, err)
	}
	if st, _ := os.Stat(path); st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", st.Mode())
	}
	if _, err := report.WriteTable(path, report.FormCSV, table); fault.KindOf(err) != fault.Conflict {
		t.Errorf("over another file: %v", err)
	}
	if _, err := report.WriteTable(path+".x", "yaml", table); fault.KindOf(err) != fault.Invalid {
		t.Errorf("unknown form: %v", err)
	}
}
