package catalog_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/core/vault/vaulttest"
)

// stating is a route that states everything, in as many forms as people write.
func stating(api string) catalog.Route {
	return catalog.Route{
		API: api, Path: "/orders/{id}/lines", Methods: []string{"POST"}, Summary: "  Adds a\n line ", Accept: []string{"token", "key", "token"},
		TLSMin: "1.3", Certificate: true, OTP: true, Strict: true, MediaTypes: []string{"Application/JSON; charset=utf-8", "image/*", "application/json"}, MaxBody: 500,
		Parameters: []catalog.Parameter{
			{Name: "limit", In: "query", Type: "integer", Min: "-1.5", Max: "100"},
			{Name: "id", In: "path", Type: "string", Format: "uuid", Pattern: "^[0-9a-f-]{36}$"},
			{Name: "tags", In: "query", Type: "array", Items: "string", Enum: []string{"a", "b"}, MaxLength: 3},
			{Name: "X-Trace", In: "header", Required: true},
		},
	}
}

func TestARouteKeepsWhatItStates(t *testing.T) {
	v, s, api, _ := filled(t)
	from := v.Seq()
	r, err := s.AddRoute(ctx, v.Actor(), stating(api.ID))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Route(r.ID)
	if err != nil || !reflect.DeepEqual(got, r) {
		t.Fatalf("got %+v, want %+v: %v", got, r, err)
	}
	if fmt.Sprint(r.Accept, r.MediaTypes, " ", r.Summary) != "[key token] [application/json image/*] Adds a line" {
		t.Errorf("got %v %v %q", r.Accept, r.MediaTypes, r.Summary)
	}
	var names []string
	for _, p := range r.Parameters {
		names = append(names, p.In+" "+p.Name)
	}
	if fmt.Sprint(names) != "[path id query limit query tags header X-Trace]" || !r.Parameters[0].Required {
		t.Errorf("got %v", r.Parameters)
	}
	r.Certificate, r.Strict, r.Parameters, r.MaxBody = false, false, r.Parameters[:3], 600
	r.Parameters[1].Max = "50"
	if _, err := s.EditRoute(ctx, v.Actor(), r); err != nil {
		t.Fatal(err)
	}
	want := `route.add; path:  -> /v1/orders/{id}/lines; methods:  -> POST; summary:  -> Adds a line; accept:  -> key token; tls_min:  -> 1.3; certificate:  -> yes; otp:  -> yes; strict:  -> yes; media_types:  -> application/json image/*; max_body:  -> 500; parameter path id:  -> string uuid, ^[0-9a-f-]{36}$, required; parameter query limit:  -> integer, from -1.5 to 100; parameter query tags:  -> array of string, length 0 to 3, one of a | b; parameter header X-Trace:  -> any, required
route.edit; certificate: yes -> no; strict: yes -> no; max_body: 500 -> 600; parameter query limit: integer, from -1.5 to 100 -> integer, from -1.5 to 50; parameter header X-Trace: any, required -> `
	if got := strings.Join(vaulttest.Entries(t, v, from), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatARouteCannotStateIsNamed(t *testing.T) {
	v, s, api, _ := filled(t)
	param := func(change func(*catalog.Parameter)) func(*catalog.Route) {
		return func(r *catalog.Route) { change(&r.Parameters[0]) }
	}
	for name, c := range map[string]struct {
		change func(*catalog.Route)
		text   string
	}{
		"an old TLS":                    {func(r *catalog.Route) { r.TLSMin = "1.1" }, "none 1.2 1.3"},
		"a body below zero":             {func(r *catalog.Route) { r.MaxBody = -1 }, "0 leaves it to the API"},
		"public with a password":        {func(r *catalog.Route) { r.Public = true }, "nobody says who they are"},
		"a media type without a slash":  {func(r *catalog.Route) { r.MediaTypes = []string{"json"} }, "write it as application/json"},
		"a star for the kind":           {func(r *catalog.Route) { r.MediaTypes = []string{"*/json"} }, "write it as application/json"},
		"an endless media type":         {func(r *catalog.Route) { r.MediaTypes = []string{"a/" + strings.Repeat("b", 127)} }, "is none"},
		"too many media types":          {func(r *catalog.Route) { r.MediaTypes = manyTypes(33) }, "at most 32"},
		"too many parameters":           {func(r *catalog.Route) { r.Parameters = make([]catalog.Parameter, 129) }, "at most 128"},
		"a parameter twice":             {func(r *catalog.Route) { r.Parameters = append(r.Parameters, r.Parameters[0]) }, `parameter "limit" in query is given twice`},
		"a parameter in the body":       {param(func(p *catalog.Parameter) { p.In = "body" }), "path query header"},
		"a path parameter without a {}": {param(func(p *catalog.Parameter) { p.In = "path" }), "has no {limit}"},
		"a name with a space":           {param(func(p *catalog.Parameter) { p.Name = "a b" }), "its name must have"},
		"no name":                       {param(func(p *catalog.Parameter) { p.Name = "" }), "its name must have"},
		"a type that is none":           {param(func(p *catalog.Parameter) { p.Type = "text" }), "string integer number"},
		"items of no array":             {param(func(p *catalog.Parameter) { p.Items = "string" }), "only an array has items"},
		"a format with a space":         {param(func(p *catalog.Parameter) { p.Format = "a b" }), "such as uuid"},
		"lengths that leave nothing":    {param(func(p *catalog.Parameter) { p.MinLength, p.MaxLength = 3, 2 }), "leave nothing"},
		"bounds that leave nothing":     {param(func(p *catalog.Parameter) { p.Min = "100.1" }), "leave nothing"},
		"a bound that is no number":     {param(func(p *catalog.Parameter) { p.Max = "1e9" }), "no decimal number"},
		"a value with a line break":     {param(func(p *catalog.Parameter) { p.Enum = []string{"a\nb"} }), "listed value 1"},
		"too many values":               {param(func(p *catalog.Parameter) { p.Enum = make([]string, 257) }), "at most 256"},
		"a pattern without anchors":     {param(func(p *catalog.Parameter) { p.Pattern = "a" }), "between ^ and $"},
	} {
		r := stating(api.ID)
		c.change(&r)
		if _, err := s.AddRoute(ctx, v.Actor(), r); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %q", name, err, c.text)
		}
	}
}

func TestEachFieldOfAParameterIsFaultedOnItsOwn(t *testing.T) {
	p := catalog.Parameter{In: "body", Name: "a b", Type: "text", Items: "string", Format: "a b", Pattern: "a", Enum: []string{"a\nb"}, Min: "1e9", Max: "x", MinLength: -1, MaxLength: -2}
	var fields []string
	for _, f := range p.Faults() {
		fields = append(fields, f.Field)
		if f.Text == "" {
			t.Errorf("%s: nothing is said", f.Field)
		}
	}
	if got := strings.Join(fields, " "); got != "in name type items format pattern enum min max minlength maxlength" {
		t.Errorf("got %s", got)
	}
	if f := (catalog.Parameter{In: "query", Name: "limit", Type: "integer", Min: "2", Max: "1", MinLength: 3, MaxLength: 3}).Faults(); len(f) != 1 || f[0].Field != "max" || !strings.Contains(f[0].Text, "at least the smallest") {
		t.Errorf("got %+v", f)
	}
	if f := (catalog.Parameter{In: "header", Name: "X-Request-Id"}).Faults(); len(f) != 0 {
		t.Errorf("got %+v", f)
	}
}

func manyTypes(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("a/b%d", i))
	}
	return all
}

func TestAllWaysAndAllTypesMeanAny(t *testing.T) {
	if ways, err := catalog.CheckWays([]string{"signature", "certificate", "token", "key"}); ways != nil || err != nil {
		t.Errorf("got %v, %v", ways, err)
	}
	if types, err := catalog.CheckMediaTypes([]string{"a/b", "*/*"}); types != nil || err != nil {
		t.Errorf("got %v, %v", types, err)
	}
}
