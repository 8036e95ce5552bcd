package vm

import (
	"time"

	"gatehouse/ui/say"
)

// key tells what changed about an API key.
func (t *teller) key(id string, old, now *policyKey) {
	switch {
	case old == nil:
		t.keyCame(id, now)
	case now == nil:
		t.keyWent(id, old)
	default:
		t.keyState(id, old, now)
		if !t.opens(now) && (!t.opens(old) || old.State != now.State) {
			return // it opens nothing: its details mean nothing
		}
		t.keyExpiry(id, old, now)
		t.keyTokens(id, old, now)
		t.keyScopes(id, old, now)
		t.keyNetworks(id, old, now)
		t.keyOwner(id, old, now)
	}
}

// opens reports whether a key is accepted.
func (t *teller) opens(k *policyKey) bool {
	until := k.until()
	return (k.State == "active" || k.State == "") && (until == 0 || until > t.now)
}

// until is when the last token of a key ends, in Unix milliseconds; 0 = never.
func (k *policyKey) until() int64 {
	if len(k.Tokens) == 0 {
		return k.Expires
	}
	last := int64(-1)
	for _, tk := range k.Tokens {
		end := tk.Until
		if k.Expires > 0 && (end == 0 || end > k.Expires) {
			end = k.Expires
		}
		if end == 0 {
			return 0
		}
		last = max(last, end)
	}
	return last
}

// about is an atom about a key, told together with others that say the same.
func (t *teller) about(id string, k *policyKey, e Effect, icon, same string, one func(string) string, many func(int64, string) string) atom {
	return atom{effect: e, icon: icon, same: "key " + same, subject: t.name(id, k.Name), one: one, many: many, note: t.name(k.Principal, "")}
}

func (t *teller) keyCame(id string, k *policyKey) {
	if !t.opens(k) {
		t.tell(t.about(id, k, ChangesAnswers, "key-round", "came shut",
			func(s string) string { return say.L("Key {{.Name}} is known, but opens nothing", say.V{"Name": s}) },
			func(n int64, s string) string {
				return say.N(n, "{{.Count}} key is known, but opens nothing: {{.Names}}", "{{.Count}} keys are known, but open nothing: {{.Names}}", say.V{"Names": s})
			}))
		return
	}
	a := t.about(id, k, GivesAccess, "plus", "came", nil, func(n int64, s string) string {
		return say.N(n, "{{.Count}} key added: {{.Names}}", "{{.Count}} keys added: {{.Names}}", say.V{"Names": s})
	})
	scopes := say.L("all roles of its principal")
	if len(k.Scopes) > 0 {
		scopes = t.all(k.Scopes)
	}
	a.one = func(s string) string {
		return say.L("1 key added: {{.Name}}, {{.Scopes}}", say.V{"Name": s, "Scopes": scopes})
	}
	a.detail = say.L("{{.Who}}, {{.Scopes}}, {{.Until}}", say.V{"Who": t.name(k.Principal, ""), "Scopes": scopes, "Until": untilWords(k.until())})
	t.tell(a)
}

func untilWords(ms int64) string {
	if ms == 0 {
		return say.L("never expires")
	}
	return say.L("until {{.When}}", say.V{"When": DateTime(time.UnixMilli(ms))})
}

func (t *teller) keyWent(id string, k *policyKey) {
	if t.opens(k) {
		t.tell(t.about(id, k, TakesAccess, "circle-minus", "went",
			func(s string) string { return say.L("1 key removed: {{.Name}}", say.V{"Name": s}) },
			func(n int64, s string) string {
				return say.N(n, "{{.Count}} key removed: {{.Names}}", "{{.Count}} keys removed: {{.Names}}", say.V{"Names": s})
			}))
		return
	}
	t.tell(t.about(id, k, ChangesAnswers, "key-round", "went shut",
		func(s string) string { return say.L("1 ended key is forgotten: {{.Name}}", say.V{"Name": s}) },
		func(n int64, s string) string {
			return say.N(n, "{{.Count}} ended key is forgotten: {{.Names}}", "{{.Count}} ended keys are forgotten: {{.Names}}", say.V{"Names": s})
		}))
}

// keyState tells of a key that was revoked, paused or resumed.
func (t *teller) keyState(id string, old, now *policyKey) {
	if old.State == now.State {
		return
	}
	var one func(string) string
	var many func(int64, string) string
	effect, icon := TakesAccess, "ban"
	switch now.State {
	case "revoked":
		one = func(s string) string { return say.L("1 key revoked: {{.Name}}", say.V{"Name": s}) }
		many = func(n int64, s string) string {
			return say.N(n, "{{.Count}} key revoked: {{.Names}}", "{{.Count}} keys revoked: {{.Names}}", say.V{"Names": s})
		}
	case "suspended":
		icon = "circle-minus"
		one = func(s string) string { return say.L("1 key paused: {{.Name}}", say.V{"Name": s}) }
		many = func(n int64, s string) string {
			return say.N(n, "{{.Count}} key paused: {{.Names}}", "{{.Count}} keys paused: {{.Names}}", say.V{"Names": s})
		}
	default:
		effect, icon = GivesAccess, "play"
		one = func(s string) string { return say.L("1 key works again: {{.Name}}", say.V{"Name": s}) }
		many = func(n int64, s string) string {
			return say.N(n, "{{.Count}} key works again: {{.Names}}", "{{.Count}} keys work again: {{.Names}}", say.V{"Names": s})
		}
	}
	if !t.opens(old) && !t.opens(now) {
		effect = ChangesAnswers // it was refused already; only the reason is another
	}
	t.tell(t.about(id, now, effect, icon, "state "+now.State, one, many))
}

