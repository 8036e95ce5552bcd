package review

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// match is a check that an event matched.
type match struct {
	check    int
	severity Severity
	title    string
}

// match returns the rule's part in a finding.
func (r *rule) match() match { return match{check: r.check, severity: r.severity, title: r.title} }

// groups collects matching events into findings.
type groups struct {
	engine *Engine
	open   map[string]*group
	closed []StoredFinding
	key    []byte
	lines  int // kept with their hash, in all groups
}

// group is a finding in the making.
type group struct {
	match
	id          string
	key         string
	count       uint64
	first, last int64
	grade       Grade
	grades      [4]uint64
	statuses    map[int16]uint64
	positions   Positions
	lines       []sampled

	source, route, principal, apiKey, reason, missing common
}

// sampled is a line kept with its hash, and some of them as text.
type sampled struct {
	at    Position
	sum   [sha256.Size]byte
	known bool
	raw   string
	grade Grade
}

// common is a value that all events of a group share, or nothing.
type common struct {
	value      string
	set, mixed bool
}

// add notes the value of one event.
func (c *common) add(v string) {
	switch {
	case !c.set:
		c.value, c.set = v, true
	case c.value != v:
		c.mixed = true
	}
}

// get returns the shared value.
func (c *common) get() string {
	if c.mixed {
		return ""
	}
	return c.value
}

// newGroups returns empty groups.
func newGroups(e *Engine) *groups { return &groups{engine: e, open: map[string]*group{}} }

// add puts an event into the group of a check. A hit is nil for one of a crowd: then the name of the
// window's key stands for its source.
func (g *groups) add(t int64, at Position, h *hit, m match, name string) {
	check := g.engine.config.Checks[m.check]
	g.key = binary.AppendUvarint(g.key[:0], uint64(m.check))
	for _, by := range check.GroupBy {
		g.key = append(g.key, 0)
		if name != "" && by == "source" {
			g.key = append(g.key, name...)
		} else if h != nil {
			g.key = append(g.key, h.group(by)...)
		}
	}
	gr := g.open[string(g.key)]
	if gr != nil && max(t-gr.last, gr.first-t) > silence.Milliseconds() {
		g.close(gr)
		gr = nil
	}
	if gr == nil {
		gr = g.begin(t, at, m)
	}
	before := len(gr.lines)
	room := maxHashed
	if g.lines >= maxLines {
		room = maxSamples
	}
	gr.take(t, at, h, m, name, check.Graded, room)
	g.lines += len(gr.lines) - before
}

// begin opens a group. Beyond a great many, all further ones of a check are one.
func (g *groups) begin(t int64, at Position, m match) *group {
	if len(g.open)+len(g.closed) >= maxFindings {
		g.key = append(binary.AppendUvarint(g.key[:0], uint64(m.check)), "\x00…"...)
		if gr := g.open[string(g.key)]; gr != nil {
			return gr
		}
	}
	gr := &group{match: m, key: string(g.key), first: t, last: t, statuses: map[int16]uint64{}}
	gr.id = findingID(g.engine.config.Checks[m.check].ID, gr.key, t, at)
	g.open[gr.key] = gr
	return gr
}

