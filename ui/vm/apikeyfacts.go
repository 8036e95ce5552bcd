package vm

import (
	"cmp"
	"strings"

	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// KeyFacts are what the drawer says about the chosen key.
type KeyFacts struct {
	ID, Name, Prefix, Principal, PrincipalID, Kind string
	Status                                         tone.Mark
	Left                                           string // until it ends: "in 2 days"
	LeftTone                                       tone.Tone
	Scopes                                         []string // none = all roles of the principal
	Facts                                          []Pair
	Digest                                         string // for copying
	Reason                                         string // why it was revoked or paused
	Notes                                          string
	History                                        []Event
}

// Pair is a fact with its name; Tip says more.
type Pair struct{ Name, Value, Tip string }

// Facts returns the drawer of the chosen key.
func (v *APIKeys) Facts() (KeyFacts, bool) {
	k, ok := v.Chosen()
	if !ok {
		return KeyFacts{}, false
	}
	p := v.principals[k.Principal]
	f := KeyFacts{ID: k.ID, Name: k.Name, Prefix: k.Prefix, Status: v.status(k), Reason: k.Reason, Notes: k.Notes, Principal: k.Who, PrincipalID: k.Principal, Kind: kindOf(p), Scopes: namesOf(v.roles, k.Scopes), Digest: k.SHA256}
	networks, expires := say.L("Anywhere"), say.L("Never")
	if len(k.Networks) > 0 {
		networks = strings.Join(k.Networks, ", ")
	}
	if !k.Expires.IsZero() {
		expires = DateTime(k.Expires)
		f.Left, f.LeftTone = v.expiry(k)
	}
	f.Facts = []Pair{{say.L("Networks"), networks, networks}, {say.L("Expires"), expires, Both(k.Expires)}, {say.L("Created"), DateTime(k.Created), Both(k.Created)}}
	if !k.NotBefore.IsZero() {
		f.Facts = append(f.Facts, Pair{say.L("Valid from"), DateTime(k.NotBefore), Both(k.NotBefore)})
	}
	if used, tip := v.used(k); used != "" {
		if k.Uses > 0 {
			used = say.N(k.Uses, "{{.When}}, {{.Count}} request", "{{.When}}, {{.Count}} requests", say.V{"When": used})
		}
		f.Facts = append(f.Facts, Pair{say.L("Last used"), used, tip})
	}
	if v.inGrace(k) {
		f.Facts = append(f.Facts, Pair{say.L("Old token until"), DateTime(k.Grace), Both(k.Grace)})
		if v.seen {
			old := Pair{say.L("Old token used"), say.L("not in imported logs"), ""}
			if !k.Old.IsZero() {
				old.Value, old.Tip = Distance(k.Old, v.run.Now()), Both(k.Old)
			}
			f.Facts = append(f.Facts, old)
		}
	}
	if !k.Revoked.IsZero() {
		f.Facts = append(f.Facts, Pair{say.L("Revoked"), DateTime(k.Revoked), Both(k.Revoked)})
	}
	if len(k.SHA256) >= 16 {
		f.Facts = append(f.Facts, Pair{"SHA-256", k.SHA256[:8] + " … " + k.SHA256[len(k.SHA256)-8:], k.SHA256})
	}
	f.Facts = append(f.Facts, Pair{say.L("Last four"), cmp.Or(k.LastFour, "–"), ""})
	f.History = v.history.of(v.ctx, k.ID)
	return f, true
}
