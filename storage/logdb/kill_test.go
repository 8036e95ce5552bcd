package logdb_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/seal"
	"gatehouse/core/workspace"
	"gatehouse/storage"
	"gatehouse/storage/logdb"
)

// TestMain lets a test run this binary as a program that imports a log, so that it can be killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("LOGDB_TEST_IMPORT"); dir != "" {
		if err := importIn(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// importIn opens the vault in dir and imports dir/access.log.
func importIn(dir string) error {
	seal.CheapForTests()
	ws, err := openVault(dir)
	if err != nil {
		return err
	}
	defer ws.Close()
	o := intake.Options{Sources: []intake.Source{{Path: filepath.Join(dir, "access.log")}}}
	if _, err := os.Stat(filepath.Join(dir, "access.log.1")); err == nil {
		o.Sources = append(o.Sources, intake.Source{Path: filepath.Join(dir, "access.log.1")})
	}
	_, err = ws.Imports.Add(context.Background(), ws.Actor(), o, nil)
	return err
}

const (
	admin    = "olga"
	password = "maple ridge otter copper"
)

func openVault(dir string) (*workspace.Workspace, error) {
	return storage.Open(context.Background(), filepath.Join(dir, "acme.gate"), storage.Credentials{
		Admin: admin, Password: seal.NewSecret([]byte(password)), Device: &storage.Device{Dir: filepath.Join(dir, "device")},
	})
}

// makeVault makes a vault in a new folder with a log that holds two segments, rejected lines and
// something to find.
func makeVault(t *testing.T) (dir string) {
	t.Helper()
	seal.CheapForTests()
	dir = t.TempDir()
	ws, err := storage.Create(context.Background(), filepath.Join(dir, "acme.gate"), storage.Setup{
		Admin: admin, Password: seal.NewSecret([]byte(password)), Device: &storage.Device{Dir: filepath.Join(dir, "device")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.Close(); err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, dir: dir}
	content := append(b.log(90_000, 11), "not a line of a log\n"...)
	for i := range 30 {
		content = append(content, line(i, "/search?q=1%27%20UNION%20SELECT%20password%20FROM%20users--")...)
	}
	b.file("access.log", append(content, b.log(20_000, 12)...))
	return dir
}

// run imports in a process of its own and returns when it has ended.
func run(t *testing.T, dir, failpoint string, after time.Duration) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	if after > 0 {
		ctx, cancel = context.WithTimeout(context.Background(), after)
	}
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), "LOGDB_TEST_IMPORT="+dir, "GATEHOUSE_FAILPOINT="+failpoint)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	early := errors.Is(err, context.DeadlineExceeded) // before it had begun
	if err != nil && !early && (!errors.As(err, &exit) || exit.Exited()) {
		t.Fatalf("the import ended by itself: %v: %s", err, out)
	}
	if err == nil && failpoint != "" {
		t.Fatalf("the failpoint %s was not reached", failpoint)
	}
}

// outcome is what an import left, without what is random.
type outcome struct {
	events   []string
	findings []string
	rejects  []string
}

