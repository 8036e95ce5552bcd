package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gatehouse/core/review"
)

// assumedSign stands in the coverage of checks that judged by a policy nobody had exported.
const assumedSign = "policy assumed"

// countOfFindings begins the coverage of checks that found something. A report counts itself, over
// all logs.
var countOfFindings = regexp.MustCompile(`^\d+ findings?(, )?`)

// checks adds every check that was run, by id, with one verdict over all logs.
func (g *gathering) checks(catalogue []*review.Check) {
	for id, sum := range g.digests {
		c := Check{ID: id, Title: id, Digest: sum, Tags: []string{}, FalsePositives: []string{}}
		for _, known := range catalogue {
			if known.ID == id {
				c.Title, c.Severity, c.Description = known.Title, known.Severity, strings.TrimSpace(known.Description)
				c.Tags = append(c.Tags, known.Tags...)
				c.FalsePositives = append(c.FalsePositives, known.FalsePositives...)
			}
		}
		var whole []review.Coverage
		fields := map[string][]review.Coverage{}
		var names []string
		for _, v := range g.verdicts[id] {
			if v.Field == "" {
				whole = append(whole, v)
				continue
			}
			if fields[v.Field] == nil {
				names = append(names, v.Field)
			}
			fields[v.Field] = append(fields[v.Field], v)
		}
		sum := together(whole)
		c.Verdict, c.Assessed, c.Events, c.Detail = sum.Verdict, sum.Present, sum.Events, sum.Detail
		for _, name := range names {
			f := together(fields[name])
			c.Fields = append(c.Fields, Field{Name: name, Verdict: f.Verdict, Present: f.Present, Events: f.Events, Detail: f.Detail})
		}
		for i := range g.doc.Findings {
			if g.doc.Findings[i].Check == id {
				c.Findings++
			}
		}
		g.doc.Checks = append(g.doc.Checks, c)
	}
	slices.SortFunc(g.doc.Checks, func(a, b Check) int { return strings.Compare(a.ID, b.ID) })
}

// together makes one verdict of those of several logs: one failure fails, and what could be assessed
// nowhere is not assessable.
func together(all []review.Coverage) review.Coverage {
	out := review.Coverage{Verdict: review.NotAssessable}
	unknown := 0
	var details []string
	for _, v := range all {
		out.Present += v.Present
		out.Events += v.Events
		switch v.Verdict {
		case review.Fail:
			out.Verdict = review.Fail
		case review.Pass:
			if out.Verdict != review.Fail {
				out.Verdict = review.Pass
			}
		default:
			unknown++
		}
		if detail := countOfFindings.ReplaceAllString(v.Detail, ""); detail != "" && !slices.Contains(details, detail) {
			details = append(details, detail)
		}
	}
	slices.Sort(details)
	if unknown > 0 && unknown < len(all) {
		details = append(details, fmt.Sprintf("not assessable in %d of %d logs", unknown, len(all)))
	}
	if len(all) == 0 {
		details = []string{"this check said nothing"}
	}
	out.Detail = strings.Join(details, "; ")
	return out
}
