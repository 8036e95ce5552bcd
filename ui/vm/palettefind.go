package vm

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// paletteThing is one thing that can be found.
type paletteThing struct {
	id     string
	scope  PaletteScope
	icon   string
	title  string
	note   string // as it is; of a key its prefix
	name   folded // title
	other  folded // ids, prefixes, addresses
	target PaletteTarget

	action *PaletteAction
	key    *Key
	role   *Role
	who    *Principal
}

// paletteFixed makes things of actions and pages.
func paletteFixed(actions []PaletteAction, pages []PalettePage) []paletteThing {
	var ts []paletteThing
	for i := range actions {
		a := &actions[i]
		ts = append(ts, paletteThing{id: "action:" + a.ID, scope: PaletteActions, icon: a.Icon, title: a.Title, name: foldText(a.Title),
			target: PaletteTarget{Action: a.ID}, action: a})
	}
	for _, p := range pages {
		ts = append(ts, paletteThing{id: "page:" + p.Route.String(), scope: PalettePages, icon: p.Icon, title: p.Title, note: p.Note,
			name: foldText(p.Title), other: foldText(p.Note), target: PaletteTarget{Route: p.Route}})
	}
	return ts
}

// paletteLoad is what was read of a vault.
type paletteLoad struct {
	things     []paletteThing
	incomplete bool
}

// loadPalette reads everything with a name. It runs off the drawing thread, so it says nothing: the
// words round names are made when rows are. What the administrator may not read is left out.
func loadPalette(ctx context.Context, house House) (l paletteLoad) {
	failed := func(err error) bool {
		var f *fault.Error
		if err != nil && !(errors.As(err, &f) && f.Kind == fault.Denied) {
			l.incomplete = true
		}
		return err != nil
	}
	if keys, err := house.Keys().Keys(ctx); !failed(err) {
		l.things = slices.Grow(l.things, len(keys)+64)
		for i := range keys {
			k := &keys[i]
			l.things = append(l.things, paletteThing{id: "apikey:" + k.ID, scope: PaletteKeys, icon: "key-round", title: k.Name, note: k.Prefix,
				name: foldText(k.Name), other: foldText(k.Prefix + " " + k.ID), target: PaletteTarget{Route: nav.Key(k.ID)}, key: k})
		}
	}
	if ps, err := house.Directory().Principals(ctx); !failed(err) {
		for i := range ps {
			p := &ps[i]
			icon := "user-round"
			if p.Service {
				icon = "bot"
			}
			l.things = append(l.things, paletteThing{id: "principal:" + p.ID, scope: PalettePrincipals, icon: icon, title: p.Name, note: p.Email,
				name: foldText(p.Name), other: foldText(p.Email + " " + p.ID), target: PaletteTarget{Route: nav.Principal(p.ID)}, who: p})
		}
	}
	if rs, err := house.Directory().Roles(ctx); !failed(err) {
		for i := range rs {
			r := &rs[i]
			l.things = append(l.things, paletteThing{id: "role:" + r.ID, scope: PaletteRoles, icon: "shield-check", title: r.Name,
				name: foldText(r.Name), other: foldText(r.ID), target: PaletteTarget{Route: nav.Role(r.ID)}, role: r})
		}
	}
	if as, err := house.Catalog().APIs(ctx); !failed(err) {
		l.things = append(l.things, paletteAPIs(as)...)
	}
	if ls, err := house.Limits().Limits(ctx); !failed(err) {
		for _, x := range ls {
			l.things = append(l.things, paletteThing{id: "limit:" + x.ID, scope: PaletteLimits, icon: "timer", title: x.Name, note: x.Match,
				name: foldText(x.Name), other: foldText(x.Match + " " + x.ID), target: PaletteTarget{Route: nav.Limit(x.ID)}})
		}
	}
	return l
}

// paletteAPIs makes things of APIs and their routes.
func paletteAPIs(as []API) (ts []paletteThing) {
	for _, a := range as {
		hosts := strings.Join(a.Hosts, ", ")
		ts = append(ts, paletteThing{id: "api:" + a.ID, scope: PaletteRoutes, icon: "blocks", title: a.Name, note: hosts + a.Base,
			name: foldText(a.Name), other: foldText(hosts + a.Base + " " + a.ID), target: PaletteTarget{Route: nav.API(a.ID)}})
		for _, r := range a.Routes {
			ts = append(ts, paletteThing{id: "route:" + r.ID, scope: PaletteRoutes, icon: "waypoints", title: r.Path, note: a.Name + ", " + strings.Join(r.Methods, " "),
				name: foldText(r.Path), other: foldText(r.ID), target: PaletteTarget{Route: nav.RouteOf(a.ID, r.ID)}})
		}
	}
	return ts
}

// paletteHit is a thing that fits.
type paletteHit struct {
	thing *paletteThing
	score int
	place int
}

// paletteBest keeps the best few of one group.
type paletteBest struct{ hits []paletteHit }

func (b *paletteBest) offer(h paletteHit, room int) {
	if len(b.hits) == room && comparePalette(h, b.hits[room-1]) > 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(b.hits, h, comparePalette)
	b.hits = slices.Insert(b.hits, i, h)
	b.hits = b.hits[:min(len(b.hits), room)]
}

