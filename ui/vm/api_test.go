package vm_test

import (
	"context"
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// starter is the part of a page that tests start.
type starter interface{ Start(context.Context) }

// started starts a page and lets it load.
func started[V starter](t *testing.T, v V, run *runner.Steps) V {
	t.Helper()
	v.Start(t.Context())
	run.Settle()
	return v
}

// wants returns a callback that fails the test unless the error is of a kind; 0 wants none.
func wants(t *testing.T, what string, kind fault.Kind) func(error) {
	t.Helper()
	return func(err error) {
		if fault.KindOf(err) != kind || kind == 0 && err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// undo wants a change to succeed and keeps the way back in to.
func undo(t *testing.T, to *vm.Undone) func(vm.Undone, error) {
	t.Helper()
	return func(u vm.Undone, err error) {
		if err != nil {
			t.Error(err)
		}
		*to = u
	}
}

// names are the names of the rows that a search leaves.
func names(v interface{ Len() int }, row func(i int) string) string {
	var all []string
	for i := range v.Len() {
		all = append(all, row(i))
	}
	return strings.Join(all, " ")
}

func TestAnAPIAndItsRoutesAreAdded(t *testing.T) {
	h, run := uitest.Empty(), clock()
	v := started(t, vm.NewAPIs(run, h), run)
	v.Save(vm.APIForm{}, wants(t, "no name", fault.Invalid))
	v.Save(vm.APIForm{Name: "Orders", Base: "shop"}, wants(t, "a base path without a slash", fault.Invalid))
	v.Save(vm.APIForm{Name: "Orders", Hosts: "https://a.example"}, wants(t, "a host with its scheme", fault.Invalid))
	v.Save(vm.APIForm{Name: "Orders", MaxBody: "1 elephant"}, wants(t, "a size that is none", fault.Invalid))
	v.Save(vm.APIForm{Name: " Orders ", Hosts: "a.example, b.example", Base: "/shop/", MaxBody: "1 MB"}, wants(t, "right", 0))
	run.Settle()
	a, ok := v.Chosen()
	if !ok || a.Name != "Orders" || a.Base != "/shop" || len(a.Hosts) != 2 || a.TLSMin != "1.2" || a.MaxBody != 1_000_000 {
		t.Fatalf("got %+v", a)
	}
	route, _ := v.NewRoute()
	add := func(what, path string, methods []string, public bool, kind fault.Kind) {
		f := route
		f.Path, f.Methods, f.Public = path, methods, public
		v.SaveRoute(f, wants(t, what, kind))
		run.Settle()
	}
	add("a path without a slash", "orders", []string{"GET"}, false, fault.Invalid)
	add("no method", "/orders", nil, false, fault.Invalid)
	add("right", "/orders/{id}", []string{"GET"}, false, 0)
	add("right", "/health", []string{"GET"}, true, 0)
	f, _ := v.Facts()
	rows := f.Routes
	if len(rows) != 2 || rows[0].Path != "/health" || rows[0].Access.Word != "Public" || rows[1].Access.Word != "Needs a grant" || v.Noun(int64(v.Total()))+", "+v.Foot() != "1 API, 2 routes" {
		t.Errorf("got %+v, %s", rows, v.Foot())
	}
	if r := v.Row(0); r.Host != "a.example" || r.MoreHosts != "+1" || r.TLS != "1.2+" || r.Body != "1 MB" || r.Access.Word != "1 public" {
		t.Errorf("got %+v", r)
	}
	var u vm.Undone
	v.RemoveRoute(rows[0].ID, undo(t, &u))
	run.Settle()
	if f, _ := v.Facts(); len(f.Routes) != 1 {
		t.Errorf("a removed route is left: %+v", f.Routes)
	}
	u.Undo(wants(t, "undo", 0))
	run.Settle()
	if f, _ := v.Facts(); len(f.Routes) != 2 || f.Routes[0].Access.Word != "Public" {
		t.Errorf("a removed route did not come back as it was: %+v", f.Routes)
	}
}

func TestAChangeIsMadeButToldToNobodyWhenThePageIsLeft(t *testing.T) {
	h, run := uitest.Empty(), clock()
	ctx, leave := context.WithCancel(t.Context())
	v := vm.NewAPIs(run, h)
	v.Start(ctx)
	run.Settle()
	v.Save(vm.APIForm{Name: "Orders"}, func(error) { t.Error("a page that is gone was told; it could open a dialog over the lock") })
	leave()
	run.Settle()
	if made, err := h.Catalog().APIs(t.Context()); err != nil || len(made) != 1 {
		t.Errorf("got %+v, %v; want the API all the same", made, err)
	}
}

func TestAPIsAreNarrowedByWhatTheyAre(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.AllAPIs[2].Routes = append(h.AllAPIs[2].Routes, vm.Route{ID: "r9", API: "a3", Path: "/votes", Methods: []string{"POST"}, Public: true})
	h.AllAPIs = append(h.AllAPIs, vm.API{ID: "a4", Name: "Empty"})
	v := started(t, vm.NewAPIs(run, h), run)
	for search, want := range map[string]string{
		"is:public": "Catalogue Orders", "is:writable-public": "Catalogue", "is:closed": "Billing", "is:empty": "Empty", "is:unreached": "Empty",
		"tls:1.2": "Orders", "tls:none": "Catalogue Empty", "has:limits": "Billing Orders", "/invoices": "Billing", "-is:public": "Billing Empty",
	} {
		v.LookFor(search)
		if got := names(v, func(i int) string { return v.Row(i).Name }); got != want {
			t.Errorf("%s: got %s, want %s", search, got, want)
		}
	}
	v.ClearFilters()
	v.Choose("a3")
	if f, _ := v.Facts(); f.Access.Word != "Public writing" || !strings.HasPrefix(f.Warning, "1 route lets anybody") {
		t.Errorf("got %+v", f)
	}
}

func TestTheDrawerOfAnAPINamesWhoReachesIt(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewAPIs(run, h), run)
	v.Choose("a1")
	f, _ := v.Facts()
	if len(f.Roles) != 2 || f.Roles[0] != (vm.Link{ID: "o1", Label: "orders.read", Note: "read, 2 of 4 routes"}) || f.Roles[1].Note != "write, delete, 3 of 4 routes" {
		t.Errorf("roles: %+v", f.Roles)
	}
	if len(f.Limits) != 3 || f.Limits[0].Note != "600 per minute, each key, /orders/**" || f.Limits[2] != (vm.Link{ID: "l2", Label: "per-address", Note: "20 per second, each address"}) || f.Address != "https://api.nordwind.example/shop/v1" {
		t.Errorf("got %+v, %s", f.Limits, f.Address)
	}
}

func TestRemovingAnAPINamesWhatGoesWithIt(t *testing.T) {
	h, run := uitest.Full(), clock()
	v := started(t, vm.NewAPIs(run, h), run)
	v.Choose("a1")
	a := v.RemoveText()
	if a.Title != "Remove the API “Orders”?" || a.Verb != "Remove API and 4 routes" || a.TypeToConfirm != "" || !strings.Contains(a.Blocked, "“orders.read”, “orders.write”") {
		t.Errorf("got %+v", a)
	}
	v.Remove(func(err error) {
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(vm.Explain(err).Detail, "role orders.read") {
			t.Errorf("in use: %v", err)
		}
	})
	run.Settle()
	for i := range 2 {
		h.AllAPIs[0].Routes = append(h.AllAPIs[0].Routes, vm.Route{ID: "x" + string(rune('a'+i)), API: "a1", Path: "/x", Methods: []string{"GET"}})
	}
	h.AllRoles = nil
	v.Reload()
	run.Settle()
	if a := v.RemoveText(); a.TypeToConfirm != "Orders" {
		t.Errorf("6 routes go without being typed: %+v", a)
	}
	v.Remove(wants(t, "free", 0))
	run.Settle()
	if v.Total() != 2 {
		t.Errorf("%d APIs are left", v.Total())
	}
}

func TestSizesAreReadAsTheyAreShown(t *testing.T) {
	run, h := clock(), uitest.Full()
	for text, want := range map[string]string{"": "no limit", "1 MB": "1 MB", "1MiB": "1 MiB", "1.5 mb": "1,500 kB", "1,000": "1 kB", "10 kb": "10 kB", "4097": "4,097 B", "1,536 KiB": "1,536 KiB"} {
		a, err := vm.APIForm{Name: "x", MaxBody: text}.Check()
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		a.ID = "a1"
		h.AllAPIs = []vm.API{a}
		v := started(t, vm.NewAPIs(run, h), run)
		if got := v.Row(0).Body; got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
		v.Choose("a1")
		f, _ := v.EditForm()
		if b, err := f.Check(); err != nil || b.MaxBody != a.MaxBody {
			t.Errorf("%q becomes %d by editing nothing, was %d: %v", text, b.MaxBody, a.MaxBody, err)
		}
	}
	for _, bad := range []string{"-1 MB", "1 XB", "MB", "0", "99999999 GB"} {
		if _, err := (vm.APIForm{Name: "x", MaxBody: bad}).Check(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestAPublicRouteThatWritesIsWarnedOf(t *testing.T) {
	cases := []struct {
		name string
		form vm.RouteForm
		want string
	}{
		{"public and reading", vm.RouteForm{Methods: []string{"GET", "OPTIONS"}, Public: true}, ""},
		{"writing behind grants", vm.RouteForm{Methods: []string{"POST"}}, ""},
		{"public and writing", vm.RouteForm{Methods: []string{"GET", "POST", "DELETE"}, Public: true}, "Anybody can send POST, DELETE here, without a key and without a grant."},
	}
	for _, c := range cases {
		if got := c.form.Warning(); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
