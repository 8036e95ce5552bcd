package assets_test

import (
	"os"
	"strings"
	"testing"

	"gatehouse/assets"
)

func TestEverythingInsideHasItsLicence(t *testing.T) {
	of := map[string]string{}
	for _, l := range assets.Licences() {
		for _, name := range strings.Split(l.Of, ", ") {
			of[name] = l.Text
		}
		if len(l.Text) < 200 || !strings.Contains(strings.ToLower(l.Text), "copyright") {
			t.Errorf("the licence of %s is no licence: %q", l.Of, l.Text[:min(80, len(l.Text))])
		}
	}
	for _, name := range []string{"Inter", "JetBrains Mono", "Lucide", "fyne.io/fyne/v2", "modernc.org/sqlite", "github.com/pquerna/otp", "github.com/boombuler/barcode", "Go standard library"} {
		if of[name] == "" {
			t.Errorf("%s has no licence", name)
		}
	}
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for name := range of {
		if strings.Contains(name, "/") && !strings.Contains(string(mod), name+" ") {
			t.Errorf("%s is no module of this program any more", name)
		}
	}
}
