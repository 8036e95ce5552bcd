package vm

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/job"
	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// DiffLine is one field that an entry changed, in words. Old is "" for what was not there before,
// New for what is gone.
type DiffLine struct {
	Name, Old, New string
	Mark           tone.Mark // added, changed or removed
}

// EntryFacts are what the drawer says about the chosen entry.
type EntryFacts struct {
	Title      string // "Entry 812"
	What       tone.Mark
	Facts      []Pair
	Reason     string
	Diff       []DiffLine
	About      nav.Route // the page of what was changed; the zero route where there is none
	Checkpoint []Pair    // of the newest signed head, once it was verified
}

// Facts returns the drawer of the chosen entry.
func (v *JournalPage) Facts() (EntryFacts, bool) {
	e, ok := v.Chosen()
	if !ok {
		return EntryFacts{}, false
	}
	icon, t := verbIcon(e.Action)
	f := EntryFacts{Title: say.L("Entry {{.Number}}", say.V{"Number": Count(int64(e.Seq))}), What: tone.Mark{Tone: t, Icon: icon, Word: ActionWords(e.Action)}, Reason: Escaped([]byte(e.Reason))}
	add := func(name, value, tip string) {
		if value != "" {
			f.Facts = append(f.Facts, Pair{name, value, tip})
		}
	}
	add(say.L("When"), DateTime(e.Time), Both(e.Time))
	add(say.L("Administrator"), Escaped([]byte(e.Admin)), "")
	add(say.L("Subject"), Escaped([]byte(e.Subject)), "")
	add(say.L("Action"), Escaped([]byte(e.Action)), "")
	add(say.L("Program"), Escaped([]byte(e.Program)), "")
	add(say.L("Rows"), say.N(int64(e.Touched), "{{.Count}} written or removed", "{{.Count}} written or removed"), "")
	for _, d := range e.Diff {
		f.Diff = append(f.Diff, diffLine(d))
	}
	f.About = aboutRoute(e)
	f.Checkpoint = v.check.checkpointFacts(e.Seq)
	return f, true
}

// diffLine says what became of one field.
func diffLine(d Field) DiffLine {
	l := DiffLine{Name: fieldWord(d.Name), Old: Escaped([]byte(d.Old)), New: Escaped([]byte(d.New))}
	switch {
	case d.Old == "":
		l.Mark = tone.Mark{Tone: tone.Ok, Icon: "plus", Word: say.L("set")}
	case d.New == "":
		l.Mark = tone.Mark{Tone: tone.Danger, Icon: "minus", Word: say.L("removed")}
	default:
		l.Mark = tone.Mark{Tone: tone.Info, Icon: "arrow-right", Word: say.L("changed")}
	}
	return l
}

// aboutRoute is the page on which the subject of an entry is found.
func aboutRoute(e Entry) nav.Route {
	page, ok := map[string]nav.Route{"api": nav.APIs, "route": nav.APIs, "principal": nav.Principals, "enrolment": nav.Principals, "role": nav.Roles, "apikey": nav.Keys, "limit": nav.Limits, "gateway": nav.Gateways, "bundle": nav.Bundles, "import": nav.Imports,
		"review": nav.Imports, "finding": nav.Findings}[kindOfAction(e.Action)]
	switch {
	case !ok, e.ID == "" && e.Subject == "":
		return nav.Route{}
	case e.ID != "":
		page.Item = e.ID
	default:
		page.Search = e.Subject
	}
	return page
}

// verification is the last check of the whole journal, or the one that runs.
type verification struct {
	running  bool
	progress job.Progress
	done     *JournalCheck
	err      error
	stop     context.CancelFunc
}

// Verify checks the whole journal: every signature, the tree and the state of the vault. It stops
// with the page.
func (v *JournalPage) Verify() {
	if v.check.running || v.ctx == nil {
		return
	}
	ctx, stop := context.WithCancel(v.ctx)
	v.check = verification{running: true, stop: stop}
	v.changed()
	throttled, flush := job.Throttle(func(p job.Progress) {
		runner.Post(v.run, ctx, func() {
			if v.check.running {
				v.check.progress = p
				v.changed()
			}
		})
	}, time.Now)
	runner.Go(v.run, v.ctx, func(context.Context) (JournalCheck, error) {
		defer flush()
		return v.house.Journal().Verify(ctx, throttled)
	}, func(c JournalCheck, err error) {
		stop()
		v.check = verification{err: err}
		if err == nil {
			v.check.done = &c
			if v.OnVerified != nil {
				v.OnVerified(cmpTime(c.At, v.run.Now()), len(c.Flaws) == 0)
			}
		}
		v.changed()
	})
}

