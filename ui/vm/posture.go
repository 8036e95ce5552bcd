package vm

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// PosturePage is the page of what is weak in the vault: worst first, without a score.
type PosturePage struct {
	*List[Weakness]
	house   House
	history history
}

// NewPosture makes the page over an open vault.
func NewPosture(run runner.Runner, house House) *PosturePage {
	v := &PosturePage{house: house}
	v.List = &List[Weakness]{run: run, load: only(house.Postures().Weaknesses), id: func(w Weakness) string { return w.Check + ":" + w.State }, sorted: weakerFirst, facets: postureFacets(),
		text: func(w Weakness) string {
			all := []string{w.Title, w.Check}
			for _, s := range w.Subjects {
				all = append(all, s.Name)
			}
			return strings.Join(all, " ")
		},
		orders: map[string]func(a, b *Weakness) int{
			"severity": weakerFirst, "title": func(a, b *Weakness) int { return compareFold(a.Title, b.Title) }, "count": func(a, b *Weakness) int { return cmp.Compare(a.Count, b.Count) },
			"topic": func(a, b *Weakness) int { return compareFold(topicWord(a.Topic), topicWord(b.Topic)) }, "status": func(a, b *Weakness) int { return cmp.Compare(stateRank(a.State), stateRank(b.State)) },
		}}
	v.history = history{run: run, journal: house.Journal(), changed: v.changed}
	v.follows(house.Subscribe, "acceptance", "api", "route", "principal", "role", "separation", "apikey", "limit", "gateway", "export", "import", "review", "enrolment", "signing_key")
	return v
}

// weakerFirst orders what is open before the rest, and by severity.
func weakerFirst(a, b *Weakness) int {
	return cmp.Or(cmp.Compare(stateRank(a.State), stateRank(b.State)), cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(btoi(b.Due), btoi(a.Due)), compareFold(a.Title, b.Title))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// stateRank orders the states: what is open first.
func stateRank(s string) int {
	switch s {
	case "open":
		return 0
	case "accepted":
		return 1
	}
	return 2
}

// postureFacets are the ways to narrow the weaknesses.
func postureFacets() []Facet[Weakness] {
	return []Facet[Weakness]{
		{ID: "is", Name: say.L("State"), Options: func() []Choice {
			return []Choice{{"open", say.L("Open"), ""}, {"due", say.L("Due"), ""}, {"accepted", say.L("Accepted"), ""}, {"unassessed", say.L("Not assessed"), ""}}
		}, Has: func(w Weakness, s string) bool { return w.State == s || s == "due" && w.Due && w.State == "open" }},
		{ID: "severity", Name: say.L("Severity"), Options: func() []Choice {
			var cs []Choice
			for _, s := range severities {
				cs = append(cs, Choice{s, SeverityMark(s).Word, ""})
			}
			return cs
		}, Has: func(w Weakness, s string) bool { return w.Severity == s }},
		{ID: "topic", Name: say.L("About"), Options: func() []Choice {
			var cs []Choice
			for _, t := range []string{"keys", "principals", "roles", "apis", "gateways", "vault"} {
				cs = append(cs, Choice{t, topicWord(t), ""})
			}
			return cs
		}, Has: func(w Weakness, s string) bool { return w.Topic == s }},
	}
}

// topicWord names what a check is about.
func topicWord(t string) string {
	switch t {
	case "keys":
		return say.L("API keys")
	case "principals":
		return say.L("Principals")
	case "roles":
		return say.L("Roles")
	case "apis":
		return say.L("APIs")
	case "gateways":
		return say.L("Gateways")
	}
	return say.L("Vault")
}

// weakMark is the badge of how a weakness stands.
func weakMark(w Weakness) tone.Mark {
	switch {
	case w.State == "accepted":
		return tone.Mark{Tone: tone.Neutral, Icon: "check", Word: say.L("Accepted")}
	case w.State == "unassessed":
		return tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("Not assessed")}
	case w.Due:
		return tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("Due")}
	}
	return tone.Mark{Tone: tone.Info, Icon: "circle-dot", Word: say.L("Open")}
}

// WeakRow is one row of the page.
type WeakRow struct {
	Title, Count, Topic, First, FirstTip string
	Severity, Status                     tone.Mark
	Dim                                  bool
}

