package ui_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// shootRoute draws a route's drawer and forms in the smallest window, and for the pictures as wide as one
// has them, too.
func shootRoute(d *desk) {
	d.open()
	sizes := []string{"small-"}
	if shooting() {
		sizes = []string{"", "small-"}
	}
	for _, size := range sizes {
		if size != "" {
			d.Window().Resize(smallest)
		}
		d.goTo(nav.APIs)
		d.showRoute("/orders/{id}")
		d.still(size + "route")
		d.press("Rules…")
		d.still(size + "route-rules")
		d.closeOver()
		d.press("Path…")
		d.still(size + "route-path")
		d.closeOver()
		d.press("Add…")
		d.still(size + "route-parameter")
		d.spoilParameter()
		d.press("Add parameter")
		d.still(size + "route-parameter-refused")
		d.closeOver()
		d.press("All routes")
		d.still(size + "api")
	}
}

// showRoute opens the drawer of a route of Orders.
func (d *desk) showRoute(path string) {
	d.t.Helper()
	d.goTo(nav.API("a1"))
	uitest.Tap(d.t, d.Window(), path)
	d.settle()
}

// spoilParameter fills the form of a parameter with what it cannot take, in every field.
func (d *desk) spoilParameter() {
	d.t.Helper()
	for hint, text := range map[string]string{"As callers send it, like limit": "a b", "None; or uuid, date-time": "date time", "None; or ^[A-Z]{2}[0-9]+$": "^(?=[a-z]+)[0-9]+$", "Any value; or one a line": strings.Repeat("x", 300)} {
		uitest.Field(d.t, d.Window(), hint).SetText(text)
	}
	uitest.Find[*widgets.Picker](d.t, d.Window(), 1).Pick("array")
	for i := range 4 {
		uitest.Find[*widgets.Entry](d.t, d.Window(), 3+i).SetText("some")
	}
	d.settle()
}

// TestTheFormOfAParameterNeverGrowsOutOfTheWindow fills it with mistakes in the smallest window.
func TestTheFormOfAParameterNeverGrowsOutOfTheWindow(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.Window().Resize(smallest)
	d.showRoute("/orders/{id}")
	d.press("Add…")
	d.spoilParameter()
	d.press("Add parameter")
	d.says("Format \"date time\" is none; write one such as uuid or date-time.", "Add parameter")
	if h, room := d.Window().Canvas().Overlays().Top().MinSize().Height, d.Window().Canvas().Size().Height; h > room {
		t.Errorf("the dialog is %v high, the window %v", h, room)
	}
	// The keys bring into sight what is scrolled away, at the end and at the beginning.
	scroll := uitest.Find[*container.Scroll](t, d.Window(), 0)
	values, name := uitest.Field(t, d.Window(), "Any value; or one a line"), uitest.Field(t, d.Window(), "As callers send it, like limit")
	for _, e := range []*widgets.Entry{values, name} {
		d.Window().Canvas().Focus(e)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject
		if top := at(e).Y - at(scroll).Y; top < 0 || top+e.Size().Height > scroll.Size().Height {
			t.Errorf("%q has the keys at %v of %v", e.PlaceHolder, top, scroll.Size().Height)
		}
	}
}

// TestParametersAreEditedByTheKeysAlone goes from the drawer into the form and back, adds one and takes
// it away again; the keys stay where they were.
func TestParametersAreEditedByTheKeysAlone(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.showRoute("/orders/{id}")
	c := d.Window().Canvas()
	press := func(names ...fyne.KeyName) {
		for _, n := range names {
			c.Focused().TypedKey(&fyne.KeyEvent{Name: n})
			d.settle()
		}
	}
	has := func(label string) {
		t.Helper()
		if b, ok := c.Focused().(*widgets.Button); !ok || b.Label+b.Tip != label {
			t.Errorf("the keys are at %+v, not at %q", c.Focused(), label)
		}
	}
	for range 60 { // to the button, past everything before it
		if b, ok := c.Focused().(*widgets.Button); ok && b.Label == "Add…" {
			break
		}
		c.(interface{ FocusNext() }).FocusNext()
	}
	has("Add…")
	press(fyne.KeyReturn)
	d.says("Add a parameter")
	press(fyne.KeyEscape)
	d.saysNot("Add a parameter")
	has("Add…")
	press(fyne.KeyReturn)
	for _, r := range "page" {
		c.Focused().TypedRune(r)
	}
	press(fyne.KeyReturn)
	d.saysNot("Add a parameter")
	d.says("page")
	has("Add…")
	if n := len(h.AllAPIs[0].Routes[1].Parameters); n != 4 {
		t.Errorf("the route declares %d parameters", n)
	}
	for range 60 {
		if b, ok := c.Focused().(*widgets.Button); ok && b.Tip == "Edit parameter page" {
			break
		}
		c.(interface{ FocusNext() }).FocusNext()
	}
	has("Edit parameter page")
	press(fyne.KeyReturn)
	d.says("Edit parameter “page”")
	for range 5 { // place, name … values: Tab goes on from several lines, too
		c.(interface{ FocusNext() }).FocusNext()
	}
	press(fyne.KeyEscape)
	has("Edit parameter page")
	c.(interface{ FocusNext() }).FocusNext()
	has("Remove parameter page")
	press(fyne.KeySpace)
	has("Add…")
	d.saysNot("page")
	if n := len(h.AllAPIs[0].Routes[1].Parameters); n != 3 {
		t.Errorf("the route declares %d parameters", n)
	}
	d.action("Undo")
	d.says("page")
}

