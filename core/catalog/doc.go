// Package catalog is the list of APIs and of their routes: what can be called at all.
//
// An [API] has hosts and a base path; a [Route] has a path template relative to that base and the
// methods that are answered there. Who may call a route is the business of core/directory, and what
// happens to a request of core/policy.
//
//	svc := catalog.New(v)
//	api, err := svc.AddAPI(ctx, v.Actor(), catalog.API{Name: "orders", Base: "/v1"})
//	route, err := svc.AddRoute(ctx, v.Actor(), catalog.Route{API: api.ID, Path: "/orders/{id}", Methods: []string{"GET"}})
//
// Path templates are as in OpenAPI: a parameter is one whole segment in braces and stands for one
// segment that is not empty. Everything else is text, compared byte for byte; the text must be
// canonical as core/policy understands it, because no other path ever reaches a route.
//
// The package does not read OpenAPI documents and knows no parameters' types.
package catalog
