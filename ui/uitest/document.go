package uitest

import (
	core "gatehouse/core/catalog"
)

// documentPlan is what the import of an invented OpenAPI document would do to Orders.
func documentPlan(_ string, ask core.Ask) core.Plan {
	route := func(method, path string) core.Route {
		return core.Route{API: "a1", Path: path, Methods: []string{method}, Strict: true}
	}
	change := func(c core.Change, line int, r core.Route, fields ...core.FieldChange) core.RoutePlan {
		return core.RoutePlan{Change: c, Line: line, Route: r, Fields: fields}
	}
	p := core.Plan{
		API: core.API{ID: "a1", Name: "Orders", Hosts: []string{"api.nordwind.example"}, Base: "/shop/v1", TLSMin: "1.3", Said: &core.SaidAPI{Title: "Orders", Version: "1.4"}},
		Ask: ask, Fields: []core.FieldChange{{Field: "tls_min", Was: "1.3", Says: "1.2", Will: "1.3", Kept: true}},
		Problems: []core.Problem{
			{Line: 214, Where: "/orders/{id}.pdf", Text: "path \"/orders/{id}.pdf\": \"{id}.pdf\" is no parameter; a parameter is one whole segment such as {id}", Route: true},
			{Line: 88, Where: "GET /orders", Text: "parameter \"session\": cookies are no parameters of a route"},
		},
	}
	p.Routes = []core.RoutePlan{
		change(core.RouteUnchanged, 0, route("GET", "/health")),
		change(core.RouteChanged, 41, route("GET", "/orders"), core.FieldChange{Field: "summary", Was: "List", Says: "List the orders", Will: "List the orders"},
			core.FieldChange{Field: "parameter query limit", Was: "integer, from 1 to 50", Says: "integer, from 1 to 100", Will: "integer, from 1 to 50", Kept: true},
			core.FieldChange{Field: "parameter query state", Was: "", Says: "string, one of open | done", Will: "string, one of open | done"}),
		change(core.RouteUnchanged, 77, route("POST", "/orders")),
		change(core.RouteNew, 96, route("GET", "/orders/{id}/lines")),
		change(core.RouteNew, 121, route("POST", "/orders/{id}/lines"), core.FieldChange{Field: "public", Was: "no", Says: "yes", Will: "no", Kept: true}),
		change(core.RouteNew, 150, route("DELETE", "/orders/{id}/lines/{line}")),
		change(core.RouteGone, 0, route("POST", "/refunds")),
	}
	if ask.PublicWrites {
		p.Routes[4].Fields[0].Will, p.Routes[4].Fields[0].Kept, p.Routes[4].Route.Public = "yes", false, true
	}
	return p
}
