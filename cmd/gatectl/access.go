package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/access"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
	"gatehouse/core/workspace"
)

// whoView answers "who may call this?".
type whoView struct {
	Route      string       `json:"route"`
	Method     string       `json:"method"`
	Public     bool         `json:"public"`
	Roles      []string     `json:"roles"`
	RolesOTP   []string     `json:"roles_with_otp"`
	Principals []whoName    `json:"principals"`
	Callers    []callerView `json:"callers"`
}

type whoName struct {
	Name string `json:"principal"`
	ID   string `json:"principal_id"`
}

// callerView is somebody who may, and why. Blocked is "", "disabled", "expired" or "no_key".
type callerView struct {
	whoName
	OTP     bool      `json:"otp"`
	Blocked string    `json:"blocked"`
	Keys    int       `json:"keys"`
	Cut     bool      `json:"cut_by_scopes"`
	Via     []string  `json:"via"`
	Grant   grantView `json:"grant"`
}

func newRoleWhoCmd(a *app) *cobra.Command {
	var path, method, host string
	c := &cobra.Command{
		Use: "who --path PATH --method M", Short: "Say which roles and principals may call a path, and why", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if path == "" || method == "" {
				return usagef("role who needs --path and --method")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				at, err := ws.Access(cmd.Context())
				if err != nil {
					return err
				}
				who, err := at.Who(strings.ToUpper(method), host, path)
				if err != nil {
					return err
				}
				v := viewWho(ws, who)
				return a.out(v, v.print)
			})
		},
	}
	f := c.Flags()
	f.StringVar(&path, "path", "", "`PATH` of a request, base included")
	f.StringVar(&method, "method", "", "`METHOD` of a request")
	f.StringVar(&host, "host", "", "`HOST` of a request (else whichever has the path)")
	return c
}

// viewWho lists, as principals, those who may call it now with a key alone; callers are everybody.
func viewWho(ws *workspace.Workspace, who access.Answer) whoView {
	v := whoView{Route: who.Route.Template, Method: who.Method, Public: who.Public, Roles: roleNames(ws, who.Roles), RolesOTP: roleNames(ws, who.OTP), Principals: []whoName{}, Callers: []callerView{}}
	for _, c := range who.Callers {
		name := whoName{c.Principal.Name, c.Principal.ID}
		if !c.OTP && c.Block != access.Disabled && c.Block != access.Expired {
			v.Principals = append(v.Principals, name)
		}
		v.Callers = append(v.Callers, callerView{name, c.OTP, string(c.Block), c.Keys, c.Cut, wayNames(ws, c.Chain.Roles), viewGrant(ws, c.Chain.Grant)})
	}
	return v
}

// print writes the answer for people.
func (v whoView) print(w io.Writer) {
	fmt.Fprintf(w, "%s %s\n", v.Method, v.Route)
	if v.Public {
		fmt.Fprintln(w, "public: anybody")
		return
	}
	fmt.Fprintf(w, "roles       %s\nonly with a one-time password %s\n", commas(v.Roles), commas(v.RolesOTP))
	for _, c := range v.Callers {
		fmt.Fprintf(w, "  %s (%s) through %s, %s %s%s\n", c.Name, c.ID, strings.Join(c.Via, " > "), commas(c.Grant.Methods), c.Grant.Path, notes(c.OTP, c.Blocked, c.Cut))
	}
}

// notes says what stands against a reach.
func notes(otp bool, blocked string, cut bool) string {
	s := ""
	if otp {
		s += ", with a one-time password"
	}
	if blocked != "" {
		s += ", not now: " + map[string]string{"disabled": "it is disabled", "expired": "it has expired", "no_key": "it has no key that works"}[blocked]
	}
	if cut {
		s += ", not now: its keys are cut to other roles"
	}
	return s
}

// wayNames turns a chain of roles into names, in its order.
func wayNames(ws *workspace.Workspace, ids []string) []string {
	names := []string{}
	for _, id := range ids {
		names = append(names, roleNames(ws, []string{id})...)
	}
	return names
}

// rightsView is what a principal may call.
type rightsView struct {
	whoName
	Blocked string      `json:"blocked"`
	Keys    int         `json:"keys"`
	Routes  []reachView `json:"routes"`
}

type reachView struct {
	API    string    `json:"api"`
	Route  string    `json:"route"`
	Method string    `json:"method"`
	OTP    bool      `json:"otp"`
	Keys   int       `json:"keys"`
	Cut    bool      `json:"cut_by_scopes"`
	Via    []string  `json:"via"`
	Grant  grantView `json:"grant"`
}

func newPrincipalAccessCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "access NAME", Short: "Say what a principal may call, and why", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p, err := ws.Directory.Principal(args[0])
				if err != nil {
					return err
				}
				at, err := ws.Access(cmd.Context())
				if err != nil {
					return err
				}
				may, err := at.May(p.ID)
				if err != nil {
					return err
				}
				v := rightsView{whoName{p.Name, p.ID}, string(may.Block), may.Keys, []reachView{}}
				rows := [][]string{}
				for _, r := range may.Reaches {
					x := reachView{r.Route.APIName, r.Route.Template, r.Method, r.OTP, r.Keys, r.Cut, wayNames(ws, r.Chain.Roles), viewGrant(ws, r.Chain.Grant)}
					v.Routes = append(v.Routes, x)
					rows = append(rows, []string{x.Method, x.Route, strings.Join(x.Via, " > "), commas(x.Grant.Methods) + " " + x.Grant.Path, strings.TrimPrefix(notes(x.OTP, "", x.Cut), ", ")})
				}
				return a.out(v, func(w io.Writer) {
					fmt.Fprintf(w, "%s (%s)%s\n", v.Name, v.ID, notes(false, v.Blocked, false))
					columns(w, "METHOD|ROUTE|THROUGH|GRANT|NOTE", rows)
				})
			})
		},
	}
}

