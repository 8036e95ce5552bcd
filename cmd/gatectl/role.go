package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/directory"
	"gatehouse/core/workspace"
)

// newRoleCmd is the noun "role".
func newRoleCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "role", Short: "Say what principals may call"}
	c.AddCommand(newRoleAddCmd(a), newRoleEditCmd(a), newRoleGrantCmd(a, true), newRoleGrantCmd(a, false), newRoleListCmd(a), newRoleShowCmd(a), newRoleWhoCmd(a), newRoleRemoveCmd(a),
		newRoleSeparateCmd(a), newRoleJoinCmd(a), newRoleSeparationsCmd(a), newRoleImportCmd(a), newRoleExportCmd(a))
	return c
}

// roleView is a role as scripts see it.
type roleView struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Grants     []grantView `json:"grants"`
	Inherits   []string    `json:"inherits"`
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
	v := roleView{r.ID, r.Name, []grantView{}, roleNames(ws, r.Inherits), []string{}, when(r.Created)}
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
	if len(v.Inherits) > 0 {
		fmt.Fprintf(w, "inherits %s\n", commas(v.Inherits))
	}
	rows := [][]string{}
	for _, g := range v.Grants {
		rows = append(rows, []string{g.API, commas(g.Methods), g.Path, yesNo(g.OTP)})
	}
	columns(w, "API|METHODS|PATH|ONE-TIME PASSWORD", rows)
}

func newRoleAddCmd(a *app) *cobra.Command {
	var inherits []string
	c := &cobra.Command{
		Use: "add NAME", Short: "Add a role, without grants yet", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Directory.AddRole(cmd.Context(), ws.Actor(), directory.Role{Name: args[0], Inherits: inherits})
				if err != nil {
					return err
				}
				return a.out(viewRole(ws, r), func(w io.Writer) { fmt.Fprintf(w, "added role %s (%s)\n", r.Name, r.ID) })
			})
		},
	}
	c.Flags().StringSliceVar(&inherits, "inherits", nil, "`ROLE` whose grants it has as well; may be repeated")
	return c
}

func newRoleEditCmd(a *app) *cobra.Command {
	var called string
	var inherits []string
	var dry bool
	c := &cobra.Command{
		Use: "edit NAME", Short: "Give a role another name, or other roles to inherit", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := ws.Directory.Role(args[0])
				if err != nil {
					return err
				}
				if cmd.Flags().Changed("name") {
					r.Name = called
				}
				if cmd.Flags().Changed("inherits") {
					inherits = slices.DeleteFunc(inherits, func(s string) bool { return s == "-" })
					if r.Inherits, err = ws.Directory.RoleIDs(inherits); err != nil {
						return err
					}
				}
				if dry {
					return a.foretell(ws, directory.Replaced(ws.Directory.Roles(), r))
				}
				if r, err = ws.Directory.EditRole(cmd.Context(), ws.Actor(), r); err != nil {
					return err
				}
				v := viewRole(ws, r)
				return a.out(v, v.print)
			})
		},
	}
	f := c.Flags()
	f.StringVar(&called, "name", "", "another `NAME`")
	f.StringSliceVar(&inherits, "inherits", nil, "exactly these `ROLES`; may be repeated; - for none")
	f.BoolVar(&dry, "dry-run", false, "print who would gain and lose what, and change nothing")
	return c
}

// grantFlags are the flags of grant and revoke.
type grantFlags struct {
	api, path string
	methods   []string
	otp, dry  bool
}

// grant returns the grant that the flags describe.
func (g *grantFlags) grant(ws *workspace.Workspace) (directory.Grant, error) {
	of, err := ws.Catalog.API(g.api)
	return directory.Grant{API: of.ID, Path: g.path, Methods: upper(g.methods), OTP: g.otp}, err
}

// newRoleGrantCmd makes the verbs grant and revoke.
func newRoleGrantCmd(a *app, grant bool) *cobra.Command {
	var g grantFlags
	use, short := "revoke NAME --api API --path PATH [--methods M]", "Take methods of a path away from a role"
	if grant {
		use, short = "grant NAME --api API --path PATH --methods M", "Allow a role methods on the routes of a path"
	}
	c := &cobra.Command{
		Use: use, Short: short, Args: cobra.ExactArgs(1),
		Long: short + ".\nPATH is a route's template, relative to the API's base, or P/** for P and all routes below it.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if g.api == "" || g.path == "" || grant && len(g.methods) == 0 {
				return usagef("role %s needs --api, --path%s", cmd.Name(), map[bool]string{true: " and --methods"}[grant])
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				what, err := g.grant(ws)
				if err != nil {
					return err
				}
				do := ws.Directory.RevokeBoth
				switch {
				case grant:
					do = ws.Directory.Grant
				case cmd.Flags().Changed("otp"):
					do = ws.Directory.Revoke
				}
				if g.dry {
					return a.foretellGrant(ws, args[0], what, grant, cmd.Flags().Changed("otp"))
				}
				r, err := do(cmd.Context(), ws.Actor(), args[0], what)
				if err != nil {
					return err
				}
				v := viewRole(ws, r)
				return a.out(v, v.print)
			})
		},
	}
	f := c.Flags()
	f.StringVar(&g.api, "api", "", "`API` by name or id")
	f.StringVar(&g.path, "path", "", "`PATH` of a route, or P/**")
	f.StringSliceVar(&g.methods, "methods", nil, "`METHODS`, separated by commas; GET covers HEAD")
	f.BoolVar(&g.dry, "dry-run", false, "print who would gain and lose what, and change nothing")
	if grant {
		f.BoolVar(&g.otp, "otp", false, "only with a one-time password")
	} else {
		f.BoolVar(&g.otp, "otp", false, "only the grant that demands a one-time password; --otp=false: only the one that does not (else both)")
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