// cmpTime is a, or b where a is zero.
func cmpTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// StopVerifying ends a check that runs.
func (v *JournalPage) StopVerifying() {
	if v.check.running {
		v.check.stop()
	}
}

// Verifying is how far a running check is, from 0 to 1.
func (v *JournalPage) Verifying() (fraction float64, running bool) {
	if !v.check.running {
		return 0, false
	}
	p := v.check.progress
	if p.Total > 0 {
		fraction = float64(p.Done) / float64(p.Total)
	}
	if p.Steps > 0 {
		fraction = (float64(max(0, p.Step-1)) + fraction) / float64(p.Steps)
	}
	return min(1, fraction), true
}

// JournalVerdict is the outcome of the last check in words.
type JournalVerdict struct {
	Mark  tone.Mark
	More  string
	Flaws []string // with the numbers of the entries
}

// maxFlaws is how many flaws the banner lists; gatectl lists all.
const maxFlaws = 8

// Verdict returns the outcome of the last check; false while there is none.
func (v *JournalPage) Verdict() (JournalVerdict, bool) {
	if v.check.err != nil {
		p := Explain(v.check.err)
		return JournalVerdict{Mark: tone.Mark{Tone: tone.Warn, Icon: "circle-alert", Word: say.L("The journal could not be verified")}, More: cmp.Or(p.Detail, p.Title)}, true
	}
	if v.check.done == nil {
		return JournalVerdict{}, false
	}
	c := *v.check.done
	clock := cmpTime(c.At, v.run.Now()).Local().Format("15:04")
	entries := say.N(int64(c.Entries), "{{.Count}} entry", "{{.Count}} entries")
	if len(c.Flaws) == 0 {
		return JournalVerdict{Mark: tone.Mark{Tone: tone.Ok, Icon: "shield-check", Word: say.L("Journal verified, {{.Entries}}, {{.Clock}}", say.V{"Entries": entries, "Clock": clock})},
			More: say.L("Every signature, the order of the entries and the rows of the vault fit each other.")}, true
	}
	n := int64(len(c.Flaws))
	d := JournalVerdict{Mark: tone.Mark{Tone: tone.Danger, Icon: "shield-x", Word: say.N(n, "The journal has {{.Count}} flaw, {{.Clock}}", "The journal has {{.Count}} flaws, {{.Clock}}", say.V{"Clock": clock})},
		More: say.L("Something was changed without Gatehouse. Keep this file as it is, compare it with a backup, and tell the other administrators.")}
	for _, f := range c.Flaws[:min(len(c.Flaws), maxFlaws)] {
		d.Flaws = append(d.Flaws, Escaped([]byte(f)))
	}
	if more := n - maxFlaws; more > 0 {
		d.Flaws = append(d.Flaws, say.N(more, "and {{.Count}} more", "and {{.Count}} more"))
	}
	return d, true
}

// Dismiss takes the banner away; what the status bar says stays.
func (v *JournalPage) Dismiss() {
	if v.check.running {
		return
	}
	v.check = verification{}
	v.changed()
}

// checkpointFacts are what the newest signed head says, and whether it covers an entry.
func (c verification) checkpointFacts(seq uint64) []Pair {
	if c.done == nil || c.done.Checkpoint == "" {
		return nil
	}
	lines := strings.SplitN(c.done.Checkpoint, "\n", 4)
	if len(lines) < 3 {
		return nil
	}
	size, err := strconv.ParseUint(lines[1], 10, 62)
	if err != nil {
		return nil
	}
	covers := say.L("no, it is newer")
	if seq < size {
		covers = say.L("yes")
	}
	root := Escaped([]byte(lines[2]))
	return []Pair{{say.L("Covers it"), covers, ""}, {say.L("Entries"), Count(int64(size)), ""}, {say.L("Root"), root, root}, {say.L("Origin"), Escaped([]byte(lines[0])), Escaped([]byte(lines[0]))}}
}
