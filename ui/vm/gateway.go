package vm

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// GatewaysPage is the page of gateways: what enforces the policy, and how far each is.
type GatewaysPage struct {
	*List[Gateway]
	house   House
	history history
}

// NewGateways makes the page over an open vault.
func NewGateways(run runner.Runner, house House) *GatewaysPage {
	v := &GatewaysPage{house: house}
	own := func(a, b *Gateway) int { return compareFold(a.Name, b.Name) }
	v.List = &List[Gateway]{run: run, load: only(house.Gateways().Gateways), id: func(g Gateway) string { return g.ID }, sorted: own, facets: v.gatewayFacets(),
		text: func(g Gateway) string {
			return strings.Join([]string{g.Name, g.Target, g.Audience, g.Notes, g.ID}, " ")
		},
		orders: map[string]func(a, b *Gateway) int{
			"name": own, "target": func(a, b *Gateway) int { return cmp.Compare(a.Target, b.Target) }, "audience": func(a, b *Gateway) int { return compareFold(a.Audience, b.Audience) },
			"exported": func(a, b *Gateway) int { return cmp.Compare(a.Last.Serial, b.Last.Serial) }, "seen": func(a, b *Gateway) int { return a.SeenAt.Compare(b.SeenAt) },
			"floor":  func(a, b *Gateway) int { return cmp.Compare(a.Floor, b.Floor) },
			"status": func(a, b *Gateway) int { return cmp.Compare(standingRank(a.Standing), standingRank(b.Standing)) },
		}}
	v.history = history{run: run, journal: house.Journal(), changed: v.changed}
	v.follows(house.Subscribe, "gateway", "export", "import", "review")
	return v
}

// gatewayFacets are the ways to narrow the gateways.
func (v *GatewaysPage) gatewayFacets() []Facet[Gateway] {
	return []Facet[Gateway]{
		{ID: "is", Name: say.L("State"), Options: func() []Choice {
			return []Choice{{"production", say.L("Production"), ""}, {"current", say.L("In step"), ""}, {"behind", say.L("Behind"), ""}, {"unserved", say.L("Never exported"), ""}, {"unknown", say.L("Logs do not tell"), ""}}
		}, Has: func(g Gateway, s string) bool {
			switch s {
			case "production":
				return g.Production
			case "current":
				return g.Standing == "current"
			case "behind":
				return slices.Contains([]string{"behind", "below_floor", "foreign"}, g.Standing)
			case "unserved":
				return g.Standing == "never_exported"
			}
			return s == "unknown" && slices.Contains([]string{"no_logs", "not_carried", "unconfirmed"}, g.Standing)
		}},
		{ID: "target", Name: say.L("Target"), Options: TargetChoices, Has: func(g Gateway, s string) bool { return strings.EqualFold(g.Target, s) }},
		{ID: "audience", Name: say.L("Audience"), Options: v.audienceChoices, Has: func(g Gateway, s string) bool { return strings.EqualFold(g.Audience, s) }},
	}
}

// standingRank orders how gateways stand: what needs care first.
func standingRank(s string) int {
	return slices.Index([]string{"below_floor", "foreign", "behind", "never_exported", "unconfirmed", "no_logs", "not_carried", "current"}, s)
}

// standingMark is the badge of how a gateway stands.
func standingMark(s string) tone.Mark {
	switch s {
	case "current":
		return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("In step")}
	case "behind":
		return tone.Mark{Tone: tone.Danger, Icon: "clock", Word: say.L("Behind")}
	case "below_floor":
		return tone.Mark{Tone: tone.Danger, Icon: "octagon-alert", Word: say.L("Below floor")}
	case "foreign":
		return tone.Mark{Tone: tone.Danger, Icon: "circle-alert", Word: say.L("Foreign bundle")}
	case "never_exported":
		return tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("Never exported")}
	case "unconfirmed":
		return tone.Mark{Tone: tone.Neutral, Icon: "clock", Word: say.L("Not seen yet")}
	case "no_logs":
		return tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("No logs")}
	}
	return tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("Not told")}
}

