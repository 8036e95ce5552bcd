package ui_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"gatehouse/ui/nav"
	"gatehouse/ui/shell"
	"gatehouse/ui/uitest"
)

var update = flag.Bool("update", false, "write testdata/*.xml from the pages as they are now")

// embedded are the bytes of icons, which say nothing to a reader of a difference.
var embedded = regexp.MustCompile(` (?:rsc|url)="[^"]{80,}"`)

// TestPagesAreBuiltAsTheyWere compares what each page is built of, as markup, with what it was: a
// difference can be read line by line, and says more than two pictures. How an empty list and one that
// could not be read are built is the same on all pages.
func TestPagesAreBuiltAsTheyWere(t *testing.T) {
	for name, house := range map[string]func() *uitest.House{"empty": uitest.Empty, "full": uitest.Full, "error": failing} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, house(), "light")
			d.golden("welcome")
			d.open()
			for _, item := range shell.Items() {
				if name != "full" && item.Route != nav.Overview && item.Route != nav.Keys {
					continue
				}
				d.goTo(item.Route)
				if _, list := d.Page().(nav.Searcher); list && name == "full" {
					d.choose(0)
				}
				d.golden(item.Route.Page + "-" + name)
			}
		})
	}
}

// golden compares the window with its file, or writes the file.
func (d *desk) golden(name string) {
	d.t.Helper()
	got := embedded.ReplaceAllString(test.RenderToMarkup(d.Window().Canvas()), "")
	got = strings.ReplaceAll(got, "\t", " ")
	file := filepath.Join("testdata", name+".xml")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatalf("%v; write it with -update", err)
	}
	if got != string(want) {
		d.t.Errorf("%s is built otherwise; look at the difference, and write it with -update:\n%s", name, firstDifference(string(want), got))
	}
}

// firstDifference shows where two texts part.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		if i >= len(w) || i >= len(g) || w[i] != g[i] {
			line := func(of []string) string {
				if i < len(of) {
					return of[i]
				}
				return "(the end)"
			}
			return "- " + line(w) + "\n+ " + line(g)
		}
	}
	return ""
}
