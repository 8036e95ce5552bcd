package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	rights "gatehouse/core/access"
	"gatehouse/core/directory/sheet"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// Principals is the page of users and service accounts: who calls the APIs, and what they may.
type Principals struct {
	*List[Principal]
	house House

	roles   map[string]Role
	apis    map[string]API
	otp     map[string]Enrolment
	judge   *APIKeys // says how keys are; it lists none
	history history
	rights  recall[rights.Rights]
	keys    recall[[]Key]
	plan    *sheet.Plan // of the file that is being imported
	arrived []string    // names that an import stored, until they are in the list
}

// NewPrincipals makes the page over an open vault.
func NewPrincipals(run runner.Runner, house House) *Principals {
	v := &Principals{house: house, judge: &APIKeys{List: &List[Key]{run: run}}}
	own := func(a, b *Principal) int { return compareFold(a.Name, b.Name) }
	v.List = &List[Principal]{run: run, load: v.read, id: func(p Principal) string { return p.ID }, sorted: own, facets: v.principalFacets(), orders: map[string]func(a, b *Principal) int{
		"name":    own,
		"kind":    func(a, b *Principal) int { return compareBool(a.Service, b.Service) },
		"contact": func(a, b *Principal) int { return compareFold(contact(*a), contact(*b)) },
		"roles":   func(a, b *Principal) int { return cmp.Compare(len(a.Roles), len(b.Roles)) },
		"keys":    func(a, b *Principal) int { return cmp.Compare(a.Keys, b.Keys) },
		"created": func(a, b *Principal) int { return a.Created.Compare(b.Created) },
		"otp":     func(a, b *Principal) int { return cmp.Compare(a.otp, b.otp) },
		"status":  func(a, b *Principal) int { return compareBool(a.Disabled, b.Disabled) },
		"expires": func(a, b *Principal) int { return compareEnd(a.Expires, b.Expires) },
	}}
	v.history = history{run: run, journal: house.Journal(), changed: v.changed}
	v.rights = recall[rights.Rights]{run: run, ask: house.Access().May, changed: v.changed}
	v.keys = recall[[]Key]{run: run, ask: house.Keys().Of, changed: v.changed}
	v.follows(house.Subscribe, "principal", "role", "apikey", "api", "route", "enrolment")
	return v
}

// compareEnd puts what ends first before what ends later; what never ends comes last.
func compareEnd(a, b time.Time) int {
	if a.IsZero() || b.IsZero() {
		return compareBool(b.IsZero(), a.IsZero())
	}
	return a.Compare(b)
}

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// contact is whom to ask about a principal.
func contact(p Principal) string { return cmp.Or(p.Email, p.Owner) }

// read loads principals, and the roles and APIs that say what they may.
func (v *Principals) read(ctx context.Context) (got loaded[Principal], err error) {
	rs, err := v.house.Directory().Roles(ctx)
	if err != nil {
		return got, err
	}
	as, err := v.house.Catalog().APIs(ctx)
	if err != nil {
		return got, err
	}
	roles, apis := byID(rs, func(r Role) string { return r.ID }), byID(as, func(a API) string { return a.ID })
	es, err := v.house.OTP().Enrolments(ctx)
	if err != nil {
		return got, err
	}
	otp := byID(es, func(e Enrolment) string { return e.Principal })
	got.things, err = v.house.Directory().Principals(ctx)
	got.things = slices.Clone(got.things)
	for i := range got.things {
		got.things[i].otp = otpRank[otp[got.things[i].ID].state()]
	}
	got.text = func(p Principal) string {
		return strings.Join(append([]string{p.Name, p.Email, p.Owner, p.Notes, p.ID}, namesOf(roles, p.Roles)...), " ")
	}
	got.adopt = func() {
		v.roles, v.apis, v.otp = roles, apis, otp
		v.selectArrived(got.things)
	}
	return got, err
}

