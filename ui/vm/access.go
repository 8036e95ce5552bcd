package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// Link is another thing that a drawer names and leads to.
type Link struct{ ID, Label, Note string }

// fewLinks is how many links a drawer shows before it says "All".
const fewLinks = 5

// Term is a facet with a value as one types it in a search; a value with blanks is quoted.
func Term(facet, value string) string {
	value = strings.ReplaceAll(value, `"`, "")
	if strings.ContainsAny(value, " \t\n") {
		value = `"` + value + `"`
	}
	return facet + ":" + value
}

// someOf lists the first names in quotes and counts the others.
func someOf(names []string) string {
	const few = 3
	var quoted []string
	for _, n := range names[:min(few, len(names))] {
		quoted = append(quoted, "“"+n+"”")
	}
	s := strings.Join(quoted, ", ")
	if more := int64(len(names) - few); more > 0 {
		return say.N(more, "{{.Some}} and {{.Count}} other", "{{.Some}} and {{.Count}} others", say.V{"Some": s})
	}
	return s
}

// act carries out a change of the things of a list; the drawer reads their history again.
func act[T any](l *List[T], h *history, work func(context.Context) error, done func(error)) {
	h.forget()
	after(l, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		h.forget()
		done(err)
		l.changed()
	})
}

// undoable is act for what can be taken back: back undoes work, and text says what was done.
func undoable[T any](l *List[T], h *history, text string, work, back func(context.Context) error, done func(Undone, error)) {
	act(l, h, work, func(err error) {
		done(Undone{text, func(done func(error)) { act(l, h, back, done) }}, err)
	})
}

// writing are the methods that change something.
var writing = []string{"POST", "PUT", "PATCH", "DELETE"}

// writes reports whether one of the methods changes something.
func writes(methods []string) bool {
	return slices.ContainsFunc(methods, func(m string) bool { return slices.Contains(writing, m) })
}

// sameShape reports whether two templates differ at most in the names of their parameters.
func sameShape(a, b string) bool {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	return slices.EqualFunc(x, y, func(s, t string) bool {
		return s == t || strings.HasPrefix(s, "{") && strings.HasPrefix(t, "{")
	})
}

// matches reports whether a pattern, a template or P/**, means the route with this path.
func matches(pattern, path string) bool {
	if p, ok := strings.CutSuffix(pattern, "/**"); ok {
		return path == p || strings.HasPrefix(path, p+"/")
	}
	return sameShape(pattern, path)
}

// covers reports whether a list of methods allows m: HEAD is allowed where GET is.
func covers(methods []string, m string) bool {
	return slices.Contains(methods, m) || m == "HEAD" && slices.Contains(methods, "GET")
}

// touches reports whether a grant opens anything of an API.
func touches(g Grant, a API) bool {
	return slices.ContainsFunc(a.Routes, func(r Route) bool {
		return matches(g.Path, r.Path) && slices.ContainsFunc(r.Methods, func(m string) bool { return covers(g.Methods, m) })
	})
}

// everything reports whether a grant is for every route of its API.
func everything(g Grant) bool { return g.Path == "/**" }

// GrantRow is a grant in words.
type GrantRow struct {
	Grant
	Name string // of the API
	Mark tone.Mark
}

// grantRows are grants in order of API and path, and what is to be said about each.
func grantRows(grants []Grant, apis map[string]API) []GrantRow {
	rows := make([]GrantRow, len(grants))
	for i, g := range grants {
		a, known := apis[g.API]
		rows[i] = GrantRow{Grant: g, Name: cmp.Or(a.Name, g.API)}
		switch {
		case !known || !touches(g, a):
			rows[i].Mark = tone.Mark{Tone: tone.Warn, Icon: "circle-slash", Word: say.L("Fits no route")}
		case everything(g) && writes(g.Methods):
			rows[i].Mark = tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("Writes everywhere")}
		case g.OTP:
			rows[i].Mark = tone.Mark{Tone: tone.Info, Icon: "smartphone", Word: say.L("One-time password")}
		}
	}
	sortStable(rows, func(a, b GrantRow) int { return cmp.Or(compareFold(a.Name, b.Name), cmp.Compare(a.Path, b.Path)) })
	return rows
}

// Reach is what grants open of one API, in words.
type Reach struct {
	API, Name string
	Routes    string // "3 of 8 routes"
	May       string // "read, write"
	Writes    bool
	From      string // "from orders.read": the roles that it is inherited from, or ""
}