func viewGrant(ws *workspace.Workspace, g directory.Grant) grantView {
	called := g.API
	if api, err := ws.Catalog.API(g.API); err == nil {
		called = api.Name
	}
	return grantView{called, g.API, g.Path, list(g.Methods), g.OTP}
}

// effectView is what a change would do.
type effectView struct {
	DryRun     bool         `json:"dry_run"`
	Gainers    int          `json:"gainers"`
	Losers     int          `json:"losers"`
	KeyGainers int          `json:"key_gainers"` // keys that gain what their principals do not
	KeyLosers  int          `json:"key_losers"`
	Groups     []effectOnes `json:"groups"`
}

// effectOnes is principals and keys for whom the same would change. A key follows its principal unless
// it stands among the keys of another group, or among those that are excepted.
type effectOnes struct {
	Principals []whoName   `json:"principals"`
	Keys       []whoseKey  `json:"keys"`
	Except     []whoseKey  `json:"except"`
	Gains      []shiftView `json:"gains"`
	Losses     []shiftView `json:"losses"`
}

// whoseKey is a key that does not follow its principal.
type whoseKey struct {
	ID        string `json:"id"`
	Name      string `json:"name,omitempty"`
	Prefix    string `json:"prefix,omitempty"`
	Principal string `json:"principal"`
}

// shiftView is a route where it changes. From and To are "no", "otp" or "yes".
type shiftView struct {
	API     string   `json:"api"`
	Route   string   `json:"route"`
	Methods []string `json:"methods"`
	From    string   `json:"from"`
	To      string   `json:"to"`
}

var levelWords = [...]string{access.Nothing: "no", access.WithOTP: "otp", access.Plainly: "yes"}

// foretellGrant prints what a grant or its end would do.
func (a *app) foretellGrant(ws *workspace.Workspace, role string, g directory.Grant, grant, exact bool) error {
	r, err := ws.Directory.Role(role)
	if err != nil {
		return err
	}
	gs := []directory.Grant{g}
	if !grant && !exact {
		gs = directory.Both(g)
	}
	var edits []directory.GrantEdit
	for _, g := range gs {
		edits = append(edits, directory.GrantEdit{Role: r.ID, Grant: g, Revoke: !grant})
	}
	roles, err := directory.Regranted(ws.Directory.Roles(), edits)
	if err != nil {
		return err
	}
	return a.foretell(ws, roles)
}

// foretell prints what other roles would do, and changes nothing.
func (a *app) foretell(ws *workspace.Workspace, roles []directory.Role) error {
	e, err := ws.Effect(func(in *policy.Input) error { in.Roles = roles; return nil })
	if err != nil {
		return err
	}
	v := effectView{DryRun: true, Gainers: e.Gainers, Losers: e.Losers, KeyGainers: e.KeyGainers, KeyLosers: e.KeyLosers, Groups: []effectOnes{}}
	for _, g := range e.Groups {
		x := effectOnes{[]whoName{}, viewKeysOf(g.Keys), viewKeysOf(g.Except), viewShifts(g.Gains), viewShifts(g.Losses)}
		for _, p := range g.Principals {
			x.Principals = append(x.Principals, whoName{p.Name, p.ID})
		}
		v.Groups = append(v.Groups, x)
	}
	return a.out(v, v.print)
}

func viewKeysOf(list []access.KeyOf) []whoseKey {
	out := []whoseKey{}
	for _, k := range list {
		out = append(out, whoseKey{k.Key.ID, k.Key.Name, k.Key.Prefix(), k.Principal.Name})
	}
	return out
}

// line names a key: "key deploy of ann".
func (k whoseKey) line() string {
	return "key " + cmp.Or(k.Name, k.Prefix, k.ID) + " of " + k.Principal
}

// few writes some of many names.
func few(names []string) string {
	const shown = 10
	if n := len(names) - shown; n > 0 {
		return strings.Join(names[:shown], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(names, ", ")
}

func viewShifts(list []access.Shift) []shiftView {
	out := []shiftView{}
	for _, s := range list {
		out = append(out, shiftView{s.APIName, s.Path, s.Methods, levelWords[s.From], levelWords[s.To]})
	}
	return out
}

// print writes an effect for people.
func (v effectView) print(w io.Writer) {
	if len(v.Groups) == 0 {
		fmt.Fprintln(w, "nobody would gain or lose anything")
		return
	}
	keys := ""
	if v.KeyGainers+v.KeyLosers > 0 {
		keys = fmt.Sprintf("; keys apart from their principals: %d would gain, %d would lose", v.KeyGainers, v.KeyLosers)
	}
	fmt.Fprintf(w, "would gain: %d, would lose: %d%s; nothing was changed\n", v.Gainers, v.Losers, keys)
	for _, g := range v.Groups {
		var names, but []string
		for _, p := range g.Principals {
			names = append(names, p.Name)
		}
		for _, k := range g.Keys {
			names = append(names, k.line())
		}
		for _, k := range g.Except {
			but = append(but, k.line())
		}
		fmt.Fprintln(w, few(names))
		if len(but) > 0 {
			fmt.Fprintf(w, "  not so: %s\n", few(but))
		}
		for _, s := range g.Gains {
			fmt.Fprintf(w, "  + %s %s%s\n", commas(s.Methods), s.Route, map[string]string{"otp": ", with a one-time password"}[s.To])
		}
		for _, s := range g.Losses {
			fmt.Fprintf(w, "  - %s %s%s\n", commas(s.Methods), s.Route, map[string]string{"otp": ", from now on only with a one-time password"}[s.To])
		}
	}
}
