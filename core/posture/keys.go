package posture

import (
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/directory"
	"gatehouse/core/review"
)

const dayLong = 24 * time.Hour

// The ages that keys are held against.
const (
	longLife   = 400 * dayLong // a year, and the time to notice
	staleAfter = 90 * dayLong  // since a key was used last
	unusedFor  = 30 * dayLong  // since a key was made that nobody has used
	tidyAfter  = 30 * dayLong  // since a key expired that nobody has revoked
)

// keyChecks look at API keys.
var keyChecks = []Check{
	{
		ID: "key-expiring", Topic: TopicKeys, Severity: review.Medium, Due: true,
		Title: "API keys that expire soon",
		Why:   "When a key expires, whoever calls with it is refused from one minute to the next.",
		Mend:  "Rotate the key, hand over the new one, and let the old one run out.",
		run: func(v *survey, f *finder) string {
			v.liveKeys(func(k *apikey.Key) {
				if k.Expires != 0 && k.Expires <= v.soon {
					f.add(KindKey, k.ID, v.keyIs(k, "expires "+day(k.Expires)))
				}
			})
			return ""
		},
	},
	{
		ID: "key-never-expires", Topic: TopicKeys, Severity: review.Medium,
		Title: "API keys that never expire",
		Why:   "A key that leaks unnoticed opens the door for as long as it is valid; without an expiry that is for good.",
		Mend:  "Give the key an expiry, and rotate it before.",
		run: func(v *survey, f *finder) string {
			v.liveKeys(func(k *apikey.Key) {
				if k.Expires == 0 {
					f.add(KindKey, k.ID, v.keyIs(k, ""))
				}
			})
			return ""
		},
	},
	{
		ID: "key-long-lived", Topic: TopicKeys, Severity: review.Low,
		Title: "API keys that are valid for longer than a year",
		Why:   "What is changed once in several years is changed by people who have forgotten how, and has had years to leak.",
		Mend:  "Rotate the key now, with an expiry within a year.",
		run: func(v *survey, f *finder) string {
			v.liveKeys(func(k *apikey.Key) {
				if k.Expires != 0 && k.Expires-max(k.Created, k.NotBefore) > ms(longLife) {
					f.add(KindKey, k.ID, v.keyIs(k, "until "+day(k.Expires)))
				}
			})
			return ""
		},
	},
	{
		ID: "key-stale", Topic: TopicKeys, Severity: review.Medium,
		Title: "API keys that were not used for 90 days",
		Why:   "Nobody would notice that such a key was stolen, and nobody would miss it.",
		Mend:  "Ask its owner, then revoke it; suspend it first if nobody knows.",
		run: func(v *survey, f *finder) string {
			if v.Use == nil {
				return noUse
			}
			v.liveKeys(func(k *apikey.Key) {
				// Logs that end the day after a key was used say nothing about the time since.
				if last := v.Use.Last[k.ID]; last != 0 && last+ms(staleAfter) <= min(v.Use.To, v.now) {
					f.add(KindKey, k.ID, v.keyIs(k, "used last "+day(last)))
				}
			})
			return ""
		},
	},
	{
		ID: "key-unused", Topic: TopicKeys, Severity: review.Low,
		Title: "API keys that nobody has used",
		Why:   "A key that was made a month ago and stands in no log since then is not needed, or is used where no log is kept.",
		Mend:  "Revoke it, or import the logs of the gateway that it is meant for.",
		run: func(v *survey, f *finder) string {
			if v.Use == nil {
				return noUse
			}
			v.liveKeys(func(k *apikey.Key) {
				// The logs must cover the month after the key was made: else nothing follows from them.
				covered := v.Use.From <= k.Created+ms(unusedFor) && v.Use.To >= max(k.Created, k.NotBefore)+ms(unusedFor)
				if v.Use.Last[k.ID] == 0 && covered && logged(k) {
					f.add(KindKey, k.ID, v.keyIs(k, "made "+day(k.Created)))
				}
			})
			return ""
		},
	},
	{
		ID: "key-expired", Topic: TopicKeys, Severity: review.Low,
		Title: "API keys that expired a month ago and were never revoked",
		Why:   "They open nothing; they hide what does, and somebody may still be calling with them.",
		Mend:  "Revoke them.",
		run: func(v *survey, f *finder) string {
			for i := range v.Input.Keys {
				if k := &v.Input.Keys[i]; k.State != apikey.Revoked && k.Expires != 0 && k.Expires < v.before(tidyAfter) {
					f.add(KindKey, k.ID, v.keyIs(k, "expired "+day(k.Expires)))
				}
			}
			return ""
		},
	},
	{
		ID: "key-anywhere", Topic: TopicKeys, Severity: review.Medium,
		Title: "API keys of services that production accepts from anywhere",
		Why:   "A program calls from known networks. A key that is bound to them is of no use to who steals it.",
		Mend:  "Give the key the networks that its program calls from.",
		run: func(v *survey, f *finder) string {
			if !v.production {
				return noProduction
			}
			v.liveKeys(func(k *apikey.Key) {
				if p := v.principal(k.Principal); p != nil && p.Kind == directory.KindService && k.Env == apikey.Live && len(k.Networks) == 0 {
					f.add(KindKey, k.ID, v.keyIs(k, ""))
				}
			})
			return ""
		},
	},
	{
		ID: "key-test", Topic: TopicKeys, Severity: review.Medium,
		Title: "Test keys that production accepts",
		Why:   "Keys for tests lie in repositories and chats. A bundle holds all keys, so they open production as well.",
		Mend:  "Revoke them, or give them to a principal whose roles grant nothing in production.",
		run: func(v *survey, f *finder) string {
			if !v.production {
				return noProduction
			}
			v.liveKeys(func(k *apikey.Key) {
				if p := v.principal(k.Principal); k.Env == apikey.Test && p != nil && len(p.Roles) > 0 {
					f.add(KindKey, k.ID, v.keyIs(k, ""))
				}
			})
			return ""
		},
	},
	{
		ID: "key-foreign", Topic: TopicKeys, Severity: review.Low,
		Title: "API keys of another system, of unknown strength",
		Why:   "Only their digest is known. How long and how random they are, nobody can say; they have no form that a leak scan finds.",
		Mend:  "Rotate them, so that they become keys of Gatehouse.",
		run: func(v *survey, f *finder) string {
			v.liveKeys(func(k *apikey.Key) {
				if !logged(k) {
					f.add(KindKey, k.ID, v.keyIs(k, ""))
				}
			})
			return ""
		},
	},
}

