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
// OpenAPI 3.0 and 3.1 documents are read by [ReadOpenAPI], compared by [Service.PlanImport] and taken
// over by [Service.ApplyImport], in one change. Each route remembers what its document said last, so
// that a new import tells what was set by hand, and leaves it:
//
//	doc, err := catalog.ReadOpenAPI(text)
//	plan, err := svc.PlanImport(doc, catalog.Ask{})   // new, changed, gone; what is kept and why
//	api, err := svc.ApplyImport(ctx, v.Actor(), plan)
//
// Text becomes a tree by github.com/pb33f/libopenapi, which also tells the version. From there on the
// tree is walked here: the library's own model is built by goroutines, in which a panic over a hostile
// document would end the program that holds the vault open. Nothing outside of a document is read.
package catalog
