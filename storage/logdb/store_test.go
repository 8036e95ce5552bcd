package logdb_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/review/intake/intaketest"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
	"gatehouse/storage/logdb"
)

// bench is a vault with its evidence file and the services on both.
type bench struct {
	t       testing.TB
	dir     string
	v       *vault.Vault
	store   *logdb.Store
	imports *intake.Service
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir(), v: vaulttest.New(t)}
	b.open()
	return b
}

// judged makes imports be judged by a policy, as they are in earnest.
func (b *bench) judged() {
	b.t.Helper()
	current, err := intaketest.Policy()
	if err != nil {
		b.t.Fatal(err)
	}
	b.imports = intake.New(b.v, b.store, func(context.Context, string) (review.PolicySource, error) {
		return review.NewTimeline(nil, current), nil
	}, nil)
}

func (b *bench) path() string { return filepath.Join(b.dir, "acme.gate-logs") }

// open opens the evidence file, for the first time or again.
func (b *bench) open() {
	b.t.Helper()
	if b.store != nil {
		if err := b.store.Close(); err != nil {
			b.t.Fatal(err)
		}
	}
	store, err := logdb.Open(context.Background(), b.path(), b.v)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { store.Close() })
	b.store = store
	b.imports = intake.New(b.v, store, nil, nil)
}

// file writes a file and returns its name.
func (b *bench) file(name string, content []byte) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// logs are the logs that were made already.
var logs = map[[2]uint64][]byte{}

// log returns n lines of a combined log.
func (b *bench) log(n int, seed uint64) []byte {
	b.t.Helper()
	key := [2]uint64{uint64(n), seed}
	if logs[key] == nil {
		var buf bytes.Buffer
		if err := intaketest.Combined(&buf, n, seed); err != nil {
			b.t.Fatal(err)
		}
		logs[key] = slices.Clip(buf.Bytes())
	}
	return logs[key]
}

func (b *bench) add(paths ...string) (intake.Summary, error) {
	var o intake.Options
	for _, p := range paths {
		o.Sources = append(o.Sources, intake.Source{Path: p})
	}
	return b.imports.Add(context.Background(), b.v.Actor(), o, nil)
}

func (b *bench) mustAdd(paths ...string) intake.Summary {
	b.t.Helper()
	sum, err := b.add(paths...)
	if err != nil {
		b.t.Fatal(err)
	}
	return sum
}

// empty fails unless the evidence file and the vault hold nothing of an import.
func (b *bench) empty() {
	b.t.Helper()
	if all := b.imports.List(); len(all) != 0 {
		b.t.Errorf("there are %d imports", len(all))
	}
	if n, err := b.store.Rows(context.Background()); err != nil || n != 0 {
		b.t.Errorf("the evidence file holds %d rows (%v)", n, err)
	}
}

// BenchmarkImport measures a whole import of combined lines, with policy, all checks and sealed storage, of
// as many lines as GATEHOUSE_BENCH_LINES says (200,000 by default). It reports lines a second and
// the bytes that a line takes in the evidence file.
func BenchmarkImport(b *testing.B) {
	lines := 200_000
	if n, err := strconv.Atoi(os.Getenv("GATEHOUSE_BENCH_LINES")); err == nil {
		lines = n
	}
	path := filepath.Join(b.TempDir(), "access.log")
	if err := intaketest.File(path, lines, 1); err != nil {
		b.Fatal(err)
	}
	size := int64(0)
	var took time.Duration
	for b.Loop() {
		b.StopTimer()
		t := newBench(b)
		t.judged()
		b.StartTimer()
		began := time.Now()
		if sum := t.mustAdd(path); sum.Events != uint64(lines) {
			b.Fatalf("imported %d events of %d lines", sum.Events, lines)
		}
		took += time.Since(began)
		size = t.store.Size()
	}
	b.ReportMetric(float64(lines)*float64(b.N)/took.Seconds(), "lines/s")
	b.ReportMetric(float64(size)/float64(lines), "bytes/line")
}

// BenchmarkScan measures reading all stored events back, whole: what a review of stored events costs
// before any check.
func BenchmarkScan(b *testing.B) {
	t := newBench(b)
	const n = 200_000
	sum := t.mustAdd(t.file("access.log", t.log(n, 1)))
	for b.Loop() {
		rows := 0
		err := t.store.Scan(context.Background(), sum.ID, func(*auditlog.Event, review.Position) error {
			rows++
			return nil
		})
		if err != nil || rows != n {
			b.Fatalf("%d rows, %v", rows, err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
