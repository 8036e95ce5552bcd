package vm

import (
	"encoding/json"
	"strings"
	"time"

	"gatehouse/ui/nav"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// lower writes a word as inside a sentence.
func lower(s string) string { return strings.ToLower(s) }

// keyState is the state of a key as a bundle has it.
func keyState(b []byte) string {
	var k struct {
		State string `json:"state"`
	}
	if json.Unmarshal(b, &k) != nil {
		return ""
	}
	return k.State
}

// DayBar is the traffic of one day by status class: 2xx, 3xx, 4xx, 5xx and others.
type DayBar struct {
	From, To time.Time
	Class    [4]int64
}

// daysShown is how many days the chart of the overview has at the most.
const daysShown = 30

// Traffic is the traffic of the imported logs by the day, the newest days that there are.
func (v *Overview) Traffic() []DayBar {
	var days []DayBar
	for _, h := range v.facts.hours {
		at := h.At.Local()
		day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.Local)
		if len(days) == 0 || !days[len(days)-1].From.Equal(day) {
			for len(days) > 0 && days[len(days)-1].To.Before(day) && len(days) < 400 { // days without a line are seen
				next := days[len(days)-1].To
				days = append(days, DayBar{From: next, To: next.AddDate(0, 0, 1)})
			}
			days = append(days, DayBar{From: day, To: day.AddDate(0, 0, 1)})
		}
		d := &days[len(days)-1]
		for i := range d.Class {
			d.Class[i] += h.Class[i+1]
		}
	}
	return days[max(0, len(days)-daysShown):]
}

// TrafficNote says what the chart covers.
func (v *Overview) TrafficNote() string {
	n := int64(len(v.Traffic()))
	return say.N(n, "{{.Count}} day, per day", "{{.Count}} days, per day")
}

// Slice is one part of the open findings.
type Slice struct {
	Severity, Label string
	Count           int64
	Mark            tone.Mark
}

// Severities are the open findings by severity, worst first.
func (v *Overview) Severities() []Slice {
	out := make([]Slice, len(severities))
	for i, s := range severities {
		m := SeverityMark(s)
		out[i] = Slice{Severity: s, Label: m.Word, Mark: m}
	}
	for _, f := range v.facts.open {
		if r := rank(f.Severity); r < len(out) {
			out[r].Count++
		}
	}
	return out
}

// OpenFindings is how many findings are open.
func (v *Overview) OpenFindings() int { return len(v.facts.open) }

const (
	endingShown  = 6
	journalShown = 6
)

// EndingKey is a key that ends soon, in words.
type EndingKey struct {
	ID, Name, Prefix, Who string
	Left                  tone.Mark
	Tip                   string
}

// Ending are the keys that end first.
func (v *Overview) Ending() []EndingKey {
	var out []EndingKey
	now := v.run.Now()
	for _, k := range v.facts.ending {
		m := tone.Mark{Tone: tone.Warn, Icon: "clock", Word: Distance(k.Expires, now)}
		if k.Expires.Sub(now) < verySoon {
			m.Tone = tone.Danger
		}
		out = append(out, EndingKey{k.ID, k.Name, k.Prefix, k.Who, m, Both(k.Expires)})
	}
	return out
}

// EndingCount is how many keys end soon.
func (v *Overview) EndingCount() int { return v.facts.endings }

// WeakSpot is one weakness of the vault in a line, and where it is mended.
type WeakSpot struct {
	Check, Title, Tip string
	Count             string
	Severity          tone.Mark
	Fix               nav.Route
}

// weakShown is how many weaknesses the overview lists.
const weakShown = 6

// WeakSpots are the worst weaknesses, without a score.
func (v *Overview) WeakSpots() []WeakSpot {
	var out []WeakSpot
	for _, w := range v.facts.weak[:min(weakShown, len(v.facts.weak))] {
		out = append(out, WeakSpot{w.Check, w.Title, w.Why, Count(int64(w.Count)), SeverityMark(w.Severity), FixRoute(w)})
	}
	return out
}

// WeakCount is how many weaknesses are open.
func (v *Overview) WeakCount() int { return len(v.facts.weak) }

// WeakNote counts them by severity, worst first: "2 high, 4 medium".
func (v *Overview) WeakNote() string {
	n := map[string]int{}
	for _, w := range v.facts.weak {
		n[w.Severity]++
	}
	var parts []string
	for _, s := range severities {
		if n[s] > 0 {
			parts = append(parts, say.L("{{.Count}} {{.Severity}}", say.V{"Count": Count(int64(n[s])), "Severity": lower(SeverityMark(s).Word)}))
		}
	}
	return strings.Join(parts, ", ")
}

// JournalLine is one entry of the journal in words.
type JournalLine struct{ Icon, Text, When, Tip string }

// Recent are the newest entries of the journal.
func (v *Overview) Recent() []JournalLine {
	var out []JournalLine
	for _, e := range v.facts.entries {
		icon, _ := verbIcon(e.Action)
		when := e.Time.Local().Format("15:04")
		if now := v.run.Now(); now.Sub(e.Time) > 12*time.Hour {
			when = Day(e.Time, now)
		}
		out = append(out, JournalLine{icon, Deed(e), when, Both(e.Time)})
	}
	return out
}

// Entries is how many entries the journal has.
func (v *Overview) Entries() string {
	return say.N(int64(v.facts.seq), "{{.Count}} entry", "{{.Count}} entries")
}

// Deed is an entry of the journal in a line: what was done to what, and by whom.
func Deed(e Entry) string {
	did := ActionWords(e.Action)
	if e.Subject != "" {
		did += " " + Escaped([]byte(e.Subject))
	}
	return say.L("{{.Did}}, by {{.Who}}", say.V{"Did": did, "Who": e.Admin})
}

// FirstStep is one step of the way to a signed bundle and a first review.
type FirstStep struct {
	Page, Command, Title, Why string
	Done                      bool
}

// Steps are the way from an empty vault to a first review. The first that is not done is the next.
func (v *Overview) Steps() []FirstStep {
	h := v.facts
	return []FirstStep{
		{"apis", "go.apis", say.L("Add an API and its routes"), say.L("From its OpenAPI document, or by hand: hosts, a base path, and the paths with their methods."), h.routes > 0},
		{"roles", "roles.new", say.L("Make a role"), say.L("A named set of grants: which routes, with which methods."), h.roles > 0},
		{"principals", "principals.new", say.L("Add a principal"), say.L("Who calls: a user or a service account, with roles."), h.principals > 0},
		{"keys", "keys.new", say.L("Create an API key"), say.L("It is shown once. Gatehouse keeps only its digest."), h.keys > 0},
		{"bundles", "bundles.export", say.L("Export a signed bundle"), say.L("A file that Open Policy Agent accepts and enforces."), h.exports > 0},
		{"imports", "imports.new", say.L("Import an access log"), say.L("Every request is judged again by the same policy; what differs is a finding."), h.imports > 0},
	}
}

// StepsLeft is how many steps are not done.
func (v *Overview) StepsLeft() int {
	n := 0
	for _, s := range v.Steps() {
		if !s.Done {
			n++
		}
	}
	return n
}
