package vm

import (
	"context"
	"strings"
	"time"

	"gatehouse/ui/runner"
	"gatehouse/ui/tone"
)

// Event is one thing that happened to what a drawer shows.
type Event struct {
	Icon, Text, Who, When, Tip string
	Tone                       tone.Tone
}

// history reads what the journal says about one thing, when a drawer first asks for it.
type history struct {
	run     runner.Runner
	journal Journal
	changed func()

	id      string
	seq     int
	entries []Entry
}

// of returns what is known about the thing with this id, and asks the journal for it where that was
// not done yet.
func (h *history) of(ctx context.Context, id string) []Event {
	if h.id != id {
		h.id, h.entries = id, nil
		h.seq++
		asked := h.seq
		runner.Go(h.run, ctx, func(ctx context.Context) ([]Entry, error) { return h.journal.About(ctx, id) }, func(es []Entry, err error) {
			if asked != h.seq {
				return
			}
			if err != nil {
				Explain(err) // for the log; the drawer goes without
				return
			}
			h.entries = es
			h.changed()
		})
	}
	out := make([]Event, len(h.entries))
	for i, e := range h.entries {
		out[i] = eventOf(e, h.run.Now())
	}
	return out
}

// forget makes the next drawer ask again: the thing was changed.
func (h *history) forget() { h.id = "" }

// eventOf is an entry of the journal in few words.
func eventOf(e Entry, now time.Time) Event {
	icon, t := verbIcon(e.Action)
	return Event{Icon: icon, Tone: t, Text: ActionWords(e.Action), Who: e.Admin, When: Day(e.Time, now), Tip: Both(e.Time)}
}

// verbIcon is the picture of what an action did.
func verbIcon(action string) (string, tone.Tone) {
	switch action {
	case "login":
		return "lock-open", tone.Neutral
	case "import.add":
		return "inbox", tone.Info
	}
	_, verb, _ := strings.Cut(action, ".")
	switch verb {
	case "revoke", "remove", "disable", "suspend":
		return "ban", tone.Danger
	case "create", "add", "init":
		return "plus", tone.Ok
	case "rotate":
		return "refresh-cw", tone.Info
	case "export":
		return "package", tone.Info
	case "expiry", "extend":
		return "calendar-clock", tone.Neutral
	}
	return "sliders-horizontal", tone.Neutral
}
