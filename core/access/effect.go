package access

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
)

// Level is how far somebody may call a method of a route.
type Level uint8

// The levels.
const (
	Nothing Level = iota // not at all
	WithOTP              // with a one-time password
	Plainly              // with a key alone
)

// Shift is one route where what somebody may changes.
type Shift struct {
	API      string // id
	APIName  string
	Path     string // base and path
	Methods  []string
	From, To Level
}

// Group is principals and keys for whom the same changes.
type Group struct {
	Principals []directory.Principal // by name
	Keys       []KeyOf               // keys for which it changes like this, though not for their principals
	Except     []KeyOf               // keys of these principals for which it does not change like this
	Gains      []Shift               // what they may more than before, by API and path
	Losses     []Shift               // what they may less than before
}

// Effect is what a change of the policy does to principals and to their keys. For principals that are
// active and have not expired what their roles open is compared, whether or not they have a key. A key
// follows its principal; only one that does not, as its scopes cut it to other roles, is told apart. A
// key that works neither before nor after is left out.
type Effect struct {
	Groups     []Group // those who lose first, then the larger group
	Gainers    int     // principals who gain something
	Losers     int     // principals who lose something
	KeyGainers int     // keys that gain something that their principals do not, or not like this
	KeyLosers  int     // keys that lose something that their principals do not, or not like this
}

// None reports whether nobody gains or loses anything.
func (e Effect) None() bool { return len(e.Groups) == 0 }

// Compare tells what a change of the policy does to whom, at a time. A route is the same in both by
// its id.
//
// Errors: as [policy.Compile], for either side.
func Compare(before, after policy.Input, at time.Time) (Effect, error) {
	o, err := newOpens(before, at)
	if err != nil {
		return Effect{}, err
	}
	n, err := newOpens(after, at)
	if err != nil {
		return Effect{}, err
	}
	c := comparison{old: o, now: n}
	c.align()
	return c.run(), nil
}

// opens is what each role opens, as bits: two for each method of each route.
type opens struct {
	a      *Access
	keys   []apikey.Key
	routes map[string]int // ids to the place in the common order
	plain  [][]uint64     // by role
	otp    [][]uint64
	public []uint64
}

func newOpens(in policy.Input, at time.Time) (*opens, error) {
	keys := in.Keys
	in.Keys, in.Limits = nil, nil // what roles open does not depend on them, and they are most of what compiling costs
	s, err := policy.Compile(in, at)
	if err != nil {
		return nil, err
	}
	a, err := New(s)
	return &opens{a: a, keys: keys}, err
}

// comparison walks two policies side by side.
type comparison struct {
	old, now *opens
	routes   []shown // the routes of both, in one order
	words    int

	moved  map[string]bool   // roles that open something else now
	same   bool              // what is public is the same
	pairs  map[string]*Group // by the roles before and after
	groups map[string]*Group // by what changes
	order  []*Group
}

// shown is a route as it is shown.
type shown struct{ api, apiName, path string }

const methodCount = len(catalog.Methods)

// align gives the routes of both policies places in one order, and works out what their roles open.
func (c *comparison) align() {
	at := map[string]int{}
	for _, o := range []*opens{c.now, c.old} {
		for i := range o.a.in.Routes {
			info := o.a.s.Route(policy.RouteRef(i + 1))
			if _, ok := at[info.ID]; !ok {
				at[info.ID] = len(c.routes)
				c.routes = append(c.routes, shown{info.API, info.APIName, info.Template})
			}
		}
	}
	c.words = (len(c.routes)*methodCount + 63) / 64
	for _, o := range []*opens{c.now, c.old} {
		o.routes = at
		o.work(c.words)
	}
}

// work fills in what roles open.
func (o *opens) work(words int) {
	in := o.a.in
	o.public = make([]uint64, words)
	for i := range in.Routes {
		if in.Routes[i].Public {
			mark(o.public, o.routes[in.Routes[i].ID], answered(&in.Routes[i]))
		}
	}
	o.plain, o.otp = make([][]uint64, len(in.Roles)), make([][]uint64, len(in.Roles))
	for ri := range in.Roles {
		plain, otp := make([]uint64, words), make([]uint64, words)
		for gi := range in.Roles[ri].Grants {
			g := &in.Roles[ri].Grants[gi]
			for _, i := range o.a.covers(grantAt{ri, gi}) {
				to := plain
				if g.OTP || in.Routes[i].OTP {
					to = otp
				}
				mark(to, o.routes[in.Routes[i].ID], slices.DeleteFunc(slices.Clone(answered(&in.Routes[i])), func(m string) bool { return !catalog.Covers(g.Methods, m) }))
			}
		}
		o.plain[ri], o.otp[ri] = plain, otp
	}
}

// mark sets the bits of methods of a route.
func mark(bits []uint64, route int, methods []string) {
	for _, m := range methods {
		b := route*methodCount + catalog.MethodIndex(m)
		bits[b/64] |= 1 << (b % 64)
	}
}

// class is what principals with the same roles may.
type class struct{ plain, otp []uint64 }

// rolesOf returns the roles that count for a principal, inherited ones included, and a key for them;
// not in is one that is not there, is disabled or has expired.
func (o *opens) rolesOf(id string) standing {
	n, known := o.a.principals[id]
	if !known || o.a.block(n, []int{0}) != NotBlocked {
		return standing{key: "-"}
	}
	return standing{o.a.closed[n], "+" + strings.Join(o.a.closed[n], " "), true}
}

