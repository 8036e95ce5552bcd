package main

import (
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheReadmeSpeaksTheTruth types the README's main job into a shell.
func TestTheReadmeSpeaksTheTruth(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, ok := strings.Cut(string(text), "```\nexport GATEHOUSE_VAULT")
	block, _, ok2 := strings.Cut(block, "```")
	if !ok || !ok2 {
		t.Fatal("the README's main job is not where it was")
	}
	dir := t.TempDir()
	log := filepath.Join(dir, "access.log.gz")
	writeGzip(t, log, `203.0.113.9 - - [22/Nov/2026:10:00:00 +0000] "GET /shop/orders/7 HTTP/1.1" 401 12 "-" "curl/8"`+"\n")
	script := "set -e\nexport GATEHOUSE_VAULT" + strings.ReplaceAll(block, "/var/log/nginx/access.log.gz", log)
	script = strings.ReplaceAll(script, "\nopa run", "\n: opa run") // a real OPA starts in the conformance tests
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "gatectl")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + dir, "XDG_STATE_HOME=" + dir + "/state", "XDG_CONFIG_HOME=" + dir + "/config",
		"GATEHOUSE_PASSWORD=correct horse battery staple",
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"gh_live_", "401", "credentials_missing"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("nothing says %q:\n%s", want, out)
		}
	}
	for _, name := range []string{"acme.gate", "acme.tar.gz", "acme.opa.yaml", "review.html"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// writeGzip writes a compressed file.
func writeGzip(t *testing.T, name, text string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := gzip.NewWriter(f)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
