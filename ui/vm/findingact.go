package vm

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// RulingForm is what a person decides about the targets, as typed.
type RulingForm struct {
	Status string // "accepted", "fixed", "false positive" or "open"
	Note   string
	Days   int // for "accepted": until it opens again; 0 = for good
}

// AcceptDays are the choices for how long something is accepted.
func AcceptDays() []Choice {
	var cs []Choice
	for _, n := range []int{30, 90, 365} {
		cs = append(cs, Choice{strconv.Itoa(n), say.N(int64(n), "{{.Count}} day", "{{.Count}} days"), ""})
	}
	cs[1].Note = say.L("the default")
	return append(cs, Choice{"0", say.L("No end"), say.L("it never opens again by itself")})
}

// CanAccept reports whether there is a target; what is accepted can be accepted anew, for longer.
func (v *FindingsPage) CanAccept() bool { return len(v.Targets()) > 0 }

// CanFix reports whether a target is not fixed yet.
func (v *FindingsPage) CanFix() bool { return len(v.others(fixed)) > 0 }

// CanDismiss reports whether a target is no false positive yet.
func (v *FindingsPage) CanDismiss() bool { return len(v.others(falsePositive)) > 0 }

// CanReopen reports whether a target is not open.
func (v *FindingsPage) CanReopen() bool { return len(v.others(open)) > 0 }

// others are the targets of another status.
func (v *FindingsPage) others(s status) []Finding {
	var out []Finding
	for _, f := range v.Targets() {
		if v.status(f) != s {
			out = append(out, f)
		}
	}
	return out
}

// meant are the targets that a decision changes.
func (v *FindingsPage) meant(to string) []Finding {
	switch to {
	case "accepted":
		return v.Targets()
	case "fixed":
		return v.others(fixed)
	case "false positive":
		return v.others(falsePositive)
	}
	return v.others(open)
}

// RuleText asks before a decision is recorded.
func (v *FindingsPage) RuleText(to string) Asking {
	fs := v.meant(to)
	n := int64(len(fs))
	one := say.V{}
	if n == 1 {
		one["Title"] = fs[0].Check + " " + fs[0].Title
	}
	switch {
	case to == "accepted" && n == 1:
		return Asking{Title: say.L("Accept “{{.Title}}”?", one), Verb: say.L("Accept"), Body: acceptBody()}
	case to == "accepted":
		return Asking{Title: say.N(n, "Accept {{.Count}} finding?", "Accept {{.Count}} findings?"), Verb: say.N(n, "Accept {{.Count}}", "Accept {{.Count}}"), Body: acceptBody()}
	case to == "fixed" && n == 1:
		return Asking{Title: say.L("Mark “{{.Title}}” as fixed?", one), Verb: say.L("Mark as fixed"), Body: fixedBody()}
	case to == "fixed":
		return Asking{Title: say.N(n, "Mark {{.Count}} finding as fixed?", "Mark {{.Count}} findings as fixed?"), Verb: say.N(n, "Mark {{.Count}} as fixed", "Mark {{.Count}} as fixed"), Body: fixedBody()}
	case n == 1:
		return Asking{Title: say.L("Mark “{{.Title}}” as a false positive?", one), Verb: say.L("Mark as false positive"), Body: falseBody()}
	}
	return Asking{Title: say.N(n, "Mark {{.Count}} finding as a false positive?", "Mark {{.Count}} findings as false positives?"), Verb: say.N(n, "Mark {{.Count}} as false positive", "Mark {{.Count}} as false positives"), Body: falseBody()}
}

func acceptBody() string {
	return say.L("It stays in the list and in reports, with your reason. Nothing changes for the gateway.")
}

func fixedBody() string {
	return say.L("What caused it is gone. If the next import shows it again, that is a new finding.")
}

func falseBody() string {
	return say.L("What was seen is no attack and no mistake. Say how you know, so that others need not look again.")
}

// Rule records a decision about the targets; it can be undone.
func (v *FindingsPage) Rule(f RulingForm, done func(Undone, error)) {
	fs := v.meant(f.Status)
	r := Ruling{Status: f.Status, Note: strings.TrimSpace(f.Note)}
	switch {
	case len(fs) == 0:
		done(Undone{}, fault.New(fault.NotFound, "%s", say.L("Nothing is left to decide: the findings have this status already.")))
		return
	case r.Note == "" && (r.Status == "accepted" || r.Status == "false positive"):
		done(Undone{}, needReason())
		return
	}
	if f.Status == "accepted" && f.Days > 0 {
		r.Until = v.run.Now().Add(time.Duration(f.Days) * 24 * time.Hour)
	}
	before := rulings(fs)
	v.record([]ruled{{r, v.ids(fs)}}, func(err error) {
		done(Undone{ruledText(r, int64(len(fs))), func(done func(error)) { v.record(before, done) }}, err)
	})
}

// Reopen opens the targets again; it can be undone.
func (v *FindingsPage) Reopen(done func(Undone, error)) { v.Rule(RulingForm{Status: "open"}, done) }

// ruledText says what was decided.
func ruledText(r Ruling, n int64) string {
	switch {
	case r.Status == "accepted" && !r.Until.IsZero():
		return say.N(n, "Accepted {{.Count}} finding until {{.Day}}.", "Accepted {{.Count}} findings until {{.Day}}.", say.V{"Day": Date(r.Until)})
	case r.Status == "accepted":
		return say.N(n, "Accepted {{.Count}} finding.", "Accepted {{.Count}} findings.")
	case r.Status == "fixed":
		return say.N(n, "Marked {{.Count}} finding as fixed.", "Marked {{.Count}} findings as fixed.")
	case r.Status == "false positive":
		return say.N(n, "Marked {{.Count}} finding as a false positive.", "Marked {{.Count}} findings as false positives.")
	}
	return say.N(n, "Opened {{.Count}} finding again.", "Opened {{.Count}} findings again.")
}

// ruled is one decision about several findings.
type ruled struct {
	ruling Ruling
	ids    []string
}

// rulings are the decisions that are in force about findings, so that they can be put back.
func rulings(fs []Finding) []ruled {
	var out []ruled
	for _, f := range fs {
		r := Ruling{f.Status, f.Note, f.Until}
		if r.Status == "" {
			r.Status = "open"
		}
		i := slices.IndexFunc(out, func(x ruled) bool { return x.ruling == r })
		if i < 0 {
			out, i = append(out, ruled{ruling: r}), len(out)
		}
		out[i].ids = append(out[i].ids, f.ID)
	}
	return out
}

// record writes decisions down.
func (v *FindingsPage) record(all []ruled, done func(error)) {
	v.history.forget()
	after(v.List, func(ctx context.Context) (struct{}, error) {
		for _, r := range all {
			if err := v.house.Findings().SetStatus(ctx, r.ids, r.ruling); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, nil
	}, func(_ struct{}, err error) { done(err) })
}
