package vm

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// DocStep is where the import of an OpenAPI document is.
type DocStep uint8

// The steps of the import.
const (
	DocChoose  DocStep = iota // which file
	DocPreview                // what it would do
	DocDone                   // what it did
)

// DocWizard leads from an OpenAPI file to an API and its routes. It belongs to the page of APIs, which
// is told of every change.
type DocWizard struct {
	page    *APIs
	step    DocStep
	form    DocForm
	ask     catalog.Ask
	problem error
	busy    bool
	asked   int // of the newest question; answers to older ones are dropped
	plan    catalog.Plan
	filter  string
	made    API
}

// DocForm is the first step, as typed. It outlives the lock.
type DocForm struct{ Path, Name string }

// Importing is the import of a document that is under way, or nil.
func (v *APIs) Importing() *DocWizard { return v.doc }

// BeginImport opens the import; with a path it goes on to the preview.
func (v *APIs) BeginImport(f DocForm) {
	if v.doc != nil && v.doc.busy {
		return
	}
	v.doc = &DocWizard{page: v, form: f}
	v.changed()
	if f.Path != "" && v.ctx != nil {
		v.doc.Next()
	}
}

// Draft is what to remember of the import; false when there is nothing to go on with.
func (w *DocWizard) Draft() (DocForm, bool) {
	if w == nil || w.step == DocDone {
		return DocForm{}, false
	}
	return w.form, true
}

// Step is where the import is.
func (w *DocWizard) Step() DocStep { return w.step }

// Form is what was typed.
func (w *DocWizard) Form() DocForm { return w.form }

// SetForm takes over what is typed. It changes nothing that is shown, so nobody is told.
func (w *DocWizard) SetForm(f DocForm) { w.form = f }

// Busy reports that an answer is waited for.
func (w *DocWizard) Busy() bool { return w.busy }

// Trouble is what went wrong; empty when nothing did.
func (w *DocWizard) Trouble() Problem {
	if w.problem == nil {
		return Problem{}
	}
	return Explain(w.problem)
}

// CanNext reports whether one can go on.
func (w *DocWizard) CanNext() bool {
	return !w.busy && w.page.house.Can("api.import") && (w.step != DocPreview || !w.plan.Idle())
}

// Next goes on: it reads the file, then imports, and at the end leaves.
func (w *DocWizard) Next() {
	if !w.CanNext() {
		return
	}
	switch w.step {
	case DocChoose:
		w.look()
	case DocPreview:
		w.apply()
	case DocDone:
		w.Leave()
	}
}

// Back goes to the step before.
func (w *DocWizard) Back() {
	if w.step == DocPreview && !w.busy {
		w.step, w.problem = DocChoose, nil
		w.page.changed()
	}
}

// Leave closes the import and chooses the API that it made.
func (w *DocWizard) Leave() {
	if w.page.doc == w {
		w.page.doc = nil
	}
	w.asked++
	if w.step == DocDone {
		w.page.Choose(w.made.ID)
	}
	w.page.changed()
}

// Asked is what was said about gone routes and public ones.
func (w *DocWizard) Asked() (removeGone, publicWrites bool) {
	return w.ask.RemoveGone, w.ask.PublicWrites
}

// Ask says whether gone routes are removed and whether routes that write become public where the
// document says so; the preview is made again.
func (w *DocWizard) Ask(removeGone, publicWrites bool) {
	if w.busy || w.ask.RemoveGone == removeGone && w.ask.PublicWrites == publicWrites {
		return
	}
	w.ask.RemoveGone, w.ask.PublicWrites = removeGone, publicWrites
	w.look()
}

// look reads the file and what it would do.
func (w *DocWizard) look() {
	w.ask.API = strings.TrimSpace(w.form.Name)
	path := Expand(strings.TrimSpace(w.form.Path))
	if path == "" {
		w.problem = fault.New(fault.Invalid, "%s", say.L("Choose the file of an OpenAPI document first."))
		w.page.changed()
		return
	}
	ask := w.ask
	docWork(w, func(ctx context.Context) (catalog.Plan, error) {
		return w.page.house.Catalog().PlanImport(ctx, path, ask)
	}, func(p catalog.Plan) {
		w.plan, w.step = p, DocPreview
	})
}

// apply imports what the preview shows.
func (w *DocWizard) apply() {
	plan := w.plan
	docWork(w, func(ctx context.Context) (API, error) { return w.page.house.Catalog().ApplyImport(ctx, plan) }, func(a API) {
		w.made, w.step = a, DocDone
	})
}

// docWork does something aside and takes over what came of it.
func docWork[T any](w *DocWizard, do func(context.Context) (T, error), took func(T)) {
	w.asked++
	asked := w.asked
	w.busy, w.problem = true, nil
	w.page.changed()
	runner.Go(w.page.run, w.page.ctx, do, func(got T, err error) {
		if asked != w.asked {
			return
		}
		if w.busy, w.problem = false, err; err == nil {
			took(got)
		}
		w.page.changed()
	})
}

// longestTitle is how much of a document's title is shown beside the filters.
const longestTitle = 24

// Title says what the preview, or the result, is about.
func (w *DocWizard) Title() (title, note string) {
	said := ""
	if s := w.plan.API.Said; s != nil {
		said = strings.TrimSpace(s.Title + " " + s.Version)
		if rs := []rune(said); len(rs) > longestTitle {
			said = string(rs[:longestTitle]) + "…"
		}
	}
	if w.plan.New {
		return say.L("New API “{{.Name}}”", say.V{"Name": w.plan.API.Name}), said
	}
	return say.L("Into the API “{{.Name}}”", say.V{"Name": w.plan.API.Name}), said
}

