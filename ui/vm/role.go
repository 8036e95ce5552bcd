package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gatehouse/core/directory"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// Roles is the page of roles: what each opens, and who has it.
type Roles struct {
	*List[Role]
	house House

	apis    map[string]API
	roles   map[string]Role
	holders map[string][]Principal // by role, by name
	apart   []directory.Separation
	both    []directory.Violation // who holds two roles that are kept apart
	history history
}

// NewRoles makes the page over an open vault.
func NewRoles(run runner.Runner, house House) *Roles {
	v := &Roles{house: house}
	own := func(a, b *Role) int { return compareFold(a.Name, b.Name) }
	v.List = &List[Role]{run: run, load: v.read, id: func(r Role) string { return r.ID }, sorted: own, facets: v.roleFacets(), orders: map[string]func(a, b *Role) int{
		"name":       own,
		"grants":     func(a, b *Role) int { return cmp.Compare(len(a.Grants), len(b.Grants)) },
		"principals": func(a, b *Role) int { return cmp.Compare(a.Principals, b.Principals) },
		"created":    func(a, b *Role) int { return a.Created.Compare(b.Created) },
	}}
	v.history = history{run: run, journal: house.Journal(), changed: v.changed}
	v.follows(house.Subscribe, "role", "principal", "api", "route", "separation")
	return v
}

// read loads roles, the APIs that their grants name, and who has them.
func (v *Roles) read(ctx context.Context) (got loaded[Role], err error) {
	as, err := v.house.Catalog().APIs(ctx)
	if err != nil {
		return got, err
	}
	ps, err := v.house.Directory().Principals(ctx)
	if err != nil {
		return got, err
	}
	apis, holders := byID(as, func(a API) string { return a.ID }), map[string][]Principal{}
	for _, p := range ps {
		for _, r := range p.Roles {
			holders[r] = append(holders[r], p)
		}
	}
	apart, both, err := v.house.Access().Separations(ctx)
	if err != nil {
		return got, err
	}
	got.things, err = v.house.Directory().Roles(ctx)
	roles := byID(got.things, func(r Role) string { return r.ID })
	got.text = func(r Role) string {
		words := []string{r.Name, r.ID}
		for _, g := range opens(roles, r) {
			words = append(words, apis[g.API].Name, g.Path)
		}
		return strings.Join(words, " ")
	}
	got.adopt = func() { v.apis, v.holders, v.apart, v.both, v.roles = apis, holders, apart, both, roles }
	return got, err
}

// roleFacets are the ways to narrow the roles.
func (v *Roles) roleFacets() []Facet[Role] {
	return []Facet[Role]{
		{ID: "is", Name: say.L("State"), Options: roleStates, Has: v.is},
		{ID: "api", Name: say.L("API"), Options: func() []Choice { return apiChoices(v.apis) }, Has: func(r Role, s string) bool {
			return slices.ContainsFunc(opens(v.roles, r), func(g Grant) bool { return g.API == s || strings.EqualFold(v.apis[g.API].Name, s) })
		}},
		{ID: "method", Name: say.L("Method"), Options: func() []Choice {
			var cs []Choice
			for _, m := range Methods() {
				cs = append(cs, Choice{m, m, ""})
			}
			return cs
		}, Has: func(r Role, s string) bool {
			return slices.ContainsFunc(opens(v.roles, r), func(g Grant) bool { return slices.Contains(g.Methods, strings.ToUpper(s)) })
		}},
	}
}

// roleStates are what "is:" can ask.
func roleStates() []Choice {
	return []Choice{{"unused", say.L("Nobody has it"), ""}, {"empty", say.L("Opens nothing"), ""}, {"reading", say.L("Reads only"), ""}, {"writing", say.L("Writes"), ""},
		{"broad", say.L("Writes a whole API"), ""}, {"stale", say.L("A grant fits no route"), ""}}
}

// is answers "is:unused" and the like.
func (v *Roles) is(r Role, what string) bool {
	some := func(fits func(Grant) bool) bool { return slices.ContainsFunc(opens(v.roles, r), fits) }
	switch what {
	case "unused":
		return r.Principals == 0
	case "empty":
		return len(opens(v.roles, r)) == 0
	case "reading":
		return len(opens(v.roles, r)) > 0 && !some(func(g Grant) bool { return writes(g.Methods) })
	case "writing":
		return some(func(g Grant) bool { return writes(g.Methods) })
	case "broad":
		return some(func(g Grant) bool { return everything(g) && writes(g.Methods) })
	case "stale":
		return slices.ContainsFunc(r.Grants, func(g Grant) bool { return !touches(g, v.apis[g.API]) })
	}
	return false
}

