package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"gatehouse/core/seal"
	"gatehouse/core/workspace"
	"gatehouse/storage"
)

// gatectl runs this program as a process of its own, in a world of its own.
func gatectl(t *testing.T, home string, env []string, args ...string) ([]byte, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := &exec.Cmd{Path: self, Args: append([]string{"gatectl"}, args...), Dir: home}
	cmd.Env = append([]string{
		"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state"), "XDG_CONFIG_HOME=" + filepath.Join(home, "config"), "PATH=" + os.Getenv("PATH"),
	}, env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if err != nil {
		err = fmt.Errorf("gatectl %v: %w: %s", args, err, errs.String())
	}
	return out.Bytes(), err
}

// TestNothingOfTheDemoCanBeReadFromItsFiles looks for every name, path, address and key of the demo
// in everything that is kept, after a good run and after runs that were killed.
func TestNothingOfTheDemoCanBeReadFromItsFiles(t *testing.T) {
	home := t.TempDir()
	dir := filepath.Join(home, "d")
	if _, err := gatectl(t, home, nil, "demo", "--dir", dir, "--lines", "5000"); err != nil {
		t.Fatal(err)
	}
	markers := secretsOf(t, dir)
	if len(leaks(t, []string{filepath.Join(dir, "access.log")}, markers)) == 0 {
		t.Fatal("the scan finds nothing in the log itself: it is blind")
	}
	own := append(kept(t, filepath.Join(home, "state")), kept(t, filepath.Join(home, "config"))...)
	for _, leak := range leaks(t, append(own, kept(t, dir)...), markers) {
		t.Error(leak)
	}
	for _, failpoint := range []string{"vault.before-commit", "import.after-segment", "import.before-record", "import.after-record", "bundle.after-archive"} {
		t.Run("killed at "+failpoint, func(t *testing.T) {
			home := t.TempDir()
			if _, err := gatectl(t, home, []string{"GATEHOUSE_FAILPOINT=" + failpoint}, "demo", "--dir", "d", "--lines", "5000"); err == nil {
				t.Fatalf("the run was not killed at %s", failpoint)
			}
			files := kept(t, home)
			if len(files) == 0 {
				t.Fatal("nothing was kept")
			}
			for _, leak := range leaks(t, files, markers) {
				t.Error(leak)
			}
		})
	}
}

// secretsOf collects the texts of at least eight bytes that no file may show.
func secretsOf(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	ws := openDemo(t, dir)
	in := ws.Input()
	for _, p := range in.Principals {
		all = append(all, p.Name, p.Email, p.Owner, p.Notes)
	}
	for _, r := range in.Roles {
		all = append(all, r.Name)
	}
	for _, a := range in.APIs {
		all = append(all, a.Name, a.Base)
		all = append(all, a.Hosts...)
	}
	for _, r := range in.Routes {
		all = append(all, r.Path)
	}
	for _, k := range in.Keys {
		all = append(all, k.Name, k.Reason)
		all = append(all, k.Networks...)
		for _, token := range k.Tokens {
			all = append(all, token.Public, token.SHA256)
		}
	}
	for _, l := range in.Limits {
		all = append(all, l.Name)
	}
	if err := ws.Close(); err != nil {
		t.Fatal(err)
	}
	password, err := os.ReadFile(filepath.Join(dir, "password.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return append(append(all, strings.TrimSpace(string(password))), loggedIn(t, filepath.Join(dir, "access.log"))...)
}

// openDemo opens the vault of a demo.
func openDemo(t *testing.T, dir string) *workspace.Workspace {
	t.Helper()
	seal.CheapForTests()
	password, err := os.ReadFile(filepath.Join(dir, "password.txt"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	ws, err := storage.Open(t.Context(), filepath.Join(dir, "halden.gate"), storage.Credentials{
		Admin: "ada", Password: seal.NewSecret(bytes.TrimSpace(password)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return ws
}

// loggedIn returns the addresses, targets and agents of a log.
func loggedIn(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := map[string]bool{}
	for s := bufio.NewScanner(f); s.Scan(); {
		var line struct {
			Addr  string `json:"remote_addr"`
			URI   string `json:"request_uri"`
			Agent string `json:"http_user_agent"`
			ID    string `json:"request_id"`
		}
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		seen[line.Addr], seen[line.URI], seen[line.Agent], seen[line.ID] = true, true, true, true
	}
	var all []string
	for s := range seen {
		all = append(all, s)
	}
	return all
}

// kept lists the files below a folder that are kept, not those that are made to be handed out.
func kept(t *testing.T, dir string) []string {
	t.Helper()
	handedOut := map[string]bool{"access.log": true, "planted.json": true, "review.html": true, "password.txt": true}
	var all []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil {
			return err
		}
		made := handedOut[d.Name()] || strings.HasPrefix(d.Name(), "halden-") || strings.HasPrefix(d.Name(), ".halden-")
		if !d.IsDir() && !made {
			all = append(all, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// leaks names each marker that stands in a file, plain or in an encoding of it.
func leaks(t *testing.T, files, markers []string) (found []string) {
	t.Helper()
	type form struct{ marker, as string }
	index := map[uint64][]form{} // by the first eight bytes
	texts := map[form][]byte{}
	for _, m := range markers {
		if len(m) < 8 {
			continue
		}
		for as, b := range encodings(m) {
			f := form{m, as}
			texts[f] = b
			k := binary.BigEndian.Uint64(b)
			index[k] = append(index[k], f)
		}
	}
	if len(texts) < 500 {
		t.Fatalf("only %d texts to look for", len(texts))
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+8 <= len(content); i++ {
			for _, f := range index[binary.BigEndian.Uint64(content[i:])] {
				if bytes.HasPrefix(content[i:], texts[f]) {
					found = append(found, fmt.Sprintf("%s holds %q (%s) at byte %d", name, f.marker, f.as, i))
				}
			}
		}
	}
	return found
}

// encodings returns a text as it could be hidden in a file.
func encodings(s string) map[string][]byte {
	var wide []byte
	for _, u := range utf16.Encode([]rune(s)) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	all := map[string][]byte{"plain": []byte(s), "utf-16": wide, "hex": []byte(hex.EncodeToString([]byte(s)))}
	for shift := range 3 { // base64 of the text at each of the three places in a group
		b := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), s...))
		from := []int{0, 2, 3}[shift]
		all[fmt.Sprintf("base64 at %d", shift)] = []byte(b[from : len(b)-2])
	}
	for as, b := range all {
		if len(b) < 8 {
			delete(all, as)
		}
	}
	return all
}
