package logdb

import (
	"context"
	"path/filepath"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/review/intake"
	"gatehouse/core/review/intake/intaketest"
	"gatehouse/core/vault/vaulttest"
)

func TestAFullDiskLeavesNothing(t *testing.T) {
	ctx, v, dir := context.Background(), vaulttest.New(t), t.TempDir()
	s, err := Open(ctx, filepath.Join(dir, "acme.gate-logs"), v)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	path := filepath.Join(dir, "access.log")
	if err := intaketest.File(path, 100_000, 1); err != nil {
		t.Fatal(err)
	}
	// Room for one segment, as SQLite sees it.
	if _, err := s.db.Writer().Exec("PRAGMA max_page_count = 400"); err != nil {
		t.Fatal(err)
	}
	imports := intake.New(v, s, nil, nil)
	o := intake.Options{Sources: []intake.Source{{Path: path}}}
	seq := v.Seq()
	if _, err := imports.Add(ctx, v.Actor(), o, nil); !fault.Is(err, fault.Full) {
		t.Errorf("got %v, want full", err)
	}
	if n, err := s.Rows(ctx); err != nil || n != 0 || v.Seq() != seq {
		t.Errorf("%d rows and %d entries are left (%v)", n, v.Seq()-seq, err)
	}
	if _, err := s.db.Writer().Exec("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if _, err := imports.Add(ctx, v.Actor(), o, nil); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
