package vm

import (
	"cmp"
	"context"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// KeyForm is the form for a key, as typed. ID is "" for a new one.
type KeyForm struct {
	ID, Principal, Name, Env string
	Days                     int // until it expires; 0 = never, -1 = as it is
	Networks                 string
	Scopes                   []string
	Notes                    string
	From                     string // when it begins to be valid; "" = at once
}

// KeepExpiry is the choice of [KeyForm.Days] that changes nothing.
const KeepExpiry = -1

// Lifetimes are the choices for how long a key lasts.
func Lifetimes() []Choice {
	return []Choice{{"30", say.N(30, "{{.Count}} day", "{{.Count}} days"), ""}, {"90", say.N(90, "{{.Count}} day", "{{.Count}} days"), say.L("the default")}, {"180", say.N(180, "{{.Count}} day", "{{.Count}} days"), ""},
		{"365", say.L("1 year"), ""}, {"0", say.L("Never"), say.L("not advised")}}
}

// Check turns the form into a key to make, or says what is wrong with it.
func (f KeyForm) Check(now time.Time) (NewKey, error) {
	k := NewKey{Principal: f.Principal, Name: strings.TrimSpace(f.Name), Env: cmp.Or(f.Env, "live"), Scopes: f.Scopes, Notes: strings.TrimSpace(f.Notes)}
	if k.Principal == "" {
		return k, fault.New(fault.Invalid, "%s", say.L("Pick the principal that will use the key."))
	}
	if k.Name == "" {
		return k, fault.New(fault.Invalid, "%s", say.L("Give the key a name that says where it is used."))
	}
	for _, s := range fields(f.Networks) {
		n, err := network(s)
		if err != nil {
			return k, err
		}
		k.Networks = append(k.Networks, n)
	}
	var err error
	if k.NotBefore, err = begins(f.From); err != nil {
		return k, err
	}
	if f.Days > 0 {
		from := now
		if k.NotBefore.After(now) {
			from = k.NotBefore
		}
		k.Expires = from.Add(time.Duration(f.Days) * 24 * time.Hour)
	}
	return k, nil
}

// beginForms are how people write when a key begins, in their own time.
var beginForms = []string{"2006-01-02 15:04", time.DateOnly}

// begins reads when a key begins to be valid.
func begins(s string) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	for _, form := range beginForms {
		if at, err := time.ParseInLocation(form, s, time.Local); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "%s", say.L("“{{.Text}}” is no time. Write it like 2027-01-31 or 2027-01-31 09:00.", say.V{"Text": s}))
}

// network reads an address or a network as people type it.
func network(s string) (string, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked().String(), nil
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()).String(), nil
	}
	return "", fault.New(fault.Invalid, "%s", say.L("“{{.Text}}” is not a network. Write it like 10.2.0.0/24 or 2001:db8::/48.", say.V{"Text": s}))
}

// NewForm is what the form for a new key begins with.
func (v *APIKeys) NewForm() KeyForm { return KeyForm{Env: "live", Days: v.usualDays()} }

// usualDays is how long a new key lasts unless one says otherwise.
func (v *APIKeys) usualDays() int {
	days := 90
	if v.rules.Default > 0 {
		days = int(v.rules.Default / (24 * time.Hour))
	}
	if most := int(v.rules.Max / (24 * time.Hour)); most > 0 {
		days = min(days, most)
	}
	return max(days, 1)
}

// Lifetimes are the choices for how long a key lasts, as the vault allows.
func (v *APIKeys) Lifetimes() []Choice {
	usual, most := v.usualDays(), int(v.rules.Max/(24*time.Hour))
	var cs []Choice
	known := false
	for _, c := range Lifetimes() {
		n, _ := strconv.Atoi(c.ID) // they are numbers
		if most > 0 && (n == 0 || n > most) {
			continue
		}
		if c.Note = strings.TrimSuffix(c.Note, say.L("the default")); n == usual {
			c.Note, known = say.L("the default"), true
		}
		cs = append(cs, c)
	}
	if !known {
		cs = append([]Choice{{strconv.Itoa(usual), say.N(int64(usual), "{{.Count}} day", "{{.Count}} days"), say.L("the default")}}, cs...)
	}
	return cs
}

// CopyForm is a form for a new key like the chosen one.
func (v *APIKeys) CopyForm() (KeyForm, bool) {
	f, ok := v.EditForm()
	f.ID, f.Days, f.From = "", v.usualDays(), ""
	f.Name = say.L("{{.Name}} (copy)", say.V{"Name": f.Name})
	return f, ok
}

// EditForm is the form of the chosen key; a revoked one cannot be changed.
func (v *APIKeys) EditForm() (KeyForm, bool) {
	k, ok := v.Chosen()
	if !ok || k.State == "revoked" {
		return KeyForm{}, false
	}
	env := "live"
	if strings.HasPrefix(k.Prefix, "gh_test_") {
		env = "test"
	}
	f := KeyForm{ID: k.ID, Principal: k.Principal, Name: k.Name, Env: env, Days: KeepExpiry, Networks: strings.Join(k.Networks, ", "), Scopes: k.Scopes, Notes: k.Notes}
	if !k.NotBefore.IsZero() {
		f.From = k.NotBefore.Local().Format(beginForms[0])
	}
	return f, true
}

// Create makes a key and hands it to done, once.
func (v *APIKeys) Create(f KeyForm, done func(MadeKey, error)) {
	k, err := f.Check(v.run.Now())
	if err != nil {
		done(MadeKey{}, err)
		return
	}
	after(v.List, func(ctx context.Context) (MadeKey, error) { return v.house.Keys().Create(ctx, k) }, done)
}

// Save changes the key of a form.
func (v *APIKeys) Save(f KeyForm, done func(error)) {
	i := v.find(f.ID)
	if i < 0 {
		done(fault.New(fault.NotFound, "%s", say.L("This key is no longer there.")))
		return
	}
	n, err := f.Check(v.run.Now())
	if err != nil {
		done(err)
		return
	}
	k := v.all[i]
	k.Name, k.Scopes, k.Networks, k.Notes = n.Name, n.Scopes, n.Networks, n.Notes
	if same := k.NotBefore.Truncate(time.Minute); !n.NotBefore.Equal(same) { // the form shows minutes
		k.NotBefore = n.NotBefore
	}
	if f.Days != KeepExpiry {
		k.Expires = n.Expires
	}
	v.history.forget()
	after(v.List, func(ctx context.Context) (Key, error) { return v.house.Keys().Edit(ctx, k) }, func(_ Key, err error) { done(err) })
}
