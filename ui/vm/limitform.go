package vm

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// LimitForm is the form for a rate limit, as typed. ID is "" for a new one.
type LimitForm struct {
	ID, Name    string
	Rate, Burst string
	Per         string // a duration as [time.Duration.String] writes it
	By          string
	API, Match  string // "" = all
}

// maxRate is the most that a limit can let through in its time; the vault allows no more.
const maxRate = 1_000_000

// Check turns the form into a limit, or says what is wrong with it.
func (f LimitForm) Check() (Limit, error) {
	l := Limit{ID: f.ID, Name: strings.TrimSpace(f.Name), By: cmp.Or(f.By, "key"), API: f.API, Match: strings.TrimSpace(f.Match)}
	if l.Name == "" {
		return l, fault.New(fault.Invalid, "%s", say.L("Give the limit a name."))
	}
	return f.numbers(l)
}

// numbers reads how much the limit lets through, and where.
func (f LimitForm) numbers(l Limit) (Limit, error) {
	var err error
	if l.Rate, err = amount(f.Rate); err != nil || l.Rate == 0 {
		return l, fault.New(fault.Invalid, "%s", say.L("Say how many requests are let through, as a number from 1 to {{.Most}}.", say.V{"Most": Count(maxRate)}))
	}
	if l.Per, err = time.ParseDuration(f.Per); err != nil || l.Per < time.Second {
		return l, fault.New(fault.Invalid, "%s", say.L("Pick the time that the requests are counted in."))
	}
	if l.Burst, err = amount(f.Burst); err != nil {
		return l, fault.New(fault.Invalid, "%s", say.L("Say how many requests may come at once, as a number; leave it empty for as many as the rate."))
	}
	if l.Match != "" && !strings.HasPrefix(l.Match, "/") {
		return l, fault.New(fault.Invalid, "%s", say.L("The path starts with a slash, like /orders/{id} or /orders/**."))
	}
	return l, nil
}

// amount reads a number as people type it: "600", "1,000". Nothing is 0.
func amount(s string) (int, error) {
	s = strings.NewReplacer(",", "", " ", "").Replace(s)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err == nil && (n < 0 || n > maxRate) {
		err = strconv.ErrRange
	}
	return n, err
}

// Spans are the choices for the time of a limit; one that the form has already is among them.
func (f LimitForm) Spans() []Choice {
	ds := []time.Duration{time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 24 * time.Hour}
	if d, err := time.ParseDuration(f.Per); err == nil && !slices.Contains(ds, d) {
		ds = append(ds, d)
		slices.Sort(ds)
	}
	cs := make([]Choice, len(ds))
	for i, d := range ds {
		cs[i] = Choice{ID: d.String(), Label: everyWords(d)}
	}
	return cs
}

// Preview says in a sentence what the form means, or what is missing; ok tells which.
func (v *RateLimits) Preview(f LimitForm) (text string, ok bool) {
	l, err := f.numbers(Limit{By: cmp.Or(f.By, "key"), API: f.API, Match: strings.TrimSpace(f.Match)})
	if err != nil {
		return Sentence(err), false
	}
	text = v.sentence(l)
	if v.idle(l) {
		text += " " + say.L("No route fits that yet.")
	}
	return text, true
}

// sentence says what a limit does: "600 requests a minute for each key, at most 50 at once, on
// Orders /orders/**."
func (v *RateLimits) sentence(l Limit) string {
	place := say.V{
		"Rate":  say.N(int64(l.Rate), "{{.Count}} request", "{{.Count}} requests"),
		"Span":  aSpan(l.Per),
		"Burst": Count(int64(burst(l))),
		"Where": whereOf(v.apis, l),
	}
	switch l.By {
	case "principal":
		return say.L("{{.Rate}} {{.Span}} for each principal, at most {{.Burst}} at once, on {{.Where}}.", place)
	case "address":
		return say.L("{{.Rate}} {{.Span}} for each address, at most {{.Burst}} at once, on {{.Where}}.", place)
	case "route":
		return say.L("{{.Rate}} {{.Span}} for each route, at most {{.Burst}} at once, on {{.Where}}.", place)
	}
	return say.L("{{.Rate}} {{.Span}} for each key, at most {{.Burst}} at once, on {{.Where}}.", place)
}