// Why a check cannot be assessed.
const (
	noUse        = "no imported log tells which keys are used: log gh_key at the gateway and import its logs"
	noProduction = "no gateway is marked as production"
)

// liveKeys calls fn for every key that can open something, now or later.
func (v *survey) liveKeys(fn func(*apikey.Key)) {
	for i := range v.Input.Keys {
		if k := &v.Input.Keys[i]; k.State == apikey.Active && (k.Expires == 0 || k.Expires > v.now) {
			fn(k)
		}
	}
}

// principal returns a principal by id, nil for none.
func (v *survey) principal(id string) *directory.Principal {
	if i, ok := v.principals[id]; ok {
		return &v.Input.Principals[i]
	}
	return nil
}

// logged reports whether gateways can log a key: by its public id, which keys of other systems lack.
func logged(k *apikey.Key) bool {
	return len(k.Tokens) > 0 && k.Tokens[len(k.Tokens)-1].Public != ""
}

// keyIs says which key it is: its name or prefix, and whose.
func (v *survey) keyIs(k *apikey.Key, detail string) func() (string, string) {
	return func() (string, string) {
		name := k.Name
		if name == "" {
			name = k.Prefix()
		}
		if p := v.principal(k.Principal); p != nil {
			if name == "" {
				name = "a key of " + p.Name
			} else {
				name += " of " + p.Name
			}
		}
		return name, detail
	}
}
