package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
)

// shootDocument draws the import of an OpenAPI document, and for the pictures what goes wrong and the
// smallest window, too.
func shootDocument(d *desk) {
	d.open()
	sizes := []string{""}
	if shooting() {
		sizes = append(sizes, "small-")
	}
	for _, size := range sizes {
		if size != "" {
			d.Window().Resize(smallest)
		}
		d.goTo(nav.APIs)
		d.action("Import an OpenAPI document…")
		d.still(size + "document-1")
		uitest.Fill(d.t, d.Window(), "/home/ada/openapi.yaml", "/home/ada/orders.yaml")
		if shooting() {
			d.opener.House.Fail = brokenDocument
			d.press("See what changes")
			d.still(size + "document-broken")
			d.opener.House.Fail = nil
		}
		d.press("See what changes")
		d.still(size + "document-2")
		uitest.Tap(d.t, d.Window(), "/orders")
		d.settle()
		d.still(size + "document-3")
		d.press("Import")
		d.still(size + "document-4")
		d.press("Done")
	}
}

// brokenDocument is the longest of what is said about a document.
var brokenDocument = fault.New(fault.Invalid, "the file orders-and-deliveries-2026.yaml: line 1204: this is not well-formed YAML: did not find expected ',' or '}'; mend the line or the one before it, or export the document again")

// TestADroppedDocumentReachesTheAPIsAndALogTheImports drops files on the window.
func TestADroppedDocumentReachesTheAPIsAndALogTheImports(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		want       string
	}{
		"YAML":                 {"shop.yaml", "openapi: 3.0.0", "APIs"},
		"JSON over lines":      {"shop.json", "{\n  \"openapi\": \"3.0.0\"\n}", "APIs"},
		"JSON in one line":     {"small.json", `{"openapi":"3.0.0","paths":{}}`, "APIs"},
		"a log of JSON lines":  {"access.json", "{\"status\":200}\n{\"status\":404}\n", "Imports"},
		"a log of one line":    {"one.json", "{\"status\":200}\n", "Imports"},
		"a log as text":        {"access.log", "x", "Imports"},
		"what is not there":    {"", "", "Imports"},
		"a document in a .txt": {"shop.txt", "openapi: 3.0.0", "Imports"},
	} {
		d := newDesk(t, uitest.Full(), "light")
		d.open()
		path := filepath.Join(t.TempDir(), "gone.json")
		if c.file != "" {
			path = filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d.Drop(path)
		d.settle()
		if got := d.Window().Title(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: reached %s, want %s", name, got, c.want)
		}
	}
}

// TestTheImportOfADocumentFindsRoom draws each step in the smallest window.
func TestTheImportOfADocumentFindsRoom(t *testing.T) {
	d := newDesk(t, uitest.Full(), "light")
	d.open()
	d.goTo(nav.APIs)
	d.action("Import an OpenAPI document…")
	fits := func(step string) {
		t.Helper()
		if m := d.Window().Content().MinSize(); m.Width > smallest.Width || m.Height > smallest.Height {
			t.Errorf("%s needs %v, there is room for %v", step, m, smallest)
		}
	}
	fits("choosing")
	uitest.Fill(t, d.Window(), "/home/ada/openapi.yaml", "/home/ada/orders.yaml")
	d.opener.House.Fail = brokenDocument
	d.press("See what changes")
	fits("what goes wrong")
	d.says("Something here is not right")
	d.opener.House.Fail = nil
	d.press("See what changes")
	uitest.Tap(t, d.Window(), "/orders")
	fits("the preview")
	d.says("Kept yours", "integer, from 1 to 50", "Nothing is changed yet.")
	d.press("Import")
	fits("the result")
	d.says("Imported", "gone, stay")
	d.press("Done")
	d.says("Document")
}
