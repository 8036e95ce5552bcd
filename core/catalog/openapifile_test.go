package catalog_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
)

func TestAFileThatIsNoDocumentIsNamed(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, size int64, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if size > 0 {
			if err := os.Truncate(path, size); err != nil { // 60 MB that take no room
				t.Fatal(err)
			}
		}
		return path
	}
	for name, c := range map[string]struct {
		path string
		kind fault.Kind
		want string
	}{
		"none":         {filepath.Join(dir, "nothing.yaml"), fault.NotFound, "the file nothing.yaml cannot be read: there is none at " + dir + "; choose another"},
		"a folder":     {dir, fault.Invalid, "is a folder; choose the document in it"},
		"below a file": {filepath.Join(file("plain", 0, "x"), "shop.yaml"), fault.Invalid, "the file shop.yaml cannot be read: not a directory; choose another"},
		"a device":     {os.DevNull, fault.Invalid, "is no ordinary file"},
		"60 MB":        {file("big.yaml", 60<<20, ""), fault.Invalid, "the file big.yaml: the document has 62914560 bytes; at most 33554432 are allowed (32 MiB): leave out its examples"},
		"broken":       {file("broken.yaml", 0, "openapi: 3.0.3\ninfo: {title: x\npaths:\n"), fault.Invalid, "the file broken.yaml: line 3: this is not well-formed YAML"},
	} {
		if runtime.GOOS == "windows" && (name == "below a file" || name == "a device") {
			continue // it has other words for both
		}
		_, err := catalog.ReadOpenAPIFile(c.path)
		if fault.KindOf(err) != c.kind || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if d, err := catalog.ReadOpenAPIFile(file("shop.yaml", 0, "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n  /a: {get: {}}\n")); err != nil || d.Title != "Shop" {
		t.Errorf("got %+v, %v", d, err)
	}
}
