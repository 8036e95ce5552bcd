package vm

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/tone"
)

// APIKeys is the page of API keys.
type APIKeys struct {
	*List[Key]
	keys Keys
	dir  Directory

	principals map[string]Principal
	roles      map[string]Role
	view       KeyView
	counts     [4]int // of each view
	counted    int    // the load that was counted
}

// KeyView narrows the page to keys of one condition.
type KeyView uint8

// The views of the page.
const (
	AllKeys KeyView = iota
	ActiveKeys
	ExpiringKeys // within 30 days
	EndedKeys    // revoked or expired
)

// soon is when an expiry needs care; verySoon when it needs it now.
const (
	soon     = 30 * 24 * time.Hour
	verySoon = 7 * 24 * time.Hour
)

// NewAPIKeys makes the page over its services.
func NewAPIKeys(run runner.Runner, keys Keys, dir Directory) *APIKeys {
	v := &APIKeys{keys: keys, dir: dir}
	v.List = &List[Key]{run: run, load: v.read, id: func(k Key) string { return k.ID }, text: v.text, keep: v.kept, sorted: v.order}
	return v
}

// read loads keys, and the names that they refer to.
func (v *APIKeys) read(ctx context.Context) (got loaded[Key], err error) {
	if got.things, err = v.keys.Keys(ctx); err != nil {
		return got, err
	}
	ps, err := v.dir.Principals(ctx)
	if err != nil {
		return got, err
	}
	rs, err := v.dir.Roles(ctx)
	got.adopt = func() {
		v.principals = byID(ps, func(p Principal) string { return p.ID })
		v.roles = byID(rs, func(r Role) string { return r.ID })
	}
	return got, err
}

// byID indexes things by their id.
func byID[T any](xs []T, id func(T) string) map[string]T {
	m := make(map[string]T, len(xs))
	for _, x := range xs {
		m[id(x)] = x
	}
	return m
}

// names are the names of roles; an id that is gone stays as it is.
func (v *APIKeys) names(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = cmp.Or(v.roles[id].Name, id)
	}
	return names
}

func (v *APIKeys) text(k Key) string {
	return strings.Join(append([]string{k.Name, k.Prefix, v.principals[k.Principal].Name, k.State}, v.names(k.Scopes)...), " ")
}

// ended reports whether the key opens nothing any more.
func (v *APIKeys) ended(k Key) bool {
	return k.State == "revoked" || v.expired(k)
}

func (v *APIKeys) expired(k Key) bool { return !k.Expires.IsZero() && !k.Expires.After(v.run.Now()) }

func (v *APIKeys) expiring(k Key) bool {
	return !v.ended(k) && !k.Expires.IsZero() && k.Expires.Sub(v.run.Now()) < soon
}

func (v *APIKeys) kept(k Key) bool { return v.fits(v.view, k) }

func (v *APIKeys) fits(view KeyView, k Key) bool {
	switch view {
	case ActiveKeys:
		return !v.ended(k)
	case ExpiringKeys:
		return v.expiring(k)
	case EndedKeys:
		return v.ended(k)
	}
	return true
}

// order puts what ends first at the top, and what has ended at the bottom.
func (v *APIKeys) order(a, b Key) int {
	if x, y := v.ended(a), v.ended(b); x != y {
		if x {
			return 1
		}
		return -1
	}
	if c := compareTimes(a.Expires, b.Expires); c != 0 {
		return c
	}
	return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
}

// compareTimes orders times; "never" comes last.
func compareTimes(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// View is the condition that is shown.
func (v *APIKeys) View() KeyView { return v.view }

// SetView shows the keys of one condition.
func (v *APIKeys) SetView(view KeyView) {
	v.view = view
	v.filter()
	v.changed()
}

// Views are the words of the switch, with their counts.
func (v *APIKeys) Views() []string {
	if v.counted != v.loads {
		v.counted, v.counts = v.loads, [4]int{}
		for i := range v.all {
			for view := range v.counts {
				if v.fits(KeyView(view), v.all[i]) {
					v.counts[view]++
				}
			}
		}
	}
	words := []string{"All", "Active", "Expiring", "Ended"}
	for i := range words {
		words[i] += "  " + Count(int64(v.counts[i]))
	}
	return words
}

// KeyRow is one row of the page.
type KeyRow struct {
	Name, Prefix, Principal, Scopes, Created, Expires string
	ExpiresTone                                       tone.Tone
	Status                                            tone.Mark
	Struck                                            bool
}

// Row returns row i in words.
func (v *APIKeys) Row(i int) KeyRow {
	k := v.At(i)
	r := KeyRow{
		Name: k.Name, Prefix: strings.TrimPrefix(k.Prefix, "gh_"), Principal: cmp.Or(v.principals[k.Principal].Name, k.Principal),
		Scopes: "all roles", Created: Day(k.Created, v.run.Now()), Status: v.status(k), Struck: k.State == "revoked",
	}
	if len(k.Scopes) > 0 {
		r.Scopes = Few(v.names(k.Scopes), 1)
	}
	r.Expires, r.ExpiresTone = v.expiry(k)
	return r
}

// expiry says when a key ends.
func (v *APIKeys) expiry(k Key) (string, tone.Tone) {
	left := k.Expires.Sub(v.run.Now())
	switch {
	case k.State == "revoked" && k.Expires.IsZero():
		return "", tone.Neutral
	case k.Expires.IsZero():
		return "never", tone.Neutral
	case k.State == "revoked":
		return Day(k.Expires, v.run.Now()), tone.Neutral
	case left <= 0:
		return "expired", tone.Danger
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
		return tone.Mark{Tone: tone.Neutral, Icon: "ban", Word: "Revoked"}
	case v.expired(k):
		return tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: "Expired"}
	case k.State == "suspended":
		return tone.Mark{Tone: tone.Warn, Icon: "circle-minus", Word: "Paused"}
	}
	return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: "Active"}
}

