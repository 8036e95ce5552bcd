package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/catalog"
)

// routeTerms are the flags that say what a route states; a flag that is not given changes nothing.
type routeTerms struct {
	summary, tlsMin                    string
	accept, types, parameters, dropped []string
	public, certificate, otp, strict   bool
	maxBody                            int64
}

func (t *routeTerms) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&t.summary, "summary", "", "one line of `TEXT` for people")
	f.StringSliceVar(&t.accept, "accept", nil, "`WAYS` to say who one is: key,token,certificate,signature, or any")
	f.BoolVar(&t.public, "public", false, "answer without credentials, on purpose; --public=false ends it")
	f.StringVar(&t.tlsMin, "tls-min", "", "lowest TLS `VERSION` here: 1.2 or 1.3; none leaves it to the API")
	f.BoolVar(&t.certificate, "certificate", false, "demand a client certificate beside what says who calls")
	f.BoolVar(&t.otp, "otp", false, "demand a one-time password, whatever the grant says")
	f.BoolVar(&t.strict, "strict", true, "refuse parameters that are not declared")
	f.StringArrayVar(&t.parameters, "parameter", nil, "declare a parameter: `PLACE:NAME[:TYPE]` or a JSON object; may be repeated")
	f.StringArrayVar(&t.dropped, "drop-parameter", nil, "forget the parameter `PLACE:NAME`; may be repeated")
	f.StringSliceVar(&t.types, "media-types", nil, "media `TYPES` of bodies, as application/json,image/*, or any")
	f.Int64Var(&t.maxBody, "max-body", 0, "largest body here in `BYTES`; 0 leaves it to the API")
}

// apply changes what was given.
func (t *routeTerms) apply(cmd *cobra.Command, r *catalog.Route) error {
	given := cmd.Flags().Changed
	set := func(flag string, to *bool, value bool) {
		if given(flag) {
			*to = value
		}
	}
	set("public", &r.Public, t.public)
	set("certificate", &r.Certificate, t.certificate)
	set("otp", &r.OTP, t.otp)
	set("strict", &r.Strict, t.strict)
	if given("summary") {
		r.Summary = t.summary
	}
	if given("tls-min") {
		r.TLSMin = t.tlsMin
	}
	if given("accept") {
		r.Accept = orAny(t.accept)
	}
	if given("media-types") {
		r.MediaTypes = orAny(t.types)
	}
	if given("max-body") {
		r.MaxBody = t.maxBody
	}
	return t.applyParameters(r)
}

// orAny returns nothing for the one word "any".
func orAny(list []string) []string {
	if len(list) == 1 && strings.EqualFold(list[0], "any") {
		return nil
	}
	return list
}

func (t *routeTerms) applyParameters(r *catalog.Route) error {
	params := slices.Clone(r.Parameters)
	drop := func(in, name string) bool {
		n := len(params)
		params = slices.DeleteFunc(params, func(p catalog.Parameter) bool { return p.In == in && p.Name == name })
		return len(params) < n
	}
	for _, s := range t.dropped {
		if in, name, _ := strings.Cut(s, ":"); !drop(in, name) {
			return usagef("--drop-parameter %q: the route declares no such parameter; write it as query:limit", s)
		}
	}
	for _, s := range t.parameters {
		p, err := parseParameter(s)
		if err != nil {
			return err
		}
		drop(p.In, p.Name)
		params = append(params, p)
	}
	r.Parameters = params
	return nil
}

// parseParameter reads PLACE:NAME, PLACE:NAME:TYPE or a JSON object as `route show` prints it.
func parseParameter(s string) (catalog.Parameter, error) {
	var p catalog.Parameter
	if strings.HasPrefix(s, "{") {
		d := json.NewDecoder(strings.NewReader(s))
		d.DisallowUnknownFields()
		if err := d.Decode(&p); err != nil || d.More() {
			return p, usagef("--parameter %s is no parameter: write it as query:limit:integer or as one JSON object with the members that route show prints", s)
		}
		return p, nil
	}
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return p, usagef("--parameter %q: write it as query:limit or query:limit:integer", s)
	}
	p.In, p.Name = parts[0], parts[1]
	if len(parts) == 3 {
		p.Type = parts[2]
	}
	return p, nil
}
