package page_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/nav"
	"gatehouse/ui/theme"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

const look = theme.LightMode

func TestAnAPIIsAddedInItsForm(t *testing.T) {
	h := uitest.Empty()
	d := open(t, h, nav.APIs, look)
	d.press("New API")
	uitest.Shot(t, d.window, "access-form-api")
	d.press("Add API")
	d.says("Give the API a name.")
	uitest.Fill(t, d.window, "A short name, like orders", "orders")
	uitest.Fill(t, d.window, "No limit; or 1 MB", "1 MB")
	d.press("Add API")
	if d.asks() || len(h.AllAPIs) != 1 || h.AllAPIs[0].MaxBody != 1_000_000 {
		t.Errorf("made %+v", h.AllAPIs)
	}
	d.says("Without routes every request is answered with 404.")
}

func TestTheFormOfARouteWarnsOfPublicWriting(t *testing.T) {
	h := uitest.Full()
	d := open(t, h, nav.API("a1"), look)
	d.do("apis.route")
	uitest.Fill(t, d.window, "Like /orders/{id}", "/votes")
	for _, label := range []string{"POST", "Public: no key and no grant needed"} {
		uitest.Walk(d.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) bool {
			if c, ok := o.(*widgets.Check); ok && c.Text == label {
				test.Tap(c)
				return true
			}
			return false
		})
	}
	d.says("Anybody can send POST here, without a key and without a grant.")
	uitest.Shot(t, d.window, "access-form-route")
	if f, ok := d.page.Draft().(vm.RouteForm); !ok || f.Path != "/votes" || !f.Public || f.API != "a1" {
		t.Errorf("the draft is %+v", d.page.Draft())
	}
	d.press("Add route")
	d.says("5 routes")
	d.pressIcon("Remove route /votes")
	d.says("4 routes")
	d.undo()
	d.says("5 routes")
}

func TestRemovingAnAPIThatIsUsedSaysByWhom(t *testing.T) {
	h := uitest.Full()
	d := open(t, h, nav.API("a1"), look)
	d.do("apis.remove")
	d.says("Remove the API “Orders”?")
	d.says("This is not possible yet.")
	d.says("“orders.read”")
	uitest.Shot(t, d.window, "access-conflict-api")
	d.press("Done")
	if d.asks() || len(h.AllAPIs) != 3 {
		t.Error("the API went, or the message stayed")
	}
}

func TestTheDrawerOfAnAPILeadsToItsRolesAndLimits(t *testing.T) {
	d := open(t, uitest.Full(), nav.API("a1"), look)
	d.press("orders.read")
	if d.went != nav.Role("o1") {
		t.Errorf("went to %v", d.went)
	}
	d.press("partner")
	if d.went != nav.Limit("l1") {
		t.Errorf("went to %v", d.went)
	}
}

func TestGrantsAreAddedAndRemovedInTheDrawer(t *testing.T) {
	h := uitest.Full()
	d := open(t, h, nav.Role("o1"), look)
	d.says("1 grant")
	d.pressIcon("Remove the grant of /orders/**")
	d.says("6 principals lose")
	d.press("Remove grant")
	d.says("Nothing yet. Add a grant to open some routes.")
	d.undo()
	d.says("1 grant")
	d.do("roles.grant")
	uitest.Shot(t, d.window, "access-form-grant")
	d.press("Show the effect")
	d.says("Pick the API that the role may call.")
	uitest.Find[*widgets.Picker](t, d.window, 0).Pick("a1")
	uitest.Find[*widgets.Picker](t, d.window, 1).Pick("/**")
	uitest.Walk(d.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) bool {
		c, ok := o.(*widgets.Check)
		if ok && c.Text == "DELETE" {
			test.Tap(c)
		}
		return ok && c.Text == "DELETE"
	})
	d.says("Who has this role can change everything behind this API")
	d.press("Show the effect")
	d.says("4 principals gain")
	uitest.Shot(t, d.window, "access-effect")
	d.press("Add grant")
	d.says("2 grants")
	d.says("Writes everywhere")
	d.press("All 7")
	if d.went != nav.Filtered(nav.Principals, "role:orders.read") {
		t.Errorf("went to %v", d.went)
	}
}

func TestPrincipalsAreDisabledWithAReasonAndEnabledByUndo(t *testing.T) {
	h := uitest.Full()
	d := open(t, h, nav.Principal("p1"), look)
	d.press("Disable…")
	d.says("Disable “svc-billing”?")
	uitest.Shot(t, d.window, "access-ask-disable")
	d.press("Disable principal")
	d.says("Say why, in a few words.")
	uitest.Fill(t, d.window, "For example: leaked in a public repository", "it left")
	d.press("Disable principal")
	if d.asks() || !h.People[0].Disabled {
		t.Fatal("it is not disabled")
	}
	d.says("It is disabled, so none of this counts now.")
	d.undo()
	if h.People[0].Disabled {
		t.Error("undoing did not enable it")
	}
	d.press("All 2 keys")
	if d.went != nav.Filtered(nav.Keys, "principal:svc-billing") {
		t.Errorf("went to %v", d.went)
	}
	d.do("principals.edit")
	uitest.Shot(t, d.window, "access-form-principal")
}

