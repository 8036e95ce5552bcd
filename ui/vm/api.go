package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// APIs is the page of the catalogue: which APIs there are, their routes, and who reaches them.
type APIs struct {
	*List[API]
	house House

	roles   map[string][]Role  // by the API that they grant something of
	limits  map[string][]Limit // by the API that they name; "" = all
	history history
	shown   string     // the route that the drawer is about, or ""
	doc     *DocWizard // the import of an OpenAPI document, or nil
}

// NewAPIs makes the page over an open vault.
func NewAPIs(run runner.Runner, house House) *APIs {
	v := &APIs{house: house}
	v.List = &List[API]{run: run, load: v.read, id: func(a API) string { return a.ID }, sorted: byName, facets: v.apiFacets(), text: apiText, orders: map[string]func(a, b *API) int{
		"name":   byName,
		"hosts":  func(a, b *API) int { return slices.Compare(a.Hosts, b.Hosts) },
		"base":   func(a, b *API) int { return cmp.Compare(a.Base, b.Base) },
		"routes": func(a, b *API) int { return cmp.Compare(len(a.Routes), len(b.Routes)) },
		"tls":    func(a, b *API) int { return cmp.Compare(tlsOf(*a), tlsOf(*b)) },
		"body":   func(a, b *API) int { return cmp.Compare(bodyOf(*a), bodyOf(*b)) },
		"access": func(a, b *API) int { return cmp.Compare(opennessOf(*b), opennessOf(*a)) },
	}}
	v.history = history{run: run, journal: house.Journal(), changed: v.changed}
	v.follows(house.Subscribe, "api", "route", "role", "limit")
	return v
}

func byName(a, b *API) int { return compareFold(a.Name, b.Name) }

// apiText is what a search looks into: where an API is reached, and its routes.
func apiText(a API) string {
	words := append([]string{a.Name, a.Base, a.ID}, a.Hosts...)
	for _, r := range a.Routes {
		words = append(words, a.Base+r.Path)
	}
	return strings.Join(words, " ")
}

// read loads APIs, and the roles and limits that name them.
func (v *APIs) read(ctx context.Context) (got loaded[API], err error) {
	rs, err := v.house.Directory().Roles(ctx)
	if err != nil {
		return got, err
	}
	ls, err := v.house.Limits().Limits(ctx)
	if err != nil {
		return got, err
	}
	roles, limits := map[string][]Role{}, map[string][]Limit{}
	for _, r := range rs {
		named := map[string]bool{}
		for _, g := range r.Grants {
			if !named[g.API] {
				named[g.API] = true
				roles[g.API] = append(roles[g.API], r)
			}
		}
	}
	for _, l := range ls {
		limits[l.API] = append(limits[l.API], l)
	}
	got.adopt = func() { v.roles, v.limits = roles, limits }
	got.things, err = v.house.Catalog().APIs(ctx)
	return got, err
}

// apiFacets are the ways to narrow the APIs.
func (v *APIs) apiFacets() []Facet[API] {
	return []Facet[API]{
		{ID: "is", Name: say.L("State"), Options: apiStates, Has: v.is},
		{ID: "tls", Name: say.L("Least TLS"), Options: TLSChoices, Has: func(a API, s string) bool { return tlsOf(a) == s }},
		{ID: "has", Name: say.L("Has"), Options: func() []Choice {
			return []Choice{{"limits", say.L("Rate limits"), ""}, {"roles", say.L("Roles that reach it"), ""}, {"routes", say.L("Routes"), ""}, {"hosts", say.L("Hosts of its own"), ""}}
		}, Has: v.has},
	}
}

// apiStates are what "is:" can ask.
func apiStates() []Choice {
	return []Choice{{"public", say.L("Has public routes"), ""}, {"writable-public", say.L("Can be written without a grant"), ""}, {"closed", say.L("Every route needs a grant"), ""},
		{"empty", say.L("Has no routes"), ""}, {"unreached", say.L("No role reaches it"), ""}}
}

