package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/catalog"
	"gatehouse/core/workspace"
)

// importView is what an import would do, or did, as scripts see it.
type importView struct {
	API       apiView               `json:"api"`
	New       bool                  `json:"new"` // the API is
	Done      bool                  `json:"done"`
	Counts    importCounts          `json:"counts"`
	Fields    []catalog.FieldChange `json:"fields"` // of the API
	Routes    []importRoute         `json:"routes"` // new, changed, gone, and unchanged ones that keep something
	Problems  []catalog.Problem     `json:"problems"`
	MoreFault int                   `json:"more_problems"`
}

type importCounts struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Gone      int `json:"gone"`
	Unchanged int `json:"unchanged"`
	Kept      int `json:"kept"` // routes that keep what was set by hand
	Removed   int `json:"removed"`
}

type importRoute struct {
	Change  catalog.Change        `json:"change"`
	Line    int                   `json:"line"`
	Methods []string              `json:"methods"`
	Path    string                `json:"path"`
	States  []catalog.Term        `json:"states"`
	Fields  []catalog.FieldChange `json:"fields"`
}

func viewImport(p *catalog.Plan, api catalog.API, done bool) importView {
	v := importView{
		API: viewAPI(api), New: p.New, Done: done, Fields: list(p.Fields), Routes: []importRoute{}, Problems: list(p.Problems), MoreFault: p.More,
		Counts: importCounts{New: p.Count(catalog.RouteNew), Changed: p.Count(catalog.RouteChanged), Gone: p.Count(catalog.RouteGone), Unchanged: p.Count(catalog.RouteUnchanged), Kept: p.KeptCount()},
	}
	if done && p.Ask.RemoveGone {
		v.Counts.Removed = v.Counts.Gone
	}
	for i := range p.Routes {
		r := &p.Routes[i]
		if r.Change != catalog.RouteUnchanged || r.Kept() {
			v.Routes = append(v.Routes, importRoute{r.Change, r.Line, r.Route.Methods, r.Route.Path, list(r.Route.Terms()), list(r.Fields)})
		}
	}
	return v
}

func newAPIImportCmd(a *app) *cobra.Command {
	var ask catalog.Ask
	var dry bool
	c := &cobra.Command{
		Use: "import FILE", Short: "Import an OpenAPI 3.0 or 3.1 document; what was set by hand stays", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			doc, err := catalog.ReadOpenAPIFile(args[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p, err := ws.Catalog.PlanImport(doc, ask)
				if err != nil {
					return err
				}
				api, done := p.API, !dry && !p.Idle()
				if done {
					if api, err = ws.Catalog.ApplyImport(cmd.Context(), ws.Actor(), p); err != nil {
						return err
					}
				}
				v := viewImport(&p, api, done)
				return a.out(v, func(w io.Writer) { writeDocument(w, v, dry) })
			})
		},
	}
	f := c.Flags()
	f.StringVar(&ask.API, "name", "", "`NAME` of the API (else the one imported before, or one named by the title)")
	f.BoolVar(&dry, "dry-run", false, "only show what would be done")
	f.BoolVar(&ask.RemoveGone, "remove-gone", false, "remove routes that the document no longer has")
	f.BoolVar(&ask.PublicWrites, "public-writes", false, "make routes public that write and that the document says are")
	return c
}

// writeDocument writes a preview or a result for people.
func writeDocument(w io.Writer, v importView, dry bool) {
	verb := "imported"
	switch {
	case dry:
		verb = "would import"
	case !v.Done:
		verb = "nothing to import"
	}
	n := v.Counts
	fmt.Fprintf(w, "%s API %s: %d new, %d changed, %d gone, %d unchanged; %d keep what was set by hand\n", verb, v.API.Name, n.New, n.Changed, n.Gone, n.Unchanged, n.Kept)
	writeFields(w, "  ", v.Fields)
	for _, r := range v.Routes {
		fmt.Fprintf(w, "%-9s %s %s\n", r.Change, strings.Join(r.Methods, ","), printable(r.Path))
		writeFields(w, "            ", r.Fields)
	}
	if n.Gone > 0 && n.Removed == 0 {
		fmt.Fprintln(w, "routes that are gone stay; --remove-gone removes them")
	}
	rows := [][]string{}
	for _, p := range v.Problems {
		left := "part"
		if p.Route {
			left = "route"
		}
		rows = append(rows, []string{strconv.Itoa(p.Line), left, p.Where, p.Text})
	}
	if len(rows) > 0 {
		fmt.Fprintln(w)
		columns(w, "LINE|LEFT OUT|WHERE|WHY", rows)
	}
	if v.MoreFault > 0 {
		fmt.Fprintf(w, "and %d more\n", v.MoreFault)
	}
}

func writeFields(w io.Writer, indent string, fields []catalog.FieldChange) {
	for _, f := range fields {
		if f.Kept {
			fmt.Fprintf(w, "%s%s: kept yours: %s (the document says %s)\n", indent, printable(f.Field), printable(orDash(f.Will)), printable(orDash(f.Says)))
			continue
		}
		fmt.Fprintf(w, "%s%s: %s -> %s\n", indent, printable(f.Field), printable(orDash(f.Was)), printable(orDash(f.Will)))
	}
}
