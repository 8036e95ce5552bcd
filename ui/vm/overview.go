package vm

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// Overview is the first page: what needs care and the next step for it, and for who is new the way
// to a signed bundle.
type Overview struct {
	OnChange func()

	run   runner.Runner
	house House
	ctx   context.Context
	asked int
	phase Phase
	err   error
	facts holdings
	waits waiting
}

// waiting is what the newest bundle does not say yet. It is counted beside everything else: with 100,000
// keys comparing two policies takes seconds after a change.
type waiting struct {
	counted bool
	changes int
	revoked int // keys among them that still work at gateways
	err     error
}

// holdings is what the overview is made of.
type holdings struct {
	apis, routes, principals, roles, keys, exports, imports int
	last                                                    *Export // the newest export
	endings                                                 int     // keys that end within 30 days
	ending                                                  []*Key  // the first of them, soonest first
	open                                                    []*Finding
	hours                                                   []Hour
	weak                                                    []Weakness // open, worst first
	entries                                                 []Entry
	seq                                                     uint64
}

// NewOverview makes the page.
func NewOverview(run runner.Runner, house House) *Overview { return &Overview{run: run, house: house} }

// Start reads the numbers, and reads them again after every change.
func (v *Overview) Start(ctx context.Context) {
	v.ctx = ctx
	context.AfterFunc(ctx, v.house.Subscribe(func(Change) { runner.Post(v.run, ctx, v.Reload) }))
	v.Reload()
}

// Reload reads them again.
func (v *Overview) Reload() {
	v.asked++
	asked, now := v.asked, v.run.Now()
	v.waits = waiting{}
	runner.Go(v.run, v.ctx, v.readWaiting, func(w waiting, err error) {
		if asked != v.asked {
			return
		}
		v.waits = w
		v.waits.err = err
		if v.phase != Loading {
			v.changed()
		}
	})
	runner.Go(v.run, v.ctx, func(ctx context.Context) (holdings, error) { return v.read(ctx, now) }, func(h holdings, err error) {
		if asked != v.asked {
			return
		}
		v.facts, v.err, v.phase = h, err, Ready
		v.changed()
	})
}

func (v *Overview) changed() {
	if v.OnChange != nil {
		v.OnChange()
	}
}

// read asks every service once.
func (v *Overview) read(ctx context.Context, now time.Time) (h holdings, err error) {
	steps := []func() error{
		func() error { return v.readAccess(ctx, &h, now) },
		func() error { return v.readBundles(ctx, &h) },
		func() error { return v.readReview(ctx, &h) },
		func() error { return v.readPosture(ctx, &h) },
		func() (err error) {
			h.entries, err = v.house.Journal().Entries(ctx, journalShown)
			h.seq = v.house.VaultInfo().Seq
			return err
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return h, err
		}
	}
	return h, nil
}

func (v *Overview) readAccess(ctx context.Context, h *holdings, now time.Time) error {
	apis, err := v.house.Catalog().APIs(ctx)
	if err != nil {
		return err
	}
	h.apis = len(apis)
	for i := range apis {
		h.routes += len(apis[i].Routes)
	}
	ps, err := v.house.Directory().Principals(ctx)
	if err != nil {
		return err
	}
	rs, err := v.house.Directory().Roles(ctx)
	if err != nil {
		return err
	}
	keys, err := v.house.Keys().Keys(ctx)
	if err != nil {
		return err
	}
	h.principals, h.roles, h.keys = len(ps), len(rs), len(keys)
	for i := range keys {
		k := &keys[i]
		if left := k.Expires.Sub(now); k.State != "revoked" && !k.Expires.IsZero() && left > 0 && left < soon {
			h.endings++
			h.ending = sooner(h.ending, k)
		}
	}
	return nil
}

// sooner puts a key into the short list of those that end first.
func sooner(first []*Key, k *Key) []*Key {
	if n := len(first); n == endingShown && first[n-1].Expires.Before(k.Expires) {
		return first
	}
	at, _ := slices.BinarySearchFunc(first, k, func(a, b *Key) int { return cmp.Or(a.Expires.Compare(b.Expires), cmp.Compare(a.ID, b.ID)) })
	if at == endingShown {
		return first
	}
	first = slices.Insert(first, at, k)
	return first[:min(len(first), endingShown)]
}

