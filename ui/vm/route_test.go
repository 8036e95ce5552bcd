package vm_test

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/ui/uitest"
	"gatehouse/ui/vm"
)

// full is a parameter with everything that one can state.
var full = catalog.Parameter{Name: "code", In: "query", Type: "array", Items: "string", Format: "csv", Pattern: "^[A-Z]{2}$", Enum: []string{"DE", " at ", "", "\"CH\""}, Min: "-1.5", Max: "1000", MinLength: 1, MaxLength: 64, Required: true}

// routePage is the page of APIs with a route of Orders shown that declares the full parameter, too.
func routePage(t *testing.T) (v *vm.APIs, route func() vm.Route, settle func()) {
	t.Helper()
	v, h, settle := docPage(t)
	r := &h.AllAPIs[0].Routes[1]
	r.Parameters = append(slices.Clone(r.Parameters), full)
	v.Reload()
	settle()
	v.ShowRoute("r2")
	return v, func() vm.Route { return h.AllAPIs[0].Routes[1] }, settle
}

// declared is a parameter of a route by place and name.
func declared(t *testing.T, r vm.Route, in, name string) catalog.Parameter {
	t.Helper()
	i := slices.IndexFunc(r.Parameters, func(p catalog.Parameter) bool { return p.In == in && p.Name == name })
	if i < 0 {
		t.Fatalf("there is no %s %s among %+v", in, name, r.Parameters)
	}
	return r.Parameters[i]
}

func same(a, b catalog.Parameter) bool {
	enums := slices.Equal(a.Enum, b.Enum)
	a.Enum, b.Enum = nil, nil
	return enums && a.Name == b.Name && a.In == b.In && a.Type == b.Type && a.Items == b.Items && a.Format == b.Format && a.Pattern == b.Pattern && a.Min == b.Min && a.Max == b.Max && a.MinLength == b.MinLength && a.MaxLength == b.MaxLength && a.Required == b.Required
}

func TestWhatWasImportedSurvivesTheChangeOfAnotherField(t *testing.T) {
	v, route, settle := routePage(t)
	before := route().Parameters

	rules, ok := v.Rules("r2")
	if !ok || rules.MaxBody != "1 MiB" || rules.TLSMin != "1.3" {
		t.Fatalf("got %+v", rules)
	}
	rules.MediaTypes, rules.OTP, rules.TLSMin, rules.Accept = "text/plain", false, "none", nil
	v.SaveRules(rules, wants(t, "rules", 0))
	settle()
	if r := route(); r.OTP || r.TLSMin != "" || r.MediaTypes[0] != "text/plain" || !r.Imported || !slices.EqualFunc(r.Parameters, before, same) {
		t.Errorf("after the rules: %+v", r)
	}
	f, ok := v.Parameter("query code")
	if !ok {
		t.Fatal("there is no such parameter")
	}
	f.Max = "2000"
	v.SaveParameter(f, wants(t, "one bound", 0))
	settle()
	want := full
	want.Max = "2000"
	if p := declared(t, route(), "query", "code"); !same(p, want) {
		t.Errorf("got %+v, want %+v", p, want)
	}
	if r := route(); !slices.EqualFunc(r.Parameters[:3], before[:3], same) || r.Summary != "One order" {
		t.Errorf("the others: %+v", r)
	}
	path, _ := v.EditRoute("r2")
	path.Path = "/orders/{order}"
	v.SaveRoute(path, wants(t, "another name in the path", 0))
	settle()
	if p := declared(t, route(), "path", "order"); p.Min != "1" || p.Type != "integer" || len(route().Parameters) != 4 {
		t.Errorf("a name in the path was changed, and what is stated about it did not go along: %+v", route().Parameters)
	}
}

