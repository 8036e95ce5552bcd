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
	Page   string
	Item   string // id, or ""
	Search string // what a list begins with, or ""
	Part   string // of the thing, by id: a route of an API; or ""
}

// The routes of the pages that exist.
var (
	Overview   = Route{Page: "overview"}
	APIs       = Route{Page: "apis"}
	Principals = Route{Page: "principals"}
	Roles      = Route{Page: "roles"}
	Matrix     = Route{Page: "matrix"}
	Keys       = Route{Page: "keys"}
	Bundles    = Route{Page: "bundles"}
	Imports    = Route{Page: "imports"}
	Findings   = Route{Page: "findings"}
	Limits     = Route{Page: "limits"}
	Gateways   = Route{Page: "gateways"}
	Posture    = Route{Page: "posture"}
	Journal    = Route{Page: "journal"}
	Settings   = Route{Page: "settings"}
)

// Key is the page of API keys with one of them chosen.
func Key(id string) Route { return Route{Page: Keys.Page, Item: id} }

// Principal is the page of principals with one of them chosen.
func Principal(id string) Route { return Route{Page: Principals.Page, Item: id} }

// Role is the page of roles with one of them chosen.
func Role(id string) Route { return Route{Page: Roles.Page, Item: id} }

// API is the page of APIs with one of them chosen.
func API(id string) Route { return Route{Page: APIs.Page, Item: id} }

// RouteOf is the page of APIs with a route of one of them shown.
func RouteOf(api, route string) Route { return Route{Page: APIs.Page, Item: api, Part: route} }

// Limit is the page of rate limits with one of them chosen.
func Limit(id string) Route { return Route{Page: Limits.Page, Item: id} }

// Gateway is the page of gateways with one of them chosen.
func Gateway(id string) Route { return Route{Page: Gateways.Page, Item: id} }

// Weakness is the page of the vault's posture with what one check found chosen.
func Weakness(check string) Route { return Route{Page: Posture.Page, Item: check} }

// Filtered is a list page that begins with some search, such as "is:expiring".
func Filtered(r Route, search string) Route { return Route{Page: r.Page, Search: search} }

// Finding is the findings page with one finding chosen.
func Finding(id string) Route { return Route{Page: Findings.Page, Item: id} }

// String is the route as it stands in logs: "findings" or "findings/abc".
func (r Route) String() string {
	switch {
	case r.Part != "":
		return r.Page + "/" + r.Item + "/" + r.Part
	case r.Item != "":
		return r.Page + "/" + r.Item
	case r.Search != "":
		return r.Page + "?" + r.Search
	}
	return r.Page
}

// Page is one page in its life: built, started, stopped. Object must be ready before Start; Stop
// ends all its work, and may be called twice.
type Page interface {
	Start(ctx context.Context)
	Stop()
}

// Searcher is a page with a search field (Ctrl+F).
type Searcher interface{ FocusSearch() }

// Focuser is a page that knows where one works on it first: there the keys go when it is shown.
type Focuser interface{ Focus() }

// Reloader is a page that can read its content again (Ctrl+R).
type Reloader interface{ Reload() }

// Keeper is a page that is found again as it was left: with its search, filters, order, choice and
// scroll. Keep returns what to remember; the next page of the same route gets it before it starts.
type Keeper interface {
	Keep() any
	Restore(state any)
}

// Commander is a page with commands of its own, by the ids of their actions.
type Commander interface {
	// Can reports whether the command is possible now.
	Can(id string) bool
	// Do carries it out.
	Do(id string)
}

// Drafter is a page on which somebody may be in the middle of something. Draft returns it, or nil;
// Resume, on a new page of the same route, goes on with it. Drafts hold nothing secret, because
// they outlive the lock.
type Drafter interface {
	Draft() any
	Resume(draft any)
}

// History is the path taken, each step with what its page keeps. The zero History is empty.
type History struct {
	steps []step
	at    int
}

type step struct {
	route Route
	state any
}

// maxSteps is how far back one can go.
const maxSteps = 100

// Go appends r and forgets what lay ahead. Going where one is changes nothing.
func (h *History) Go(r Route) {
	if len(h.steps) > 0 && h.steps[h.at].route == r {
		return
	}
	if len(h.steps) > 0 {
		h.steps = h.steps[:h.at+1]
	}
	h.steps = append(h.steps, step{route: r})
	if len(h.steps) > maxSteps {
		h.steps = h.steps[1:]
	}
	h.at = len(h.steps) - 1
}

// Keep remembers what the page of the current step keeps.
func (h *History) Keep(state any) {
	if len(h.steps) > 0 {
		h.steps[h.at].state = state
	}
}

// Kept is what the page of the current step kept, or nil.
func (h *History) Kept() any {
	if len(h.steps) == 0 {
		return nil
	}
	return h.steps[h.at].state
}

// Current returns where one is; false before the first Go.
func (h *History) Current() (Route, bool) {
	if len(h.steps) == 0 {
		return Route{}, false
	}
	return h.steps[h.at].route, true
}

// CanBack reports whether there is a way back.
func (h *History) CanBack() bool { return h.at > 0 }

// CanForward reports whether Back was used and not overtaken.
func (h *History) CanForward() bool { return h.at < len(h.steps)-1 }

// Back goes one step back and returns where that is.
func (h *History) Back() (Route, bool) {
	if !h.CanBack() {
		return Route{}, false
	}
	h.at--
	return h.steps[h.at].route, true
}

// Forward goes one step ahead again.
func (h *History) Forward() (Route, bool) {
	if !h.CanForward() {
		return Route{}, false
	}
	h.at++
	return h.steps[h.at].route, true
}

// Host keeps the current page. The zero Host has none.
type Host struct {
	page   Page
	cancel context.CancelFunc
}

// Show stops the current page, then builds the next, gives it what it kept, and starts it.
func (h *Host) Show(ctx context.Context, build func() Page, kept any) Page {
	h.Clear()
	p := build()
	if k, ok := p.(Keeper); ok && kept != nil {
		k.Restore(kept)
	}
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