func (v *Overview) readBundles(ctx context.Context, h *holdings) error {
	exports, err := v.house.Bundles().Exports(ctx)
	if err != nil {
		return err
	}
	h.exports, h.last = len(exports), newestExport(exports)
	return nil
}

// newestExport is the export that was issued last, or nil.
func newestExport(exports []Export) (last *Export) {
	for i := range exports {
		if last == nil || exports[i].Issued.After(last.Issued) {
			last = &exports[i]
		}
	}
	return last
}

// readWaiting counts what an export would change.
func (v *Overview) readWaiting(ctx context.Context) (w waiting, err error) {
	exports, err := v.house.Bundles().Exports(ctx)
	last := newestExport(exports)
	if err != nil || last == nil {
		return w, err
	}
	p, err := v.house.Bundles().Preview(ctx, last.Audience)
	if err != nil {
		return w, err
	}
	w.counted, w.changes = true, len(p.Changes)
	for _, c := range p.Changes {
		if c.Kind == "apikey" && c.Change != "added" && keyState(c.New) == "revoked" && keyState(c.Old) != "revoked" {
			w.revoked++
		}
	}
	return w, nil
}

func (v *Overview) readReview(ctx context.Context, h *holdings) error {
	imports, err := v.house.Imports().Imports(ctx)
	if err != nil {
		return err
	}
	h.imports = len(imports)
	if h.hours, err = v.house.Imports().Traffic(ctx); err != nil {
		return err
	}
	findings, err := v.house.Findings().Findings(ctx)
	if err != nil {
		return err
	}
	for i := range findings {
		if findings[i].Status == "open" || findings[i].Status == "" {
			h.open = append(h.open, &findings[i])
		}
	}
	return nil
}

func (v *Overview) readPosture(ctx context.Context, h *holdings) error {
	all, err := v.house.Postures().Weaknesses(ctx)
	if err != nil {
		return err
	}
	for _, w := range all {
		if w.State == "open" {
			h.weak = append(h.weak, w)
		}
	}
	sortLike(h.weak, weakerFirst)
	return nil
}

// Phase says what to draw.
func (v *Overview) Phase() Phase {
	if v.phase == Ready && v.problem() != nil {
		return Failed
	}
	return v.phase
}

func (v *Overview) problem() error { return cmp.Or(v.err, v.waits.err) }

// Problem is what went wrong, while the phase is Failed.
func (v *Overview) Problem() Problem { return Explain(v.problem()) }

// Posture is one card: what needs care, and the next step, which leads to a page.
type Posture struct {
	Title, Number, Why, More, Next string
	Mark                           tone.Mark
	Page, Search                   string
	Command                        string // carried out there, or ""
}

// Postures are the cards.
func (v *Overview) Postures() []Posture {
	return []Posture{v.findingsCard(), v.waitingCard(), v.endingCard(), v.bundleCard()}
}

func (v *Overview) findingsCard() Posture {
	p := Posture{Title: say.L("Open findings"), Page: "findings", Search: "is:open", Next: say.L("Review findings")}
	worst, success := "", int64(0)
	counts := map[string]int64{}
	oldest := time.Time{}
	for _, f := range v.facts.open {
		counts[f.Severity]++
		if worst == "" || rank(f.Severity) < rank(worst) {
			worst = f.Severity
		}
		if f.Grade == "possible success" {
			success++
		}
		if oldest.IsZero() || f.First.Before(oldest) {
			oldest = f.First
		}
	}
	if v.facts.imports == 0 {
		p.Number, p.Why, p.More = say.L("No logs yet"), say.L("Import a gateway's access log to"), say.L("judge it by your policy")
		p.Next, p.Page, p.Command, p.Mark = say.L("Import a log"), "imports", "imports.new", tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("Nothing seen")}
		return p
	}
	if worst == "" {
		p.Number, p.Why, p.Mark = say.L("None"), say.L("Every imported request is accounted for"), tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("All clear")}
		p.More = say.N(int64(v.facts.imports), "{{.Count}} import reviewed", "{{.Count}} imports reviewed")
		return p
	}
	p.Number = say.L("{{.Count}} {{.Severity}}", say.V{"Count": Count(counts[worst]), "Severity": lower(SeverityMark(worst).Word)})
	p.Why = say.N(success, "{{.Count}} is graded possible success", "{{.Count}} are graded possible success")
	p.More = say.L("{{.Count}} open, first seen {{.When}}", say.V{"Count": Count(int64(len(v.facts.open))), "When": Day(oldest, v.run.Now())})
	p.Mark = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("Look soon")}
	if worst == "critical" || success > 0 {
		p.Mark = tone.Mark{Tone: tone.Danger, Icon: "octagon-alert", Word: say.L("Act now")}
	}
	return p
}