// File is the name of the file.
func (w *DocWizard) File() string { return filepath.Base(w.form.Path) }

// Filters are the ways to narrow the preview, with how many there are.
func (w *DocWizard) Filters() (labels []string, at int) {
	for i, f := range docFilters {
		labels = append(labels, f.label()+" "+Count(int64(len(w.rows(f.id)))))
		if f.id == w.filter {
			at = i
		}
	}
	return labels, at
}

var docFilters = []struct {
	id    string
	label func() string
}{
	{"", func() string { return say.L("All") }}, {"new", func() string { return say.L("New") }}, {"changed", func() string { return say.L("Changed") }},
	{"gone", func() string { return say.L("Gone") }}, {"unchanged", func() string { return say.L("Unchanged") }}, {"kept", func() string { return say.L("Kept yours") }},
}

// SetFilter narrows the preview.
func (w *DocWizard) SetFilter(i int) {
	w.filter = docFilters[i].id
	w.page.changed()
}

// DocRow is one route of the preview.
type DocRow struct {
	Mark    tone.Mark
	Kept    bool
	Methods []string
	Path    string
	Line    string
	Fields  []catalog.FieldChange
}

// Rows are the routes of the preview that the filter leaves.
func (w *DocWizard) Rows() []DocRow { return w.rows(w.filter) }

func (w *DocWizard) rows(filter string) []DocRow {
	var rows []DocRow
	for i := range w.plan.Routes {
		r := &w.plan.Routes[i]
		if filter != "" && filter != string(r.Change) && (filter != "kept" || !r.Kept()) {
			continue
		}
		row := DocRow{Mark: docMark(r.Change, w.ask.RemoveGone), Kept: r.Kept(), Methods: r.Route.Methods, Path: r.Route.Path, Fields: r.Fields}
		if r.Line > 0 {
			row.Line = say.L("line {{.Line}}", say.V{"Line": Count(int64(r.Line))})
		}
		rows = append(rows, row)
	}
	return rows
}

func docMark(c catalog.Change, remove bool) tone.Mark {
	switch c {
	case catalog.RouteNew:
		return tone.Mark{Tone: tone.Ok, Icon: "plus", Word: say.L("New")}
	case catalog.RouteChanged:
		return tone.Mark{Tone: tone.Info, Icon: "pencil", Word: say.L("Changed")}
	case catalog.RouteGone:
		if remove {
			return tone.Mark{Tone: tone.Danger, Icon: "trash-2", Word: say.L("Removed")}
		}
		return tone.Mark{Tone: tone.Warn, Icon: "circle-minus", Word: say.L("Gone, stays")}
	}
	return tone.Mark{Tone: tone.Neutral, Icon: "check", Word: say.L("Unchanged")}
}

// Fields are what changes about the API itself.
func (w *DocWizard) Fields() []catalog.FieldChange { return w.plan.Fields }

// Problems are what of the document was left out.
func (w *DocWizard) Problems() []catalog.Problem { return w.plan.Problems }

// HasGone reports whether the document lacks routes that it had.
func (w *DocWizard) HasGone() bool { return w.plan.Count(catalog.RouteGone) > 0 }

// PublicWrites reports whether the document says of routes that write that they are public.
func (w *DocWizard) PublicWrites() bool {
	if w.ask.PublicWrites {
		return true
	}
	for i := range w.plan.Routes {
		for _, f := range w.plan.Routes[i].Fields {
			if f.Field == "public" && f.Says == "yes" && f.Kept {
				return true
			}
		}
	}
	return false
}

// Idle reports whether there is nothing to import.
func (w *DocWizard) Idle() bool { return w.plan.Idle() }

// Numbers are the result: how many of what.
func (w *DocWizard) Numbers() [][2]string {
	gone := say.L("gone, stay")
	if w.ask.RemoveGone {
		gone = say.L("removed")
	}
	return [][2]string{
		{Count(int64(w.plan.Count(catalog.RouteNew))), say.L("new")}, {Count(int64(w.plan.Count(catalog.RouteChanged))), say.L("changed")},
		{Count(int64(w.plan.Count(catalog.RouteGone))), gone}, {Count(int64(w.plan.KeptCount())), say.L("kept yours")}, {Count(int64(len(w.plan.Problems))), say.L("left out")},
	}
}

// FieldWords is the name of a field as people read it.
func FieldWords(field string) string {
	words := map[string]string{
		"summary": say.L("Summary"), "accept": say.L("Accepts"), "public": say.L("Public"), "certificate": say.L("Certificate"), "media_types": say.L("Media types"), "path": say.L("Path"),
		"methods": say.L("Methods"), "hosts": say.L("Hosts"), "base": say.L("Base path"), "tls_min": say.L("Least TLS"), "key_header": say.L("Key header"),
	}
	if w, ok := words[field]; ok {
		return w
	}
	if rest, ok := strings.CutPrefix(field, "parameter "); ok {
		return rest
	}
	return field
}

// headOfDocument is how much of a file is looked at to tell a document from a log.
const headOfDocument = 64 << 10

// IsDocument reports whether a file that was dropped is an OpenAPI document and no log: a YAML file, or
// a JSON file that is one document and not one a line.
func IsDocument(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yaml", ".yml":
		return true
	case ".json":
	default:
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, headOfDocument))
	if err != nil {
		return false
	}
	first, rest, _ := bytes.Cut(bytes.TrimSpace(head), []byte("\n"))
	if json.Valid(first) && len(bytes.TrimSpace(rest)) > 0 {
		return false // one object a line: a log
	}
	return !json.Valid(first) || bytes.Contains(first, []byte(`"openapi"`)) || bytes.Contains(first, []byte(`"swagger"`))
}