// inherited returns roles with all that they inherit, each once, by their ids.
func inherited(roles map[string]Role, ids []string) []string {
	var out []string
	var add func(ids []string)
	add = func(ids []string) {
		for _, id := range ids {
			if !slices.Contains(out, id) {
				out = append(out, id)
				add(roles[id].Inherits)
			}
		}
	}
	add(ids)
	return out
}

// reachOf sums up what grants open, an API a line.
func reachOf(grants []Grant, apis map[string]API) []Reach {
	byAPI := map[string][]Grant{}
	for _, g := range grants {
		byAPI[g.API] = append(byAPI[g.API], g)
	}
	var all []Reach
	for id, gs := range byAPI {
		a := apis[id]
		r := Reach{API: id, Name: cmp.Or(a.Name, id)}
		n, methods := opened(gs, a)
		r.Routes = say.N(int64(len(a.Routes)), "{{.Some}} of {{.Count}} route", "{{.Some}} of {{.Count}} routes", say.V{"Some": Count(int64(n))})
		if n == len(a.Routes) && n > 0 {
			r.Routes = say.N(int64(n), "its {{.Count}} route", "all {{.Count}} routes")
		}
		r.May, r.Writes = may(methods), writes(methods)
		all = append(all, r)
	}
	sortStable(all, func(a, b Reach) int { return compareFold(a.Name, b.Name) })
	return all
}

// opened counts the routes of an API that grants open, and collects the methods that they open there.
func opened(gs []Grant, a API) (n int, methods []string) {
	for _, r := range a.Routes {
		hit := false
		for _, m := range r.Methods {
			if slices.ContainsFunc(gs, func(g Grant) bool { return matches(g.Path, r.Path) && covers(g.Methods, m) }) {
				methods, hit = append(methods, m), true
			}
		}
		if hit {
			n++
		}
	}
	return n, methods
}

// may says in words what methods do.
func may(methods []string) string {
	var words []string
	add := func(word string, of ...string) {
		if slices.ContainsFunc(of, func(m string) bool { return slices.Contains(methods, m) }) {
			words = append(words, word)
		}
	}
	add(say.L("read"), "GET", "HEAD", "OPTIONS")
	add(say.L("write"), "POST", "PUT", "PATCH")
	add(say.L("delete"), "DELETE")
	if len(words) == 0 {
		return say.L("nothing")
	}
	return strings.Join(words, ", ")
}

// choicesOf are things to pick, by name.
func choicesOf[T any](things map[string]T, choice func(T) Choice) []Choice {
	var cs []Choice
	for _, x := range things {
		cs = append(cs, choice(x))
	}
	sortStable(cs, func(a, b Choice) int { return compareFold(a.Label, b.Label) })
	return cs
}

// apiChoices are the APIs, with how many routes each has.
func apiChoices(apis map[string]API) []Choice {
	return choicesOf(apis, func(a API) Choice {
		return Choice{a.ID, a.Name, say.N(int64(len(a.Routes)), "{{.Count}} route", "{{.Count}} routes")}
	})
}

// roleChoicesOf are the roles, with how many grants each has.
func roleChoicesOf(roles map[string]Role) []Choice {
	return choicesOf(roles, func(r Role) Choice {
		return Choice{r.ID, r.Name, say.N(int64(len(r.Grants)), "{{.Count}} grant", "{{.Count}} grants")}
	})
}

// pathChoices are the patterns that can be named on an API: everything, each route, and what lies
// below the first part of several routes.
func pathChoices(a API) []Choice {
	seen := map[string]int{}
	below := map[string]int{}
	for _, r := range a.Routes {
		seen[r.Path]++
		if first, _, more := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/"); first != "" && !strings.HasPrefix(first, "{") {
			if more {
				below["/"+first+"/**"] += 2
			} else {
				below["/"+first+"/**"]++
			}
		}
	}
	cs := []Choice{{"/**", "/**", say.L("every route")}}
	for p, n := range below {
		if n > 2 {
			cs = append(cs, Choice{p, p, say.L("and all below")})
		}
	}
	for _, r := range a.Routes {
		if seen[r.Path] > 0 {
			cs = append(cs, Choice{r.Path, r.Path, strings.Join(pathMethods(a, r.Path), " ")})
			seen[r.Path] = 0
		}
	}
	sortStable(cs[1:], func(a, b Choice) int { return cmp.Compare(a.Label, b.Label) })
	return cs
}

// pathMethods are the methods of all routes with a path.
func pathMethods(a API, path string) []string {
	var out []string
	for _, r := range a.Routes {
		if r.Path == path {
			out = append(out, r.Methods...)
		}
	}
	return out
}