func TestAParameterIsAddedRenamedAndRemovedWithAWayBack(t *testing.T) {
	v, route, settle := routePage(t)
	f, ok := v.NewParameter()
	if !ok || f.Place != "query" || f.Path != "/orders/{id}" {
		t.Fatalf("got %+v", f)
	}
	f.Name, f.Type, f.Min, f.Max, f.Values, f.MinLength = " page ", "integer", "1", "1000", "1\n\n  2 \n1\n", "1,0"
	v.SaveParameter(f, wants(t, "add", 0))
	settle()
	if p := declared(t, route(), "query", "page"); p.Type != "integer" || p.Min != "1" || p.Max != "1000" || !slices.Equal(p.Enum, []string{"1", "2"}) || p.MinLength != 10 || p.Required {
		t.Errorf("got %+v", p)
	}
	f, _ = v.Parameter("query page")
	f.Name, f.Place = "X-Page", "header"
	v.SaveParameter(f, wants(t, "rename", 0))
	settle()
	if p := declared(t, route(), "header", "X-Page"); p.Max != "1000" || len(route().Parameters) != 5 {
		t.Errorf("got %+v", route().Parameters)
	}
	v.SaveParameter(f, wants(t, "what has another name by now", fault.NotFound))
	var u vm.Undone
	v.RemoveParameter("query code", undo(t, &u))
	settle()
	if len(route().Parameters) != 4 || !strings.Contains(u.Text, "no longer declares code") {
		t.Errorf("got %+v, %q", route().Parameters, u.Text)
	}
	f, _ = v.Parameter("header X-Page")
	f.Required = true
	v.SaveParameter(f, wants(t, "a change between", 0))
	settle()
	u.Undo(wants(t, "undo", 0))
	settle()
	if !same(declared(t, route(), "query", "code"), full) || !declared(t, route(), "header", "X-Page").Required {
		t.Errorf("after undoing: %+v", route().Parameters)
	}
	v.RemoveParameter("query nothing", func(_ vm.Undone, err error) { wants(t, "what is not there", fault.NotFound)(err) })
}

func TestAPathThatIsNotDeclaredYetIsProposed(t *testing.T) {
	v, route, settle := routePage(t)
	var u vm.Undone
	v.RemoveParameter("path id", undo(t, &u))
	settle()
	f, _ := v.NewParameter()
	if f.Place != "path" || f.Name != "id" || !f.Required {
		t.Errorf("got %+v", f)
	}
	v.SaveParameter(f, wants(t, "add", 0))
	settle()
	if p := declared(t, route(), "path", "id"); !p.Required {
		t.Errorf("got %+v", p)
	}
	v.ShowRoute("")
	if _, ok := v.NewParameter(); ok || v.OnRoute() {
		t.Error("no route is shown, and a parameter can be added to it")
	}
}

func TestEachFieldOfAParameterSaysWhatIsWrongAsTyped(t *testing.T) {
	v, _, settle := routePage(t)
	good, _ := v.NewParameter()
	good.Name = "page"
	for name, c := range map[string]struct {
		edit  func(*vm.ParameterForm)
		field string
		says  string
	}{
		"all right":                  {func(*vm.ParameterForm) {}, "", ""},
		"no name yet":                {func(f *vm.ParameterForm) { f.Name = " " }, "", ""},
		"a name with a space":        {func(f *vm.ParameterForm) { f.Name = "a b" }, "name", "letters, digits and"},
		"one that is there":          {func(f *vm.ParameterForm) { f.Name = "code" }, "name", "declares code there already. Change that one"},
		"one that the path lacks":    {func(f *vm.ParameterForm) { f.Place = "path" }, "name", "The path has no {page}. It has {id}"},
		"a format of two words":      {func(f *vm.ParameterForm) { f.Format = "date time" }, "format", "such as uuid or date-time"},
		"a pattern without ends":     {func(f *vm.ParameterForm) { f.Pattern = "[a-z]+" }, "pattern", "between ^ and $"},
		"a pattern that looks ahead": {func(f *vm.ParameterForm) { f.Pattern = "^(?=a)b$" }, "pattern", "use ASCII characters, classes"},
		"a bound in words":           {func(f *vm.ParameterForm) { f.Min = "one" }, "min", "such as 0, -1.5 or 1000"},
		"bounds the wrong way":       {func(f *vm.ParameterForm) { f.Min, f.Max = "5", "1" }, "max", "at least the smallest"},
		"a length in words":          {func(f *vm.ParameterForm) { f.MinLength = "some" }, "minlength", "whole number such as 1 or 64"},
		"a length below nothing":     {func(f *vm.ParameterForm) { f.MaxLength = "-1" }, "maxlength", "whole number such as 1 or 64"},
		"lengths the wrong way":      {func(f *vm.ParameterForm) { f.MinLength, f.MaxLength = "5", "1" }, "maxlength", "at least the smallest"},
		"a value that is too long":   {func(f *vm.ParameterForm) { f.Values = "a\n" + strings.Repeat("b", 257) }, "enum", "Listed value 2 is longer than 256"},
		"values with a hidden sign":  {func(f *vm.ParameterForm) { f.Values = "a\x07b" }, "enum", "control characters"},
	} {
		f := good
		c.edit(&f)
		faults := v.Faults(f)
		if c.field == "" && len(faults) != 0 || c.field != "" && (len(faults) != 1 || !strings.Contains(faults[c.field], c.says)) {
			t.Errorf("%s: got %q", name, faults)
		}
		kind := fault.Invalid
		if name == "all right" {
			kind = 0
		}
		v.SaveParameter(f, func(err error) {
			if fault.KindOf(err) != kind || err != nil && c.says != "" && !strings.Contains(vm.Sentence(err), c.says) {
				t.Errorf("%s: saving says %v", name, err)
			}
		})
		settle()
		if kind == 0 {
			v.RemoveParameter("query page", func(vm.Undone, error) {})
			settle()
		}
	}
}

