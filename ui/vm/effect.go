package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	rights "gatehouse/core/access"
	"gatehouse/core/directory"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// EffectView is who would gain and who would lose what by a change, in words.
type EffectView struct {
	None   bool
	Sum    string // "3 principals gain, 1 loses"
	Groups []EffectGroup
	More   int // groups beyond those that are listed
}

// EffectGroup is principals for whom the same changes.
type EffectGroup struct {
	Who, All string // the first names; all of them
	But      string // keys of theirs for which it does not change like this, or ""
	AllBut   string // all of those
	Lines    []EffectLine
	More     int // lines beyond those that are listed
}

// EffectLine is one route where it changes.
type EffectLine struct {
	Mark    tone.Mark // gains or loses
	Methods []string
	Path    string
	Note    string // what is special about it, or ""
}

// How much of an effect is listed.
const (
	effectGroups = 20
	effectLines  = 8
)

// effectView puts an effect into words.
func effectView(e rights.Effect) EffectView {
	v := EffectView{None: e.None()}
	var parts []string
	if n := int64(e.Gainers); n > 0 {
		parts = append(parts, say.N(n, "{{.Count}} principal gains", "{{.Count}} principals gain"))
	}
	if n := int64(e.Losers); n > 0 {
		parts = append(parts, say.N(n, "{{.Count}} principal loses", "{{.Count}} principals lose"))
	}
	if n := int64(e.KeyGainers); n > 0 {
		parts = append(parts, say.N(n, "{{.Count}} key on its own gains", "{{.Count}} keys on their own gain"))
	}
	if n := int64(e.KeyLosers); n > 0 {
		parts = append(parts, say.N(n, "{{.Count}} key on its own loses", "{{.Count}} keys on their own lose"))
	}
	v.Sum = strings.Join(parts, ", ")
	if v.None {
		v.Sum = say.L("Nobody gains or loses anything")
	}
	for i, g := range e.Groups {
		if i == effectGroups {
			v.More = len(e.Groups) - i
			break
		}
		var names []string
		for _, p := range g.Principals {
			names = append(names, p.Name)
		}
		x := EffectGroup{Who: someOf(names)}
		if keys := keysOf(g.Keys); len(keys) > 0 {
			x.Who = strings.TrimPrefix(x.Who+", "+Few(keys, 2), ", ")
			names = append(names, keys...)
		}
		x.All = strings.Join(names[:min(40, len(names))], ", ")
		if but := keysOf(g.Except); len(but) > 0 {
			x.But = say.L("Not so: {{.Keys}}", say.V{"Keys": Few(but, 2)})
			x.AllBut = strings.Join(but[:min(40, len(but))], ", ")
		}
		for _, list := range [][]rights.Shift{g.Losses, g.Gains} {
			for _, s := range list {
				if len(x.Lines) == effectLines {
					x.More++
					continue
				}
				x.Lines = append(x.Lines, shiftLine(s))
			}
		}
		v.Groups = append(v.Groups, x)
	}
	return v
}

// keysOf names keys with their principals: "key “deploy” of “ann”".
func keysOf(keys []rights.KeyOf) []string {
	var out []string
	for _, k := range keys {
		out = append(out, say.L("key “{{.Key}}” of “{{.Name}}”", say.V{"Key": cmp.Or(k.Key.Name, k.Key.Prefix(), k.Key.ID), "Name": k.Principal.Name}))
	}
	return out
}

// shiftLine puts one shift into words.
func shiftLine(s rights.Shift) EffectLine {
	l := EffectLine{Mark: tone.Mark{Tone: tone.Ok, Icon: "plus", Word: say.L("gains")}, Methods: s.Methods, Path: s.Path}
	if slices.Contains(s.Methods, "GET") { // HEAD goes with it, and needs no word of its own
		l.Methods = slices.DeleteFunc(slices.Clone(s.Methods), func(m string) bool { return m == "HEAD" })
	}
	if s.To < s.From {
		l.Mark = tone.Mark{Tone: tone.Danger, Icon: "minus", Word: say.L("loses")}
	}
	switch {
	case s.To == rights.WithOTP && s.From == rights.Plainly:
		l.Note = say.L("only with a one-time password")
	case s.To == rights.WithOTP:
		l.Note = say.L("with a one-time password")
	case s.From == rights.WithOTP && s.To == rights.Plainly:
		l.Note = say.L("without a one-time password")
	}
	return l
}

// grantEdits are edits of grants of one role.
func grantEdits(role string, gs []Grant, revoke bool) []directory.GrantEdit {
	var out []directory.GrantEdit
	for _, g := range gs {
		out = append(out, directory.GrantEdit{Role: role, Grant: directory.Grant{API: g.API, Path: g.Path, Methods: g.Methods, OTP: g.OTP}, Revoke: revoke})
	}
	return out
}