// TestALimitIsBegunFromTheRouteThatItIsFor leads from a drawer without limits to the form of a new one,
// and from the limit that was made to its page.
func TestALimitIsBegunFromTheRouteThatItIsFor(t *testing.T) {
	h := uitest.Full()
	h.AllLimits = nil
	d := newDesk(t, h).open()
	d.showRoute("/refunds")
	d.says("None counts here: as many requests as the", "gateway can take.")
	d.press("Add limit…")
	d.says("New rate limit", "600 requests a minute for each key, at most 600 at once, on Orders", "/refunds.")
	uitest.Fill(t, d.Window(), "A short name, like partner-burst", "refund-burst")
	d.press("Add limit")
	if l := h.AllLimits; len(l) != 1 || l[0].API != "a1" || l[0].Match != "/refunds" {
		t.Fatalf("got %+v", l)
	}
	d.action("Back")
	d.says("/refunds", "refund-burst", "600 per minute, each key")
	d.press("refund-burst")
	d.says("Rate limits", "Counts", "History")
	d.saysNot("Methods")
	d.goTo(nav.API("a1"))
	d.says("refund-burst")
}

// TestADocumentIsImportedFromAnywhereByOneKey presses what the menu, the palette and the sheet name.
func TestADocumentIsImportedFromAnywhereByOneKey(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.goTo(nav.Journal)
	found := 0
	for _, a := range d.Actions() {
		if a.Key == "Ctrl+Shift+I" && a.ID == "apis.import" {
			found++
		}
	}
	for _, m := range d.Window().MainMenu().Items {
		for _, i := range m.Items {
			if i.Label == "Import an OpenAPI document…" && i.Shortcut != nil {
				found++
				i.Action()
				d.settle()
			}
		}
	}
	if found != 2 {
		t.Errorf("found it %d times, want in the registry and in the menu", found)
	}
	d.says("Import an OpenAPI document")
	d.action("Keyboard shortcuts")
	d.says("Import an OpenAPI document…")
}

// TestARouteIsReachedByItsPath finds it in the palette, leaves it and comes back.
func TestARouteIsReachedByItsPath(t *testing.T) {
	d := newDesk(t, uitest.Full()).open()
	d.action("Search or run a command")
	c := d.Window().Canvas()
	for _, r := range "/invoices/" {
		c.Focused().TypedRune(r)
	}
	d.settle()
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	d.settle()
	d.says("All routes", "/invoices/{id}/pdf", "Parameters")
	d.goTo(nav.Journal)
	d.action("Back")
	d.says("All routes", "/invoices/{id}/pdf")
}

// TestWhatIsDoneWithARouteStandsInTheMenu runs each entry with the route that is shown, and none without.
func TestWhatIsDoneWithARouteStandsInTheMenu(t *testing.T) {
	h := uitest.Full()
	d := newDesk(t, h).open()
	d.goTo(nav.API("a1"))
	entries := map[string]string{"Edit route…": "Edit route", "Rules of route…": "Rules of /refunds", "Add parameter to route…": "Add a parameter"}
	for entry, title := range entries {
		d.action(entry)
		d.saysNot(title)
	}
	d.showRoute("/refunds")
	for entry, title := range entries {
		d.action(entry)
		d.says(title)
		d.closeOver()
	}
	d.action("Remove route")
	d.says("Removed POST /refunds. Export a bundle to make it count.")
	if n := len(h.AllAPIs[0].Routes); n != 3 {
		t.Errorf("%d routes are left", n)
	}
	d.action("Undo")
	if n := len(h.AllAPIs[0].Routes); n != 4 {
		t.Errorf("%d routes after undoing", n)
	}
}