// is answers "is:public" and the like.
func (v *APIs) is(a API, what string) bool {
	switch what {
	case "public":
		return opennessOf(a) >= somePublic
	case "writable-public":
		return opennessOf(a) == writablePublic
	case "closed":
		return opennessOf(a) == closed
	case "empty":
		return len(a.Routes) == 0
	case "unreached":
		return len(v.roles[a.ID]) == 0
	}
	return false
}

// has answers "has:limits" and the like.
func (v *APIs) has(a API, what string) bool {
	switch what {
	case "limits":
		return len(v.limits[a.ID]) > 0
	case "roles":
		return len(v.roles[a.ID]) > 0
	case "routes":
		return len(a.Routes) > 0
	case "hosts":
		return len(a.Hosts) > 0
	}
	return false
}

// openness says how much of an API needs no grant, worst last.
type openness uint8

const (
	routeless openness = iota
	closed
	somePublic
	writablePublic
)

func opennessOf(a API) openness {
	o := routeless
	for _, r := range a.Routes {
		switch {
		case r.Public && writes(r.Methods):
			return writablePublic
		case r.Public:
			o = somePublic
		case o == routeless:
			o = closed
		}
	}
	return o
}

// publicRoutes counts the routes that need no grant.
func publicRoutes(a API) (n int64) {
	for _, r := range a.Routes {
		if r.Public {
			n++
		}
	}
	return n
}

// access is the badge of an API: who may come in without a grant.
func access(a API) tone.Mark {
	switch opennessOf(a) {
	case writablePublic:
		return tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("Public writing")}
	case somePublic:
		return tone.Mark{Tone: tone.Info, Icon: "lock-open", Word: say.N(publicRoutes(a), "{{.Count}} public", "{{.Count}} public")}
	case closed:
		return tone.Mark{Tone: tone.Ok, Icon: "lock", Word: say.L("Needs grants")}
	}
	return tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("No routes")}
}

func tlsOf(a API) string { return cmp.Or(a.TLSMin, "none") }

// TLSChoices are the choices for the least TLS.
func TLSChoices() []Choice {
	return []Choice{{"1.3", say.L("TLS 1.3"), say.L("the newest only")}, {"1.2", say.L("TLS 1.2 or newer"), say.L("the default")}, {"none", say.L("Not required"), say.L("not advised")}}
}

// tlsWords says what least TLS an API asks for.
func tlsWords(v string) (string, tone.Tone) {
	if v == "" || v == "none" {
		return say.L("not required"), tone.Warn
	}
	return v + "+", tone.Neutral
}

// bodyOf is the body limit for ordering; no limit comes last.
func bodyOf(a API) uint64 { return uint64(a.MaxBody) - 1 } // 0 wraps to the largest

// APIRow is one row of the page.
type APIRow struct {
	Name, Host, MoreHosts, Hosts, Base, TLS, KeyHeader, Body, Routes string
	TLSTone                                                          tone.Tone
	Access                                                           tone.Mark
}

// Row returns row i in words.
func (v *APIs) Row(i int) APIRow {
	a := v.At(i)
	r := APIRow{Name: a.Name, Base: cmp.Or(a.Base, "/"), KeyHeader: keyHeader(a), Body: bodyWords(a), Routes: Count(int64(len(a.Routes))), Access: access(a)}
	r.TLS, r.TLSTone = tlsWords(a.TLSMin)
	if n := len(a.Hosts); n > 0 {
		r.Host, r.Hosts = a.Hosts[0], strings.Join(a.Hosts, ", ")
		if n > 1 {
			r.MoreHosts = "+" + Count(int64(n-1))
		}
	} else {
		r.Host = say.L("any host")
	}
	return r
}

func keyHeader(a API) string { return cmp.Or(a.KeyHeader, "X-API-Key") }

func bodyWords(a API) string {
	if a.MaxBody <= 0 {
		return say.L("no limit")
	}
	return sizeWords(a.MaxBody)
}

// Noun counts APIs.
func (v *APIs) Noun(n int64) string { return say.N(n, "{{.Count}} API", "{{.Count}} APIs") }

// Foot says how many routes there are in all.
func (v *APIs) Foot() string {
	n := 0
	for i := range v.all {
		n += len(v.all[i].Routes)
	}
	return say.N(int64(n), "{{.Count}} route", "{{.Count}} routes")
}
