package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/catalog"
	"gatehouse/core/workspace"
)

// newRouteCmd is the noun "route".
func newRouteCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "route", Short: "Say which paths and methods an API answers"}
	c.AddCommand(newRouteAddCmd(a), newRouteListCmd(a), newRouteShowCmd(a), newRouteEditCmd(a), newRouteRemoveCmd(a))
	return c
}

// routeView is a route as scripts see it.
type routeView struct {
	ID          string              `json:"id"`
	API         string              `json:"api"`
	APIID       string              `json:"api_id"`
	Path        string              `json:"path"`
	Template    string              `json:"template"` // base and path
	Methods     []string            `json:"methods"`
	Accept      []string            `json:"accept"` // empty means any
	Public      bool                `json:"public"`
	TLSMin      string              `json:"tls_min"` // empty leaves it to the API
	Certificate bool                `json:"certificate"`
	OTP         bool                `json:"otp"`
	Strict      bool                `json:"strict"`
	Parameters  []catalog.Parameter `json:"parameters"`
	MediaTypes  []string            `json:"media_types"` // empty means any
	MaxBody     int64               `json:"max_body"`    // 0 leaves it to the API
	Summary     string              `json:"summary"`
	Imported    bool                `json:"imported"` // from an OpenAPI document
	Created     string              `json:"created"`
}

func viewRoute(r catalog.Route, api catalog.API) routeView {
	return routeView{
		ID: r.ID, API: api.Name, APIID: r.API, Path: r.Path, Template: api.Base + r.Path, Methods: list(r.Methods), Summary: r.Summary,
		Accept: list(r.Accept), Public: r.Public, TLSMin: r.TLSMin, Certificate: r.Certificate, OTP: r.OTP, Strict: r.Strict,
		Parameters: list(r.Parameters), MediaTypes: list(r.MediaTypes), MaxBody: r.MaxBody, Imported: r.Said != nil, Created: when(r.Created),
	}
}

// routeColumns writes routes for people.
func routeColumns(w io.Writer, views []routeView) {
	rows := [][]string{}
	for _, v := range views {
		rows = append(rows, []string{v.API, commas(v.Methods), v.Template, yesNo(v.Public), v.ID})
	}
	columns(w, "API|METHODS|PATH|PUBLIC|ID", rows)
}

func newRouteAddCmd(a *app) *cobra.Command {
	r := catalog.Route{Strict: true}
	var terms routeTerms
	c := &cobra.Command{
		Use: "add --api API --path PATH --methods GET,POST", Short: "Add a route", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if r.API == "" || r.Path == "" || len(r.Methods) == 0 {
				return usagef("route add needs --api, --path and --methods")
			}
			if err := terms.apply(cmd, &r); err != nil {
				return err
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				added, err := ws.Catalog.AddRoute(cmd.Context(), ws.Actor(), r)
				if err != nil {
					return err
				}
				return a.routeDone(ws, "added", added)
			})
		},
	}
	f := c.Flags()
	f.StringVar(&r.API, "api", "", "`API` by name or id")
	f.StringVar(&r.Path, "path", "", "`PATH` relative to the API's base, as /orders/{id}")
	f.StringSliceVar(&r.Methods, "methods", nil, "`METHODS`, separated by commas; GET also answers HEAD")
	terms.flags(c)
	return c
}

// routeDone prints what was done to a route.
func (a *app) routeDone(ws *workspace.Workspace, done string, r catalog.Route) error {
	api, err := ws.Catalog.API(r.API)
	if err != nil {
		return err
	}
	v := viewRoute(r, api)
	return a.out(v, func(w io.Writer) {
		fmt.Fprintf(w, "%s route %s %s (%s)\n", done, strings.Join(v.Methods, ","), v.Template, v.ID)
	})
}

func newRouteListCmd(a *app) *cobra.Command {
	var only string
	c := &cobra.Command{
		Use: "list", Short: "List the routes", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				apis := slices.Clone(ws.Catalog.APIs())
				if only != "" {
					api, err := ws.Catalog.API(only)
					if err != nil {
						return err
					}
					apis = []catalog.API{api}
				}
				slices.SortFunc(apis, func(x, y catalog.API) int { return strings.Compare(x.Name, y.Name) })
				views := []routeView{}
				for _, api := range apis {
					for _, r := range ws.Catalog.RoutesOf(api.ID) {
						views = append(views, viewRoute(r, api))
					}
				}
				return a.out(views, func(w io.Writer) { routeColumns(w, views) })
			})
		},
	}
	c.Flags().StringVar(&only, "api", "", "only those of this `API`")
	return c
}

func newRouteShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show one route and everything it states", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Catalog.Route(args[0])
				if err != nil {
					return err
				}
				api, err := ws.Catalog.API(r.API)
				if err != nil {
					return err
				}
				v := viewRoute(r, api)
				return a.out(v, func(w io.Writer) {
					fmt.Fprintf(w, "%s %s (%s)\n", strings.Join(v.Methods, ","), v.Template, v.ID)
					rows := [][]string{{"API", v.API}}
					for _, t := range r.Terms() {
						rows = append(rows, []string{t.Field, t.Value})
					}
					columns(w, "STATES|", rows)
				})
			})
		},
	}
}

func newRouteEditCmd(a *app) *cobra.Command {
	var path string
	var methods []string
	var terms routeTerms
	c := &cobra.Command{
		Use: "edit ID", Short: "Change a route's path, methods and what it states", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Catalog.Route(args[0])
				if err != nil {
					return err
				}
				if cmd.Flags().Changed("path") {
					r.Path = path
				}
				if cmd.Flags().Changed("methods") {
					r.Methods = methods
				}
				if err := terms.apply(cmd, &r); err != nil {
					return err
				}
				if r, err = ws.Catalog.EditRoute(cmd.Context(), ws.Actor(), r); err != nil {
					return err
				}
				return a.routeDone(ws, "changed", r)
			})
		},
	}
	f := c.Flags()
	f.StringVar(&path, "path", "", "new `PATH` relative to the API's base")
	f.StringSliceVar(&methods, "methods", nil, "new `METHODS`, all of them")
	terms.flags(c)
	return c
}

func newRouteRemoveCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Remove a route", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Catalog.Route(args[0])
				if err != nil {
					return err
				}
				if err := ws.Catalog.RemoveRoute(cmd.Context(), ws.Actor(), r.ID); err != nil {
					return err
				}
				return a.routeDone(ws, "removed", r)
			})
		},
	}
}