// Preview asks what a change of roles would do, and tells done in words.
func (v *Roles) Preview(c RoleChange, done func(EffectView, error)) {
	runner.Go(v.run, v.ctx, func(ctx context.Context) (rights.Effect, error) { return v.house.Access().Effect(ctx, c) }, func(e rights.Effect, err error) {
		done(effectView(e), err)
	})
}

// GrantChange is what the grants of a form would change, or what is wrong with them.
func (v *Roles) GrantChange(f GrantForm) (RoleChange, error) {
	i := v.find(f.Role)
	if i < 0 {
		return RoleChange{}, gone()
	}
	gs, err := v.newGrants(v.all[i], f)
	return RoleChange{Edits: grantEdits(f.Role, gs, false)}, err
}

// UngrantChange is what taking a grant of the chosen role away would change.
func (v *Roles) UngrantChange(g Grant) (RoleChange, bool) {
	r, ok := v.Chosen()
	return RoleChange{Edits: grantEdits(r.ID, []Grant{g}, true)}, ok
}

// InheritForm is the form for what a role inherits.
type InheritForm struct {
	Role, Name string
	Inherits   []string // ids
}

// NewInherit is the form for what the chosen role inherits.
func (v *Roles) NewInherit() (InheritForm, bool) {
	r, ok := v.Chosen()
	return InheritForm{r.ID, r.Name, slices.Clone(r.Inherits)}, ok
}

// Change is what the form would change.
func (f InheritForm) Change() RoleChange { return RoleChange{Role: f.Role, Inherits: f.Inherits} }

// RoleChoices are the other roles that a role could inherit or be kept apart from.
func (v *Roles) RoleChoices(but string) []Choice {
	var cs []Choice
	for _, r := range v.all {
		if r.ID != but {
			cs = append(cs, Choice{r.ID, r.Name, say.N(int64(len(r.Grants)), "{{.Count}} grant", "{{.Count}} grants")})
		}
	}
	sortStable(cs, func(a, b Choice) int { return compareFold(a.Label, b.Label) })
	return cs
}

// SetInherits says which roles a role inherits; it can be undone.
func (v *Roles) SetInherits(f InheritForm, done func(Undone, error)) {
	i := v.find(f.Role)
	if i < 0 {
		done(Undone{}, gone())
		return
	}
	old := slices.Clone(v.all[i].Inherits)
	to := func(ids []string) func(context.Context) error {
		return func(ctx context.Context) error { return v.house.Access().SetInherits(ctx, f.Role, ids) }
	}
	undoable(v.List, &v.history, say.L("What “{{.Name}}” inherits was changed. Export a bundle to make it count.", say.V{"Name": f.Name}), to(f.Inherits), to(old), done)
}

// KeepApart keeps the chosen role apart from another; it can be undone.
func (v *Roles) KeepApart(other string, done func(Undone, error)) {
	r, ok := v.Chosen()
	if !ok {
		done(Undone{}, gone())
		return
	}
	text := say.L("Nobody can be given both “{{.A}}” and “{{.B}}” from now on.", say.V{"A": r.Name, "B": v.roleName(other)})
	undoable(v.List, &v.history, text, func(ctx context.Context) error { return v.house.Access().Separate(ctx, r.ID, other) },
		func(ctx context.Context) error { return v.house.Access().Join(ctx, r.ID, other) }, done)
}

// LetTogether lets the chosen role and another be held together again; it can be undone.
func (v *Roles) LetTogether(other string, done func(Undone, error)) {
	r, ok := v.Chosen()
	if !ok {
		done(Undone{}, gone())
		return
	}
	text := say.L("“{{.A}}” and “{{.B}}” may be held together again.", say.V{"A": r.Name, "B": v.roleName(other)})
	undoable(v.List, &v.history, text, func(ctx context.Context) error { return v.house.Access().Join(ctx, r.ID, other) },
		func(ctx context.Context) error { return v.house.Access().Separate(ctx, r.ID, other) }, done)
}

// roleName is the name of a role, or its id.
func (v *Roles) roleName(id string) string {
	if i := v.find(id); i >= 0 {
		return v.all[i].Name
	}
	return id
}

// Apart is a role that another is kept apart from.
type Apart struct {
	ID, Name string
	Both     string // who holds both all the same, or ""
}

// aparts are the roles that a role is kept apart from.
func (v *Roles) aparts(role string) []Apart {
	var out []Apart
	for _, x := range v.apart {
		other := x.B
		if x.B == role {
			other = x.A
		} else if x.A != role {
			continue
		}
		a := Apart{ID: other, Name: v.roleName(other)}
		var names []string
		for _, h := range v.both {
			if h.Separation.ID == x.ID {
				names = append(names, h.Principal.Name)
			}
		}
		if len(names) > 0 {
			a.Both = say.N(int64(len(names)), "{{.Names}} holds both. Take one away on its page.", "{{.Names}} hold both. Take one away on their pages.", say.V{"Names": someOf(names)})
		}
		out = append(out, a)
	}
	return out
}
