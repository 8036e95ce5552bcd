package applog_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/seal"
	"gatehouse/storage/applog"
)

func TestTheLogNamesNobody(t *testing.T) {
	secrets := []string{
		"/home/ada/acme.gate", "acme.gate", "gh_live_ab12cd34_0123456789", "203.0.113.24", "2001:db8::1:2:3", "ada@halden.example",
		`principal "ines.halvorsen"`, "C:\\Users\\ada\\x", "../logs/access.log", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	}
	var b bytes.Buffer
	log := applog.New(&b)
	for _, s := range secrets {
		log.Error("unexpected failure", "error", errors.New("opening "+s+": disk I/O error"), "name", s)
	}
	log.Error("unexpected failure", "password", seal.NewSecret([]byte("marker-secret")))
	text := b.String()
	for _, s := range append(secrets, "marker-secret", "ines", "ada", "halden") {
		if strings.Contains(text, s) {
			t.Errorf("the log holds %q:\n%s", s, text)
		}
	}
	if !strings.Contains(text, "disk I/O error") || !strings.Contains(text, "unexpected failure") {
		t.Errorf("the log says too little:\n%s", text)
	}
}

func TestDebugIsNotWritten(t *testing.T) {
	var b bytes.Buffer
	applog.New(&b).Debug("principal ines", slog.Int("n", 1))
	if b.Len() != 0 {
		t.Errorf("debug records reach the log: %s", &b)
	}
}

func TestALongLogIsRotatedOnce(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", dir)
	name := filepath.Join(dir, "gatehouse", "gatectl.log")
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Repeat([]byte("x"), applog.Limit+1), 0o600); err != nil {
		t.Fatal(err)
	}
	log, done, err := applog.Open("gatectl")
	if err != nil {
		t.Fatal(err)
	}
	log.Error("after the rotation")
	done()
	if st, err := os.Stat(name); err != nil || st.Size() > 200 || st.Mode().Perm() != 0o600 {
		t.Errorf("the new log: %v, %v", st, err)
	}
	if st, err := os.Stat(name + ".1"); err != nil || st.Size() != applog.Limit+1 {
		t.Errorf("the old log: %v, %v", st, err)
	}
}

func TestWithoutAPlaceTheProgramStillRuns(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_STATE_HOME", file)
	log, done, err := applog.Open("gatectl")
	if err == nil {
		t.Error("a log under a file was opened")
	}
	log.Error("goes nowhere")
	done()
}
