package vm

import (
	"cmp"
	"strings"

	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// APIFacts are what the drawer says about the chosen API.
type APIFacts struct {
	ID, Name string
	Address  string // where it is reached: "https://api.example.com/shop/v1"
	Access   tone.Mark
	Warning  string // what is dangerous about it, or ""
	Facts    []Pair
	Routes   []RouteRow
	Roles    []Link
	Limits   []Link // the rate limits that count somewhere in it
	History  []Event
}

// RouteRow is one route of the chosen API.
type RouteRow struct {
	ID, Path string
	Methods  []string
	Access   tone.Mark
}

// Facts returns the drawer of the chosen API.
func (v *APIs) Facts() (APIFacts, bool) {
	a, ok := v.Chosen()
	if !ok {
		return APIFacts{}, false
	}
	tls, _ := tlsWords(a.TLSMin)
	hosts := say.L("any host")
	if len(a.Hosts) > 0 {
		hosts = strings.Join(a.Hosts, ", ")
	}
	f := APIFacts{ID: a.ID, Name: a.Name, Access: access(a), Routes: routeRows(a), History: v.history.of(v.ctx, a.ID)}
	f.Facts = []Pair{{say.L("Hosts"), hosts, hosts}, {say.L("Base path"), cmp.Or(a.Base, "/"), ""}, {say.L("Least TLS"), tls, ""}, {say.L("Key header"), keyHeader(a), ""},
		{say.L("Body limit"), bodyWords(a), ""}, {say.L("Created"), DateTime(a.Created), Both(a.Created)}}
	if a.Document != "" {
		f.Facts = append(f.Facts, Pair{say.L("Document"), a.Document, a.Document})
	}
	f.Address = cmp.Or(a.Base, "/")
	if len(a.Hosts) > 0 {
		f.Address = "https://" + a.Hosts[0] + a.Base
	}
	if opennessOf(a) == writablePublic {
		f.Warning = say.N(writableRoutes(a), "{{.Count}} route lets anybody change something, without a key and without a grant.", "{{.Count}} routes let anybody change something, without a key and without a grant.")
	}
	for _, r := range v.roles[a.ID] {
		var gs []Grant
		for _, g := range r.Grants {
			if g.API == a.ID {
				gs = append(gs, g)
			}
		}
		reach := reachOf(gs, map[string]API{a.ID: a})
		f.Roles = append(f.Roles, Link{r.ID, r.Name, reach[0].May + ", " + reach[0].Routes})
	}
	sortStable(f.Roles, func(a, b Link) int { return compareFold(a.Label, b.Label) })
	f.Limits = v.limitLinks(a, "", func(Limit) bool { return true })
	return f, true
}

// limitLinks are the limits that fit, of those that count in an API: its own, then those of every API.
// They say where they count if that is elsewhere than on the path that the reader sees.
func (v *APIs) limitLinks(a API, seen string, fits func(Limit) bool) (links []Link) {
	for _, api := range []string{a.ID, ""} {
		own := len(links)
		for _, l := range v.limits[api] {
			if !fits(l) {
				continue
			}
			note := rateWords(l) + ", " + eachWords(l.By)
			if l.Match != "" && l.Match != seen {
				note += ", " + l.Match
			}
			links = append(links, Link{l.ID, l.Name, note})
		}
		sortStable(links[own:], func(a, b Link) int { return compareFold(a.Label, b.Label) })
	}
	return links
}

// NewLimit is what the form for a new limit begins with: one on the route that is shown, or else on
// the chosen API.
func (v *APIs) NewLimit() LimitForm {
	f := freshLimit()
	a, _ := v.Chosen()
	r, _ := v.route(v.shown)
	f.API, f.Match = a.ID, r.Path
	return f
}

// writableRoutes counts the public routes that change something.
func writableRoutes(a API) (n int64) {
	for _, r := range a.Routes {
		if r.Public && writes(r.Methods) {
			n++
		}
	}
	return n
}

// routeRows are the routes of an API by path.
func routeRows(a API) []RouteRow {
	rows := make([]RouteRow, len(a.Routes))
	for i, r := range a.Routes {
		m := tone.Mark{Tone: tone.Neutral, Icon: "lock", Word: say.L("Needs a grant")}
		switch {
		case r.Public && writes(r.Methods):
			m = tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("Public writing")}
		case r.Public:
			m = tone.Mark{Tone: tone.Info, Icon: "lock-open", Word: say.L("Public")}
		}
		rows[i] = RouteRow{r.ID, r.Path, r.Methods, m}
	}
	sortStable(rows, func(a, b RouteRow) int { return cmp.Compare(a.Path, b.Path) })
	return rows
}
