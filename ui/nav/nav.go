// Package nav says where one is in the desktop and how one gets back.
//
// A [Route] is a comparable value: a page and, where a page shows one thing, that thing's id. A
// [History] is the path taken, as in a browser. A [Host] keeps the current [Page]: it stops the old
// one before it builds the next. Which constructor belongs to which route is known to the shell
// alone.
package nav

import "context"

// Route names a page, and the thing it shows where it shows one.
type Route struct {
	Page string
	Item string // id, or ""
}

// The routes of the pages that exist.
var (
	Overview   = Route{Page: "overview"}
	APIs       = Route{Page: "apis"}
	Principals = Route{Page: "principals"}
	Roles      = Route{Page: "roles"}
	Keys       = Route{Page: "keys"}
	Bundles    = Route{Page: "bundles"}
	Imports    = Route{Page: "imports"}
	Findings   = Route{Page: "findings"}
)

// Finding is the findings page with one finding chosen.
func Finding(id string) Route { return Route{Page: Findings.Page, Item: id} }

// String is the route as it stands in logs: "findings" or "findings/abc".
func (r Route) String() string {
	if r.Item == "" {
		return r.Page
	}
	return r.Page + "/" + r.Item
}

// Page is one page in its life: built, started, stopped. Object must be ready before Start; Stop
// ends all its work, and may be called twice.
type Page interface {
	Start(ctx context.Context)
	Stop()
}

// Creator is a page on which "New" makes something (Ctrl+N).
type Creator interface{ New() }

// Searcher is a page with a search field (Ctrl+F).
type Searcher interface{ FocusSearch() }

// Reloader is a page that can read its content again (Ctrl+R).
type Reloader interface{ Reload() }

// History is the path taken. The zero History is empty.
type History struct {
	routes []Route
	at     int
}

// Go appends r and forgets what lay ahead. Going where one is changes nothing.
func (h *History) Go(r Route) {
	if len(h.routes) > 0 && h.routes[h.at] == r {
		return
	}
	if len(h.routes) > 0 {
		h.routes = h.routes[:h.at+1]
	}
	h.routes = append(h.routes, r)
	h.at = len(h.routes) - 1
}

// Current returns where one is; false before the first Go.
func (h *History) Current() (Route, bool) {
	if len(h.routes) == 0 {
		return Route{}, false
	}
	return h.routes[h.at], true
}

// CanBack reports whether there is a way back.
func (h *History) CanBack() bool { return h.at > 0 }

// CanForward reports whether Back was used and not overtaken.
func (h *History) CanForward() bool { return h.at < len(h.routes)-1 }

// Back goes one step back and returns where that is.
func (h *History) Back() (Route, bool) {
	if !h.CanBack() {
		return Route{}, false
	}
	h.at--
	return h.routes[h.at], true
}

// Forward goes one step ahead again.
func (h *History) Forward() (Route, bool) {
	if !h.CanForward() {
		return Route{}, false
	}
	h.at++
	return h.routes[h.at], true
}

// Host keeps the current page. The zero Host has none.
type Host struct {
	page   Page
	cancel context.CancelFunc
}

// Show stops the current page, then builds and starts the next.
func (h *Host) Show(ctx context.Context, build func() Page) Page {
	h.Clear()
	p := build()
	pctx, cancel := context.WithCancel(ctx)
	h.page, h.cancel = p, cancel
	p.Start(pctx)
	return p
}

// Page returns the current page, or nil.
func (h *Host) Page() Page { return h.page }

// Clear stops the current page and forgets it.
func (h *Host) Clear() {
	if h.page == nil {
		return
	}
	h.cancel()
	h.page.Stop()
	h.page, h.cancel = nil, nil
}
