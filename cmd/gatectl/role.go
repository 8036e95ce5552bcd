package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/workspace"
)

// newRoleCmd is the noun "role".
func newRoleCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "role", Short: "Say what principals may call"}
	c.AddCommand(newRoleAddCmd(a), newRoleGrantCmd(a, true), newRoleGrantCmd(a, false), newRoleListCmd(a), newRoleShowCmd(a), newRoleWhoCmd(a), newRoleRemoveCmd(a))
	return c
}

// roleView is a role as scripts see it.
type roleView struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Grants     []grantView `json:"grants"`
	Principals []string    `json:"principals"`
	Created    string      `json:"created"`
}

type grantView struct {
	API     string   `json:"api"`
	APIID   string   `json:"api_id"`
	Path    string   `json:"path"`
	Methods []string `json:"methods"`
	OTP     bool     `json:"otp"`
}

func viewRole(ws *workspace.Workspace, r directory.Role) roleView {
	v := roleView{r.ID, r.Name, []grantView{}, []string{}, when(r.Created)}
	for _, g := range r.Grants {
		called := g.API
		if api, err := ws.Catalog.API(g.API); err == nil {
			called = api.Name
		}
		v.Grants = append(v.Grants, grantView{called, g.API, g.Path, list(g.Methods), g.OTP})
	}
	for _, p := range ws.Directory.PrincipalsWith(r.ID) {
		v.Principals = append(v.Principals, p.Name)
	}
	slices.Sort(v.Principals)
	return v
}

// print writes a role for people.
func (v roleView) print(w io.Writer) {
	fmt.Fprintf(w, "%s (%s), held by %s\n", v.Name, v.ID, commas(v.Principals))
	rows := [][]string{}
	for _, g := range v.Grants {
		rows = append(rows, []string{g.API, commas(g.Methods), g.Path, yesNo(g.OTP)})
	}
	columns(w, "API|METHODS|PATH|ONE-TIME PASSWORD", rows)
}

func newRoleAddCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "add NAME", Short: "Add a role, without grants yet", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Directory.AddRole(cmd.Context(), ws.Actor(), directory.Role{Name: args[0]})
				if err != nil {
					return err
				}
				return a.out(viewRole(ws, r), func(w io.Writer) { fmt.Fprintf(w, "added role %s (%s)\n", r.Name, r.ID) })
			})
		},
	}
}

// newRoleGrantCmd makes the verbs grant and revoke.
func newRoleGrantCmd(a *app, grant bool) *cobra.Command {
	var api, path string
	var methods []string
	var otp bool
	use, short := "revoke NAME --api API --path PATH [--methods M]", "Take methods of a path away from a role"
	if grant {
		use, short = "grant NAME --api API --path PATH --methods M", "Allow a role methods on the routes of a path"
	}
	c := &cobra.Command{
		Use: use, Short: short, Args: cobra.ExactArgs(1),
		Long: short + ".\nPATH is a route's template, relative to the API's base, or P/** for P and all routes below it.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if api == "" || path == "" || grant && len(methods) == 0 {
				return usagef("role %s needs --api, --path%s", cmd.Name(), map[bool]string{true: " and --methods"}[grant])
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				of, err := ws.Catalog.API(api)
				if err != nil {
					return err
				}
				g := directory.Grant{API: of.ID, Path: path, Methods: upper(methods), OTP: otp}
				do := ws.Directory.Revoke
				if grant {
					do = ws.Directory.Grant
				}
				r, err := do(cmd.Context(), ws.Actor(), args[0], g)
				if err != nil {
					return err
				}
				v := viewRole(ws, r)
				return a.out(v, v.print)
			})
		},
	}
	f := c.Flags()
	f.StringVar(&api, "api", "", "`API` by name or id")
	f.StringVar(&path, "path", "", "`PATH` of a route, or P/**")
	f.StringSliceVar(&methods, "methods", nil, "`METHODS`, separated by commas; GET covers HEAD")
	if grant {
		f.BoolVar(&otp, "otp", false, "only with a one-time password")
	}
	return c
}

