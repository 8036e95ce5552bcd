package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gatehouse/core/directory/sheet"
	"gatehouse/core/workspace"
)

// sheetView is what an import of a CSV file did, or would do.
type sheetView struct {
	File      string      `json:"file"`
	DryRun    bool        `json:"dry_run"`
	New       int         `json:"new"`
	Changed   int         `json:"changed"`
	Unchanged int         `json:"unchanged"`
	Rows      []sheetRow  `json:"rows"`
	Errors    []sheetFlaw `json:"errors"`
}

type sheetRow struct {
	Line    int           `json:"line"`
	Name    string        `json:"name"`
	Verdict string        `json:"verdict"`
	Changes []sheetChange `json:"changes"`
}

type sheetChange struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

type sheetFlaw struct {
	Line  int    `json:"line"`
	Field string `json:"field"`
	Error string `json:"error"`
}

func viewSheet(file string, dry bool, p *sheet.Plan) sheetView {
	v := sheetView{file, dry, p.Count(sheet.New), p.Count(sheet.Changed), p.Count(sheet.Unchanged), []sheetRow{}, []sheetFlaw{}}
	for _, r := range p.Rows {
		row := sheetRow{r.Line, r.Name, string(r.Verdict), []sheetChange{}}
		for _, c := range r.Changes {
			row.Changes = append(row.Changes, sheetChange(c))
		}
		v.Rows = append(v.Rows, row)
	}
	for _, f := range p.Faults {
		v.Errors = append(v.Errors, sheetFlaw{f.Line, f.Field, f.Text})
	}
	return v
}

// print writes the view for people.
func (v sheetView) print(w io.Writer) {
	for _, r := range v.Rows {
		if r.Verdict == string(sheet.Unchanged) {
			continue
		}
		fmt.Fprintf(w, "%-8s %s\n", r.Verdict, r.Name)
		for _, c := range r.Changes {
			fmt.Fprintf(w, "         %s: %s -> %s\n", c.Field, orDash(c.Old), orDash(c.New))
		}
	}
	done := "imported"
	if v.DryRun {
		done = "nothing was stored"
	}
	fmt.Fprintf(w, "%d new, %d changed, %d unchanged: %s\n", v.New, v.Changed, v.Unchanged, done)
}

// newSheetCmd makes the verb import of a noun.
func newSheetCmd(a *app, what string, plan func(io.Reader, *workspace.Workspace) (*sheet.Plan, error), store func(*cobra.Command, *workspace.Workspace, *sheet.Plan, string) error) *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use: "import FILE.csv", Short: "Add and change " + what + " from a CSV file, all of it or nothing", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				f, err := os.Open(args[0])
				if err != nil {
					return err
				}
				defer f.Close()
				p, err := plan(f, ws)
				if err != nil {
					return err
				}
				v := viewSheet(args[0], dry, p)
				if err := p.Err(); err != nil {
					if dry && a.output == "json" { // scripts read all faults from one place
						if err := a.json(v); err != nil {
							return err
						}
					}
					return err
				}
				if !dry && v.New+v.Changed > 0 {
					if err := store(cmd, ws, p, filepath.Base(args[0])); err != nil {
						return err
					}
				}
				return a.out(v, v.print)
			})
		},
	}
	c.Flags().BoolVar(&dry, "dry-run", false, "print what is new, changed and wrong, and store nothing")
	return c
}

func newPrincipalImportCmd(a *app) *cobra.Command {
	c := newSheetCmd(a, "principals", func(r io.Reader, ws *workspace.Workspace) (*sheet.Plan, error) {
		return sheet.ReadPrincipals(r, ws.Directory, ws.Vault.Now())
	}, func(cmd *cobra.Command, ws *workspace.Workspace, p *sheet.Plan, from string) error {
		_, err := ws.Directory.PutAll(cmd.Context(), ws.Actor(), p.Principals(), from)
		return err
	})
	c.Long = c.Short + ".\nThe first line names the columns: " + commas(sheet.PrincipalColumns) + ". Only the name is needed; a column that is missing changes nothing."
	return c
}

func newRoleImportCmd(a *app) *cobra.Command {
	c := newSheetCmd(a, "roles", func(r io.Reader, ws *workspace.Workspace) (*sheet.Plan, error) {
		return sheet.ReadRoles(r, ws.Directory, ws.Catalog.API)
	}, func(cmd *cobra.Command, ws *workspace.Workspace, p *sheet.Plan, from string) error {
		_, err := ws.Directory.PutRoles(cmd.Context(), ws.Actor(), p.Roles(), from)
		return err
	})
	c.Long = c.Short + ".\nA line is a grant; the first line names the columns: " + commas(sheet.RoleColumns) + ". A role that the file names has afterwards the grants of the file."
	return c
}

// newSheetOutCmd makes the verb export of a noun.
func newSheetOutCmd(a *app, what string, write func(io.Writer, *workspace.Workspace) error) *cobra.Command {
	return &cobra.Command{
		Use: "export", Short: "Write " + what + " to stdout as CSV (RFC 4180), as import reads them", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error { return write(a.stdout, ws) })
		},
	}
}

func newPrincipalExportCmd(a *app) *cobra.Command {
	return newSheetOutCmd(a, "the principals", func(w io.Writer, ws *workspace.Workspace) error { return sheet.WritePrincipals(w, ws.Directory) })
}

func newRoleExportCmd(a *app) *cobra.Command {
	return newSheetOutCmd(a, "the roles", func(w io.Writer, ws *workspace.Workspace) error {
		return sheet.WriteRoles(w, ws.Directory, ws.Catalog.API)
	})
}
