package vm

import (
	"bytes"
	"cmp"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"

	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// ChangesTitle heads the second step: what the changes are counted from.
func (w *ExportWizard) ChangesTitle() (title, note string) {
	last := w.preview.Last
	if last == nil {
		return say.L("The first export for {{.Audience}}", say.V{"Audience": w.Audience()}), say.L("everything is new to its gateways")
	}
	return say.L("Changes since bundle {{.Serial}}", say.V{"Serial": last.Serial}), say.L("exported {{.When}}", say.V{"When": DateTime(last.Issued)})
}

// Groups are the changes by effect, in words.
func (w *ExportWizard) Groups() []ChangeGroup { return w.groups }

// Nothing says why there is no change to show, or "".
func (w *ExportWizard) Nothing() string {
	switch {
	case len(w.groups) > 0:
		return ""
	case w.preview.Last == nil:
		return say.L("The policy is empty: no key would be accepted and no route would be found. Add an API and its routes first, or export it as it is.")
	}
	return say.L("Nothing changed since bundle {{.Serial}}. Exporting again only renews how long it counts.", say.V{"Serial": w.preview.Last.Serial})
}

// AsJSON reports whether the changes are shown as the bundles have them.
func (w *ExportWizard) AsJSON() bool { return w.asJSON }

// ShowJSON switches between words and JSON.
func (w *ExportWizard) ShowJSON(on bool) {
	if w.asJSON != on {
		w.asJSON = on
		w.page.changed()
	}
}

// IsOpen reports whether the line with this place, counted over all groups, is open.
func (w *ExportWizard) IsOpen(place int) bool { return w.open[place] }

// Toggle opens or closes a line.
func (w *ExportWizard) Toggle(place int) {
	if w.open == nil {
		w.open = map[int]bool{}
	}
	w.open[place] = !w.open[place]
	w.page.changed()
}

// JSONChange is one changed record, before and after.
type JSONChange struct {
	Title    string // "Role partner"
	Change   tone.Mark
	Old, New string // "" where there is none
}

// maxJSON is how many records are shown as JSON; words tell of all.
const maxJSON = 40

// JSON are the changed records as bundles have them, with digests cut short; more is how many are
// left out.
func (w *ExportWizard) JSON() (all []JSONChange, more int) {
	cs := w.preview.Changes
	for _, c := range cs[:min(maxJSON, len(cs))] {
		j := JSONChange{Title: recordKind(c.Kind) + " " + cmp.Or(w.preview.Names[c.ID], short(c.ID)), Old: pretty(c.Old), New: pretty(c.New)}
		switch c.Change {
		case "added":
			j.Change = tone.Mark{Tone: tone.Ok, Icon: "plus", Word: say.L("Added")}
		case "removed":
			j.Change = tone.Mark{Tone: tone.Danger, Icon: "minus", Word: say.L("Removed")}
		default:
			j.Change = tone.Mark{Tone: tone.Neutral, Icon: "pencil", Word: say.L("Changed")}
		}
		all = append(all, j)
	}
	return all, len(cs) - len(all)
}

// recordKinds are the words for kinds of record.
var recordKinds = map[string]string{"api": say.Key("API"), "route": say.Key("Route"), "principal": say.Key("Principal"), "role": say.Key("Role"), "apikey": say.Key("API key"), "limit": say.Key("Rate limit")}

func recordKind(kind string) string {
	if k, ok := recordKinds[kind]; ok {
		return say.Of(k)
	}
	return kind
}

// pretty lays a record out for reading. What could help to find a key is masked.
func pretty(raw []byte) string {
	if len(raw) == 0 {
		return ""
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return ""
	}
	out, err := json.MarshalIndent(masked(v, ""), "", "  ")
	if err != nil {
		return ""
	}
	return string(out)
}

// masks are the members of which only the beginning is shown.
var masks = map[string]bool{"sha256": true, "public": true, "secret": true, "token": true, "digest": true, "last4": true}

// masked cuts what is under a masked name.
func masked(v any, under string) any {
	switch x := v.(type) {
	case map[string]any:
		for name, m := range x {
			x[name] = masked(m, name)
		}
	case []any:
		for i, m := range x {
			x[i] = masked(m, under)
		}
	case string:
		if r := []rune(x); masks[under] && x != "" {
			return string(r[:min(4, len(r)/2)]) + "••••"
		}
	}
	return v
}

// Card are the facts of the bundle that is about to be made.
func (w *ExportWizard) Card() []Pair {
	now := w.page.run.Now()
	e, _ := w.form.Check()
	until := now.Add(e.Lasts)
	replaces, signed := say.L("nothing: it is the first"), say.L("the vault's bundle key")
	if last := w.preview.Last; last != nil {
		replaces = say.L("{{.Serial}}, exported {{.When}}", say.V{"Serial": last.Serial, "When": Distance(last.Issued, now)})
		signed = cmp.Or(last.KeyID, signed)
	}
	days := int64(e.Lasts.Hours() / 24)
	return []Pair{
		{say.L("Audience"), e.Audience, ""}, {say.L("Replaces"), replaces, ""},
		{say.L("Valid"), say.N(days, "{{.Count}} day, to {{.Until}}", "{{.Count}} days, to {{.Until}}", say.V{"Until": Date(until)}), Both(until)},
		{say.L("Holds"), holdsWords(w.preview.Holds), ""}, {say.L("Written to"), Tilde(e.Path), e.Path}, {say.L("Signed by"), signed, ""},
		w.gateways(e.Audience),
	}
}

// gateways says which gateways take an audience's bundles; those in production are named first.
func (w *ExportWizard) gateways(audience string) Pair {
	var production, other []string
	for _, g := range w.page.takers {
		switch {
		case g.Audience != audience:
		case g.Production:
			production = append(production, say.L("{{.Name}} (production)", say.V{"Name": g.Name}))
		default:
			other = append(other, g.Name)
		}
	}
	all := strings.Join(append(production, other...), ", ")
	if all == "" {
		return Pair{say.L("Gateways"), say.L("none is named"), say.L("No gateway of the vault takes this audience's bundles; name them on the page of gateways.")}
	}
	return Pair{say.L("Gateways"), all, strings.ReplaceAll(all, ", ", "\n")}
}

// CardNote says what the new bundle means for those before it.
func (w *ExportWizard) CardNote() string {
	if last := w.preview.Last; last != nil {
		return say.L("Bundle {{.Serial}} and older stop being accepted once gateways load the new one.", say.V{"Serial": last.Serial})
	}
	return say.L("Gateways of this audience refuse every request until they have loaded it.")
}

// SignStage is one thing that happens while an export is made.
type SignStage struct {
	Text string
	Mark tone.Mark
}

// Stages say how far signing is.
func (w *ExportWizard) Stages() []SignStage {
	done := tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Done")}
	now := tone.Mark{Tone: tone.Info, Icon: "refresh-cw", Word: say.L("Running")}
	later := tone.Mark{Tone: tone.Neutral, Icon: "clock", Word: say.L("Waiting")}
	failed := tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: say.L("Failed")}
	signs, reads := now, later
	switch {
	case w.problem != nil:
		signs = failed
	case w.verifying:
		signs, reads = done, now
	case w.step == ExportVerified:
		signs, reads = done, done
	}
	return []SignStage{{say.L("Compile the policy, sign it, write the files"), signs}, {say.L("Read the bundle back and verify its signature"), reads}}
}

