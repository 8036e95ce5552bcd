package vm

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// BundlesPage is the page of bundles: the history of exports with what each of them changed, the
// wizard that exports, and the check of a file.
type BundlesPage struct {
	*List[Export]
	house  House
	takers []Gateway     // who takes which audience's bundles
	wizard *ExportWizard // while one exports
	busy   bool          // a file is being verified

	compared comparison
}

// comparison is what the chosen export changed, as far as it is known.
type comparison struct {
	id     string
	asked  int
	phase  Phase
	err    error
	groups []ChangeGroup
	first  bool
}

// NewBundles makes the page over an open vault.
func NewBundles(run runner.Runner, house House) *BundlesPage {
	v := &BundlesPage{house: house}
	v.List = &List[Export]{run: run, load: v.read, id: func(e Export) string { return e.ID },
		text:   func(e Export) string { return e.Revision + " " + e.Audience + " " + e.KeyID + " " + e.Digest },
		sorted: func(a, b *Export) int { return cmp.Or(b.Issued.Compare(a.Issued), cmp.Compare(b.Serial, a.Serial)) },
		facets: v.exportFacets(), orders: map[string]func(a, b *Export) int{
			"serial":   func(a, b *Export) int { return cmp.Compare(a.Serial, b.Serial) },
			"audience": func(a, b *Export) int { return compareFold(a.Audience, b.Audience) },
			"issued":   func(a, b *Export) int { return a.Issued.Compare(b.Issued) },
			"expires":  func(a, b *Export) int { return compareTimes(a.Expires, b.Expires) },
			"size":     func(a, b *Export) int { return cmp.Compare(a.Size, b.Size) },
		}}
	v.follows(house.Subscribe, "export", "gateway")
	return v
}

// read loads the exports, and the gateways that they are for.
func (v *BundlesPage) read(ctx context.Context) (got loaded[Export], err error) {
	if got.things, err = v.house.Bundles().Exports(ctx); err != nil {
		return got, err
	}
	takers, err := v.house.Gateways().Gateways(ctx)
	got.adopt = func() { v.takers = takers }
	return got, err
}

// exportFacets are the ways to narrow the history.
func (v *BundlesPage) exportFacets() []Facet[Export] {
	return []Facet[Export]{
		{ID: "is", Name: say.L("State"), Options: func() []Choice {
			return []Choice{{"newest", say.L("Newest"), ""}, {"replaced", say.L("Replaced"), ""}, {"expired", say.L("Expired"), ""}, {"expiring", say.L("Expiring"), ""}}
		}, Has: v.is},
		{ID: "audience", Name: say.L("Audience"), Options: v.audienceChoices, Has: func(e Export, s string) bool { return strings.EqualFold(e.Audience, s) }},
	}
}

// is answers "is:newest" and the like.
func (v *BundlesPage) is(e Export, what string) bool {
	expired := !e.Expires.After(v.run.Now())
	switch what {
	case "newest":
		return v.newest(e)
	case "replaced":
		return !v.newest(e)
	case "expired":
		return expired
	case "expiring":
		return !expired && v.newest(e) && e.Expires.Sub(v.run.Now()) < verySoon
	}
	return false
}

func (v *BundlesPage) audienceChoices() []Choice {
	var cs []Choice
	for _, a := range v.Audiences() {
		cs = append(cs, Choice{ID: a, Label: a})
	}
	return cs
}

// Audiences are whom was exported for, the last one first, and then those of gateways that have no
// bundle yet.
func (v *BundlesPage) Audiences() []string {
	var all []string
	seen := map[string]bool{}
	for _, i := range places(v.all, v.List.sorted) {
		e := &v.all[i]
		if !seen[e.Audience] {
			seen[e.Audience] = true
			all = append(all, e.Audience)
		}
	}
	for _, g := range v.takers {
		if !seen[g.Audience] {
			seen[g.Audience] = true
			all = append(all, g.Audience)
		}
	}
	return all
}

// ExportRow is one row of the history.
type ExportRow struct {
	Serial, Revision, Audience, Issued, IssuedTip, Expires, ExpiresTip, Size, Digest, DigestTip string
	ExpiresTone                                                                                 tone.Tone
	Status                                                                                      tone.Mark
}