func outcomeOf(t *testing.T, ws *workspace.Workspace, store *logdb.Store, rec intake.Record) (o outcome) {
	t.Helper()
	ctx := context.Background()
	err := store.Scan(ctx, rec.ID, func(ev *auditlog.Event, at review.Position) error {
		o.events = append(o.events, fmt.Sprint(at, ev.Time, string(ev.Source), string(ev.Target), ev.Status))
		return nil
	})
	if err == nil {
		err = store.Findings(ctx, rec.Review, func(row []byte) error {
			o.findings = append(o.findings, strings.ReplaceAll(string(row), rec.ID, "IMPORT"))
			return nil
		})
	}
	if err == nil {
		err = ws.Imports.Rejects(ctx, rec.ID, 100, func(r intake.Reject) error {
			o.rejects = append(o.rejects, fmt.Sprint(r))
			return nil
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// settle opens the vault after a kill, resumes what was interrupted, and returns what came of it.
// The vault has to verify, and nothing may be there twice. When the import left nothing, it is
// begun anew.
func settle(t *testing.T, dir string) (outcome, string) {
	t.Helper()
	ctx := context.Background()
	ws, err := openVault(dir)
	if err != nil {
		t.Fatalf("opening the vault after the kill: %v", err)
	}
	defer ws.Close()
	state := "complete"
	if len(ws.Imports.List()) == 0 {
		broken, err := ws.Imports.Interrupted(ctx)
		switch {
		case err != nil || len(broken) > 1:
			t.Fatalf("interrupted imports: %v, %v", broken, err)
		case len(broken) == 1:
			state = fmt.Sprintf("resumed after %d segments", broken[0].Segment)
			_, err = ws.Imports.Resume(ctx, ws.Actor(), broken[0].ID, nil)
		default:
			state = "absent"
			o := intake.Options{Sources: []intake.Source{{Path: filepath.Join(dir, "access.log")}}}
			_, err = ws.Imports.Add(ctx, ws.Actor(), o, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	all := ws.Imports.List()
	if len(all) != 1 {
		t.Fatalf("there are %d imports", len(all))
	}
	store, err := logdb.OpenReadOnly(ctx, filepath.Join(dir, "acme.gate-logs"), ws.Vault)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if wrong, err := store.Check(ctx); err != nil || len(wrong) > 0 {
		t.Errorf("the evidence check found %q (%v)", wrong, err)
	}
	rep, err := storage.VerifyJournal(ctx, filepath.Join(dir, "acme.gate"), nil)
	if err != nil || !rep.OK() {
		t.Errorf("the journal does not verify: %+v, %v", rep, err)
	}
	return outcomeOf(t, ws, store, all[0]), state
}

// copyVault copies the files of a vault and its log.
func copyVault(t *testing.T, from string) (to string) {
	t.Helper()
	to = t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

func TestAKilledImportIsAbsentOrResumable(t *testing.T) {
	if testing.Short() {
		t.Skip("runs whole imports in processes of their own")
	}
	fresh := makeVault(t)
	whole := copyVault(t, fresh)
	began := time.Now()
	run(t, whole, "", 0)
	took := time.Since(began)
	want, state := settle(t, whole)
	if state != "complete" || len(want.events) != 110_030 || len(want.rejects) != 1 || len(want.findings) == 0 {
		t.Fatalf("without a kill: %s, %d events, %d rejected", state, len(want.events), len(want.rejects))
	}
	same := func(t *testing.T, dir string) {
		got, state := settle(t, dir)
		t.Log(state)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %d events, %d findings, %d rejected; want %d, %d, %d, or they differ",
				state, len(got.events), len(got.findings), len(got.rejects), len(want.events), len(want.findings), len(want.rejects))
		}
	}
	for _, failpoint := range []string{
		"import.before-segment", "import.after-segment", "review.before-rows", "review.after-rows", "import.before-record", "import.after-record",
	} {
		t.Run(failpoint, func(t *testing.T) {
			dir := copyVault(t, fresh)
			run(t, dir, failpoint, 0)
			same(t, dir)
		})
	}
	moments := 5
	if n, err := strconv.Atoi(os.Getenv("GATEHOUSE_KILL_ROUNDS")); err == nil {
		moments = n
	}
	for i := range moments {
		after := time.Duration(rand.Int64N(int64(took))) + time.Millisecond
		t.Run(fmt.Sprintf("random moment %d", i), func(t *testing.T) {
			dir := copyVault(t, fresh)
			run(t, dir, "", after)
			same(t, dir)
		})
	}
}

func TestAChangedFileIsNotResumed(t *testing.T) {
	for _, name := range []string{"access.log", "access.log.1"} {
		t.Run(name, func(t *testing.T) { changedFile(t, name) })
	}
}

// changedFile kills an import of a short file and a long one, changes one of them and resumes.
func changedFile(t *testing.T, name string) {
	dir := makeVault(t)
	b := &bench{t: t, dir: dir}
	b.file("access.log.1", []byte("10.0.0.9 - - [01/Nov/2026:10:00:00 +0000] \"GET /older HTTP/1.1\" 200 5 \"-\" \"-\"\n"))
	run(t, dir, "import.after-segment", 0)
	path := filepath.Join(dir, name)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[7] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	ws, err := openVault(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	broken, err := ws.Imports.Interrupted(context.Background())
	if err != nil || len(broken) != 1 || !broken[0].Resumable || broken[0].Segment != 1 {
		t.Fatalf("got %+v, %v", broken, err)
	}
	if _, err := ws.Imports.Resume(context.Background(), ws.Actor(), broken[0].ID, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want a conflict", err)
	}
	// Importing the changed file anew sweeps what was left of the old one.
	o := intake.Options{Sources: []intake.Source{{Path: path}}}
	if _, err := ws.Imports.Add(context.Background(), ws.Actor(), o, nil); err != nil {
		t.Fatal(err)
	}
	if broken, err := ws.Imports.Interrupted(context.Background()); err != nil || len(broken) != 0 {
		t.Errorf("got %+v, %v", broken, err)
	}
}