// aSpan names a time after an amount: "a minute", "in 15 minutes".
func aSpan(d time.Duration) string {
	switch d {
	case time.Second:
		return say.L("a second")
	case time.Minute:
		return say.L("a minute")
	case time.Hour:
		return say.L("an hour")
	case 24 * time.Hour:
		return say.L("a day")
	case 7 * 24 * time.Hour:
		return say.L("a week")
	}
	return say.L("in {{.Span}}", say.V{"Span": everyWords(d)})
}

// APIChoices are the APIs that a limit can name; the first means all.
func (v *RateLimits) APIChoices() []Choice {
	return append([]Choice{{"", say.L("Every API"), ""}}, apiChoices(v.apis)...)
}

// PathChoices are the routes that a limit on an API can name; the first means all.
func (v *RateLimits) PathChoices(api, now string) []Choice {
	cs := []Choice{{"", say.L("Every route"), ""}}
	if a, ok := v.apis[api]; ok {
		cs = append(cs, pathChoices(a)[1:]...)
	}
	if now != "" && !slices.ContainsFunc(cs, func(c Choice) bool { return c.ID == now }) {
		cs = append(cs, Choice{now, now, ""})
	}
	return cs
}

// NewForm is what the form for a new limit begins with.
func (v *RateLimits) NewForm() LimitForm { return freshLimit() }

func freshLimit() LimitForm {
	return LimitForm{Rate: "600", Per: time.Minute.String(), By: "key"}
}

// EditForm is the form of the chosen limit.
func (v *RateLimits) EditForm() (LimitForm, bool) {
	l, ok := v.Chosen()
	if !ok {
		return LimitForm{}, false
	}
	f := LimitForm{ID: l.ID, Name: l.Name, Rate: strconv.Itoa(l.Rate), Per: l.Per.String(), By: l.By, API: l.API, Match: l.Match}
	if l.Burst > 0 {
		f.Burst = strconv.Itoa(l.Burst)
	}
	return f, true
}

// CanChange reports whether there is a chosen limit to act on.
func (v *RateLimits) CanChange() bool { _, ok := v.Chosen(); return ok }

// Save adds the limit of a form and chooses it, or changes the one that it is of.
func (v *RateLimits) Save(f LimitForm, done func(error)) {
	l, err := f.Check()
	if err != nil {
		done(err)
		return
	}
	if f.ID == "" {
		after(v.List, func(ctx context.Context) (Limit, error) { return v.house.Limits().AddLimit(ctx, l) }, func(l Limit, err error) {
			if err == nil {
				v.Choose(l.ID)
			}
			done(err)
		})
		return
	}
	act(v.List, &v.history, func(ctx context.Context) error { _, err := v.house.Limits().EditLimit(ctx, l); return err }, done)
}

// RemoveText asks before the chosen limit is removed.
func (v *RateLimits) RemoveText() Asking {
	l, _ := v.Chosen()
	return Asking{Title: say.L("Remove the rate limit “{{.Name}}”?", say.V{"Name": l.Name}), Verb: say.L("Remove limit"),
		Body: say.L("This no longer holds once the next bundle is exported: {{.Sentence}}", say.V{"Sentence": v.sentence(l)})}
}

// Remove removes the chosen limit; it can be undone, with a new id.
func (v *RateLimits) Remove(done func(Undone, error)) {
	l, ok := v.Chosen()
	if !ok {
		done(Undone{}, gone())
		return
	}
	text := say.L("Removed the rate limit “{{.Name}}”. Export a bundle to make it count.", say.V{"Name": l.Name})
	undoable(v.List, &v.history, text, func(ctx context.Context) error { return v.house.Limits().RemoveLimit(ctx, l.ID) }, func(ctx context.Context) error {
		again := l
		again.ID, again.where = "", ""
		_, err := v.house.Limits().AddLimit(ctx, again)
		return err
	}, done)
}