// standingWords say what the badge means and what to do.
func standingWords(g Gateway) string {
	switch g.Standing {
	case "current":
		return say.L("Its logs show the newest bundle.")
	case "behind":
		return say.L("Its logs show an older bundle although it had the time to load the newest. What was revoked since then still opens doors there; its own log says why it does not load it.")
	case "below_floor":
		return say.L("Its logs show a bundle that it must refuse. It does not know its floor, or does not keep to it.")
	case "foreign":
		return say.L("Its logs show a bundle that this vault has not exported for it. Somebody else may sign for it.")
	case "never_exported":
		return say.L("Nothing was exported for its audience: what this vault decides is enforced nowhere there.")
	case "unconfirmed":
		return say.L("Its logs end before it could have the newest bundle. Import newer ones to see.")
	case "no_logs":
		return say.L("No log of it was imported, so that nobody knows which bundle it enforces.")
	}
	return say.L("Its logs do not say which bundle decided. Add gh_revision to the log format to see.")
}

// TargetChoices are the kinds of program that a gateway can be.
func TargetChoices() []Choice {
	return []Choice{{"opa", "Open Policy Agent", ""}, {"nginx", "nginx", ""}, {"haproxy", "HAProxy", ""}, {"caddy", "Caddy", ""}, {"kong", "Kong", ""},
		{"envoy", "Envoy", ""}, {"traefik", "Traefik", ""}, {"apache", "Apache", ""}, {"other", say.L("Another program"), ""}}
}

// targetWord names a target.
func targetWord(t string) string {
	for _, c := range TargetChoices() {
		if c.ID == t {
			return c.Label
		}
	}
	return Escaped([]byte(t))
}

// GatewayRow is one row of the page.
type GatewayRow struct {
	Name, Target, Audience, Exported, ExportedTip, Seen, SeenTip, Floor string
	Where, Status                                                       tone.Mark
}

// Row returns row i in words.
func (v *GatewaysPage) Row(i int) GatewayRow {
	g := v.At(i)
	r := GatewayRow{Name: g.Name, Target: targetWord(g.Target), Audience: g.Audience, Exported: say.L("never"), Floor: serialWord(g.Floor), Status: standingMark(g.Standing), Seen: seenWord(g)}
	if g.Last.Serial > 0 {
		r.Exported, r.ExportedTip = say.L("Bundle {{.Serial}}", say.V{"Serial": g.Last.Serial}), g.Last.Revision+"\n"+Both(g.Last.Issued)
	}
	if !g.SeenAt.IsZero() {
		r.SeenTip = Escaped([]byte(g.Revision)) + "\n" + Both(g.SeenAt)
	}
	if g.Production {
		r.Where = tone.Mark{Tone: tone.Accent, Word: say.L("Production")}
	}
	return r
}

// seenWord is the bundle that a gateway's logs show.
func seenWord(g Gateway) string {
	switch {
	case g.Revision != "":
		return revisionWord(g.Revision)
	case g.Imports == 0:
		return say.L("no logs")
	}
	return say.L("not in its logs")
}

// revisionWord is a revision in little room: its serial, where it is one of ours.
func revisionWord(revision string) string {
	if parts := strings.Split(revision, "-"); parts[0] == "gh" && (len(parts) == 2 || len(parts) == 3 && len(parts[2]) == 12) {
		if n, err := strconv.ParseUint(parts[1], 10, 62); err == nil {
			return say.L("Bundle {{.Serial}}", say.V{"Serial": n})
		}
	}
	return Escaped([]byte(revision))
}

// serialWord writes a serial; a dash for none.
func serialWord(n uint64) string {
	if n == 0 {
		return "–"
	}
	return strconv.FormatUint(n, 10)
}

// GatewayFacts are what the drawer says about the chosen gateway.
type GatewayFacts struct {
	ID, Name, Words string
	Status          tone.Mark
	Facts           []Pair
	Proxies         []string
	Notes           string
	Exports         []Pair // newest first: the bundle and when
	Logs            int    // imports of its logs
	History         []Event
}

// exportsShown is how many exports the drawer lists.
const exportsShown = 5

