package page_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"gatehouse/ui/page"
	"gatehouse/ui/theme"
	"gatehouse/ui/vm"
)

func TestALinkAndItsNoteShareTheWidthOfADrawer(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.Theme{Mode: theme.LightMode})
	for _, l := range []vm.Link{{Label: "a", Note: "b"}, {Label: "partner", Note: strings.Repeat("600 per minute, ", 9)}, {Label: strings.Repeat("long-", 30), Note: "20 per second"}, {Label: strings.Repeat("long-", 30), Note: strings.Repeat("note ", 30)}} {
		if w := page.LinkLine(l, "timer", func() {}).MinSize().Width; w > page.DrawerInner {
			t.Errorf("%.20s with %.20s needs %v of %v", l.Label, l.Note, w, page.DrawerInner)
		}
	}
}
