package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// RateLimits is the page of rate limits: how many requests, for whom, and where.
type RateLimits struct {
	*List[Limit]
	house House

	apis    map[string]API
	history history
}

// NewLimits makes the page over an open vault.
func NewLimits(run runner.Runner, house House) *RateLimits {
	v := &RateLimits{house: house}
	own := func(a, b *Limit) int { return compareFold(a.Name, b.Name) }
	v.List = &List[Limit]{run: run, load: v.read, id: func(l Limit) string { return l.ID }, sorted: own, facets: v.limitFacets(), orders: map[string]func(a, b *Limit) int{
		"name":    own,
		"rate":    func(a, b *Limit) int { return cmp.Compare(perHour(*a), perHour(*b)) },
		"burst":   func(a, b *Limit) int { return cmp.Compare(burst(*a), burst(*b)) },
		"by":      func(a, b *Limit) int { return cmp.Compare(a.By, b.By) },
		"where":   func(a, b *Limit) int { return compareFold(a.where, b.where) },
		"created": func(a, b *Limit) int { return a.Created.Compare(b.Created) },
	}}
	v.history = history{run: run, journal: house.Journal(), changed: v.changed}
	v.follows(house.Subscribe, "limit", "api", "route")
	return v
}

// read loads limits, and the APIs that they name.
func (v *RateLimits) read(ctx context.Context) (got loaded[Limit], err error) {
	as, err := v.house.Catalog().APIs(ctx)
	if err != nil {
		return got, err
	}
	apis := byID(as, func(a API) string { return a.ID })
	ls, err := v.house.Limits().Limits(ctx)
	got.things = slices.Clone(ls)
	for i := range got.things {
		got.things[i].where = whereOf(apis, got.things[i])
	}
	got.text = func(l Limit) string { return l.Name + " " + apis[l.API].Name + " " + l.Match + " " + l.ID }
	got.adopt = func() { v.apis = apis }
	return got, err
}

// limitFacets are the ways to narrow the limits.
func (v *RateLimits) limitFacets() []Facet[Limit] {
	return []Facet[Limit]{
		{ID: "by", Name: say.L("Counts by"), Options: ByChoices, Has: func(l Limit, s string) bool { return l.By == s }},
		{ID: "api", Name: say.L("API"), Options: func() []Choice { return apiChoices(v.apis) }, Has: func(l Limit, s string) bool {
			return l.API == s || strings.EqualFold(v.apis[l.API].Name, s)
		}},
		{ID: "is", Name: say.L("State"), Options: func() []Choice {
			return []Choice{{"global", say.L("For every API"), ""}, {"idle", say.L("Fits no route"), ""}}
		}, Has: func(l Limit, s string) bool { return s == "global" && l.API == "" || s == "idle" && v.idle(l) }},
	}
}

// perHour is a rate in one unit, for ordering.
func perHour(l Limit) float64 {
	if l.Per <= 0 {
		return 0
	}
	return float64(l.Rate) * float64(time.Hour) / float64(l.Per)
}

// burst is how many requests may come at once.
func burst(l Limit) int { return cmp.Or(l.Burst, l.Rate) }

// idle reports whether a limit fits no route at all.
func (v *RateLimits) idle(l Limit) bool {
	for id, a := range v.apis {
		if l.API != "" && l.API != id {
			continue
		}
		for _, r := range a.Routes {
			if l.Match == "" || matches(l.Match, r.Path) {
				return false
			}
		}
	}
	return true
}

// whereOf says what a limit is about.
func whereOf(apis map[string]API, l Limit) string {
	if l.API == "" {
		if l.Match == "" {
			return say.L("every API")
		}
		return say.L("{{.Path}} of every API", say.V{"Path": l.Match})
	}
	return strings.TrimSpace(cmp.Or(apis[l.API].Name, l.API) + " " + l.Match)
}

// spans are the times that have a word of their own.
var spans = map[time.Duration]string{
	time.Second: say.Key("second"), time.Minute: say.Key("minute"), time.Hour: say.Key("hour"), 24 * time.Hour: say.Key("day"), 7 * 24 * time.Hour: say.Key("week"),
}

