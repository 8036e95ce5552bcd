package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// APIKeys is the page of API keys; the pages of other things follow its pattern.
type APIKeys struct {
	*List[Key]
	house House

	principals map[string]Principal
	roles      map[string]Role
	rules      KeyRules
	seen       bool // some log shows a key, so that the others are known to be unused
	history    history
	wizard     *KeyWizard
}

// soon is when an expiry needs care; verySoon when it needs it now.
const (
	soon     = 30 * 24 * time.Hour
	verySoon = 7 * 24 * time.Hour
)

// NewAPIKeys makes the page over an open vault.
func NewAPIKeys(run runner.Runner, house House) *APIKeys {
	v := &APIKeys{house: house}
	v.List = &List[Key]{run: run, load: v.read, id: func(k Key) string { return k.ID }, sorted: v.sooner, rank: v.rank, facets: v.keyFacets(), orders: map[string]func(a, b *Key) int{
		"name":      func(a, b *Key) int { return compareFold(a.Name, b.Name) },
		"prefix":    func(a, b *Key) int { return cmp.Compare(a.Prefix, b.Prefix) },
		"principal": func(a, b *Key) int { return compareFold(a.Who, b.Who) },
		"created":   func(a, b *Key) int { return a.Created.Compare(b.Created) },
		"expires":   func(a, b *Key) int { return compareTimes(a.Expires, b.Expires) },
		"used":      func(a, b *Key) int { return a.Used.Compare(b.Used) },
		"status":    func(a, b *Key) int { return cmp.Compare(v.condition(*a), v.condition(*b)) },
	}}
	v.history = history{run: run, journal: house.Journal(), changed: v.changed}
	v.follows(house.Subscribe, "apikey", "principal", "role", "review", "setting")
	return v
}

// read loads keys, and the names that they refer to.
func (v *APIKeys) read(ctx context.Context) (got loaded[Key], err error) {
	keys, err := v.house.Keys().Keys(ctx)
	if err != nil {
		return got, err
	}
	ps, err := v.house.Directory().Principals(ctx)
	if err != nil {
		return got, err
	}
	rules, err := v.house.Keys().Rules(ctx)
	if err != nil {
		return got, err
	}
	rs, err := v.house.Directory().Roles(ctx)
	roles := byID(rs, func(r Role) string { return r.ID })
	got.things = keys
	seen := false
	for i := 0; i < len(keys) && !seen; i++ {
		seen = !keys[i].Used.IsZero()
	}
	got.text = func(k Key) string {
		return k.Name + " " + k.Prefix + " " + k.Who + " " + strings.Join(namesOf(roles, k.Scopes), " ") + " " + k.ID + " " + k.Notes
	}
	got.adopt = func() {
		v.principals, v.roles, v.rules, v.seen = byID(ps, func(p Principal) string { return p.ID }), roles, rules, seen
	}
	return got, err
}

// namesOf are the names of roles; an id that is gone stays as it is.
func namesOf(roles map[string]Role, ids []string) []string {
	if len(ids) == 0 {
		return nil
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = cmp.Or(roles[id].Name, id)
	}
	return names
}

// byID indexes things by their id.
func byID[T any](xs []T, id func(T) string) map[string]T {
	m := make(map[string]T, len(xs))
	for _, x := range xs {
		m[id(x)] = x
	}
	return m
}

// keyFacets are the ways to narrow the keys.
func (v *APIKeys) keyFacets() []Facet[Key] {
	return []Facet[Key]{
		{ID: "is", Name: say.L("State"), Options: keyStates, Has: v.is},
		{ID: "principal", Name: say.L("Principal"), Options: v.Principals, Has: func(k Key, s string) bool {
			return k.Principal == s || strings.Contains(strings.ToLower(k.Who), s)
		}},
		{ID: "role", Name: say.L("Scope"), Options: v.roleChoices, Has: func(k Key, s string) bool {
			return slices.Contains(k.Scopes, s) || slices.ContainsFunc(k.Scopes, func(id string) bool { return strings.EqualFold(v.roles[id].Name, s) })
		}},
		{ID: "env", Name: say.L("Environment"), Options: func() []Choice { return []Choice{{"live", "live", ""}, {"test", "test", ""}} }, Has: func(k Key, s string) bool {
			return strings.HasPrefix(k.Prefix, "gh_"+s+"_")
		}},
		{ID: "within", Name: say.L("Expires within"), Options: withinChoices, Has: func(k Key, s string) bool {
			d, ok := daysOf(s)
			return ok && !v.ended(k) && !k.Expires.IsZero() && k.Expires.Sub(v.run.Now()) < d
		}},
	}
}