// findingID derives a finding's id from what it is about: the same log gives the same ids.
func findingID(check, key string, first int64, at Position) string {
	_, key, _ = strings.Cut(key, "\x00") // without the check's number, which depends on the catalogue
	b := fmt.Appendf(nil, "gatehouse/v1/finding\x00%s\x00%q\x00%d\x00%d\x00%d", check, key, first, at.File, at.Line)
	sum := sha256.Sum256(b)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

// group returns the value of a group-by word.
func (h *hit) group(by string) string {
	switch by {
	case "source":
		return h.source
	case "route":
		return h.route
	case "principal":
		return h.principal
	case "key":
		return h.key
	case "reason":
		return h.reason
	case "missing":
		return h.missing
	}
	return ""
}

// take adds an event to the group, with its line while there is room.
func (gr *group) take(t int64, at Position, h *hit, m match, name string, graded bool, room int) {
	gr.count++
	gr.first, gr.last = min(gr.first, t), max(gr.last, t)
	gr.positions.Add(at)
	if m.severity > gr.severity {
		gr.severity, gr.title = m.severity, m.title
	}
	if h == nil {
		gr.source.add(name)
		return
	}
	gr.statuses[h.status]++
	grade := Ungraded
	if graded {
		grade = GradeOf(int(h.status))
		gr.grades[grade]++
		gr.grade = max(gr.grade, grade)
	}
	gr.source.add(h.source)
	gr.route.add(h.route)
	gr.principal.add(h.principal)
	gr.apiKey.add(h.key)
	gr.reason.add(h.reason)
	gr.missing.add(h.missing)
	if len(gr.lines) < room {
		gr.lines = append(gr.lines, sampled{at: at, sum: h.sum, known: h.hashed, raw: gr.keepRaw(h.raw, grade), grade: grade})
	}
}

// keepRaw keeps the text of the first lines, and of the first lines of the gravest grade.
func (gr *group) keepRaw(raw string, grade Grade) string {
	all, same := 0, 0
	for i := range gr.lines {
		if gr.lines[i].raw != "" {
			all++
			if gr.lines[i].grade == grade {
				same++
			}
		}
		if all >= maxSamples {
			break
		}
	}
	if all < maxSamples/2 || (all < maxSamples && grade == Success && same < maxSamples/2) {
		return raw
	}
	return ""
}

// close turns a group into a finding.
func (g *groups) close(gr *group) {
	delete(g.open, gr.key)
	check := g.engine.config.Checks[gr.check]
	f := StoredFinding{Import: g.engine.config.Import, Positions: gr.positions, Finding: Finding{
		ID: gr.id, Check: check.ID, Severity: gr.severity, Title: gr.title, Count: gr.count,
		First: time.UnixMilli(gr.first).UTC(), Last: time.UnixMilli(gr.last).UTC(), Grade: gr.grade,
		Principal: gr.principal.get(), Source: gr.source.get(), Route: gr.route.get(), Key: gr.apiKey.get(),
		Reason: gr.reason.get(), Detail: gr.detail(check),
	}}
	slices.SortFunc(gr.lines, func(a, b sampled) int { return comparePositions(a.at, b.at) })
	for _, l := range gr.lines {
		e := Evidence{Import: f.Import, File: g.engine.fileName(l.at.File), Line: l.at.Line, Offset: l.at.Offset, Raw: l.raw}
		if l.known {
			e.SHA256 = hex.EncodeToString(l.sum[:])
		}
		f.Evidence = append(f.Evidence, e)
	}
	g.closed = append(g.closed, f)
}

// detail says in one sentence what the events were answered with.
func (gr *group) detail(c *Check) string {
	var parts []string
	if missing := gr.missing.get(); missing != "" && slices.Contains(c.GroupBy, "missing") {
		parts = append(parts, "missing: "+missing)
	}
	if c.Graded {
		for grade := Success; grade > Ungraded; grade-- {
			if n := gr.grades[grade]; n > 0 {
				parts = append(parts, fmt.Sprintf("%d × %s", n, grade))
			}
		}
	}
	var statuses []int16
	for s := range gr.statuses {
		if s != 0 {
			statuses = append(statuses, s)
		}
	}
	slices.Sort(statuses)
	for i, s := range statuses {
		if i == 6 {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, fmt.Sprintf("%d × status %d", gr.statuses[s], s))
	}
	return strings.Join(parts, ", ")
}

// sweep closes the groups that have been silent since long before floor.
func (g *groups) sweep(floor int64) {
	var quiet []*group
	for _, gr := range g.open {
		if floor-gr.last > silence.Milliseconds() {
			quiet = append(quiet, gr)
		}
	}
	for _, gr := range quiet {
		g.close(gr)
	}
}

// finish closes everything and returns the findings in order of first time, check and id.
func (g *groups) finish() []StoredFinding {
	for _, gr := range g.open {
		g.close(gr)
	}
	all := g.closed
	slices.SortFunc(all, func(a, b StoredFinding) int {
		if c := a.First.Compare(b.First); c != 0 {
			return c
		}
		if c := strings.Compare(a.Check, b.Check); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all
}