// blockedCost puts what cannot be done now behind what can and fits as well.
const blockedCost = 450

// find makes the rows.
func (p *Palette) find() {
	scope, words := p.asked()
	q := patternOf(words)
	var best [paletteScopes]paletteBest
	room := paletteGroupRows
	if scope != PaletteEverywhere {
		room = paletteAllRows
	}
	place := 0
	for _, list := range [][]paletteThing{p.fixed, p.vault} {
		for i := range list {
			t := &list[i]
			place++
			if scope != PaletteEverywhere && scope != t.scope || q.text == "" && scope == PaletteEverywhere && t.scope > PalettePages {
				continue
			}
			score := 1
			if q.text != "" {
				if score = q.score(t.name, t.other); score <= 0 {
					continue
				}
			}
			if t.action != nil && !(t.action.Enabled && t.action.Permitted) {
				score -= blockedCost
			}
			best[t.scope].offer(paletteHit{t, score, place}, room)
		}
	}
	p.rows = p.rows[:0:0]
	if q.text == "" {
		p.recent(scope)
	}
	for _, s := range groupOrder(&best) {
		p.group(s.Word(), best[s].hits, q)
	}
	p.at = max(0, min(p.at, len(p.rows)-1))
}

// groupOrder puts the groups with better matches first, level by level, so that groups do not jump
// about for the sake of a letter.
func groupOrder(best *[paletteScopes]paletteBest) []PaletteScope {
	var order []PaletteScope
	for s := range paletteScopes {
		if len(best[s].hits) > 0 {
			order = append(order, s)
		}
	}
	level := func(s PaletteScope) int {
		// The beginning of a text, that of a word and a part of it are one level here; but who types
		// the beginning of a page's name wants to go there.
		switch l := (best[s].hits[0].score + fitStep - 1) / fitStep; {
		case l >= fitsWhole, l >= fitsStart && s == PalettePages:
			return 2
		case l >= fitsPart:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(order, func(a, b PaletteScope) int { return cmp.Compare(level(b), level(a)) })
	return order
}

// recent begins the rows with what was picked last.
func (p *Palette) recent(scope PaletteScope) {
	var hits []paletteHit
	for _, id := range p.recents {
		for _, list := range [][]paletteThing{p.fixed, p.vault} {
			if i := slices.IndexFunc(list, func(t paletteThing) bool { return t.id == id }); i >= 0 && len(hits) < paletteRecentRows {
				if scope == PaletteEverywhere || scope == list[i].scope {
					hits = append(hits, paletteHit{thing: &list[i]})
				}
			}
		}
	}
	p.group(say.L("Recent"), hits, pattern{})
}

// group appends rows that are not there yet, under a head.
func (p *Palette) group(head string, hits []paletteHit, q pattern) {
	for _, h := range hits {
		if len(p.rows) >= paletteAllRows {
			return
		}
		if slices.ContainsFunc(p.rows, func(r PaletteRow) bool { return r.ID == h.thing.id }) {
			continue
		}
		r := p.row(h.thing, q)
		r.Head, head = head, ""
		p.rows = append(p.rows, r)
	}
}

// row puts a thing into words.
func (p *Palette) row(t *paletteThing, q pattern) PaletteRow {
	r := PaletteRow{ID: t.id, Icon: t.icon, Title: Escaped([]byte(t.title)), Note: Escaped([]byte(t.note)), Target: t.target}
	switch {
	case t.action != nil:
		r.Key = t.action.Key
		r.Disabled = !t.action.Enabled || !t.action.Permitted
		r.Note = paletteWhy(t.action)
	case t.key != nil:
		r.Mark = p.keyMark(t.key)
	case t.who != nil && t.who.Disabled:
		r.Mark = tone.Mark{Tone: tone.Neutral, Icon: "ban", Word: say.L("Disabled")}
	case t.role != nil:
		r.Note = say.N(int64(t.role.Principals), "role, {{.Count}} principal", "role, {{.Count}} principals")
	}
	r.TitleMatch = q.spans(r.Title)
	if r.TitleMatch == nil && t.action == nil && t.role == nil {
		r.NoteMatch = q.spans(r.Note)
	}
	return r
}

// paletteWhy says why an action cannot be done now.
func paletteWhy(a *PaletteAction) string {
	switch {
	case a.Enabled && a.Permitted:
		return ""
	case a.Why != "":
		return a.Why
	case !a.Permitted:
		return say.L("your role does not allow this")
	}
	return say.L("not possible here")
}

// keyMark is the state of a key.
func (p *Palette) keyMark(k *Key) tone.Mark {
	switch {
	case k.State == "revoked":
		return tone.Mark{Tone: tone.Neutral, Icon: "ban", Word: say.L("Revoked")}
	case !k.Expires.IsZero() && !k.Expires.After(p.run.Now()):
		return tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: say.L("Expired")}
	case k.State == "suspended":
		return tone.Mark{Tone: tone.Warn, Icon: "circle-minus", Word: say.L("Paused")}
	}
	return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Active")}
}
