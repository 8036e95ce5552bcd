package vm

import "gatehouse/ui/say"

// principal tells what changed about a principal.
func (t *teller) principal(id string, old, now *policyPrincipal) {
	active := func(p *policyPrincipal) bool { return p.State == "active" || p.State == "" }
	tell := func(e Effect, icon, same string, one func(string) string, many func(int64, string) string) {
		name := ""
		if now != nil {
			name = now.Name
		}
		t.tell(atom{effect: e, icon: icon, same: "principal " + same, subject: t.name(id, name), one: one, many: many})
	}
	switch {
	case old == nil:
		effect := GivesAccess
		if !active(now) || len(now.Roles) == 0 {
			effect = ChangesAnswers
		}
		tell(effect, "user-round", "came", func(s string) string { return say.L("1 principal added: {{.Name}}", say.V{"Name": s}) }, func(n int64, s string) string {
			return say.N(n, "{{.Count}} principal added: {{.Names}}", "{{.Count}} principals added: {{.Names}}", say.V{"Names": s})
		})
		return
	case now == nil:
		effect := TakesAccess
		if !active(old) || len(old.Roles) == 0 {
			effect = ChangesAnswers
		}
		tell(effect, "user-round", "went", func(s string) string { return say.L("1 principal removed: {{.Name}}", say.V{"Name": s}) }, func(n int64, s string) string {
			return say.N(n, "{{.Count}} principal removed: {{.Names}}", "{{.Count}} principals removed: {{.Names}}", say.V{"Names": s})
		})
		return
	case active(old) && !active(now):
		tell(TakesAccess, "ban", "disabled", func(s string) string { return say.L("1 principal disabled: {{.Name}}", say.V{"Name": s}) }, func(n int64, s string) string {
			return say.N(n, "{{.Count}} principal disabled: {{.Names}}", "{{.Count}} principals disabled: {{.Names}}", say.V{"Names": s})
		})
	case !active(old) && active(now):
		tell(GivesAccess, "play", "enabled", func(s string) string { return say.L("1 principal enabled: {{.Name}}", say.V{"Name": s}) }, func(n int64, s string) string {
			return say.N(n, "{{.Count}} principal enabled: {{.Names}}", "{{.Count}} principals enabled: {{.Names}}", say.V{"Names": s})
		})
	}
	gone, come := goneAndCome(old.Roles, now.Roles)
	without := !active(old) && !active(now) // roles of somebody who is disabled open nothing
	effect := func(e Effect) Effect {
		if without {
			return ChangesAnswers
		}
		return e
	}
	for _, r := range gone {
		role := t.name(r, "")
		tell(effect(TakesAccess), "circle-minus", "loses "+r, func(s string) string {
			return say.L("{{.Name}} loses the role {{.Role}}", say.V{"Name": s, "Role": role})
		}, func(n int64, s string) string {
			return say.N(n, "{{.Count}} principal loses the role {{.Role}}: {{.Names}}", "{{.Count}} principals lose the role {{.Role}}: {{.Names}}", say.V{"Role": role, "Names": s})
		})
	}
	for _, r := range come {
		role := t.name(r, "")
		tell(effect(GivesAccess), "plus", "gains "+r, func(s string) string {
			return say.L("{{.Name}} gains the role {{.Role}}", say.V{"Name": s, "Role": role})
		}, func(n int64, s string) string {
			return say.N(n, "{{.Count}} principal gains the role {{.Role}}: {{.Names}}", "{{.Count}} principals gain the role {{.Role}}: {{.Names}}", say.V{"Role": role, "Names": s})
		})
	}
}