// keyStates are what "is:" can ask.
func keyStates() []Choice {
	return []Choice{{"active", say.L("Active"), ""}, {"waiting", say.L("Not yet valid"), ""}, {"unused", say.L("Unused"), ""}, {"stale", say.L("Stale"), say.L("unused for 90 days")}, {"expiring", say.L("Expiring"), ""}, {"expired", say.L("Expired"), ""}, {"suspended", say.L("Paused"), ""},
		{"revoked", say.L("Revoked"), ""}, {"ended", say.L("Ended"), ""}, {"rotating", say.L("In grace"), ""}, {"endless", say.L("Never expires"), ""}, {"anywhere", say.L("Works anywhere"), ""}}
}

// withinChoices are spans of time that are often asked for.
func withinChoices() []Choice {
	var cs []Choice
	for _, n := range []int64{1, 7, 14, 30, 90, 180} {
		cs = append(cs, Choice{ID: say.Count(n), Label: say.N(n, "{{.Count}} day", "{{.Count}} days")})
	}
	return cs
}

// is answers "is:expired" and the like.
func (v *APIKeys) is(k Key, what string) bool {
	switch what {
	case "active":
		return k.State == "active" && !v.expired(k) && !v.waiting(k)
	case "waiting":
		return v.waiting(k)
	case "unused":
		return v.unused(k)
	case "stale":
		return v.stale(k)
	case "expiring":
		return v.expiring(k)
	case "expired":
		return k.State != "revoked" && v.expired(k)
	case "suspended", "paused":
		return k.State == "suspended" && !v.expired(k)
	case "revoked":
		return k.State == "revoked"
	case "ended":
		return v.ended(k)
	case "rotating":
		return v.inGrace(k)
	case "endless":
		return k.Expires.IsZero()
	case "anywhere":
		return len(k.Networks) == 0
	}
	return false
}

// ended reports whether the key opens nothing any more.
func (v *APIKeys) ended(k Key) bool { return k.State == "revoked" || v.expired(k) }

func (v *APIKeys) expired(k Key) bool { return !k.Expires.IsZero() && !k.Expires.After(v.run.Now()) }

func (v *APIKeys) expiring(k Key) bool {
	return !v.ended(k) && !k.Expires.IsZero() && k.Expires.Sub(v.run.Now()) < soon
}

func (v *APIKeys) inGrace(k Key) bool { return !v.ended(k) && k.Grace.After(v.run.Now()) }

// waiting reports whether the key is not valid yet.
func (v *APIKeys) waiting(k Key) bool { return !v.ended(k) && k.NotBefore.After(v.run.Now()) }

// staleAfter is how long a key may rest before one asks whether it is needed.
const staleAfter = 90 * 24 * time.Hour

// unused reports whether a key that opens something was never seen in a log, where logs show keys.
func (v *APIKeys) unused(k Key) bool { return v.seen && !v.ended(k) && k.Used.IsZero() }

// stale reports whether a key that opens something rests for long.
func (v *APIKeys) stale(k Key) bool {
	last := k.Created
	if k.Used.After(last) {
		last = k.Used
	}
	return v.seen && !v.ended(k) && v.run.Now().Sub(last) >= staleAfter
}

// condition ranks the states, worst first.
func (v *APIKeys) condition(k Key) int {
	switch {
	case k.State == "revoked":
		return 4
	case v.expired(k):
		return 0
	case k.State == "suspended":
		return 1
	case v.expiring(k):
		return 2
	}
	return 3
}

// order puts what ends first at the top, and what has ended at the bottom.
func (v *APIKeys) sooner(a, b *Key) int {
	if x, y := v.end(a), v.end(b); x != y {
		return cmp.Compare(x, y)
	}
	return compareFold(a.Name, b.Name)
}

// rank is that order, but for the end of long names.
func (v *APIKeys) rank(k *Key) [3]uint64 {
	name := rankOfName(k.Name)
	return [3]uint64{v.end(k), name[0], name[1]}
}

// end ranks when a key ends; what has ended comes last.
func (v *APIKeys) end(k *Key) uint64 {
	const never, over = 1 << 62, 1 << 63
	when := uint64(never)
	if !k.Expires.IsZero() {
		when = uint64(max(0, min(k.Expires.UnixMilli(), never-1)))
	}
	if k.State == "revoked" || v.expired(*k) {
		when |= over
	}
	return when
}