// everyWords names a time after "per": "minute", "15 minutes".
func everyWords(d time.Duration) string {
	if w, ok := spans[d]; ok {
		return say.Of(w)
	}
	switch {
	case d%(24*time.Hour) == 0:
		return say.N(int64(d/(24*time.Hour)), "{{.Count}} day", "{{.Count}} days")
	case d%time.Hour == 0:
		return say.N(int64(d/time.Hour), "{{.Count}} hour", "{{.Count}} hours")
	case d%time.Minute == 0:
		return say.N(int64(d/time.Minute), "{{.Count}} minute", "{{.Count}} minutes")
	case d%time.Second == 0:
		return say.N(int64(d/time.Second), "{{.Count}} second", "{{.Count}} seconds")
	}
	return d.String()
}

// rateWords writes "600 per minute".
func rateWords(l Limit) string {
	return say.L("{{.Rate}} per {{.Span}}", say.V{"Rate": Count(int64(l.Rate)), "Span": everyWords(l.Per)})
}

// byMark is what a limit counts by: an icon and a word.
func byMark(by string) tone.Mark {
	switch by {
	case "key":
		return tone.Mark{Icon: "key-round", Word: say.L("API key")}
	case "principal":
		return tone.Mark{Icon: "users-round", Word: say.L("Principal")}
	case "address":
		return tone.Mark{Icon: "waypoints", Word: say.L("Address")}
	case "route":
		return tone.Mark{Icon: "route", Word: say.L("Route")}
	}
	return tone.Mark{Icon: "circle-question-mark", Word: by}
}

// eachWords says whom a limit counts: "each key".
func eachWords(by string) string {
	switch by {
	case "principal":
		return say.L("each principal")
	case "address":
		return say.L("each address")
	case "route":
		return say.L("all callers")
	}
	return say.L("each key")
}

// ByChoices are what a limit can count by.
func ByChoices() []Choice {
	return []Choice{{"key", say.L("API key"), say.L("each key on its own")}, {"principal", say.L("Principal"), say.L("all keys of one together")},
		{"address", say.L("Address"), say.L("IPv6 counts by /64")}, {"route", say.L("Route"), say.L("all callers together")}}
}

// LimitRow is one row of the page.
type LimitRow struct {
	Name, Rate, Burst, Where, Path, WhereTip, Created, CreatedTip string
	By, Status                                                    tone.Mark
}

// Row returns row i in words.
func (v *RateLimits) Row(i int) LimitRow {
	l := v.At(i)
	r := LimitRow{Name: l.Name, Rate: rateWords(l), Burst: Count(int64(burst(l))), By: byMark(l.By), Where: cmp.Or(v.apis[l.API].Name, l.API), Path: l.Match, WhereTip: l.where,
		Created: Day(l.Created, v.run.Now()), CreatedTip: Both(l.Created), Status: v.status(l)}
	if l.API == "" {
		r.Where = say.L("every API")
	}
	return r
}

// status is the badge of a limit.
func (v *RateLimits) status(l Limit) tone.Mark {
	if v.idle(l) {
		return tone.Mark{Tone: tone.Warn, Icon: "circle-slash", Word: say.L("Fits no route")}
	}
	return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Counts")}
}

// LimitFacts are what the drawer says about the chosen limit.
type LimitFacts struct {
	ID, Name, Sentence string
	Status             tone.Mark
	API, APIName       string // the API that it names, or ""
	Facts              []Pair
	History            []Event
}

// Facts returns the drawer of the chosen limit.
func (v *RateLimits) Facts() (LimitFacts, bool) {
	l, ok := v.Chosen()
	if !ok {
		return LimitFacts{}, false
	}
	f := LimitFacts{ID: l.ID, Name: l.Name, Sentence: v.sentence(l), Status: v.status(l), API: l.API, APIName: cmp.Or(v.apis[l.API].Name, l.API), History: v.history.of(v.ctx, l.ID)}
	f.Facts = []Pair{{say.L("Rate"), rateWords(l), ""}, {say.L("At once"), Count(int64(burst(l))), ""}, {say.L("Counts by"), byMark(l.By).Word, ""},
		{say.L("Routes"), cmp.Or(l.Match, say.L("every route")), ""}, {say.L("Created"), DateTime(l.Created), Both(l.Created)}}
	return f, true
}

// Noun counts limits.
func (v *RateLimits) Noun(n int64) string {
	return say.N(n, "{{.Count}} rate limit", "{{.Count}} rate limits")
}