// Row returns row i in words.
func (v *PosturePage) Row(i int) WeakRow {
	w := v.At(i)
	r := WeakRow{Title: w.Title, Count: Count(int64(w.Count)), Topic: topicWord(w.Topic), Severity: SeverityMark(w.Severity), Status: weakMark(w), Dim: w.State != "open"}
	if w.State == "unassessed" {
		r.Count, r.First, r.FirstTip = "–", Escaped([]byte(w.Reason)), Escaped([]byte(w.Reason))
		return r
	}
	var names []string
	for _, s := range w.Subjects[:min(len(w.Subjects), 4)] {
		names = append(names, Escaped([]byte(s.Name)))
	}
	r.First = strings.Join(names, ", ")
	r.FirstTip = r.First
	return r
}

// WeakFacts are what the drawer says about the chosen weakness.
type WeakFacts struct {
	ID, Title, Why, Mend string
	Severity             tone.Mark
	State                tone.Mark // with a sentence, where it is not simply open
	Subjects             []WeakLine
	More                 int    // subjects that are not listed
	Check                string // for gatectl
	Also                 string // that more were accepted
}

// WeakLine is one subject in the drawer, and where it leads.
type WeakLine struct {
	Icon, Name, Detail string
	To                 nav.Route // the zero route where there is no page
}

// subjectsShown is how many subjects the drawer lists.
const subjectsShown = 50

// Facts returns the drawer of the chosen weakness.
func (v *PosturePage) Facts() (WeakFacts, bool) {
	w, ok := v.Chosen()
	if !ok {
		return WeakFacts{}, false
	}
	f := WeakFacts{ID: w.Check + ":" + w.State, Title: w.Title, Why: w.Why, Mend: w.Mend, Severity: SeverityMark(w.Severity), Check: w.Check}
	switch w.State {
	case "accepted":
		f.State = tone.Mark{Tone: tone.Neutral, Icon: "check", Word: say.L("Accepted until {{.Day}}: {{.Reason}}", say.V{"Day": Date(w.Until), "Reason": Escaped([]byte(w.Reason))})}
	case "unassessed":
		f.State = tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("Not assessed: {{.Reason}}", say.V{"Reason": Escaped([]byte(w.Reason))})}
	}
	if w.Accepted > 0 {
		f.Also = say.N(int64(w.Accepted), "{{.Count}} more was accepted", "{{.Count}} more were accepted")
	}
	for _, s := range w.Subjects[:min(len(w.Subjects), subjectsShown)] {
		f.Subjects = append(f.Subjects, WeakLine{subjectIcon(s.Kind), Escaped([]byte(s.Name)), Escaped([]byte(s.Detail)), subjectRoute(s)})
	}
	f.More = w.Count - len(f.Subjects)
	return f, true
}

// subjectIcon is the picture of a kind of thing.
func subjectIcon(kind string) string {
	switch kind {
	case "apikey":
		return "key-round"
	case "principal":
		return "users-round"
	case "role":
		return "shield-check"
	case "api":
		return "blocks"
	case "route":
		return "route"
	case "gateway":
		return "server"
	case "audience":
		return "package"
	}
	return "circle-dot"
}

// subjectRoute is the page on which a weak thing is mended.
func subjectRoute(s WeakSubject) nav.Route {
	switch s.Kind {
	case "apikey":
		return nav.Key(s.ID)
	case "principal":
		return nav.Principal(s.ID)
	case "role":
		return nav.Role(s.ID)
	case "api":
		return nav.API(s.ID)
	case "route":
		return nav.API(s.Parent)
	case "gateway":
		return nav.Gateway(s.ID)
	case "audience":
		return nav.Bundles
	case "administrator":
		return nav.Settings
	}
	return nav.Route{}
}

// mendedOn are the pages on which what a check finds is mended, narrowed to it where they can be.
var mendedOn = map[string]nav.Route{
	"key-expiring": nav.Filtered(nav.Keys, "is:expiring"), "key-never-expires": nav.Filtered(nav.Keys, "is:endless"), "key-expired": nav.Filtered(nav.Keys, "is:expired"), "key-anywhere": nav.Filtered(nav.Keys, "is:anywhere"),
	"key-test": nav.Filtered(nav.Keys, "gh_test_"), "principal-disabled-keys": nav.Filtered(nav.Principals, "is:disabled"), "role-everything": nav.Filtered(nav.Roles, "is:broad"), "grant-wide": nav.Filtered(nav.Roles, "is:broad"),
	"role-unheld": nav.Filtered(nav.Roles, "is:unused"), "grant-void": nav.Filtered(nav.Roles, "is:stale"), "route-open-write": nav.Filtered(nav.APIs, "is:writable-public"), "route-unlimited": nav.Limits,
	"gateway-behind": nav.Filtered(nav.Gateways, "is:behind"), "gateway-never-exported": nav.Filtered(nav.Gateways, "is:unserved"),
}