// Row returns row i in words.
func (v *BundlesPage) Row(i int) ExportRow {
	e := v.At(i)
	now := v.run.Now()
	r := ExportRow{
		Serial: strconv.FormatUint(e.Serial, 10), Revision: e.Revision, Audience: e.Audience, Issued: DateTime(e.Issued), IssuedTip: Both(e.Issued),
		Expires: Distance(e.Expires, now), ExpiresTip: Both(e.Expires), Size: Bytes(e.Size), Digest: short(e.Digest), DigestTip: e.Digest, Status: v.status(e),
	}
	if v.newest(e) {
		r.ExpiresTone = expiryTone(e.Expires, now)
	}
	return r
}

// expiryTone is how much care the end of a bundle needs.
func expiryTone(t, now time.Time) tone.Tone {
	switch left := t.Sub(now); {
	case left <= 0:
		return tone.Danger
	case left < 3*24*time.Hour:
		return tone.Warn
	}
	return tone.Neutral
}

// status is the badge of an export.
func (v *BundlesPage) status(e Export) tone.Mark {
	switch newest := v.newest(e); {
	case !e.Expires.After(v.run.Now()) && newest:
		return tone.Mark{Tone: tone.Danger, Icon: "clock", Word: say.L("Expired")}
	case !e.Expires.After(v.run.Now()):
		return tone.Mark{Tone: tone.Neutral, Icon: "clock", Word: say.L("Expired")}
	case newest:
		return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Newest")}
	}
	return tone.Mark{Tone: tone.Neutral, Icon: "history", Word: say.L("Replaced")}
}

// newest reports whether no later export has the same audience.
func (v *BundlesPage) newest(e Export) bool {
	for _, o := range v.all {
		if o.Audience == e.Audience && o.Serial > e.Serial {
			return false
		}
	}
	return true
}

// short keeps the beginning of a digest: enough to compare by eye.
func short(digest string) string { return digest[:min(16, len(digest))] }

// Noun counts exports.
func (v *BundlesPage) Noun(n int64) string {
	return say.N(n, "{{.Count}} export", "{{.Count}} exports")
}

// ExportFacts are what the drawer says about the chosen export.
type ExportFacts struct {
	ID, Title, Digest string
	Status            tone.Mark
	Facts             []Pair
	Changes           ChangesView
}

// ChangesView is what an export changed, in words, or why that is not known.
type ChangesView struct {
	Phase   Phase // Empty when nothing changed
	Problem Problem
	First   bool // there was no export before it
	Groups  []ChangeGroup
}

// Facts returns the drawer of the chosen export.
func (v *BundlesPage) Facts() (ExportFacts, bool) {
	e, ok := v.Chosen()
	if !ok {
		return ExportFacts{}, false
	}
	f := ExportFacts{ID: e.ID, Title: say.L("Bundle {{.Serial}}", say.V{"Serial": e.Serial}), Digest: e.Digest, Status: v.status(e)}
	f.Facts = []Pair{{say.L("Audience"), e.Audience, ""}, {say.L("Revision"), e.Revision, ""}, {say.L("Issued"), DateTime(e.Issued), Both(e.Issued)},
		{say.L("Expires"), DateTime(e.Expires) + ", " + Distance(e.Expires, v.run.Now()), Both(e.Expires)}, {say.L("Size"), Bytes(e.Size), ""}, {say.L("Signed by"), e.KeyID, ""}}
	if len(e.Digest) >= 16 {
		f.Facts = append(f.Facts, Pair{"SHA-256", e.Digest[:8] + " … " + e.Digest[len(e.Digest)-8:], e.Digest})
	}
	f.Changes = v.changesOf(e.ID)
	return f, true
}

// changesOf is what is known about an export's changes; it asks for them where that was not done.
func (v *BundlesPage) changesOf(id string) ChangesView {
	c := &v.compared
	if c.id != id {
		*c = comparison{id: id, asked: c.asked + 1}
		asked := c.asked
		runner.Go(v.run, v.ctx, func(ctx context.Context) (policyDiff, error) {
			p, err := v.house.Bundles().Compare(ctx, id)
			return readDiff(p), err
		}, func(d policyDiff, err error) {
			if asked != v.compared.asked {
				return // another export was chosen meanwhile
			}
			if c.err, c.phase = err, Failed; err == nil {
				c.groups, c.first, c.phase = d.words(nil, v.run.Now()), d.preview.Last == nil, Ready
				if len(c.groups) == 0 {
					c.phase = Empty
				}
			}
			v.changed()
		})
	}
	out := ChangesView{Phase: c.phase, Groups: c.groups, First: c.first}
	if c.err != nil {
		out.Problem = Explain(c.err)
	}
	return out
}
