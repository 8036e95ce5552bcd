package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/core/directory"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
)

// newPrincipalCmd is the noun "principal".
func newPrincipalCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "principal", Short: "Keep the users and service accounts that call APIs"}
	c.AddCommand(newPrincipalAddCmd(a), newPrincipalEditCmd(a), newPrincipalListCmd(a), newPrincipalShowCmd(a), newPrincipalRoleCmd(a),
		newPrincipalStateCmd(a, "disable", "Stop everything a principal may do", (*directory.Service).Disable),
		newPrincipalStateCmd(a, "enable", "Let a disabled principal call again", (*directory.Service).Enable),
		newPrincipalRemoveCmd(a), newPrincipalImportCmd(a), newPrincipalExportCmd(a), newPrincipalAccessCmd(a))
	return c
}

// principalView is a principal as scripts see it.
type principalView struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Kind    string    `json:"kind"`
	Email   string    `json:"email"`
	Owner   string    `json:"owner"`
	Notes   string    `json:"notes"`
	Roles   []string  `json:"roles"`
	State   string    `json:"state"`
	Expires string    `json:"expires,omitempty"`
	Created string    `json:"created"`
	Keys    []keyView `json:"keys,omitempty"`
}

func viewPrincipal(ws *workspace.Workspace, p directory.Principal) principalView {
	return principalView{p.ID, p.Name, string(p.Kind), p.Email, p.Owner, p.Notes, roleNames(ws, p.Roles), string(p.State), when(p.Expires), when(p.Created), nil}
}

// roleNames turns ids of roles into names, sorted.
func roleNames(ws *workspace.Workspace, ids []string) []string {
	names := []string{}
	for _, id := range ids {
		if r, err := ws.Directory.Role(id); err == nil {
			names = append(names, r.Name)
		}
	}
	slices.Sort(names)
	return names
}

func newPrincipalAddCmd(a *app) *cobra.Command {
	var p directory.Principal
	var kind, expires string
	c := &cobra.Command{
		Use: "add NAME --kind user|service", Short: "Add a user or a service account", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p.Name, p.Kind = args[0], directory.Kind(kind)
				var err error
				if p.Expires, err = moment("expires", expires, ws.Vault.Now()); err != nil {
					return err
				}
				added, err := ws.Directory.AddPrincipal(cmd.Context(), ws.Actor(), p)
				if err != nil {
					return err
				}
				return a.out(viewPrincipal(ws, added), func(w io.Writer) { fmt.Fprintf(w, "added %s %s (%s)\n", added.Kind, added.Name, added.ID) })
			})
		},
	}
	f := c.Flags()
	f.StringVar(&kind, "kind", "user", "`KIND`: user or service")
	f.StringVar(&p.Email, "email", "", "`ADDRESS` to reach it")
	f.StringVar(&p.Owner, "owner", "", "`WHO` answers for it")
	f.StringVar(&p.Notes, "notes", "", "`TEXT` to remember")
	f.StringVar(&expires, "expires", "", "end, as `90d` from now or a time in RFC 3339 (else never)")
	f.StringSliceVar(&p.Roles, "role", nil, "`ROLE` by name or id; may be repeated")
	return c
}

func newPrincipalEditCmd(a *app) *cobra.Command {
	var to directory.Principal
	var kind, expires string
	c := &cobra.Command{
		Use: "edit NAME", Short: "Change what is known of a principal", Args: cobra.ExactArgs(1),
		Long: "Change what is known of a principal. What no flag names stays as it is; a value of - takes it away.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p, err := ws.Directory.Principal(args[0])
				if err != nil {
					return err
				}
				for flag, set := range map[string]func(){
					"name": func() { p.Name = to.Name }, "kind": func() { p.Kind = directory.Kind(kind) }, "email": func() { p.Email = dash(to.Email) },
					"owner": func() { p.Owner = dash(to.Owner) }, "notes": func() { p.Notes = dash(to.Notes) },
					"role": func() { p.Roles = slices.DeleteFunc(to.Roles, func(s string) bool { return s == "-" }) },
				} {
					if cmd.Flags().Changed(flag) {
						set()
					}
				}
				if cmd.Flags().Changed("expires") {
					if p.Expires, err = momentOrNever("expires", expires, ws.Vault.Now()); err != nil {
						return err
					}
				}
				if p, err = ws.Directory.EditPrincipal(cmd.Context(), ws.Actor(), p); err != nil {
					return err
				}
				return a.out(viewPrincipal(ws, p), func(w io.Writer) { fmt.Fprintf(w, "changed %s (%s)\n", p.Name, p.ID) })
			})
		},
	}
	f := c.Flags()
	f.StringVar(&to.Name, "name", "", "another `NAME`")
	f.StringVar(&kind, "kind", "", "`KIND`: user or service")
	f.StringVar(&to.Email, "email", "", "`ADDRESS` to reach it")
	f.StringVar(&to.Owner, "owner", "", "`WHO` answers for it")
	f.StringVar(&to.Notes, "notes", "", "`TEXT` to remember")
	f.StringVar(&expires, "expires", "", "end, as `90d` from now, a time in RFC 3339, or never")
	f.StringSliceVar(&to.Roles, "role", nil, "exactly these `ROLES`; may be repeated")
	return c
}

