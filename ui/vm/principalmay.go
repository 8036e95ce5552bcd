package vm

import (
	"slices"

	rights "gatehouse/core/access"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// MayLine is methods of a route that a principal may call, and why.
type MayLine struct {
	Methods []string
	Path    string
	Why     string // "boss › clerk: GET /orders/**"
	Mark    tone.Mark
}

// may puts what a principal may call into words; false while it is not known.
func (v *Principals) may(id string) ([]MayLine, bool) {
	r := v.rights.of(v.ctx, id, v.loads)
	if r == nil {
		return nil, false
	}
	name := func(id string) string {
		if role, ok := v.roles[id]; ok {
			return role.Name
		}
		return id
	}
	var out []MayLine
	var last *rights.Reach
	for i := range r.Reaches {
		x := &r.Reaches[i]
		if x.Method == "HEAD" && slices.Contains(x.Chain.Grant.Methods, "GET") {
			continue // it goes with GET
		}
		if last != nil && last.Route.Ref == x.Route.Ref && last.OTP == x.OTP && last.Cut == x.Cut && slices.Equal(last.Chain.Roles, x.Chain.Roles) && last.Chain.Grant.Path == x.Chain.Grant.Path {
			out[len(out)-1].Methods = append(out[len(out)-1].Methods, x.Method)
			continue
		}
		last = x
		l := MayLine{Methods: []string{x.Method}, Path: x.Route.Template, Why: chainWords(x.Chain, name)}
		switch {
		case x.Cut:
			l.Mark = tone.Mark{Tone: tone.Warn, Icon: "key-round", Word: say.L("Its keys are cut to other roles")}
		case x.OTP:
			l.Mark = tone.Mark{Tone: tone.Info, Icon: "smartphone", Word: say.L("One-time password")}
		}
		out = append(out, l)
	}
	return out, true
}
