package posture

import (
	"fmt"

	"gatehouse/core/apikey"
	"gatehouse/core/directory"
	"gatehouse/core/review"
	"gatehouse/core/vault"
)

// principalChecks look at users and service accounts.
var principalChecks = []Check{
	{
		ID: "principal-expiring", Topic: TopicPrincipals, Severity: review.Medium, Due: true,
		Title: "Principals that expire soon",
		Why:   "When a principal expires, none of its keys passes any more.",
		Mend:  "Ask its owner whether it is still needed, and give it a later expiry if so.",
		run: func(v *survey, f *finder) string {
			v.activePrincipals(func(p *directory.Principal) {
				if p.Expires != 0 && p.Expires <= v.soon {
					f.add(KindPrincipal, p.ID, is(p.Name, "expires "+day(p.Expires)))
				}
			})
			return ""
		},
	},
	{
		ID: "principal-no-factor", Topic: TopicPrincipals, Severity: review.High,
		Title: "Principals without the one-time password that a grant of theirs demands",
		Why:   "The grant says that what they may do is worth a second factor, and they have none: they cannot do it, and will ask for a grant without.",
		Mend:  "Enrol a device for them, or take the role away.",
		run: func(v *survey, f *finder) string {
			demand := map[string]string{} // role to a grant of it
			for _, r := range v.Input.Roles {
				for _, g := range r.Grants {
					if g.OTP {
						demand[r.ID] = r.Name + " demands it on " + g.Path
					}
				}
			}
			if len(demand) == 0 {
				return ""
			}
			v.activePrincipals(func(p *directory.Principal) {
				if v.enrolled[p.ID] {
					return
				}
				for _, r := range v.tree.Closure(p.Roles) {
					if why, ok := demand[r]; ok {
						f.add(KindPrincipal, p.ID, is(p.Name, why))
						return
					}
				}
			})
			return ""
		},
	},
	{
		ID: "principal-disabled-keys", Topic: TopicPrincipals, Severity: review.Medium,
		Title: "Disabled principals with active API keys",
		Why:   "The keys open nothing while the principal is disabled. The day somebody enables it, all of them do again.",
		Mend:  "Revoke the keys.",
		run: func(v *survey, f *finder) string {
			held := map[string]int{}
			v.liveKeys(func(k *apikey.Key) { held[k.Principal]++ })
			for i := range v.Input.Principals {
				if p := &v.Input.Principals[i]; p.State == directory.Disabled && held[p.ID] > 0 {
					f.add(KindPrincipal, p.ID, is(p.Name, count(held[p.ID], "active key")))
				}
			}
			return ""
		},
	},
	{
		ID: "principal-no-recovery", Topic: TopicPrincipals, Severity: review.Low,
		Title: "Principals with one authenticator and no recovery codes",
		Why:   "When the device is lost, an administrator has to reset the factor on the word of a caller: the way in which second factors are talked away.",
		Mend:  "Make recovery codes, or enrol a second device.",
		run: func(v *survey, f *finder) string {
			for _, e := range v.Enrolments {
				active := 0
				for _, d := range e.Devices {
					if d.State == "active" {
						active++
					}
				}
				if p := v.principal(e.ID); p != nil && p.State == directory.Active && active == 1 && e.Recovery == 0 {
					f.add(KindPrincipal, p.ID, is(p.Name, ""))
				}
			}
			return ""
		},
	},
}

// activePrincipals calls fn for every principal that may call something.
func (v *survey) activePrincipals(fn func(*directory.Principal)) {
	for i := range v.Input.Principals {
		if p := &v.Input.Principals[i]; p.State == directory.Active && !p.Expired(v.now) {
			fn(p)
		}
	}
}

// is names a subject.
func is(name, detail string) func() (string, string) {
	return func() (string, string) { return name, detail }
}

// count writes a number of things: "1 active key", "3 active keys".
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// ms is a duration as records hold times.
func ms(d interface{ Milliseconds() int64 }) vault.Millis { return vault.Millis(d.Milliseconds()) }