// dash is a flag's value, where a dash stands for nothing.
func dash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

// momentOrNever is moment, where "never" takes an end away.
func momentOrNever(flag, s string, now time.Time) (vault.Millis, error) {
	if s == "never" {
		return 0, nil
	}
	return moment(flag, s, now)
}

func newPrincipalListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the principals", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				all := slices.Clone(ws.Directory.Principals())
				slices.SortFunc(all, func(x, y directory.Principal) int { return strings.Compare(x.Name, y.Name) })
				views, rows := []principalView{}, [][]string{}
				for _, p := range all {
					v := viewPrincipal(ws, p)
					views = append(views, v)
					rows = append(rows, []string{v.Name, v.Kind, v.State, commas(v.Roles), fmt.Sprint(len(ws.Keys.KeysOf(p.ID))), v.ID})
				}
				return a.out(views, func(w io.Writer) { columns(w, "NAME|KIND|STATE|ROLES|KEYS|ID", rows) })
			})
		},
	}
}

func newPrincipalShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Show one principal and its API keys", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p, err := ws.Directory.Principal(args[0])
				if err != nil {
					return err
				}
				v := viewPrincipal(ws, p)
				v.Keys = []keyView{}
				for _, k := range ws.Keys.KeysOf(p.ID) {
					v.Keys = append(v.Keys, viewKey(ws, k))
				}
				return a.out(v, func(w io.Writer) {
					fmt.Fprintf(w, "%s (%s)\nkind   %s\nstate  %s\nroles  %s\nemail  %s\nowner  %s\nends   %s\n", v.Name, v.ID, v.Kind, v.State, commas(v.Roles), orDash(printable(v.Email)), orDash(printable(v.Owner)), orDash(v.Expires))
					keyColumns(w, v.Keys)
				})
			})
		},
	}
}

func newPrincipalRoleCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "role NAME [ROLE…]", Short: "Give a principal exactly these roles", Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p, err := ws.Directory.Principal(args[0])
				if err != nil {
					return err
				}
				p.Roles = args[1:]
				if p, err = ws.Directory.EditPrincipal(cmd.Context(), ws.Actor(), p); err != nil {
					return err
				}
				v := viewPrincipal(ws, p)
				return a.out(v, func(w io.Writer) { fmt.Fprintf(w, "%s now has %s\n", v.Name, commas(v.Roles)) })
			})
		},
	}
}

// newPrincipalStateCmd makes the verbs disable and enable.
func newPrincipalStateCmd(a *app, verb, short string, do func(*directory.Service, context.Context, vault.Actor, string, string) error) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use: verb + " NAME", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				if err := do(ws.Directory, cmd.Context(), ws.Actor(), args[0], reason); err != nil {
					return err
				}
				p, err := ws.Directory.Principal(args[0])
				if err != nil {
					return err
				}
				return a.out(viewPrincipal(ws, p), func(w io.Writer) { fmt.Fprintf(w, "%s is %s\n", p.Name, p.State) })
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "`TEXT` for the journal")
	return c
}

func newPrincipalRemoveCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Remove a principal without API keys", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p, err := ws.Directory.Principal(args[0])
				if err != nil {
					return err
				}
				if err := ws.Directory.RemovePrincipal(cmd.Context(), ws.Actor(), p.ID); err != nil {
					return err
				}
				return a.out(viewPrincipal(ws, p), func(w io.Writer) { fmt.Fprintf(w, "removed %s\n", p.Name) })
			})
		},
	}
}
