package widgets

import (
	"strings"
	"time"

	"gatehouse/ui/say"
)

// dayForm is how a day is typed and shown.
const dayForm = "2006-01-02"

// days is a span of whole days as a person types it, and the bounds it must keep.
type days struct {
	from, to string
	now      time.Time
	earliest time.Time // nothing is older; zero for no bound
}

// span reads what was typed. Empty is open; to becomes the midnight after the last day. problem is
// what to say instead, and last whether it is about the second field.
func (d days) span() (from, to time.Time, problem string, last bool) {
	if from, problem = d.day(d.from); problem != "" {
		return time.Time{}, time.Time{}, problem, false
	}
	if to, problem = d.day(d.to); problem != "" {
		return time.Time{}, time.Time{}, problem, true
	}
	if !from.IsZero() && !to.IsZero() && from.After(to) {
		return time.Time{}, time.Time{}, say.L("The first day comes after the last."), true
	}
	if !to.IsZero() {
		to = to.AddDate(0, 0, 1)
	}
	return from, to, "", false
}

// day reads one day in the time zone of now.
func (d days) day(s string) (t time.Time, problem string) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, ""
	}
	t, err := time.ParseInLocation(dayForm, s, d.now.Location())
	switch {
	case err != nil:
		return time.Time{}, say.L("Write the day as {{.Example}}.", say.V{"Example": d.now.Format(dayForm)})
	case t.After(d.now):
		return time.Time{}, say.L("This day lies ahead.")
	case !d.earliest.IsZero() && !t.AddDate(0, 0, 1).After(d.earliest):
		return time.Time{}, say.L("There is nothing before {{.Day}}.", say.V{"Day": d.earliest.In(d.now.Location()).Format(dayForm)})
	}
	return t, ""
}

// spanWords is what a closed field says about a span; to is the moment after it.
func spanWords(from, to time.Time, zone *time.Location) string {
	last := func() string { return to.In(zone).Add(-time.Nanosecond).Format(dayForm) }
	switch {
	case from.IsZero() && to.IsZero():
		return say.L("All time")
	case from.IsZero():
		return say.L("Until {{.Day}}", say.V{"Day": last()})
	case to.IsZero():
		return say.L("Since {{.Day}}", say.V{"Day": from.In(zone).Format(dayForm)})
	}
	first := from.In(zone).Format(dayForm)
	if first == last() {
		return first
	}
	return say.L("{{.First}} to {{.Last}}", say.V{"First": first, "Last": last()})
}
