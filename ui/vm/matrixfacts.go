package vm

import (
	"strings"

	rights "gatehouse/core/access"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// CellFacts are what the drawer says about the chosen cell.
type CellFacts struct {
	Role, RoleID string
	Method, Path string
	API, APIID   string
	Status       tone.Mark
	Level        rights.Level // as it shall be
	Public       bool
	Facts        []Pair
	Because      []string // the grants that open it
	Asked        bool     // who may call it is known
	Callers      []CallerLine
	More         int // callers beyond those
}

// CallerLine is somebody who may call the row, and why.
type CallerLine struct {
	ID, Name string
	Why      string // "boss, clerk, reader: GET /orders/**"
	Note     string // what stands against it, or ""
	Blocked  bool
}

// fewCallers is how many callers the drawer lists.
const fewCallers = 30

// Facts returns the drawer of the chosen cell.
func (v *Matrix) Facts() (CellFacts, bool) {
	l, role, ok := v.at()
	if !ok {
		return CellFacts{}, false
	}
	r, rt := v.table.Roles()[role], v.table.Route(l.route)
	f := CellFacts{Role: r.Name, RoleID: r.ID, Method: l.method, Path: rt.Template, API: rt.APIName, APIID: rt.API, Public: rt.Public, Level: v.then(role, l)}
	f.Status = levelMark(f.Level, rt.Public)
	if now := v.table.Level(role, l.route, l.method); now != f.Level && !rt.Public {
		f.Facts = append(f.Facts, Pair{say.L("Now"), levelMark(now, false).Word, ""})
	}
	f.Facts = append(f.Facts, Pair{say.L("Holders"), say.N(int64(v.holders[role]), "{{.Count}} principal", "{{.Count}} principals"), ""})
	for _, s := range v.table.Sources(role, l.route, l.method) {
		line := strings.Join(s.Grant.Methods, ", ") + " " + s.Grant.Path
		switch {
		case s.Role != r.ID:
			line = say.L("{{.Grant}}, inherited from {{.Role}}", say.V{"Grant": line, "Role": v.nameOf(s.Role)})
		case s.Grant.OTP:
			line = say.L("{{.Grant}}, with a one-time password", say.V{"Grant": line})
		}
		f.Because = append(f.Because, line)
	}
	if v.who != nil {
		f.Asked = true
		for i, c := range v.who.Callers {
			if i == fewCallers {
				f.More = len(v.who.Callers) - i
				break
			}
			f.Callers = append(f.Callers, v.caller(c))
		}
	}
	return f, true
}

// levelMark says how far a role opens something.
func levelMark(l rights.Level, public bool) tone.Mark {
	switch {
	case public:
		return tone.Mark{Tone: tone.Neutral, Icon: "door-open", Word: say.L("Public")}
	case l == rights.Plainly:
		return tone.Mark{Tone: tone.Ok, Icon: "check", Word: say.L("May call")}
	case l == rights.WithOTP:
		return tone.Mark{Tone: tone.Info, Icon: "smartphone", Word: say.L("With one-time password")}
	}
	return tone.Mark{Tone: tone.Neutral, Icon: "circle-slash", Word: say.L("May not call")}
}

// caller puts a caller into words.
func (v *Matrix) caller(c rights.Caller) CallerLine {
	return callerLine(c.Principal.ID, c.Principal.Name, c.Chain, v.nameOf, c.OTP, c.Block, c.Cut)
}

// callerLine puts who may call and why into words.
func callerLine(id, name string, chain rights.Chain, nameOf func(string) string, otp bool, block rights.Block, cut bool) CallerLine {
	l := CallerLine{ID: id, Name: name, Blocked: block != "" || cut}
	l.Why = chainWords(chain, nameOf)
	var notes []string
	if otp {
		notes = append(notes, say.L("with a one-time password"))
	}
	if b := blockWords(block); b != "" {
		notes = append(notes, b)
	}
	if cut {
		notes = append(notes, say.L("its keys are cut to other roles"))
	}
	l.Note = strings.Join(notes, ", ")
	return l
}

// chainWords writes why: the roles, each inheriting the next, and the grant.
func chainWords(c rights.Chain, nameOf func(string) string) string {
	var names []string
	for _, id := range c.Roles {
		names = append(names, nameOf(id))
	}
	return strings.Join(names, " › ") + ": " + strings.Join(c.Grant.Methods, ", ") + " " + c.Grant.Path
}

// blockWords says what stands against a principal, or "".
func blockWords(b rights.Block) string {
	switch b {
	case rights.Disabled:
		return say.L("it is disabled")
	case rights.Expired:
		return say.L("it has expired")
	case rights.NoKey:
		return say.L("no key of it works now")
	}
	return ""
}
