package vm

import (
	"cmp"
	"slices"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/ui/say"
)

// RouteRules is the form for what a route states beside path and methods, as typed.
type RouteRules struct {
	ID, Path                    string
	Accept                      []string
	TLSMin, MaxBody, MediaTypes string
	Certificate, OTP, Strict    bool
}

// Ways are the choices for how one says who one is.
func Ways() []Choice {
	return []Choice{{catalog.AcceptKey, say.L("API key"), ""}, {catalog.AcceptToken, say.L("Token"), ""}, {catalog.AcceptCertificate, say.L("Certificate"), ""}, {catalog.AcceptSignature, say.L("Signature"), ""}}
}

// RouteTLSChoices are the choices for the least TLS of a route.
func RouteTLSChoices() []Choice {
	return []Choice{{"none", say.L("As the API"), ""}, {"1.2", say.L("TLS 1.2 or newer"), ""}, {"1.3", say.L("TLS 1.3"), ""}}
}

// Rules is the form of a route of the chosen API.
func (v *APIs) Rules(id string) (RouteRules, bool) {
	r, ok := v.route(id)
	f := RouteRules{ID: r.ID, Path: r.Path, Accept: slices.Clone(r.Accept), TLSMin: cmp.Or(r.TLSMin, "none"), MediaTypes: strings.Join(r.MediaTypes, ", "), Certificate: r.Certificate, OTP: r.OTP, Strict: r.Strict}
	if r.MaxBody > 0 {
		f.MaxBody = sizeWords(r.MaxBody)
	}
	return f, ok
}

// SaveRules changes what a route of the chosen API states.
func (v *APIs) SaveRules(f RouteRules, done func(error)) {
	r, ok := v.route(f.ID)
	if !ok {
		done(gone())
		return
	}
	r.Accept, r.MediaTypes, r.Certificate, r.OTP, r.Strict = f.Accept, fields(f.MediaTypes), f.Certificate, f.OTP, f.Strict
	if r.TLSMin = f.TLSMin; r.TLSMin == "none" {
		r.TLSMin = ""
	}
	var err error
	if r.MaxBody, err = size(f.MaxBody); err != nil {
		done(err)
		return
	}
	a, _ := v.Chosen()
	r.API = a.ID
	v.editRoute(r, done)
}

// RouteFacts are what the drawer says about one route.
type RouteFacts struct {
	ID, Path   string
	Methods    []string
	Row        RouteRow
	Warning    string
	Facts      []Pair
	Parameters []ParameterRow
	Strict     bool
	Limits     []Link // the rate limits that count here
}

// ParameterRow is one parameter in words.
type ParameterRow struct{ Key, Place, Name, Form string }

// ShowRoute shows a route of the chosen API in the drawer; "" goes back to the API.
func (v *APIs) ShowRoute(id string) {
	v.shown = id
	v.changed()
}

// OnRoute reports whether the drawer is about a route.
func (v *APIs) OnRoute() bool { _, ok := v.route(v.shown); return ok }

// Shown is the route that the drawer is about, or "".
func (v *APIs) Shown() string { return v.shown }

// RouteFacts returns the drawer of the route that is shown.
func (v *APIs) RouteFacts() (RouteFacts, bool) {
	r, ok := v.route(v.shown)
	if !ok {
		return RouteFacts{}, false
	}
	a, _ := v.Chosen()
	f := RouteFacts{ID: r.ID, Path: r.Path, Methods: r.Methods, Strict: r.Strict}
	for _, row := range routeRows(a) {
		if row.ID == r.ID {
			f.Row = row
		}
	}
	f.Warning = RouteForm{Methods: r.Methods, Public: r.Public}.Warning()
	yesNo := func(b bool) string {
		if b {
			return say.L("demanded")
		}
		return say.L("not demanded")
	}
	ways := say.L("any way")
	if len(r.Accept) > 0 {
		var names []string
		for _, c := range Ways() {
			if slices.Contains(r.Accept, c.ID) {
				names = append(names, c.Label)
			}
		}
		ways = strings.Join(names, ", ")
	}
	tls := say.L("as the API")
	if r.TLSMin != "" {
		tls = r.TLSMin + "+"
	}
	body := say.L("as the API")
	if r.MaxBody > 0 {
		body = sizeWords(r.MaxBody)
	}
	types := strings.Join(r.MediaTypes, ", ")
	origin := say.L("added by hand")
	if r.Imported {
		origin = say.L("an OpenAPI document")
	}
	f.Facts = []Pair{{say.L("Accepts"), ways, ""}, {say.L("Certificate"), yesNo(r.Certificate), ""}, {say.L("One-time password"), yesNo(r.OTP), ""}, {say.L("Least TLS"), tls, ""},
		{say.L("Body limit"), body, ""}, {say.L("Media types"), cmp.Or(types, say.L("any")), types}, {say.L("From"), origin, ""}}
	if r.Summary != "" {
		f.Facts = append([]Pair{{say.L("Summary"), r.Summary, r.Summary}}, f.Facts...)
	}
	for _, p := range r.Parameters {
		f.Parameters = append(f.Parameters, ParameterRow{parameterKey(p), p.In, p.Name, p.String()})
	}
	f.Limits = v.limitLinks(a, r.Path, func(l Limit) bool { return l.Match == "" || matches(l.Match, r.Path) })
	return f, true
}
