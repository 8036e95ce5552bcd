//go:build linux || darwin

package logdb_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"gatehouse/core/review/intake/intaketest"
)

// BenchmarkImportBesideLnav imports the same file as lnav indexes and counts, one after the other,
// several times, with policy, all checks and sealed storage: 2,000,000 combined lines, or as many as GATEHOUSE_BENCH_LINES says. It reports the
// best run of both, our processor time a line, which a busy machine does not change much, and this
// process's peak memory. Without lnav it reports ours alone.
func BenchmarkImportBesideLnav(b *testing.B) {
	lines := 2_000_000
	if n, err := strconv.Atoi(os.Getenv("GATEHOUSE_BENCH_LINES")); err == nil {
		lines = n
	}
	path := filepath.Join(b.TempDir(), "access.log")
	if err := intaketest.File(path, lines, 1); err != nil {
		b.Fatal(err)
	}
	lnav, lnavErr := exec.LookPath("lnav")
	var ours, theirs, cpu time.Duration
	for b.Loop() {
		t := newBench(b)
		t.judged()
		used, began := cpuTime(), time.Now()
		if sum := t.mustAdd(path); sum.Events != uint64(lines) {
			b.Fatalf("imported %d events of %d lines", sum.Events, lines)
		}
		best(&ours, time.Since(began))
		best(&cpu, cpuTime()-used)
		t.store.Close()
		if lnavErr != nil {
			continue
		}
		cmd := exec.Command(lnav, "-n", "-c", ";SELECT count(*) FROM access_log", path)
		cmd.Env = append(os.Environ(), "HOME="+t.dir, "TERM=dumb")
		began = time.Now()
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), strconv.Itoa(lines)) {
			b.Fatalf("lnav: %v: %s", err, out)
		}
		best(&theirs, time.Since(began))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(lines)/ours.Seconds(), "lines/s")
	if theirs > 0 {
		b.ReportMetric(float64(lines)/theirs.Seconds(), "lnav-lines/s")
	}
	b.ReportMetric(float64(cpu.Nanoseconds())/float64(lines), "cpu-ns/line")
	b.ReportMetric(peakMiB(), "peak-MiB")
}

func best(d *time.Duration, run time.Duration) {
	if *d == 0 || run < *d {
		*d = run
	}
}

// cpuTime returns the processor time that this process has used.
func cpuTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// peakMiB returns the most memory that this process ever held, as Linux tells it.
func peakMiB() float64 {
	raw, err := os.ReadFile("/proc/self/status")
	if err == nil {
		for l := range strings.Lines(string(raw)) {
			if f := strings.Fields(l); len(f) > 1 && f[0] == "VmHWM:" {
				kib, _ := strconv.ParseFloat(f[1], 64)
				return kib / 1024
			}
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / (1 << 20)
}