func (v *Overview) waitingCard() Posture {
	p := Posture{Title: say.L("Not exported yet"), Page: "bundles", Command: "bundles.export", Next: say.L("Review and export")}
	switch n := int64(v.waits.changes); {
	case v.facts.last == nil:
		p.Number, p.Why, p.More = say.L("Everything"), say.L("No gateway has a bundle yet, so that"), say.L("none of this is enforced")
		p.Mark, p.Next = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("Waiting")}, say.L("Export the first bundle")
	case !v.waits.counted:
		p.Number, p.Why, p.More = say.L("Counting…"), say.L("The vault is compared with the newest bundle"), v.facts.last.Revision
		p.Mark = tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("Comparing")}
	case n == 0:
		p.Number, p.Why, p.More = say.L("Nothing"), say.L("The newest bundle says what you see here"), v.facts.last.Revision
		p.Mark, p.Command, p.Next = tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("In step")}, "", say.L("See bundles")
	default:
		p.Number = say.N(n, "{{.Count}} change", "{{.Count}} changes")
		p.Why, p.More = say.L("Gateways go on with what the last"), say.L("bundle says until you export")
		if v.waits.revoked > 0 {
			p.Why = say.N(int64(v.waits.revoked), "{{.Count}} key revoked here still works at", "{{.Count}} keys revoked here still work at")
			p.More = say.L("every gateway until you export")
		}
		p.Mark = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("Waiting")}
	}
	return p
}

func (v *Overview) endingCard() Posture {
	p := Posture{Title: say.L("Expire within 30 days"), Page: "keys", Search: "is:expiring", Next: say.L("Plan rotation")}
	n := int64(v.facts.endings)
	p.Number = say.N(n, "{{.Count}} key", "{{.Count}} keys")
	switch {
	case v.facts.keys == 0:
		p.Number, p.Why, p.Next, p.Search = say.L("No keys yet"), say.L("A key lets a principal call"), say.L("Create a key"), ""
		p.More, p.Mark, p.Command = say.L("what its roles allow"), tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("None")}, "keys.new"
	case n == 0:
		p.Why, p.More = say.L("No key ends in the next 30 days"), say.N(int64(v.facts.keys), "{{.Count}} key in all", "{{.Count}} keys in all")
		p.Mark, p.Next, p.Search = tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("On track")}, say.L("See keys"), ""
	default:
		first := v.facts.ending[0]
		p.Why = say.L("Next is {{.Name}}", say.V{"Name": first.Name})
		p.More = say.L("of {{.Who}}, {{.When}}", say.V{"Who": first.Who, "When": Distance(first.Expires, v.run.Now())})
		p.Mark = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("Plan")}
		if first.Expires.Sub(v.run.Now()) < verySoon {
			p.Mark = tone.Mark{Tone: tone.Danger, Icon: "clock", Word: say.L("This week")}
		}
	}
	return p
}

func (v *Overview) bundleCard() Posture {
	p := Posture{Title: say.L("Newest bundle"), Page: "bundles", Next: say.L("See bundles")}
	last := v.facts.last
	if last == nil {
		p.Number, p.Why, p.More = say.L("None"), say.L("A bundle is the signed policy"), say.L("that gateways enforce")
		p.Mark = tone.Mark{Tone: tone.Neutral, Icon: "circle-dashed", Word: say.L("None")}
		return p
	}
	now := v.run.Now()
	p.Number = say.L("Bundle {{.Serial}}", say.V{"Serial": last.Serial})
	p.Why = say.L("Exported {{.When}} for {{.Audience}}", say.V{"When": Distance(last.Issued, now), "Audience": last.Audience})
	p.More = say.L("Counts until {{.Date}}", say.V{"Date": Date(last.Expires)})
	switch left := last.Expires.Sub(now); {
	case left <= 0:
		p.Mark = tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: say.L("Expired")}
		p.More = say.L("Expired: gateways refuse every request")
	case left < 3*24*time.Hour:
		p.Mark = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("Ends soon")}
	default:
		p.Mark = tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Valid")}
	}
	return p
}