// principalFacets are the ways to narrow the principals.
func (v *Principals) principalFacets() []Facet[Principal] {
	return []Facet[Principal]{
		{ID: "is", Name: say.L("State"), Options: principalStates, Has: v.isPrincipal},
		{ID: "role", Name: say.L("Role"), Options: v.RoleChoices, Has: func(p Principal, s string) bool {
			return slices.ContainsFunc(p.Roles, func(id string) bool { return id == s || strings.EqualFold(v.roles[id].Name, s) })
		}},
		v.otpFacet(),
		{ID: "owner", Name: say.L("Owner"), Options: v.owners, Has: func(p Principal, s string) bool {
			return strings.Contains(strings.ToLower(p.Owner), strings.ToLower(s))
		}},
	}
}

// principalStates are what "is:" can ask.
func principalStates() []Choice {
	return []Choice{{"active", say.L("Active"), ""}, {"disabled", say.L("Disabled"), ""}, {"expired", say.L("Expired"), ""}, {"expiring", say.L("Expires in 14 days"), ""}, {"user", say.L("Users"), ""}, {"service", say.L("Service accounts"), ""},
		{"keyless", say.L("Has no API keys"), ""}, {"roleless", say.L("Has no roles"), ""}}
}

// isPrincipal answers "is:disabled" and the like.
func (v *Principals) isPrincipal(p Principal, what string) bool {
	now := v.run.Now()
	switch what {
	case "active":
		return !p.Disabled && !p.expired(now)
	case "expired":
		return p.expired(now)
	case "expiring":
		return !p.Expires.IsZero() && !p.expired(now) && p.Expires.Sub(now) < soonGone
	case "disabled":
		return p.Disabled
	case "user":
		return !p.Service
	case "service":
		return p.Service
	case "keyless":
		return p.Keys == 0
	case "roleless":
		return len(p.Roles) == 0
	}
	return false
}

// owners are who owns service accounts.
func (v *Principals) owners() []Choice {
	seen := map[string]string{}
	for i := range v.all {
		if o := v.all[i].Owner; o != "" {
			seen[o] = o
		}
	}
	return choicesOf(seen, func(o string) Choice { return Choice{o, o, ""} })
}

// RoleChoices are the roles that a principal can have.
func (v *Principals) RoleChoices() []Choice { return roleChoicesOf(v.roles) }

// PrincipalRow is one row of the page.
type PrincipalRow struct {
	Name, Contact, Role, MoreRoles, Roles, Keys, Created, CreatedTip string
	Kind                                                             tone.Mark // without a tone: an icon and a word
	KeysTone                                                         tone.Tone
	Status, OTP                                                      tone.Mark // OTP is zero where there is none
}

// Row returns row i in words.
func (v *Principals) Row(i int) PrincipalRow {
	p := v.At(i)
	r := PrincipalRow{Name: p.Name, Kind: kindMark(p), Contact: cmp.Or(contact(p), "–"), Keys: Count(int64(p.Keys)), Created: Day(p.Created, v.run.Now()), CreatedTip: Both(p.Created), Status: state(p, v.run.Now()), OTP: v.otpMark(p.ID)}
	if n := len(p.Roles); n > 0 {
		names := namesOf(v.roles, p.Roles)
		r.Role, r.Roles = names[0], strings.Join(names, ", ")
		if n > 1 {
			r.MoreRoles = "+" + Count(int64(n-1))
		}
	} else {
		r.Role = say.L("none")
	}
	return r
}

// kindMark is the picture and the word of what a principal is.
func kindMark(p Principal) tone.Mark {
	if p.Service {
		return tone.Mark{Icon: "bot", Word: say.L("Service")}
	}
	return tone.Mark{Icon: "user-round", Word: say.L("User")}
}

// soonGone is how near the end of a principal has to be to be said.
const soonGone = 14 * 24 * time.Hour

// expired reports whether a principal has expired.
func (p *Principal) expired(now time.Time) bool { return !p.Expires.IsZero() && !p.Expires.After(now) }

