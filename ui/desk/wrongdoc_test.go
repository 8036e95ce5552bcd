package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// TestEveryWrongDocumentIsAnsweredWithWhatToDo goes into the wizard with what people choose by mistake.
func TestEveryWrongDocumentIsAnsweredWithWhatToDo(t *testing.T) {
	h, dir := newHouse(t)
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	big := file("big.yaml", "openapi: 3.0.3\n")
	if err := os.Truncate(big, 60<<20); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "documents")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	run := &runner.Steps{Time: uitest.Now}
	v := vm.NewAPIs(run, h)
	v.Start(t.Context())
	run.Settle()
	for name, c := range map[string]struct{ path, says, next string }{
		"no file":       {"", "Choose the file", "first."},
		"a file gone":   {filepath.Join(dir, "gone.yaml"), "The file gone.yaml cannot be read: there is none at", "choose another."},
		"a folder":      {folder, "\"documents\" is a folder", "choose the document in it."},
		"a picture":     {file("a.png", "\x89PNG\r\n\x1a\n\x00\x00"), "The file a.png: line 2: a byte 0x1a, which no text has", "choose a YAML or JSON file."},
		"the vault":     {filepath.Join(dir, "production.gate"), "The file production.gate: line 1: a byte 0x00", "choose a YAML or JSON file."},
		"packed":        {file("shop.yaml.gz", "\x1f\x8b\x08\x00"), "The file shop.yaml.gz: this is no OpenAPI document: it is packed with gzip", "unpack it first."},
		"60 MB":         {big, "The file big.yaml: the document has 62914560 bytes; at most 33554432", "split it by its paths."},
		"nothing in it": {file("empty.yaml", ""), "The file empty.yaml: this is no OpenAPI document: it is empty", "choose the file that holds the document."},
		"broken YAML":   {file("broken.yaml", "openapi: 3.0.3\ninfo:\n  title: x\n version: 1\n"), "The file broken.yaml: line 4: this is not well-formed YAML", "export the document again."},
		"Swagger 2.0":   {file("old.yaml", "info: {title: x}\nswagger: \"2.0\"\npaths: {/a: {get: {}}}\n"), "The file old.yaml: line 2: this is Swagger \"2.0\"", "with swagger2openapi or in the Swagger Editor."},
		"another YAML":  {file("pod.yaml", "kind: Pod\n"), "The file pod.yaml: this is no OpenAPI document: it has no member \"openapi\"", "choose the file that has one."},
		"twice":         {file("twice.yaml", shopDocument+"  /orders: {}\n"), "The file twice.yaml: line 8: \"/orders\" is given twice", "take one out."},
		"no paths":      {file("bare.yaml", "openapi: 3.1.0\ninfo: {title: x}\n"), "The file bare.yaml: the document has no paths", "choose the one that lists them."},
	} {
		v.BeginImport(vm.DocForm{})
		v.Importing().SetForm(vm.DocForm{Path: c.path, Name: "shop"})
		v.Importing().Next()
		run.Settle()
		w := v.Importing()
		if said := w.Trouble().Detail; w.Step() != vm.DocChoose || w.Busy() || w.Trouble().Ref != "" || !strings.HasPrefix(said, c.says) || !strings.HasSuffix(said, c.next) {
			t.Errorf("%s: step %d says %q", name, w.Step(), said)
		}
		w.SetForm(vm.DocForm{Path: file("shop.yaml", shopDocument), Name: "shop"}) // one goes on with the right one
		w.Next()
		run.Settle()
		if w.Step() != vm.DocPreview || w.Trouble().Title != "" {
			t.Errorf("%s: the right file afterwards leads to step %d, %+v", name, w.Step(), w.Trouble())
		}
		w.Leave()
	}
}
