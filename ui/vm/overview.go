package vm

import (
	"context"
	"fmt"
	"time"

	"gatehouse/ui/runner"
	"gatehouse/ui/tone"
)

// Overview is the first page: what the vault holds, and the next step for who is new.
type Overview struct {
	OnChange func()

	run   runner.Runner
	house House
	ctx   context.Context
	phase Phase
	err   error
	facts holdings
}

// holdings is what the overview counts.
type holdings struct {
	apis, routes, principals, roles, keys, expiring, exports, imports, findings, severe int
	last                                                                                *Export
	worst                                                                               []Finding
}

// NewOverview makes the page.
func NewOverview(run runner.Runner, house House) *Overview { return &Overview{run: run, house: house} }

// Start reads the numbers.
func (v *Overview) Start(ctx context.Context) {
	v.ctx = ctx
	v.Reload()
}

// Reload reads them again.
func (v *Overview) Reload() {
	runner.Go(v.run, v.ctx, v.read, func(h holdings, err error) {
		v.facts, v.err, v.phase = h, err, Ready
		if err != nil {
			v.phase = Failed
		}
		if v.OnChange != nil {
			v.OnChange()
		}
	})
}

func (v *Overview) read(ctx context.Context) (h holdings, err error) {
	apis, err := v.house.Catalog().APIs(ctx)
	if err != nil {
		return h, err
	}
	h.apis = len(apis)
	for _, a := range apis {
		h.routes += len(a.Routes)
	}
	ps, err := v.house.Directory().Principals(ctx)
	if err != nil {
		return h, err
	}
	rs, err := v.house.Directory().Roles(ctx)
	if err != nil {
		return h, err
	}
	keys, err := v.house.Keys().Keys(ctx)
	if err != nil {
		return h, err
	}
	h.principals, h.roles, h.keys = len(ps), len(rs), len(keys)
	for _, k := range keys {
		if left := k.Expires.Sub(v.run.Now()); k.State != "revoked" && !k.Expires.IsZero() && left > 0 && left < soon {
			h.expiring++
		}
	}
	return h, v.readReview(ctx, &h)
}

func (v *Overview) readReview(ctx context.Context, h *holdings) error {
	exports, err := v.house.Bundles().Exports(ctx)
	if err != nil {
		return err
	}
	h.exports = len(exports)
	for _, e := range exports {
		if h.last == nil || e.Issued.After(h.last.Issued) {
			h.last = &e
		}
	}
	imports, err := v.house.Imports().Imports(ctx)
	if err != nil {
		return err
	}
	h.imports = len(imports)
	findings, err := v.house.Findings().Findings(ctx)
	if err != nil {
		return err
	}
	h.findings = len(findings)
	for _, f := range findings {
		if rank(f.Severity) <= rank("high") {
			h.severe++
			h.worst = append(h.worst, f)
		}
	}
	sortStable(h.worst, worseFirst)
	h.worst = h.worst[:min(len(h.worst), worstShown)]
	return nil
}

// Phase says what to draw.
func (v *Overview) Phase() Phase { return v.phase }

// Problem is what went wrong, while the phase is Failed.
func (v *Overview) Problem() Problem { return Explain(v.err) }

// Tile is one number of the overview; it leads to a page.
type Tile struct {
	Page, Icon, Title, Number, Note string
	Mark                            tone.Mark
}

// Tiles are the numbers.
func (v *Overview) Tiles() []Tile {
	h := v.facts
	tiles := []Tile{
		{Page: "apis", Icon: "blocks", Title: "APIs", Number: Count(int64(h.apis)), Note: Plural(int64(h.routes), "route")},
		{Page: "principals", Icon: "users-round", Title: "Principals", Number: Count(int64(h.principals)), Note: Plural(int64(h.roles), "role")},
		{Page: "keys", Icon: "key-round", Title: "API keys", Number: Count(int64(h.keys)), Note: "none ends within 30 days"},
		{Page: "bundles", Icon: "package", Title: "Bundles", Number: Count(int64(h.exports)), Note: "none exported yet"},
		{Page: "findings", Icon: "search-alert", Title: "Findings", Number: Count(int64(h.findings)), Note: Plural(int64(h.imports), "import")},
	}
	if h.keys == 0 {
		tiles[2].Note = "none yet"
	}
	if h.expiring > 0 {
		tiles[2].Note = "within 30 days"
		tiles[2].Mark = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: fmt.Sprintf("%d ending", h.expiring)}
	}
	if h.last != nil {
		tiles[3].Note = "newest " + h.last.Revision
		switch left := h.last.Expires.Sub(v.run.Now()); {
		case left <= 0:
			tiles[3].Mark = tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: "Expired"}
		case left < 3*24*time.Hour:
			tiles[3].Mark = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: "Ends " + Distance(h.last.Expires, v.run.Now())}
		default:
			tiles[3].Mark = tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: "Valid"}
		}
	}
	if h.severe > 0 {
		tiles[4].Mark = tone.Mark{Tone: tone.Danger, Icon: "octagon-alert", Word: fmt.Sprintf("%d severe", h.severe)}
	}
	return tiles
}

// worstShown is how many findings the overview lists.
const worstShown = 8

// WorstFinding is a severe finding in words.
type WorstFinding struct {
	ID, Check, Title, Who, Count string
	Severity, Grade              tone.Mark
}

// Worst are the severe findings to look at first.
func (v *Overview) Worst() []WorstFinding {
	var out []WorstFinding
	for _, f := range v.facts.worst {
		out = append(out, WorstFinding{f.ID, f.Check, f.Title, who(f), Plural(f.Count, "event"), SeverityMark(f.Severity), gradeMark(f.Grade)})
	}
	return out
}

// FirstStep is one step of the way to a signed bundle and a first review.
type FirstStep struct {
	Page, Title, Why string
	Done             bool
}

// Steps are the way from an empty vault to a first review. The first that is not done is the next.
func (v *Overview) Steps() []FirstStep {
	h := v.facts
	return []FirstStep{
		{"apis", "Add an API and its routes", "What there is to protect: hosts, a base path, and the paths with their methods.", h.routes > 0},
		{"roles", "Make a role", "A named set of grants: which routes, with which methods.", h.roles > 0},
		{"principals", "Add a principal", "Who calls: a user or a service account, with roles.", h.principals > 0},
		{"keys", "Create an API key", "It is shown once. Gatehouse keeps only its digest.", h.keys > 0},
		{"bundles", "Export a signed bundle", "A file that Open Policy Agent accepts and enforces.", h.exports > 0},
		{"imports", "Import an access log", "Every request is judged again by the same policy; what differs is a finding.", h.imports > 0},
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
