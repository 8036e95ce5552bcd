package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/catalog"
	"gatehouse/core/workspace"
)

// newAPICmd is the noun "api".
func newAPICmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "api", Short: "Name the APIs: hosts, base path, minimum TLS"}
	c.AddCommand(newAPIAddCmd(a), newAPIEditCmd(a), newAPIImportCmd(a), newAPIListCmd(a), newAPIShowCmd(a), newAPIRemoveCmd(a))
	return c
}

// apiView is an API as scripts see it.
type apiView struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Hosts     []string    `json:"hosts"`
	Base      string      `json:"base"`
	TLSMin    string      `json:"tls_min"`
	KeyHeader string      `json:"key_header"`
	MaxBody   int64       `json:"max_body"`
	Document  string      `json:"document"` // title and version of the OpenAPI document it was imported from
	Created   string      `json:"created"`
	Routes    []routeView `json:"routes,omitempty"`
}

func viewAPI(x catalog.API) apiView {
	v := apiView{ID: x.ID, Name: x.Name, Hosts: list(x.Hosts), Base: x.Base, TLSMin: x.TLSMin, KeyHeader: x.KeyHeaderName(), MaxBody: x.MaxBody, Created: when(x.Created)}
	if x.Said != nil {
		v.Document = strings.TrimSpace(x.Said.Title + " " + x.Said.Version)
	}
	return v
}

func newAPIAddCmd(a *app) *cobra.Command {
	var x catalog.API
	c := &cobra.Command{
		Use: "add NAME", Short: "Add an API", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				x.Name = args[0]
				added, err := ws.Catalog.AddAPI(cmd.Context(), ws.Actor(), x)
				if err != nil {
					return err
				}
				return a.out(viewAPI(added), func(w io.Writer) { fmt.Fprintf(w, "added API %s (%s)\n", added.Name, added.ID) })
			})
		},
	}
	f := c.Flags()
	f.StringArrayVar(&x.Hosts, "host", nil, "`HOST` that it is reached at; may be repeated (else any)")
	f.StringVar(&x.Base, "base", "", "base `PATH` of its routes, as /v1")
	f.StringVar(&x.TLSMin, "tls-min", "none", "lowest TLS `VERSION`: none, 1.2 or 1.3")
	f.StringVar(&x.KeyHeader, "key-header", catalog.DefaultKeyHeader, "`HEADER` that carries API keys")
	f.Int64Var(&x.MaxBody, "max-body", 0, "largest request body in `BYTES` (0: no limit)")
	return c
}

func newAPIListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the APIs", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				apis := slices.Clone(ws.Catalog.APIs())
				slices.SortFunc(apis, func(x, y catalog.API) int { return cmp.Compare(x.Name, y.Name) })
				views, rows := []apiView{}, [][]string{}
				for _, x := range apis {
					views = append(views, viewAPI(x))
					rows = append(rows, []string{x.Name, commas(x.Hosts), orDash(x.Base), x.TLSMin, strconv.Itoa(len(ws.Catalog.RoutesOf(x.ID))), x.ID})
				}
				return a.out(views, func(w io.Writer) { columns(w, "NAME|HOSTS|BASE|TLS|ROUTES|ID", rows) })
			})
		},
	}
}

func newAPIShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Show one API and its routes", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				x, err := ws.Catalog.API(args[0])
				if err != nil {
					return err
				}
				v := viewAPI(x)
				v.Routes = []routeView{}
				for _, r := range ws.Catalog.RoutesOf(x.ID) {
					v.Routes = append(v.Routes, viewRoute(r, x))
				}
				return a.out(v, func(w io.Writer) {
					fmt.Fprintf(w, "%s (%s)\nhosts       %s\nbase        %s\ntls         %s\nkey header  %s\nlargest body %d\ndocument    %s\n", v.Name, v.ID, commas(v.Hosts), orDash(v.Base), v.TLSMin, v.KeyHeader, v.MaxBody, printable(orDash(v.Document)))
					routeColumns(w, v.Routes)
				})
			})
		},
	}
}

func newAPIRemoveCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Remove an API that nothing uses any more", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				x, err := ws.Catalog.API(args[0])
				if err != nil {
					return err
				}
				if err := ws.Catalog.RemoveAPI(cmd.Context(), ws.Actor(), x.ID); err != nil {
					return err
				}
				return a.out(viewAPI(x), func(w io.Writer) { fmt.Fprintf(w, "removed API %s\n", x.Name) })
			})
		},
	}
}
