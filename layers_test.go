package gatehouse_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors orders the packages of core: an import goes down, or stays on its floor where the package
// comment of the importer names the imported package.
var floors = [][]string{
	{"fault"},
	{"seal", "otp", "event", "job", "name"},
	{"login", "approval", "vault", "roster", "journal", "keyring"},
	{"directory", "enrolment", "catalog", "apikey", "signing", "ratelimit", "fleet", "policy", "auditlog"},
	{"bundle", "gateway", "review", "report", "leak", "access", "posture"},
	{"workspace", "demo"},
	{"agent", "delivery"},
}

// sharedModules are the third-party modules that more than one package may import, and why.
var sharedModules = map[string]string{
	"fyne.io/fyne/v2":               "the toolkit: all of ui",
	"github.com/spf13/cobra":        "one command a file, all in cmd/gatectl",
	"golang.org/x/crypto":           "argon2 and chacha20poly1305 are two primitives of one module",
	"golang.org/x/mod":              "the tree and the note of the journal; checkpoints elsewhere",
	"golang.org/x/text":             "normal forms of names and of passwords",
	"github.com/klauspost/compress": "zstd of logs coming in and of segments going out",
	"github.com/goccy/go-yaml":      "check files and, later, framework files",
	"modernc.org/sqlite":            "storage/sqlite opens; the driver's errors stay there",
}

// testOnlyModules may be imported by test files of any package.
var testOnlyModules = []string{"github.com/rogpeppe/go-internal", "pgregory.net/rapid", "fyne.io/fyne/v2"}

// source is one Go file of the module.
type source struct {
	pkg     string // import path without the leading "gatehouse/"
	file    string
	test    bool
	doc     string // the package comment, if the file holds it
	imports []string
}

// sources parses the imports of every file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	fset := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || name == "conformance") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		s := source{pkg: filepath.ToSlash(filepath.Dir(name)), file: filepath.ToSlash(name), test: strings.HasSuffix(name, "_test.go"), doc: f.Doc.Text()}
		for _, i := range f.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, p)
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("found %d files: the walk is broken", len(all))
	}
	return all
}

// within reports whether the import path p is the module or package root, or lies below it.
func within(p, root string) bool { return p == root || strings.HasPrefix(p, root+"/") }

// withinAny reports whether p lies within one of roots.
func withinAny(p string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return within(p, r) })
}

// floorOf returns the floor of a package of core and its name on it ("review" for core/review/sigma).
func floorOf(pkg string) (int, string, bool) {
	name, _, _ := strings.Cut(strings.TrimPrefix(pkg, "core/"), "/")
	for i, f := range floors {
		if slices.Contains(f, name) {
			return i, name, strings.HasPrefix(pkg, "core/")
		}
	}
	return 0, name, false
}

func TestCoreImportsNoDoorAndNoStorage(t *testing.T) {
	for _, s := range sources(t) {
		if !within(s.pkg, "core") || s.test {
			continue
		}
		for _, p := range s.imports {
			if withinAny(p, "gatehouse/ui", "gatehouse/storage", "gatehouse/cmd", "fyne.io", "database/sql", "modernc.org", "os/exec") {
				t.Errorf("%s imports %s", s.file, p)
			}
			if within(p, "net/http") && !withinAny(s.pkg, "core/agent", "core/delivery") {
				t.Errorf("%s imports %s", s.file, p)
			}
		}
	}
}

func TestCoreNeverReachesADoorTransitively(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./core/...")
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("listing dependencies: %v: %s", err, stderr.String())
	}
	for p := range strings.FieldsSeq(string(out)) {
		if withinAny(p, "fyne.io", "gatehouse/ui", "gatehouse/storage", "modernc.org/sqlite", "os/exec") {
			t.Errorf("core reaches %s", p)
		}
	}
}

func TestInsideCoreImportsGoDown(t *testing.T) {
	docs := map[string]string{}
	all := sources(t)
	for _, s := range all {
		if !s.test {
			docs[s.pkg] += s.doc
		}
	}
	for _, s := range all {
		if !within(s.pkg, "core") || s.test {
			continue
		}
		from, fromName, ok := floorOf(s.pkg)
		if !ok {
			t.Errorf("%s: package %s stands on no floor", s.file, s.pkg)
			continue
		}
		for _, p := range s.imports {
			if !within(p, "gatehouse/core") {
				continue
			}
			to, toName, ok := floorOf(strings.TrimPrefix(p, "gatehouse/"))
			switch {
			case !ok:
				t.Errorf("%s imports %s, which stands on no floor", s.file, p)
			case to > from:
				t.Errorf("%s imports %s, which is above it", s.file, p)
			case to == from && toName != fromName && !strings.Contains(docs[s.pkg], path.Base(p)):
				t.Errorf("%s imports %s on its own floor; its package comment must name it", s.file, p)
			}
		}
	}
}

func TestStorageAndViewsKeepApart(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, p := range s.imports {
			switch {
			case within(s.pkg, "storage") && withinAny(p, "gatehouse/ui", "fyne.io"):
				t.Errorf("%s: storage imports %s", s.file, p)
			case within(s.pkg, "ui") && withinAny(p, "gatehouse/storage", "gatehouse/cmd", "database/sql", "modernc.org"):
				t.Errorf("%s: ui imports %s", s.file, p)
			case within(s.pkg, "ui/vm") && within(p, "fyne.io"):
				t.Errorf("%s: a view-model imports %s", s.file, p)
			case within(p, "fyne.io/fyne/v2/app") && !within(s.pkg, "cmd/gatehouse"):
				t.Errorf("%s imports %s; only cmd/gatehouse may", s.file, p)
			}
		}
	}
}

func TestGoroutinesOfTheDesktopStartInRunner(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !within(s.pkg, "ui") || within(s.pkg, "ui/runner") {
			continue
		}
		for _, word := range []string{"go func", "fyne.Do(", "fyne.DoAndWait("} {
			if containsCode(t, s.file, word) {
				t.Errorf("%s says %q; only ui/runner may", s.file, word)
			}
		}
	}
}

func TestEachModuleHasOneImporter(t *testing.T) {
	importers := map[string][]string{}
	for _, s := range sources(t) {
		for _, p := range s.imports {
			first, _, _ := strings.Cut(p, "/")
			if !strings.Contains(first, ".") {
				continue // the standard library, or ours
			}
			if s.test && withinAny(p, testOnlyModules...) {
				continue
			}
			mod := moduleOf(p)
			if !slices.Contains(importers[mod], s.pkg) {
				importers[mod] = append(importers[mod], s.pkg)
			}
		}
	}
	for mod, pkgs := range importers {
		if len(pkgs) > 1 && sharedModules[mod] == "" {
			t.Errorf("%s is imported by %s: one package should own it, or sharedModules say why not", mod, strings.Join(pkgs, ", "))
		}
	}
}

// moduleOf returns the module of a third-party import path.
func moduleOf(p string) string {
	for _, prefix := range []string{"fyne.io/fyne/v2", "golang.org/x/", "modernc.org/", "pgregory.net/"} {
		if !strings.HasPrefix(p, prefix) {
			continue
		}
		if prefix == "fyne.io/fyne/v2" {
			return prefix
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(p, prefix), "/")
		return prefix + name
	}
	parts := strings.Split(p, "/")
	return strings.Join(parts[:min(3, len(parts))], "/")
}
