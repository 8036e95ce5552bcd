package shell

import (
	"slices"

	"gatehouse/ui/nav"
	"gatehouse/ui/say"
)

// Item is one entry of the sidebar.
type Item struct {
	Route       nav.Route
	Group, Icon string
	Title       string
	Foot        bool // it stands at the foot of the sidebar
}

// items are the pages; their groups and titles are keys of sentences.
var items = []Item{
	{Route: nav.Overview, Icon: "gauge", Title: say.Key("Overview")},
	{Route: nav.APIs, Group: say.Key("Access"), Icon: "blocks", Title: say.Key("APIs")},
	{Route: nav.Principals, Group: say.Key("Access"), Icon: "users-round", Title: say.Key("Principals")},
	{Route: nav.Roles, Group: say.Key("Access"), Icon: "shield-check", Title: say.Key("Roles")},
	{Route: nav.Matrix, Group: say.Key("Access"), Icon: "columns-3", Title: say.Key("Access matrix")},
	{Route: nav.Keys, Group: say.Key("Access"), Icon: "key-round", Title: say.Key("API keys")},
	{Route: nav.Limits, Group: say.Key("Access"), Icon: "timer", Title: say.Key("Rate limits")},
	{Route: nav.Gateways, Group: say.Key("Deliver"), Icon: "server", Title: say.Key("Gateways")},
	{Route: nav.Bundles, Group: say.Key("Deliver"), Icon: "package", Title: say.Key("Bundles")},
	{Route: nav.Imports, Group: say.Key("Review"), Icon: "inbox", Title: say.Key("Imports")},
	{Route: nav.Findings, Group: say.Key("Review"), Icon: "search-alert", Title: say.Key("Findings")},
	{Route: nav.Posture, Group: say.Key("Review"), Icon: "activity", Title: say.Key("Posture")},
	{Route: nav.Journal, Icon: "scroll-text", Title: say.Key("Journal"), Foot: true},
	{Route: nav.Settings, Icon: "settings", Title: say.Key("Settings"), Foot: true},
}

// Items are the pages, in the order of the sidebar, as people read them.
func Items() []Item {
	out := slices.Clone(items)
	for i := range out {
		out[i] = out[i].said()
	}
	return out
}

// said is the item in the language of now.
func (i Item) said() Item {
	i.Title = say.Of(i.Title)
	if i.Group != "" {
		i.Group = say.Of(i.Group)
	}
	return i
}

func itemOf(r nav.Route) Item {
	for _, i := range items {
		if i.Route.Page == r.Page {
			return i.said()
		}
	}
	return Item{Route: r, Title: r.Page}
}

// Title is the word for a route, as the window's title says it.
func Title(r nav.Route) string { return itemOf(r).Title }