// topicPages are the pages of what checks are about.
var topicPages = map[string]nav.Route{"keys": nav.Keys, "principals": nav.Principals, "roles": nav.Roles, "apis": nav.APIs, "gateways": nav.Bundles, "vault": nav.Settings}

// FixRoute is where a weakness is mended: the thing itself where it is one, else the page of all.
func FixRoute(w Weakness) nav.Route {
	if r, ok := mendedOn[w.Check]; ok && (len(w.Subjects) != 1 || r == nav.Limits) {
		return r
	}
	if len(w.Subjects) == 1 {
		if r := subjectRoute(w.Subjects[0]); r != (nav.Route{}) {
			return r
		}
	}
	return topicPages[w.Topic]
}

// Fix is where the chosen weakness is mended.
func (v *PosturePage) Fix() nav.Route {
	w, _ := v.Chosen()
	return FixRoute(w)
}

// Noun counts weaknesses.
func (v *PosturePage) Noun(n int64) string {
	return say.N(n, "{{.Count}} weakness", "{{.Count}} weaknesses")
}

// CanFix reports whether there is a chosen weakness to go to.
func (v *PosturePage) CanFix() bool { _, ok := v.Chosen(); return ok }

// CanAccept reports whether the chosen weakness is open.
func (v *PosturePage) CanAccept() bool { w, ok := v.Chosen(); return ok && w.State == "open" }

// CanWithdraw reports whether the chosen weakness was accepted.
func (v *PosturePage) CanWithdraw() bool { w, ok := v.Chosen(); return ok && w.State == "accepted" }

// WeakForm is what is asked before a weakness is accepted, as typed.
type WeakForm struct{ Reason, Days string }

// WeakDays are the choices for how long a weakness is accepted.
func WeakDays() []Choice {
	var cs []Choice
	for _, n := range []int{30, 90, 365} {
		cs = append(cs, Choice{strconv.Itoa(n), say.N(int64(n), "{{.Count}} day", "{{.Count}} days"), ""})
	}
	return cs
}

// AcceptText asks before the chosen weakness is accepted.
func (v *PosturePage) AcceptText() Asking {
	w, _ := v.Chosen()
	if len(w.Subjects) < w.Count {
		return Asking{Title: say.L("Accept “{{.Title}}”?", say.V{"Title": w.Title}), Verb: say.L("Accept"),
			Body: say.L("It is about very many things. Until the day none of them counts, neither here nor for gatectl, nor what becomes weak later; then all are open again.")}
	}
	return Asking{Title: say.L("Accept “{{.Title}}”?", say.V{"Title": w.Title}), Verb: say.L("Accept"),
		Body: say.N(int64(w.Count), "It is about {{.Count}} thing as of now. Until the day it counts neither here nor for gatectl; then it is open again. Things that become weak later are open.", "It is about {{.Count}} things as of now. Until the day they count neither here nor for gatectl; then they are open again. Things that become weak later are open.")}
}

// Accept accepts the chosen weakness about the things that it is about now.
func (v *PosturePage) Accept(f WeakForm, done func(error)) {
	w, ok := v.Chosen()
	days, err := strconv.Atoi(f.Days)
	switch reason := strings.TrimSpace(f.Reason); {
	case !ok:
		done(gone())
	case reason == "":
		done(needReason())
	case err != nil:
		done(fault.New(fault.Invalid, "%s", say.L("Pick how long it is accepted.")))
	default:
		var ids []string
		if len(w.Subjects) == w.Count { // of very many, all that there are are accepted
			for _, s := range w.Subjects {
				ids = append(ids, s.ID)
			}
		}
		until := v.run.Now().Add(time.Duration(days) * 24 * time.Hour)
		act(v.List, &v.history, func(ctx context.Context) error { return v.house.Postures().Accept(ctx, w.Check, ids, reason, until) }, done)
	}
}

// Withdraw opens the chosen weakness again.
func (v *PosturePage) Withdraw(done func(error)) {
	w, ok := v.Chosen()
	if !ok {
		done(gone())
		return
	}
	act(v.List, &v.history, func(ctx context.Context) error { return v.house.Postures().Withdraw(ctx, w.Check) }, done)
}