// status is the badge of a role: the worst that there is to say about it.
func (v *Roles) status(r Role) tone.Mark {
	switch {
	case len(r.Grants) == 0 && len(r.Inherits) > 0:
		return tone.Mark{Tone: tone.Info, Icon: "waypoints", Word: say.L("Only inherits")}
	case len(r.Grants) == 0:
		return tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("Opens nothing")}
	case v.is(r, "broad"):
		return tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("Writes a whole API")}
	case v.is(r, "stale"):
		return tone.Mark{Tone: tone.Warn, Icon: "circle-slash", Word: say.L("Stale grant")}
	case r.Principals == 0:
		return tone.Mark{Tone: tone.Neutral, Icon: "circle-minus", Word: say.L("Nobody has it")}
	case v.is(r, "writing"):
		return tone.Mark{Tone: tone.Info, Icon: "pencil", Word: say.L("Writes")}
	}
	return tone.Mark{Tone: tone.Ok, Icon: "eye", Word: say.L("Reads only")}
}

// RoleRow is one row of the page.
type RoleRow struct {
	Name, API, MoreAPIs, Reach, Grants, Principals, Created, CreatedTip string
	Status                                                              tone.Mark
}

// Row returns row i in words.
func (v *Roles) Row(i int) RoleRow {
	r := v.At(i)
	row := RoleRow{Name: r.Name, Grants: Count(int64(len(r.Grants))), Principals: Count(int64(r.Principals)), Created: Day(r.Created, v.run.Now()), CreatedTip: Both(r.Created), Status: v.status(r)}
	reach := v.reaches(r)
	if len(reach) > 0 {
		row.API, row.Reach = reach[0].Name, reachLines(reach)
		if n := len(reach); n > 1 {
			row.MoreAPIs = "+" + Count(int64(n-1))
		}
	}
	return row
}

// opens returns the grants of a role with those that it inherits.
func opens(roles map[string]Role, r Role) []Grant {
	if len(r.Inherits) == 0 {
		return r.Grants
	}
	grants := slices.Clone(r.Grants)
	for _, id := range inherited(roles, r.Inherits) {
		grants = append(grants, roles[id].Grants...)
	}
	return grants
}

// reaches sums up what a role opens, with what it inherits and from where.
func (v *Roles) reaches(r Role) []Reach {
	reach := reachOf(opens(v.roles, r), v.apis)
	from := map[string][]string{} // names of roles by API
	for _, id := range inherited(v.roles, r.Inherits) {
		for _, g := range v.roles[id].Grants {
			if name := v.roles[id].Name; !slices.Contains(from[g.API], name) {
				from[g.API] = append(from[g.API], name)
			}
		}
	}
	for i := range reach {
		if names := from[reach[i].API]; len(names) > 0 {
			reach[i].From = say.L("from {{.Roles}}", say.V{"Roles": strings.Join(names, ", ")})
		}
	}
	return reach
}

// reachLines says in words what is reached, an API a line.
func reachLines(reach []Reach) string {
	lines := make([]string, len(reach))
	for i, r := range reach {
		lines[i] = r.Words()
	}
	return strings.Join(lines, "\n")
}

// Words says what is opened of the API: "Orders: read, write; 3 of 8 routes".
func (r Reach) Words() string {
	return say.L("{{.API}}: {{.May}}; {{.Routes}}", say.V{"API": r.Name, "May": r.May, "Routes": r.Routes})
}

// RoleFacts are what the drawer says about the chosen role.
type RoleFacts struct {
	ID, Name string
	Status   tone.Mark
	Grants   []GrantRow
	Reach    []Reach
	Inherits []Link
	Heirs    []Link // the roles that inherit it
	Apart    []Apart
	Holders  []Link // the first few
	All      int    // how many have it
	Created  Pair
	History  []Event
}

// Facts returns the drawer of the chosen role.
func (v *Roles) Facts() (RoleFacts, bool) {
	r, ok := v.Chosen()
	if !ok {
		return RoleFacts{}, false
	}
	f := RoleFacts{ID: r.ID, Name: r.Name, Status: v.status(r), Grants: grantRows(r.Grants, v.apis), Reach: v.reaches(r), All: r.Principals,
		Created: Pair{say.L("Created"), DateTime(r.Created), Both(r.Created)}, History: v.history.of(v.ctx, r.ID)}
	f.Apart = v.aparts(r.ID)
	for _, id := range r.Inherits {
		f.Inherits = append(f.Inherits, v.roleLink(id))
	}
	for _, o := range v.all {
		if slices.Contains(o.Inherits, r.ID) {
			f.Heirs = append(f.Heirs, v.roleLink(o.ID))
		}
	}
	sortStable(f.Heirs, func(a, b Link) int { return compareFold(a.Label, b.Label) })
	who := slices.Clone(v.holders[r.ID])
	f.All = max(f.All, len(who))
	sortLike(who, func(a, b *Principal) int { return compareFold(a.Name, b.Name) })
	for _, p := range who[:min(fewLinks, len(who))] {
		f.Holders = append(f.Holders, Link{p.ID, p.Name, kindOf(p)})
	}
	return f, true
}

// roleLink leads to a role.
func (v *Roles) roleLink(id string) Link {
	l := Link{id, id, ""}
	if i := v.find(id); i >= 0 {
		l.Label, l.Note = v.all[i].Name, say.N(int64(len(v.all[i].Grants)), "{{.Count}} grant", "{{.Count}} grants")
	}
	return l
}

// Noun counts roles.
func (v *Roles) Noun(n int64) string { return say.N(n, "{{.Count}} role", "{{.Count}} roles") }