// of returns what roles open together.
func (o *opens) of(s standing, words int) class {
	c := class{make([]uint64, words), make([]uint64, words)}
	if !s.in {
		return c
	}
	copy(c.plain, o.public)
	for _, role := range s.roles {
		r := o.a.roles[role]
		for w := range words {
			c.plain[w] |= o.plain[r][w]
			c.otp[w] |= o.otp[r][w]
		}
	}
	return c
}

// turned returns the roles that open something else now.
func (c *comparison) turned() map[string]bool {
	out := map[string]bool{}
	for id, n := range c.now.a.roles {
		o, ok := c.old.a.roles[id]
		if !ok || !slices.Equal(c.old.plain[o], c.now.plain[n]) || !slices.Equal(c.old.otp[o], c.now.otp[n]) {
			out[id] = true
		}
	}
	return out
}

// standing is what somebody's access comes from: see [opens.rolesOf].
type standing struct {
	roles []string
	key   string
	in    bool
}

// run compares class by class.
func (c *comparison) run() Effect {
	c.pairs, c.groups = map[string]*Group{}, map[string]*Group{}
	c.moved, c.same = c.turned(), slices.Equal(c.old.public, c.now.public)
	of := map[string]*Group{}
	for _, p := range c.everybody() {
		if g := c.group(c.old.rolesOf(p.ID), c.now.rolesOf(p.ID)); g != nil {
			g.Principals = append(g.Principals, p)
			of[p.ID] = g
		}
	}
	c.cutKeys(of)
	var e Effect
	for _, g := range c.order {
		if len(g.Gains) > 0 {
			e.Gainers += len(g.Principals)
			e.KeyGainers += len(g.Keys)
		}
		if len(g.Losses) > 0 {
			e.Losers += len(g.Principals)
			e.KeyLosers += len(g.Keys)
		}
		slices.SortFunc(g.Principals, func(a, b directory.Principal) int { return strings.Compare(a.Name, b.Name) })
		slices.SortFunc(g.Keys, KeyOf.compare)
		slices.SortFunc(g.Except, KeyOf.compare)
		e.Groups = append(e.Groups, *g)
	}
	slices.SortStableFunc(e.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(min(1, len(b.Losses)), min(1, len(a.Losses))), cmp.Compare(len(b.Principals), len(a.Principals)),
			cmp.Compare(len(b.Keys), len(a.Keys)), strings.Compare(a.first(), b.first()))
	})
	return e
}

// first is the first name of a group.
func (g Group) first() string {
	if len(g.Principals) > 0 {
		return g.Principals[0].Name
	}
	return g.Keys[0].Principal.Name
}

// group finds the group of those who stand so before and so after; nil when nothing changes for them.
func (c *comparison) group(was, is standing) *Group {
	if c.same && was.key == is.key && !slices.ContainsFunc(is.roles, func(id string) bool { return c.moved[id] }) {
		return nil // most principals, when one role changes
	}
	pair := was.key + "\x00" + is.key
	g, ok := c.pairs[pair]
	if !ok {
		g = c.differ(c.old.of(was, c.words), c.now.of(is, c.words))
		c.pairs[pair] = g
	}
	return g
}

// everybody is the principals of both policies, as they are afterwards.
func (c *comparison) everybody() []directory.Principal {
	all := slices.Clone(c.now.a.in.Principals)
	for _, p := range c.old.a.in.Principals {
		if _, ok := c.now.a.principals[p.ID]; !ok {
			all = append(all, p)
		}
	}
	return all
}

// differ returns the group of those for whom what they may changes like this; nil when it does not.
func (c *comparison) differ(was, is class) *Group {
	g := &Group{}
	var sign []byte
	for w := range c.words {
		changed := (was.plain[w] ^ is.plain[w]) | (was.otp[w] ^ is.otp[w])
		for b := w * 64; changed != 0; b, changed = b+1, changed>>1 {
			if changed&1 == 0 {
				continue
			}
			from, to := was.level(b), is.level(b)
			if from == to {
				continue
			}
			sign = append(binary.AppendUvarint(sign, uint64(b)), byte(from), byte(to))
			list := &g.Gains
			if to < from {
				list = &g.Losses
			}
			c.add(list, b, from, to)
		}
	}
	if len(sign) == 0 {
		return nil
	}
	if old, ok := c.groups[string(sign)]; ok {
		return old
	}
	for _, list := range [][]Shift{g.Gains, g.Losses} {
		slices.SortStableFunc(list, func(a, b Shift) int {
			return cmp.Or(strings.Compare(a.APIName, b.APIName), strings.Compare(a.Path, b.Path))
		})
	}
	c.groups[string(sign)] = g
	c.order = append(c.order, g)
	return g
}

// level reads two bits.
func (c class) level(b int) Level {
	switch {
	case c.plain[b/64]>>(b%64)&1 != 0:
		return Plainly
	case c.otp[b/64]>>(b%64)&1 != 0:
		return WithOTP
	}
	return Nothing
}

// add adds a method to the shift of its route, or begins one.
func (c *comparison) add(list *[]Shift, b int, from, to Level) {
	r, m := c.routes[b/methodCount], catalog.Methods[b%methodCount]
	for i := len(*list) - 1; i >= 0 && i >= len(*list)-6; i-- { // those of one route stand together
		s := &(*list)[i]
		if s.API == r.api && s.Path == r.path && s.From == from && s.To == to {
			if !slices.Contains(s.Methods, m) {
				s.Methods = append(s.Methods, m)
			}
			return
		}
	}
	*list = append(*list, Shift{API: r.api, APIName: r.apiName, Path: r.path, Methods: []string{m}, From: from, To: to})
}