func TestDeleteAsksWhetherThePrincipalShallGo(t *testing.T) {
	h := uitest.Full()
	d := open(t, h, nav.Principal("p7"), look)
	d.grid().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	d.says("Remove “amelie.roth”?")
	d.press("Remove principal")
	if d.asks() || len(h.People) != 7 {
		t.Errorf("%d principals are left", len(h.People))
	}
	d = open(t, h, nav.Principal("p1"), look)
	d.grid().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	d.press("Remove principal")
	d.says("disable it instead")
	if !d.asks() || len(h.People) != 7 {
		t.Error("one with keys went")
	}
}

func TestARoleIsAddedToManyPrincipals(t *testing.T) {
	h := uitest.Full()
	d := open(t, h, nav.Filtered(nav.Principals, "is:active"), look)
	d.selectAll()
	d.says("7 selected")
	uitest.Shot(t, d.window, "access-bulk-principals")
	d.do("principals.role")
	d.says("Add a role to 7 principals")
	uitest.Find[*widgets.Picker](t, d.window, 0).Pick("o4")
	d.press("Add role")
	if last := d.toasts[len(d.toasts)-1]; last.Text != "5 principals now have “catalogue”. Export a bundle to make it count." {
		t.Errorf("said %q", last.Text)
	}
	d.undo()
}

func TestTheFormOfALimitSaysWhatItMeans(t *testing.T) {
	h := uitest.Full()
	d := open(t, h, nav.Limits, look)
	d.do("limits.new")
	d.says("600 requests a minute for each key, at most 600 at once, on every API.")
	uitest.Fill(t, d.window, "As many as the rate", "50")
	uitest.Find[*widgets.Picker](t, d.window, 2).Pick("a1")
	uitest.Find[*widgets.Picker](t, d.window, 3).Pick("/orders/**")
	d.says("600 requests a minute for each key, at most 50 at once, on Orders /orders/**.")
	uitest.Shot(t, d.window, "access-form-limit")
	uitest.Fill(t, d.window, "600", "none")
	d.says("Say how many requests are let through")
	uitest.Fill(t, d.window, "600", "600")
	uitest.Fill(t, d.window, "A short name, like partner-burst", "partner-2")
	d.press("Add limit")
	if d.asks() || len(h.AllLimits) != 5 {
		t.Fatalf("made %+v", h.AllLimits)
	}
	d.do("limits.remove")
	d.press("Remove limit")
	if len(h.AllLimits) != 4 {
		t.Error("it is not removed")
	}
	d.undo()
	if len(h.AllLimits) != 5 {
		t.Error("it did not come back")
	}
}

func TestAFormThatWasLeftOpensAgainOnceTheRowsAreThere(t *testing.T) {
	for name, draft := range map[string]any{nav.APIs.Page: vm.APIForm{Name: "half"}, nav.Principals.Page: vm.PrincipalForm{Name: "half"}, nav.Roles.Page: vm.RoleForm{Name: "half"}, nav.Limits.Page: vm.LimitForm{Name: "half", Per: "1m0s"}} {
		d := open(t, uitest.Full(), nav.Route{Page: name}, look)
		d.page.Resume(draft)
		if !d.asks() || d.page.Draft() == nil {
			t.Errorf("%s: the form does not open", name)
		}
	}
}

func TestAHalfFilledParameterIsGoneOnWithForItsRoute(t *testing.T) {
	h := uitest.Full()
	d := open(t, h, nav.API("a1"), look)
	d.page.Resume(vm.ParameterForm{API: "a1", Route: "r2", Path: "/orders/{id}", Place: "query", Name: "page", Type: "integer", Min: "1"})
	if f, ok := d.page.Draft().(vm.ParameterForm); !ok || f.Name != "page" || f.Route != "r2" || f.Min != "1" {
		t.Fatalf("the form holds %+v", d.page.Draft())
	}
	d.press("Add parameter")
	if ps := h.AllAPIs[0].Routes[1].Parameters; d.asks() || len(ps) != 4 || ps[3].Name != "page" || ps[3].Min != "1" {
		t.Errorf("the route declares %+v", ps)
	}
}

func TestWhatIsNotPermittedIsGrey(t *testing.T) {
	for route, ids := range map[nav.Route][]string{nav.API("a1"): {"apis.new", "apis.edit", "apis.route", "apis.route.path", "apis.route.rules", "apis.route.parameter", "apis.route.remove", "apis.remove"}, nav.Role("o1"): {"roles.new", "roles.rename", "roles.grant", "roles.inherit", "roles.apart", "roles.remove"},
		nav.Principal("p1"): {"principals.new", "principals.edit", "principals.key", "principals.role", "principals.disable", "principals.remove"}, nav.Limit("l1"): {"limits.new", "limits.edit", "limits.remove"}} {
		d := open(t, uitest.Full(), route, look, ids...)
		for _, id := range ids {
			if d.page.Can(id) {
				t.Errorf("%s can be done without the permission", id)
			}
		}
		uitest.Walk(d.window.Content(), func(o fyne.CanvasObject) bool {
			if b, ok := o.(*widgets.Button); ok && (b.Icon == "pencil" || b.Icon == "trash-2" || b.Icon == "plus" && b.Kind == widgets.Primary) && !b.Disabled() {
				t.Errorf("%s: the button %q %q can be pressed", route, b.Label, b.Tip)
			}
			return false
		})
	}
}

// selectAll selects every row, as Ctrl+A does.
func (d *desk) selectAll() {
	d.grid().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	d.run.Settle()
}
