package posture

import (
	"slices"
	"strings"

	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/review"
)

// roleChecks look at roles and their grants.
var roleChecks = []Check{
	{
		ID: "role-everything", Topic: TopicRoles, Severity: review.High,
		Title: "Roles that may do everything",
		Why:   "Whoever has such a role, or steals a key of somebody who has, owns every API in this vault.",
		Mend:  "Replace it by roles for what is really done, or demand a one-time password.",
		run: func(v *survey, f *finder) string {
			grants := map[string][]directory.Grant{}
			for _, r := range v.Input.Roles {
				grants[r.ID] = r.Grants
			}
			for i := range v.Input.Roles {
				r, apis := &v.Input.Roles[i], map[string]bool{}
				for _, id := range v.tree.Closure([]string{r.ID}) {
					for _, g := range grants[id] {
						apis[g.API] = apis[g.API] || wide(g) && !g.OTP
					}
				}
				n := 0
				for _, all := range apis {
					if all {
						n++
					}
				}
				if n > 1 && n == len(v.Input.APIs) {
					f.add(KindRole, r.ID, is(r.Name, count(n, "API")))
				}
			}
			return ""
		},
	},
	{
		ID: "grant-wide", Topic: TopicRoles, Severity: review.Medium,
		Title: "Grants that reach a whole API with all methods",
		Why:   "A route that is added later is granted at once, to everybody who has the role, deleting included.",
		Mend:  "Name the paths and methods that are needed.",
		run: func(v *survey, f *finder) string {
			apis := map[string]string{}
			for _, a := range v.Input.APIs {
				apis[a.ID] = a.Name
			}
			for i := range v.Input.Roles {
				r := &v.Input.Roles[i]
				var names []string
				for _, g := range r.Grants {
					if wide(g) && !g.OTP {
						names = append(names, apis[g.API])
					}
				}
				if len(names) > 0 {
					f.add(KindRole, r.ID, is(r.Name, "/** of "+strings.Join(names, ", ")))
				}
			}
			return ""
		},
	},
	{
		ID: "role-separation", Topic: TopicRoles, Severity: review.High,
		Title: "Principals that hold two roles which are to be kept apart",
		Why:   "One person can do both halves of what two were meant to do. It was so before the roles were separated.",
		Mend:  "Take one of the two roles away.",
		run: func(v *survey, f *finder) string {
			for _, x := range v.Violations {
				f.add(KindPrincipal, x.Principal, is(x.Name, x.Roles))
			}
			return ""
		},
	},
	{
		ID: "role-unheld", Topic: TopicRoles, Severity: review.Informational,
		Title: "Roles that nobody has",
		Why:   "They do nothing today, and something the day that somebody gives them without reading.",
		Mend:  "Remove them.",
		run: func(v *survey, f *finder) string {
			held := map[string]bool{}
			for i := range v.Input.Principals {
				for _, r := range v.tree.Closure(v.Input.Principals[i].Roles) {
					held[r] = true
				}
			}
			for i := range v.Input.Roles {
				if r := &v.Input.Roles[i]; !held[r.ID] {
					f.add(KindRole, r.ID, is(r.Name, ""))
				}
			}
			return ""
		},
	},
	{
		ID: "grant-void", Topic: TopicRoles, Severity: review.Low,
		Title: "Roles with grants that allow nothing",
		Why:   "No route has such a path and method. It was mistyped, or its route is gone; should one come again, it is granted before anybody has thought about it.",
		Mend:  "Correct the grant or take it away.",
		run: func(v *survey, f *finder) string {
			for i := range v.Input.Roles {
				r := &v.Input.Roles[i]
				var void []string
				for _, g := range r.Grants {
					if !v.reach.covers(g) {
						void = append(void, strings.Join(g.Methods, ",")+" "+g.Path)
					}
				}
				if len(void) > 0 {
					f.add(KindRole, r.ID, is(r.Name, brief(void)))
				}
			}
			return ""
		},
	},
	{
		ID: "route-one-person", Topic: TopicRoles, Severity: review.Informational,
		Title: "Routes that a single person may change something on",
		Why:   "When that person is away, nobody can; and nobody else looks at what is done there.",
		Mend:  "Give the role to a second person.",
		run: func(v *survey, f *finder) string {
			if v.Policy == nil {
				return "the policy does not compile"
			}
			holders := v.holders()
			for ref := policy.RouteRef(1); int(ref) <= v.Policy.Routes(); ref++ {
				info := v.Policy.Route(ref)
				if info.Public {
					continue
				}
				for _, m := range writes {
					if !slices.Contains(info.Methods, m) {
						continue
					}
					plain, otp := v.Policy.GrantedTo(ref, m)
					if p := sole(holders, plain, otp); p != nil && p.Kind == directory.KindUser {
						f.add(KindRoute, info.ID, is(m+" "+info.Template, p.Name))
						break
					}
				}
			}
			return ""
		},
	},
}

// holders returns, for each role, the first two active principals that have it: enough to tell one
// from several.
func (v *survey) holders() map[string][]*directory.Principal {
	of := map[string][]*directory.Principal{}
	v.activePrincipals(func(p *directory.Principal) {
		for _, r := range v.tree.Closure(p.Roles) {
			if len(of[r]) < 2 {
				of[r] = append(of[r], p)
			}
		}
	})
	return of
}

// sole returns the one principal that has any of the roles; nil for none and for several.
func sole(holders map[string][]*directory.Principal, roles ...[]string) *directory.Principal {
	var one *directory.Principal
	for _, list := range roles {
		for _, r := range list {
			for _, p := range holders[r] {
				if one != nil && one.ID != p.ID {
					return nil
				}
				one = p
			}
		}
	}
	return one
}

// brief writes the first of several things.
func brief(all []string) string {
	if len(all) > 3 {
		return strings.Join(all[:3], "; ") + " and " + count(len(all)-3, "more grant")
	}
	return strings.Join(all, "; ")
}