// ExportResult says what an export wrote, in words.
type ExportResult struct {
	Title, Digest string
	Verdict       Verdict
	Facts         []Pair
	Files         []File
	Folder        string
}

// Result describes the finished export.
func (w *ExportWizard) Result() ExportResult {
	e := w.made
	r := ExportResult{Title: say.L("Bundle {{.Serial}} for {{.Audience}} is signed and written", say.V{"Serial": e.Serial, "Audience": e.Audience}), Digest: e.Digest, Verdict: w.verdict, Folder: filepath.Dir(e.Path)}
	if w.read != nil {
		r.Verdict = Verdict{Mark: tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("The file could not be read back.")}, More: Explain(w.read).Detail}
	}
	r.Facts = []Pair{{say.L("Serial"), strconv.FormatUint(e.Serial, 10), ""}, {say.L("Revision"), e.Revision, ""}, {say.L("Signed by"), e.KeyID, ""},
		{say.L("Expires"), DateTime(e.Expires) + ", " + Distance(e.Expires, w.page.run.Now()), Both(e.Expires)}, {say.L("Size"), Bytes(e.Size), ""}, {say.L("Folder"), Tilde(r.Folder), r.Folder}}
	r.Files = append([]File{{e.Path, say.L("the bundle")}}, e.Beside...)
	return r
}

// otherFile says that what was read back is another bundle than the one that was written.
func otherFile(b Verified) Verdict {
	return Verdict{Mark: tone.Mark{Tone: tone.Danger, Icon: "shield-x", Word: say.L("The file holds another bundle than the one that was written.")},
		More: say.L("It is bundle {{.Serial}}, {{.Revision}}. Something else writes into this folder; choose another one and export again.", say.V{"Serial": b.Serial, "Revision": b.Revision})}
}