// Facts returns the drawer of the chosen gateway.
func (v *GatewaysPage) Facts() (GatewayFacts, bool) {
	g, ok := v.Chosen()
	if !ok {
		return GatewayFacts{}, false
	}
	f := GatewayFacts{ID: g.ID, Name: g.Name, Words: standingWords(g), Status: standingMark(g.Standing), Proxies: g.Proxies, Notes: Escaped([]byte(g.Notes)), Logs: g.Imports, History: v.history.of(v.ctx, g.ID)}
	floor := say.L("any bundle of ours")
	if g.Floor > 0 {
		floor = say.L("bundle {{.Serial}} and newer", say.V{"Serial": g.Floor})
	}
	where := say.L("for tests")
	if g.Production {
		where = say.L("for real callers")
	}
	f.Facts = []Pair{{say.L("Target"), targetWord(g.Target), ""}, {say.L("Audience"), g.Audience, ""}, {say.L("Production"), where, ""}, {say.L("Accepts"), floor, ""}}
	if g.Revision != "" {
		f.Facts = append(f.Facts, Pair{say.L("Seen in logs"), seenWord(g) + ", " + Day(g.SeenAt, v.run.Now()), Escaped([]byte(g.Revision)) + "\n" + Both(g.SeenAt)})
	} else {
		f.Facts = append(f.Facts, Pair{say.L("Seen in logs"), seenWord(g), ""})
	}
	f.Facts = append(f.Facts, Pair{say.L("Created"), DateTime(g.Created), Both(g.Created)})
	for _, e := range g.Exports[:min(len(g.Exports), exportsShown)] {
		f.Exports = append(f.Exports, Pair{say.L("Bundle {{.Serial}}", say.V{"Serial": e.Serial}), DateTime(e.Issued), e.Revision})
	}
	return f, true
}

// Noun counts gateways.
func (v *GatewaysPage) Noun(n int64) string {
	return say.N(n, "{{.Count}} gateway", "{{.Count}} gateways")
}

// CanChange reports whether there is a chosen gateway to act on.
func (v *GatewaysPage) CanChange() bool { _, ok := v.Chosen(); return ok }

// CanRaise reports whether the chosen gateway's floor can rise: something newer was exported.
func (v *GatewaysPage) CanRaise() bool {
	g, ok := v.Chosen()
	return ok && g.Last.Serial > g.Floor
}

// RaiseText asks before the floor of the chosen gateway's audience rises.
func (v *GatewaysPage) RaiseText() Asking {
	g, _ := v.Chosen()
	return Asking{Title: say.L("Raise the floor of “{{.Audience}}” to bundle {{.Serial}}?", say.V{"Audience": g.Audience, "Serial": g.Last.Serial}), Verb: say.L("Raise floor"),
		Body: say.L("Gateways of this audience then refuse every older bundle, also one that somebody kept. A floor never falls. Each gateway learns of it with the configuration that it is given next.")}
}

// Raise raises the floor of the chosen gateway's audience to its newest bundle.
func (v *GatewaysPage) Raise(done func(error)) {
	g, ok := v.Chosen()
	if !ok {
		done(gone())
		return
	}
	act(v.List, &v.history, func(ctx context.Context) error { return v.house.Gateways().RaiseFloor(ctx, g.Audience, g.Last.Serial) }, done)
}

// RemoveText asks before the chosen gateway is removed.
func (v *GatewaysPage) RemoveText() Asking {
	g, _ := v.Chosen()
	return Asking{Title: say.L("Remove the gateway “{{.Name}}”?", say.V{"Name": g.Name}), Verb: say.L("Remove gateway"),
		Body: say.L("Bundles that were exported for it and logs that it wrote stay. It goes on with the bundle that it has.")}
}

// Remove removes the chosen gateway; it can be undone, with a new id.
func (v *GatewaysPage) Remove(done func(Undone, error)) {
	g, ok := v.Chosen()
	if !ok {
		done(Undone{}, gone())
		return
	}
	undoable(v.List, &v.history, say.L("Removed the gateway “{{.Name}}”.", say.V{"Name": g.Name}), func(ctx context.Context) error { return v.house.Gateways().RemoveGateway(ctx, g.ID) },
		func(ctx context.Context) error {
			again := g
			again.ID = ""
			_, err := v.house.Gateways().AddGateway(ctx, again)
			return err
		}, done)
}