// state is the badge of a principal.
func state(p Principal, now time.Time) tone.Mark {
	switch {
	case p.Disabled:
		return tone.Mark{Tone: tone.Danger, Icon: "ban", Word: say.L("Disabled")}
	case p.expired(now):
		return tone.Mark{Tone: tone.Danger, Icon: "calendar-clock", Word: say.L("Expired")}
	case !p.Expires.IsZero() && p.Expires.Sub(now) < soonGone:
		return tone.Mark{Tone: tone.Warn, Icon: "calendar-clock", Word: say.L("Ends soon")}
	}
	return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Active")}
}

// Noun counts principals.
func (v *Principals) Noun(n int64) string {
	return say.N(n, "{{.Count}} principal", "{{.Count}} principals")
}

// PrincipalFacts are what the drawer says about the chosen principal.
type PrincipalFacts struct {
	ID, Name string
	Kind     tone.Mark
	Status   tone.Mark
	Disabled bool
	Facts    []Pair
	Roles    []Link
	Keys     []KeyLine // the first few, what ends first at the top
	AllKeys  int
	Access   []Reach
	May      []MayLine // all that it may call, and why
	Asked    bool      // that is known
	Blocked  string    // why none of that counts now, or ""
	History  []Event
}

// KeyLine is a key of the chosen principal.
type KeyLine struct {
	ID, Name, Prefix string
	Status           tone.Mark
}

// Facts returns the drawer of the chosen principal.
func (v *Principals) Facts() (PrincipalFacts, bool) {
	p, ok := v.Chosen()
	if !ok {
		return PrincipalFacts{}, false
	}
	f := PrincipalFacts{ID: p.ID, Name: p.Name, Kind: kindMark(p), Status: state(p, v.run.Now()), Disabled: p.Disabled, AllKeys: p.Keys, History: v.history.of(v.ctx, p.ID)}
	f.Facts = []Pair{{say.L("Kind"), kindOf(p), ""}}
	for _, x := range []Pair{{say.L("E-mail"), p.Email, p.Email}, {say.L("Owner"), p.Owner, p.Owner}, {say.L("Notes"), p.Notes, p.Notes}} {
		if x.Value != "" {
			f.Facts = append(f.Facts, x)
		}
	}
	f.Facts = append(f.Facts, Pair{say.L("Created"), DateTime(p.Created), Both(p.Created)})
	if !p.Expires.IsZero() {
		f.Facts = append(f.Facts, Pair{say.L("Expires"), DateTime(p.Expires), Both(p.Expires)})
	}
	var grants []Grant
	for _, id := range inherited(v.roles, p.Roles) {
		grants = append(grants, v.roles[id].Grants...)
	}
	for _, id := range p.Roles {
		r := v.roles[id]
		f.Roles = append(f.Roles, Link{id, cmp.Or(r.Name, id), say.N(int64(len(r.Grants)), "{{.Count}} grant", "{{.Count}} grants")})
	}
	f.Access = reachOf(grants, v.apis)
	f.May, f.Asked = v.may(p.ID)
	switch {
	case p.Disabled:
		f.Blocked = say.L("It is disabled, so none of this counts now.")
	case p.expired(v.run.Now()):
		f.Blocked = say.L("It has expired, so none of this counts now.")
	case f.AllKeys == 0:
		f.Blocked = say.L("It has no API key to show, so it cannot call any of this yet.")
	}
	if of := v.keys.of(v.ctx, p.ID, v.loads); of != nil {
		ks := slices.Clone(*of)
		sortLike(ks, v.judge.sooner)
		for _, k := range ks[:min(fewLinks, len(ks))] {
			f.Keys = append(f.Keys, KeyLine{k.ID, k.Name, strings.TrimPrefix(k.Prefix, "gh_"), v.judge.status(k)})
		}
	}
	return f, true
}