// KeyRow is one row of the page.
type KeyRow struct {
	Name, Prefix, Principal, Scope, MoreScopes, Scopes, Created, CreatedTip, Expires, ExpiresTip string
	ExpiresTone                                                                                  tone.Tone
	Used, UsedTip                                                                                string
	Service, Struck                                                                              bool
	Status                                                                                       tone.Mark
}

// Row returns row i in words.
func (v *APIKeys) Row(i int) KeyRow {
	k := v.At(i)
	r := KeyRow{
		Name: k.Name, Prefix: strings.TrimPrefix(k.Prefix, "gh_"), Principal: k.Who, Service: v.principals[k.Principal].Service,
		Scope: say.L("all roles"), Created: Day(k.Created, v.run.Now()), CreatedTip: Both(k.Created), ExpiresTip: Both(k.Expires), Status: v.status(k), Struck: k.State == "revoked",
	}
	if scopes := namesOf(v.roles, k.Scopes); len(scopes) > 0 {
		n := len(scopes)
		r.Scope, r.Scopes = scopes[0], strings.Join(scopes, ", ")
		if n > 1 {
			r.MoreScopes = "+" + Count(int64(n-1))
		}
	}
	r.Expires, r.ExpiresTone = v.expiry(k)
	r.Used, r.UsedTip = v.used(k)
	return r
}

// used says when a key was used last: nothing where no log could tell.
func (v *APIKeys) used(k Key) (words, tip string) {
	switch {
	case !k.Used.IsZero():
		return Distance(k.Used, v.run.Now()), Both(k.Used)
	case v.unused(k):
		return say.L("never"), say.L("No imported log shows it.")
	}
	return "", ""
}

// expiry says when a key ends.
func (v *APIKeys) expiry(k Key) (string, tone.Tone) {
	left := k.Expires.Sub(v.run.Now())
	switch {
	case k.State == "revoked" && k.Expires.IsZero():
		return "", tone.Neutral
	case k.Expires.IsZero():
		return say.L("never"), tone.Neutral
	case k.State == "revoked":
		return Day(k.Expires, v.run.Now()), tone.Neutral
	case left <= 0:
		return say.L("expired"), tone.Danger
	case left < verySoon:
		return Distance(k.Expires, v.run.Now()), tone.Danger
	case left < soon:
		return Distance(k.Expires, v.run.Now()), tone.Warn
	}
	return Distance(k.Expires, v.run.Now()), tone.Neutral
}

// status is the badge of a key.
func (v *APIKeys) status(k Key) tone.Mark {
	switch {
	case k.State == "revoked":
		return tone.Mark{Tone: tone.Neutral, Icon: "ban", Word: say.L("Revoked")}
	case v.expired(k):
		return tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: say.L("Expired")}
	case k.State == "suspended":
		return tone.Mark{Tone: tone.Warn, Icon: "circle-minus", Word: say.L("Paused")}
	case v.waiting(k):
		return tone.Mark{Tone: tone.Info, Icon: "clock", Word: say.L("Not yet valid")}
	case v.inGrace(k):
		return tone.Mark{Tone: tone.Info, Icon: "refresh-cw", Word: say.L("In grace")}
	}
	return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Active")}
}

// Noun counts keys.
func (v *APIKeys) Noun(n int64) string {
	return say.N(n, "{{.Count}} API key", "{{.Count}} API keys")
}

// Choice is one thing to pick in a form.
type Choice struct{ ID, Label, Note string }

// Principals are who a key can be made for.
func (v *APIKeys) Principals() []Choice {
	var cs []Choice
	for _, p := range v.principals {
		if !p.Disabled {
			cs = append(cs, Choice{p.ID, p.Name, kindOf(p)})
		}
	}
	sortStable(cs, func(a, b Choice) int { return compareFold(a.Label, b.Label) })
	return cs
}

// AllRoles are all roles there are.
func (v *APIKeys) AllRoles() []Choice { return v.roleChoices() }

func (v *APIKeys) roleChoices() []Choice {
	var cs []Choice
	for _, r := range v.roles {
		cs = append(cs, Choice{r.ID, r.Name, ""})
	}
	sortStable(cs, func(a, b Choice) int { return compareFold(a.Label, b.Label) })
	return cs
}

// Scopes are the roles that a key of this principal can be cut down to.
func (v *APIKeys) Scopes(principal string) []Choice {
	var cs []Choice
	for _, id := range v.principals[principal].Roles {
		cs = append(cs, Choice{id, cmp.Or(v.roles[id].Name, id), say.N(int64(len(v.roles[id].Grants)), "{{.Count}} grant", "{{.Count}} grants")})
	}
	return cs
}

func kindOf(p Principal) string {
	if p.Service {
		return say.L("service account")
	}
	return say.L("user")
}