func TestBoundsThatCountForNothingAreNamed(t *testing.T) {
	for _, c := range []struct {
		f    vm.ParameterForm
		says string
	}{
		{vm.ParameterForm{Min: "1", MaxLength: "2"}, ""},
		{vm.ParameterForm{Type: "integer", Min: "1"}, ""},
		{vm.ParameterForm{Type: "array", MinLength: "1"}, ""},
		{vm.ParameterForm{Type: "string", Max: "1"}, "count for numbers only, and the type is string."},
		{vm.ParameterForm{Type: "integer", MinLength: "1"}, "count for strings and arrays only, and the type is integer."},
		{vm.ParameterForm{Type: "boolean", MaxLength: "1"}, "strings and arrays only"},
	} {
		if got := c.f.Idle(); (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
			t.Errorf("%+v: got %q", c.f, got)
		}
	}
}

func TestTheDrawerOfARouteSaysWhatItStatesAndWhichLimitsCount(t *testing.T) {
	v, _, settle := routePage(t)
	facts, ok := v.RouteFacts()
	if !ok || facts.Path != "/orders/{id}" || len(facts.Parameters) != 4 || !facts.Strict || v.Shown() != "r2" {
		t.Errorf("got %+v", facts)
	}
	if got := facts.Limits; len(got) != 2 || got[0].Note != "600 per minute, each key, /orders/**" || got[1].Label != "per-address" {
		t.Errorf("limits: %+v", got)
	}
	if f := v.NewLimit(); f.API != "a1" || f.Match != "/orders/{id}" || f.Name != "" || f.Rate != "600" {
		t.Errorf("a new limit begins with %+v", f)
	}
	v.ShowRoute("r3")
	if facts, _ := v.RouteFacts(); len(facts.Limits) != 2 || facts.Limits[0] != (vm.Link{ID: "l4", Label: "refunds", Note: "100 per minute, all callers"}) {
		t.Errorf("limits: %+v", facts.Limits)
	}
	v.ShowRoute("")
	if _, ok := v.RouteFacts(); ok {
		t.Error("no route is shown, and there are facts")
	}
	if f := v.NewLimit(); f.API != "a1" || f.Match != "" {
		t.Errorf("a new limit begins with %+v", f)
	}
	settle()
}

func TestARouteWithoutLimitsSaysSo(t *testing.T) {
	h, run := uitest.Full(), clock()
	h.AllLimits = nil
	v := started(t, vm.NewAPIs(run, h), run)
	v.Choose("a1")
	v.ShowRoute("r1")
	if f, ok := v.RouteFacts(); !ok || len(f.Limits) != 0 {
		t.Errorf("got %+v", f.Limits)
	}
}