// KeyFacts are what the drawer says about the chosen key.
type KeyFacts struct {
	Name, Prefix, Principal, Kind, Scopes, Networks, Created, Expires, Digest, Reason string
	Status                                                                            tone.Mark
	CanRevoke                                                                         bool
}

// Facts returns the drawer of the chosen key.
func (v *APIKeys) Facts() (KeyFacts, bool) {
	k, ok := v.Chosen()
	if !ok {
		return KeyFacts{}, false
	}
	f := KeyFacts{Name: k.Name, Prefix: k.Prefix, Status: v.status(k), CanRevoke: k.State != "revoked", Reason: k.Reason,
		Principal: cmp.Or(v.principals[k.Principal].Name, k.Principal), Kind: kindOf(v.principals[k.Principal]),
		Scopes: "All roles of the principal", Networks: "Anywhere", Created: DateTime(k.Created), Expires: "Never"}
	if len(k.Scopes) > 0 {
		f.Scopes = strings.Join(v.names(k.Scopes), ", ")
	}
	if len(k.Networks) > 0 {
		f.Networks = strings.Join(k.Networks, ", ")
	}
	if !k.Expires.IsZero() {
		f.Expires = DateTime(k.Expires)
	}
	if len(k.SHA256) >= 16 {
		f.Digest = k.SHA256[:8] + " … " + k.SHA256[len(k.SHA256)-8:]
	}
	return f, true
}

func kindOf(p Principal) string {
	if p.Service {
		return "service account"
	}
	return "user"
}

// Foot says what one sees.
func (v *APIKeys) Foot() string {
	if v.Len() == v.Total() {
		return Plural(int64(v.Total()), "key")
	}
	return fmt.Sprintf("%s of %s", Count(int64(v.Len())), Plural(int64(v.Total()), "key"))
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
	sortStable(cs, func(a, b Choice) int { return cmp.Compare(a.Label, b.Label) })
	return cs
}

// Scopes are the roles that a key of this principal can be cut down to.
func (v *APIKeys) Scopes(principal string) []Choice {
	var cs []Choice
	for _, id := range v.principals[principal].Roles {
		cs = append(cs, Choice{id, cmp.Or(v.roles[id].Name, id), Plural(int64(len(v.roles[id].Grants)), "grant")})
	}
	return cs
}

// KeyForm is the form for a new key, as typed.
type KeyForm struct {
	Principal, Name, Env string
	Days                 int // until it expires; 0 = never
	Networks             string
	Scopes               []string
}

// Lifetimes are the choices for how long a key lasts.
func Lifetimes() []Choice {
	return []Choice{{"30", "30 days", ""}, {"90", "90 days", "the default"}, {"180", "180 days", ""}, {"365", "1 year", ""}, {"0", "Never", "not advised"}}
}

// Check turns the form into a key to make, or says what is wrong with it.
func (f KeyForm) Check(now time.Time) (NewKey, error) {
	k := NewKey{Principal: f.Principal, Name: strings.TrimSpace(f.Name), Env: cmp.Or(f.Env, "live"), Scopes: f.Scopes}
	if k.Principal == "" {
		return k, fault.New(fault.Invalid, "Pick the principal that will use the key.")
	}
	if k.Name == "" {
		return k, fault.New(fault.Invalid, "Give the key a name that says where it is used.")
	}
	for _, s := range fields(f.Networks) {
		n, err := network(s)
		if err != nil {
			return k, err
		}
		k.Networks = append(k.Networks, n)
	}
	if f.Days > 0 {
		k.Expires = now.Add(time.Duration(f.Days) * 24 * time.Hour)
	}
	return k, nil
}

// network reads an address or a network as people type it.
func network(s string) (string, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked().String(), nil
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()).String(), nil
	}
	return "", fault.New(fault.Invalid, "%q is not a network. Write it like 10.2.0.0/24 or 2001:db8::/48.", s)
}

// Create makes a key and hands it to done, once.
func (v *APIKeys) Create(f KeyForm, done func(MadeKey, error)) {
	k, err := f.Check(v.run.Now())
	if err != nil {
		done(MadeKey{}, err)
		return
	}
	after(v.List, func(ctx context.Context) (MadeKey, error) { return v.keys.Create(ctx, k) }, done)
}

// RevokeText asks before the chosen key is revoked; it names the key and what follows.
func (v *APIKeys) RevokeText() (title, body string, ok bool) {
	k, ok := v.Chosen()
	if !ok || k.State == "revoked" {
		return "", "", false
	}
	who := cmp.Or(v.principals[k.Principal].Name, k.Principal)
	return fmt.Sprintf("Revoke “%s”?", k.Name),
		fmt.Sprintf("%s (%s) can no longer call anything with it once the next bundle is exported. A revoked key cannot be brought back.", who, k.Prefix), true
}

// Revoke revokes the chosen key.
func (v *APIKeys) Revoke(reason string, done func(error)) {
	k, ok := v.Chosen()
	if !ok {
		return
	}
	reason = strings.TrimSpace(reason)
	if reason == "" {
		done(fault.New(fault.Invalid, "Say why, in a few words. It is kept in the journal."))
		return
	}
	after(v.List, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.keys.Revoke(ctx, []string{k.ID}, reason)
	},
		func(_ struct{}, err error) { done(err) })
}
