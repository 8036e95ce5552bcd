package shell

import (
	"gatehouse/ui/nav"
	"gatehouse/ui/say"
)

// Item is one entry of the sidebar. Group and Title are keys of sentences.
type Item struct {
	Route       nav.Route
	Group, Icon string
	Title       string
	Foot        bool // it stands at the foot of the sidebar
}

// Items are the pages, in the order of the sidebar.
var Items = []Item{
	{Route: nav.Overview, Icon: "gauge", Title: say.Key("Overview")},
	{Route: nav.APIs, Group: say.Key("Access"), Icon: "blocks", Title: say.Key("APIs")},
	{Route: nav.Principals, Group: say.Key("Access"), Icon: "users-round", Title: say.Key("Principals")},
	{Route: nav.Roles, Group: say.Key("Access"), Icon: "shield-check", Title: say.Key("Roles")},
	{Route: nav.Keys, Group: say.Key("Access"), Icon: "key-round", Title: say.Key("API keys")},
	{Route: nav.Limits, Group: say.Key("Access"), Icon: "timer", Title: say.Key("Rate limits")},
	{Route: nav.Bundles, Group: say.Key("Deliver"), Icon: "package", Title: say.Key("Bundles")},
	{Route: nav.Imports, Group: say.Key("Review"), Icon: "inbox", Title: say.Key("Imports")},
	{Route: nav.Findings, Group: say.Key("Review"), Icon: "search-alert", Title: say.Key("Findings")},
	{Route: nav.Journal, Icon: "scroll-text", Title: say.Key("Journal"), Foot: true},
	{Route: nav.Settings, Icon: "settings", Title: say.Key("Settings"), Foot: true},
}

// Name is the title as people read it.
func (i Item) Name() string { return say.Of(i.Title) }

// Section is the group as people read it, or "".
func (i Item) Section() string {
	if i.Group == "" {
		return ""
	}
	return say.Of(i.Group)
}

func itemOf(r nav.Route) Item {
	for _, i := range Items {
		if i.Route.Page == r.Page {
			return i
		}
	}
	return Item{Route: r, Title: r.Page}
}

// Title is the word for a route, as the window's title says it.
func Title(r nav.Route) string { return itemOf(r).Name() }