func upper(words []string) []string {
	var out []string
	for _, w := range words {
		out = append(out, strings.ToUpper(strings.TrimSpace(w)))
	}
	return out
}

func newRoleListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the roles", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				all := slices.Clone(ws.Directory.Roles())
				slices.SortFunc(all, func(x, y directory.Role) int { return strings.Compare(x.Name, y.Name) })
				views, rows := []roleView{}, [][]string{}
				for _, r := range all {
					v := viewRole(ws, r)
					views = append(views, v)
					rows = append(rows, []string{v.Name, fmt.Sprint(len(v.Grants)), fmt.Sprint(len(v.Principals)), v.ID})
				}
				return a.out(views, func(w io.Writer) { columns(w, "NAME|GRANTS|PRINCIPALS|ID", rows) })
			})
		},
	}
}

func newRoleShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Show one role, its grants and who has it", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Directory.Role(args[0])
				if err != nil {
					return err
				}
				v := viewRole(ws, r)
				return a.out(v, v.print)
			})
		},
	}
}

// whoView answers "who may call this?".
type whoView struct {
	Route      string    `json:"route"`
	Method     string    `json:"method"`
	Public     bool      `json:"public"`
	Roles      []string  `json:"roles"`
	RolesOTP   []string  `json:"roles_with_otp"`
	Principals []whoName `json:"principals"`
}

type whoName struct {
	Name string `json:"principal"`
	ID   string `json:"principal_id"`
}

func newRoleWhoCmd(a *app) *cobra.Command {
	var path, method, host string
	c := &cobra.Command{
		Use: "who --path PATH --method M", Short: "Say which roles and principals may call a path", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if path == "" || method == "" {
				return usagef("role who needs --path and --method")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				v, err := a.who(cmd, ws, host, path, strings.ToUpper(method))
				if err != nil {
					return err
				}
				return a.out(v, func(w io.Writer) {
					fmt.Fprintf(w, "%s %s\n", v.Method, v.Route)
					if v.Public {
						fmt.Fprintln(w, "public: anybody")
						return
					}
					fmt.Fprintf(w, "roles       %s\nonly with a one-time password %s\n", commas(v.Roles), commas(v.RolesOTP))
					for _, p := range v.Principals {
						fmt.Fprintf(w, "  %s (%s)\n", p.Name, p.ID)
					}
				})
			})
		},
	}
	f := c.Flags()
	f.StringVar(&path, "path", "", "`PATH` of a request, base included")
	f.StringVar(&method, "method", "", "`METHOD` of a request")
	f.StringVar(&host, "host", "", "`HOST` of a request (else whichever has the path)")
	return c
}

func (a *app) who(cmd *cobra.Command, ws *workspace.Workspace, host, path, method string) (whoView, error) {
	s, err := ws.Snapshot(cmd.Context())
	if err != nil {
		return whoView{}, err
	}
	ref, ok := s.RouteOf([]byte(method), []byte(host), []byte(path))
	if !ok {
		return whoView{}, fault.New(fault.NotFound, "no route has the path %q", path)
	}
	rt := s.Route(ref)
	plain, otp := s.GrantedTo(ref, method)
	v := whoView{Route: rt.Template, Method: method, Public: rt.Public, Roles: roleNames(ws, plain), RolesOTP: roleNames(ws, otp), Principals: []whoName{}}
	for _, p := range ws.Directory.Principals() {
		if p.State == directory.Active && slices.ContainsFunc(p.Roles, func(id string) bool { return slices.Contains(plain, id) }) {
			v.Principals = append(v.Principals, whoName{p.Name, p.ID})
		}
	}
	slices.SortFunc(v.Principals, func(x, y whoName) int { return strings.Compare(x.Name, y.Name) })
	return v, nil
}

func newRoleRemoveCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Remove a role that nobody has", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Directory.Role(args[0])
				if err != nil {
					return err
				}
				v := viewRole(ws, r)
				if err := ws.Directory.RemoveRole(cmd.Context(), ws.Actor(), r.ID); err != nil {
					return err
				}
				return a.out(v, func(w io.Writer) { fmt.Fprintf(w, "removed role %s\n", r.Name) })
			})
		},
	}
}
