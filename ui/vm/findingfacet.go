package vm

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gatehouse/ui/say"
)

// findingFacets are the ways to narrow the findings.
func (v *FindingsPage) findingFacets() []Facet[Finding] {
	of := func(id string) func() []Choice { return func() []Choice { return v.choices()[id] } }
	return []Facet[Finding]{
		{ID: "is", Name: say.L("State"), Options: findingStates, Has: v.is},
		{ID: "severity", Name: say.L("Severity"), Options: severityChoices, Has: func(f Finding, s string) bool {
			return slices.Contains(severities, s) && rank(f.Severity) <= rank(s)
		}},
		{ID: "grade", Name: say.L("Grade"), Options: gradeChoices, Has: func(f Finding, s string) bool {
			return strings.ReplaceAll(f.Grade, " ", "-") == s
		}},
		{ID: "check", Name: say.L("Check"), Options: of("check"), Has: func(f Finding, s string) bool { return strings.EqualFold(f.Check, s) }},
		{ID: "source", Name: say.L("Source"), Options: of("source"), Has: func(f Finding, s string) bool { return strings.EqualFold(f.Source, s) }},
		{ID: "principal", Name: say.L("Principal"), Options: of("principal"), Has: func(f Finding, s string) bool { return strings.EqualFold(f.Principal, s) }},
		{ID: "import", Name: say.L("Import"), Options: of("import"), Has: func(f Finding, s string) bool { return strings.EqualFold(f.Import, s) }},
		{ID: "on", Name: say.L("Day"), Options: of("on"), Has: onDay},
	}
}

// findingStates are what "is:" can ask.
func findingStates() []Choice {
	return []Choice{{"open", say.L("open"), ""}, {"accepted", say.L("accepted"), ""}, {"fixed", say.L("fixed"), ""}, {"false-positive", say.L("false positive"), ""}, {"decided", say.L("decided"), ""}, {"success", say.L("possible success"), ""}}
}

// is answers "is:accepted" and the like.
func (v *FindingsPage) is(f Finding, what string) bool {
	s := v.status(f)
	switch what {
	case "open":
		return s == open
	case "accepted":
		return s == accepted
	case "fixed":
		return s == fixed
	case "false-positive", "false":
		return s == falsePositive
	case "decided":
		return s != open
	case "success":
		return f.Grade == "possible success"
	}
	return false
}

// severityChoices are the levels from which on findings are shown.
func severityChoices() []Choice {
	return []Choice{{"critical", say.L("critical"), ""}, {"high", say.L("high and up"), ""}, {"medium", say.L("medium and up"), ""}, {"low", say.L("low and up"), ""}}
}

func gradeChoices() []Choice {
	return []Choice{{"possible-success", say.L("possible success"), ""}, {"attempt", say.L("attempt"), ""}, {"blocked", say.L("blocked"), ""}}
}

// onDay reports whether a finding was seen on a day, in local time.
func onDay(f Finding, s string) bool {
	day, err := time.ParseInLocation(time.DateOnly, s, time.Local)
	return err == nil && !f.First.IsZero() && f.First.Before(day.AddDate(0, 0, 1)) && !f.Last.Before(day)
}

// maxChoices is how many values of one facet are offered; others can be typed.
const maxChoices = 100

// findingChoices are the values of the facets that come from the logs: the most frequent first, the
// newest days first.
func findingChoices(all []Finding, logs []Import) map[string][]Choice {
	out := map[string][]Choice{}
	titles := map[string]string{}
	counts := map[string]map[string]int64{"check": {}, "source": {}, "principal": {}, "on": {}, "import": {}}
	count := func(facet, value string) {
		if value != "" {
			counts[facet][value]++
		}
	}
	for i := range all {
		f := &all[i]
		titles[f.Check] = f.Title
		count("check", f.Check)
		count("source", f.Source)
		count("principal", f.Principal)
		count("import", f.Import)
		if !f.First.IsZero() {
			count("on", f.First.Local().Format(time.DateOnly))
		}
	}
	for facet, values := range counts {
		var cs []Choice
		for value := range values {
			cs = append(cs, Choice{ID: value})
		}
		slices.SortFunc(cs, func(a, b Choice) int {
			if facet == "on" || facet == "check" {
				return cmp.Compare(a.ID, b.ID)
			}
			return cmp.Or(cmp.Compare(values[b.ID], values[a.ID]), cmp.Compare(a.ID, b.ID))
		})
		if facet == "on" {
			slices.Reverse(cs)
		}
		out[facet] = cs[:min(len(cs), maxChoices)]
		for i, c := range out[facet] {
			out[facet][i].Label = Escaped([]byte(c.ID))
			out[facet][i].Note = say.N(values[c.ID], "{{.Count}} finding", "{{.Count}} findings")
		}
	}
	names := byID(logs, func(m Import) string { return m.ID })
	for i, c := range out["import"] {
		if m, ok := names[c.ID]; ok {
			out["import"][i].Label = importName(m)
		}
	}
	for i, c := range out["on"] {
		if day, err := time.ParseInLocation(time.DateOnly, c.ID, time.Local); err == nil {
			out["on"][i].Label = Date(day)
		}
	}
	return out
}

// importName calls an import by its files.
func importName(m Import) string {
	var names []string
	for _, f := range m.Files {
		names = append(names, filepath.Base(f))
	}
	return Escaped([]byte(Few(names, 1)))
}
