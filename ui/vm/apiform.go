package vm

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// APIForm is the form for an API, as typed. ID is "" for a new one.
type APIForm struct{ ID, Name, Hosts, Base, TLSMin, KeyHeader, MaxBody string }

// Check turns the form into an API, or says what is wrong with it.
func (f APIForm) Check() (API, error) {
	a := API{ID: f.ID, Name: strings.TrimSpace(f.Name), Hosts: fields(f.Hosts), Base: strings.TrimSpace(f.Base), TLSMin: cmp.Or(f.TLSMin, "1.2"), KeyHeader: strings.TrimSpace(f.KeyHeader)}
	if a.Name == "" {
		return a, fault.New(fault.Invalid, "%s", say.L("Give the API a name."))
	}
	for _, h := range a.Hosts {
		if strings.Contains(h, "/") {
			return a, fault.New(fault.Invalid, "%s", say.L("“{{.Host}}” is not a host. Write it without https:// and without a path, like api.example.com.", say.V{"Host": h}))
		}
	}
	if a.Base != "" && !strings.HasPrefix(a.Base, "/") {
		return a, fault.New(fault.Invalid, "%s", say.L("The base path starts with a slash, like /shop/v1."))
	}
	a.Base = strings.TrimRight(a.Base, "/")
	var err error
	a.MaxBody, err = size(f.MaxBody)
	return a, err
}

// units of sizes, in the order in which people read them best.
var units = []struct {
	name  string
	bytes int64
}{{"GB", 1e9}, {"GiB", 1 << 30}, {"MB", 1e6}, {"MiB", 1 << 20}, {"kB", 1e3}, {"KiB", 1 << 10}, {"B", 1}}

// size reads an amount of bytes as people type it: "1 MB", "512 KiB", "4096". Nothing is no limit.
func size(s string) (int64, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	wrong := fault.New(fault.Invalid, "%s", say.L("“{{.Text}}” is not a size. Write it like 1 MB or 512 kB; leave it empty for no limit.", say.V{"Text": s}))
	i := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' })
	number, unit := s, "B"
	if i >= 0 {
		number, unit = s[:i], strings.TrimSpace(s[i:])
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", ""), 64)
	at := slices.IndexFunc(units, func(u struct {
		name  string
		bytes int64
	}) bool {
		return strings.EqualFold(u.name, unit)
	})
	if err != nil || at < 0 {
		return 0, wrong
	}
	b := math.Round(n * float64(units[at].bytes))
	if b < 1 || b > 1e15 {
		return 0, wrong
	}
	return int64(b), nil
}

// sizeWords writes an amount exactly, in the largest unit that divides it, so that the form reads
// what the list shows.
func sizeWords(n int64) string {
	for _, u := range units {
		if n >= u.bytes && n%u.bytes == 0 {
			return Count(n/u.bytes) + " " + u.name
		}
	}
	return Count(n) + " B"
}

// NewForm is what the form for a new API begins with.
func (v *APIs) NewForm() APIForm { return APIForm{TLSMin: "1.2"} }

// EditForm is the form of the chosen API.
func (v *APIs) EditForm() (APIForm, bool) {
	a, ok := v.Chosen()
	if !ok {
		return APIForm{}, false
	}
	f := APIForm{ID: a.ID, Name: a.Name, Hosts: strings.Join(a.Hosts, ", "), Base: a.Base, TLSMin: tlsOf(a), KeyHeader: keyHeader(a)}
	if a.MaxBody > 0 {
		f.MaxBody = sizeWords(a.MaxBody)
	}
	return f, true
}

// Save adds the API of a form and chooses it, or changes the one that it is of.
func (v *APIs) Save(f APIForm, done func(error)) {
	a, err := f.Check()
	if err != nil {
		done(err)
		return
	}
	if f.ID == "" {
		after(v.List, func(ctx context.Context) (API, error) { return v.house.Catalog().AddAPI(ctx, a) }, func(a API, err error) {
			if err == nil {
				v.Choose(a.ID)
			}
			done(err)
		})
		return
	}
	act(v.List, &v.history, func(ctx context.Context) error { _, err := v.house.Catalog().EditAPI(ctx, a); return err }, done)
}

// typedRoutes is from how many routes on the removal of their API has to be typed out.
const typedRoutes = 6

// RemoveText asks before the chosen API is removed, and names what goes with it.
func (v *APIs) RemoveText() Asking {
	a, _ := v.Chosen()
	n := int64(len(a.Routes))
	ask := Asking{Title: say.L("Remove the API “{{.Name}}”?", say.V{"Name": a.Name}), Verb: say.L("Remove API")}
	switch n {
	case 0:
		ask.Body = say.L("It has no routes. It cannot be brought back.")
	default:
		ask.Verb = say.N(n, "Remove API and {{.Count}} route", "Remove API and {{.Count}} routes")
		ask.Body = say.N(n, "Its {{.Count}} route goes with it. Once the next bundle is exported nobody can call it any more. It cannot be brought back.",
			"Its {{.Count}} routes go with it. Once the next bundle is exported nobody can call them any more. They cannot be brought back.")
	}
	var names []string
	for _, r := range v.roles[a.ID] {
		names = append(names, r.Name)
	}
	for _, l := range v.limits[a.ID] {
		names = append(names, l.Name)
	}
	if len(names) > 0 {
		ask.Blocked = say.L("It is still used by {{.Names}}. Take it out there first.", say.V{"Names": someOf(names)})
	}
	if n >= typedRoutes {
		ask.TypeToConfirm = a.Name
	}
	return ask
}

// CanChange reports whether there is a chosen API to act on.
func (v *APIs) CanChange() bool { _, ok := v.Chosen(); return ok }

// Remove removes the chosen API with its routes.
func (v *APIs) Remove(done func(error)) {
	a, ok := v.Chosen()
	if !ok {
		done(gone())
		return
	}
	act(v.List, &v.history, func(ctx context.Context) error { return v.house.Catalog().RemoveAPI(ctx, a.ID) }, done)
}

// gone says that what was meant is not there any more.
func gone() error {
	return fault.New(fault.NotFound, "%s", say.L("This is no longer there. Somebody removed it meanwhile."))
}
