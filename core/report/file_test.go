package report_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/report"
)

func TestWriteFileWritesAllOrNothing(t *testing.T) {
	d := gather(t, sample("imp1"))
	dir := t.TempDir()
	path := filepath.Join(dir, "review.html")
	for range 2 { // the second time replaces the first
		w, err := report.WriteFile(path, report.FormHTML, d)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		if w.SHA256 != hex.EncodeToString(sum[:]) || w.Bytes != int64(len(b)) {
			t.Errorf("says %+v of %d bytes", w, len(b))
		}
	}
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	if _, err := report.WriteFile(dir, report.FormJSON, d); !fault.Is(err, fault.Invalid) {
		t.Errorf("a folder was taken for a file: %v", err)
	}
	if _, err := report.WriteFile(filepath.Join(dir, "missing", "x.html"), report.FormHTML, d); !fault.Is(err, fault.Invalid) {
		t.Errorf("a missing folder: %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("%d files left, %v", len(left), err)
	}
}

func TestFormsHaveNames(t *testing.T) {
	for _, f := range []report.Form{report.FormHTML, report.FormJSON} {
		if got, err := report.ParseForm(string(f)); err != nil || got != f {
			t.Errorf("%s: %v, %v", f, got, err)
		}
	}
	if _, err := report.ParseForm("docx"); !fault.Is(err, fault.Invalid) {
		t.Errorf("docx: %v", err)
	}
}