// keyExpiry tells of a key that ends at another time.
func (t *teller) keyExpiry(id string, old, now *policyKey) {
	a, b := old.until(), now.until()
	if a == b {
		return
	}
	if b != 0 && (a == 0 || b < a) {
		x := t.about(id, now, TakesAccess, "calendar-clock", "sooner",
			func(s string) string {
				return say.L("Key {{.Name}} ends earlier: {{.Until}}", say.V{"Name": s, "Until": untilWords(b)})
			},
			func(n int64, s string) string {
				return say.N(n, "{{.Count}} key ends earlier: {{.Names}}", "{{.Count}} keys end earlier: {{.Names}}", say.V{"Names": s})
			})
		x.detail = untilWords(b)
		t.tell(x)
		return
	}
	x := t.about(id, now, GivesAccess, "calendar-clock", "later",
		func(s string) string {
			return say.L("Key {{.Name}} lasts longer: {{.Until}}", say.V{"Name": s, "Until": untilWords(b)})
		},
		func(n int64, s string) string {
			return say.N(n, "{{.Count}} key lasts longer: {{.Names}}", "{{.Count}} keys last longer: {{.Names}}", say.V{"Names": s})
		})
	x.detail = untilWords(b)
	t.tell(x)
}

// keyTokens tells of a rotation, and of its end.
func (t *teller) keyTokens(id string, old, now *policyKey) {
	digests := func(k *policyKey) (out []string) {
		for _, tk := range k.Tokens {
			out = append(out, tk.SHA256)
		}
		return out
	}
	gone, come := goneAndCome(digests(old), digests(now))
	switch {
	case len(come) > 0:
		t.tell(t.about(id, now, ChangesAnswers, "refresh-cw", "rotated",
			func(s string) string { return say.L("1 key rotated: {{.Name}}", say.V{"Name": s}) },
			func(n int64, s string) string {
				return say.N(n, "{{.Count}} key rotated: {{.Names}}", "{{.Count}} keys rotated: {{.Names}}", say.V{"Names": s})
			}))
	case len(gone) > 0:
		t.tell(t.about(id, now, TakesAccess, "refresh-cw", "old token",
			func(s string) string {
				return say.L("The old token of {{.Name}} is no longer accepted", say.V{"Name": s})
			},
			func(n int64, s string) string {
				return say.N(n, "The old token of {{.Count}} key is no longer accepted: {{.Names}}", "The old tokens of {{.Count}} keys are no longer accepted: {{.Names}}", say.V{"Names": s})
			}))
	}
}

// keyScopes tells of a key that is cut down to other roles.
func (t *teller) keyScopes(id string, old, now *policyKey) {
	gone, come := goneAndCome(old.Scopes, now.Scopes)
	single := func(e Effect, text string) {
		t.tell(t.about(id, now, e, "", "scopes "+text, func(string) string { return text }, nil))
	}
	name := t.name(id, now.Name)
	switch {
	case len(gone)+len(come) == 0:
	case len(old.Scopes) == 0:
		single(TakesAccess, say.L("Key {{.Name}} is cut down to {{.Roles}}", say.V{"Name": name, "Roles": t.all(now.Scopes)}))
	case len(now.Scopes) == 0:
		single(GivesAccess, say.L("Key {{.Name}} has all roles of its principal", say.V{"Name": name}))
	default:
		if len(gone) > 0 {
			single(TakesAccess, say.L("Key {{.Name}} loses the scope {{.Roles}}", say.V{"Name": name, "Roles": t.all(gone)}))
		}
		if len(come) > 0 {
			single(GivesAccess, say.L("Key {{.Name}} gains the scope {{.Roles}}", say.V{"Name": name, "Roles": t.all(come)}))
		}
	}
}

// keyNetworks tells of a key that works from elsewhere.
func (t *teller) keyNetworks(id string, old, now *policyKey) {
	gone, come := goneAndCome(old.Networks, now.Networks)
	single := func(e Effect, text string) {
		t.tell(t.about(id, now, e, "waypoints", "networks "+text, func(string) string { return text }, nil))
	}
	name := t.name(id, now.Name)
	switch {
	case len(gone)+len(come) == 0:
	case len(old.Networks) == 0:
		single(TakesAccess, say.L("Key {{.Name}} works only from {{.Networks}}", say.V{"Name": name, "Networks": and(now.Networks)}))
	case len(now.Networks) == 0:
		single(GivesAccess, say.L("Key {{.Name}} works from anywhere", say.V{"Name": name}))
	default:
		if len(gone) > 0 {
			single(TakesAccess, say.L("Key {{.Name}} no longer works from {{.Networks}}", say.V{"Name": name, "Networks": and(gone)}))
		}
		if len(come) > 0 {
			single(GivesAccess, say.L("Key {{.Name}} also works from {{.Networks}}", say.V{"Name": name, "Networks": and(come)}))
		}
	}
}

// keyOwner tells of a key that another principal has, or that starts at another time.
func (t *teller) keyOwner(id string, old, now *policyKey) {
	name := t.name(id, now.Name)
	if old.Principal != now.Principal {
		text := say.L("Key {{.Name}} belongs to {{.Who}} now", say.V{"Name": name, "Who": t.name(now.Principal, "")})
		t.tell(t.about(id, now, ChangesAnswers, "user-round", "owner", func(string) string { return text }, nil))
	}
	if old.NotBefore != now.NotBefore {
		effect := GivesAccess
		if now.NotBefore > old.NotBefore {
			effect = TakesAccess
		}
		text := say.L("Key {{.Name}} starts at another time: {{.When}}", say.V{"Name": name, "When": DateTime(time.UnixMilli(now.NotBefore))})
		t.tell(t.about(id, now, effect, "calendar-clock", "start", func(string) string { return text }, nil))
	}
}
