package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/fleet"
	"gatehouse/core/workspace"
)

// newGatewayCmd is the noun "gateway".
func newGatewayCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "gateway", Short: "Keep the gateways that enforce the policy"}
	c.AddCommand(newGatewayAddCmd(a), newGatewayEditCmd(a), newGatewayListCmd(a), newGatewayShowCmd(a), newGatewayFloorCmd(a), newGatewayRemoveCmd(a))
	return c
}

// gatewayView is a gateway as scripts see it.
type gatewayView struct {
	ID         string        `json:"id"`
	Name       string        `json:"name"`
	Target     string        `json:"target"`
	Audience   string        `json:"audience"`
	Production bool          `json:"production"`
	Proxies    []string      `json:"trusted_proxies"`
	Notes      string        `json:"notes"`
	Floor      uint64        `json:"floor"` // 0: any serial
	Created    string        `json:"created"`
	Standing   string        `json:"standing"`
	LastExport *lastExport   `json:"last_export"` // null: never
	Seen       seenInLogs    `json:"seen"`
	Exports    []exportBrief `json:"exports,omitempty"`
}

// lastExport is the newest bundle for a gateway's audience.
type lastExport struct {
	Serial   uint64 `json:"serial"`
	Revision string `json:"revision"`
	Issued   string `json:"issued"`
	Expires  string `json:"expires"`
}

// seenInLogs is what the imported logs of a gateway show.
type seenInLogs struct {
	Imports  int    `json:"imports"`
	Carried  bool   `json:"carried"` // the logs' format has a place for the revision
	Revision string `json:"revision"`
	At       string `json:"at"`
}

// exportBrief is one export for the gateway's audience.
type exportBrief struct {
	Serial   uint64 `json:"serial"`
	Revision string `json:"revision"`
	Issued   string `json:"issued"`
	Expires  string `json:"expires"`
}

func viewGateway(s workspace.GatewayStatus) gatewayView {
	v := gatewayView{
		ID: s.ID, Name: s.Name, Target: string(s.Target), Audience: s.Audience, Production: s.Production, Proxies: list(s.Proxies),
		Notes: s.Notes, Floor: s.Floor, Created: when(s.Created), Standing: string(s.Standing),
		Seen: seenInLogs{s.Seen.Imports, s.Seen.Carried, s.Seen.Revision, when(s.Seen.At)},
	}
	if s.Last.Serial > 0 {
		v.LastExport = &lastExport{s.Last.Serial, s.Last.Revision, when(s.Last.Issued), when(s.Last.Expires)}
	}
	return v
}

// standingWords say how a gateway stands.
var standingWords = map[fleet.Standing]string{
	fleet.NeverExported: "nothing was exported for it",
	fleet.NoLogs:        "no log of it was imported",
	fleet.NotCarried:    "its logs do not say which revision decided",
	fleet.Unconfirmed:   "its logs end before the newest export could be there",
	fleet.Current:       "its logs show the newest export",
	fleet.Behind:        "its logs show an older bundle after the newest export",
	fleet.BelowFloor:    "its logs show a bundle below its floor after the newest export",
	fleet.Foreign:       "its logs show a bundle that was not exported for it",
}

// gatewayStatus returns one gateway with how it stands.
func gatewayStatus(ws *workspace.Workspace, nameOrID string) (workspace.GatewayStatus, error) {
	g, err := ws.Gateways.Gateway(nameOrID)
	if err != nil {
		return workspace.GatewayStatus{}, err
	}
	for _, s := range ws.Fleet() {
		if s.ID == g.ID {
			return s, nil
		}
	}
	return workspace.GatewayStatus{Gateway: g}, nil
}

// gatewayFlags are the flags that add and edit share.
func gatewayFlags(c *cobra.Command, g *fleet.Gateway, target *string) {
	f := c.Flags()
	f.StringVar(target, "target", "", "`KIND` of program: opa, nginx, haproxy, caddy, kong, envoy, traefik, apache or other")
	f.StringVar(&g.Audience, "audience", "", "`NAME` of the bundles that it takes")
	f.BoolVar(&g.Production, "production", false, "real callers meet it")
	f.StringSliceVar(&g.Proxies, "trusted-proxy", nil, "`CIDR` of proxies whose X-Forwarded-For counts; may be repeated")
	f.StringVar(&g.Notes, "notes", "", "`TEXT` to remember")
}

func newGatewayAddCmd(a *app) *cobra.Command {
	var g fleet.Gateway
	var target string
	c := &cobra.Command{
		Use: "add NAME --target opa --audience edge", Short: "Add a gateway", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if target == "" || g.Audience == "" {
				return usagef("gateway add needs --target and --audience")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				g.Name, g.Target = args[0], fleet.Target(target)
				added, err := ws.Gateways.Add(cmd.Context(), ws.Actor(), g)
				if err != nil {
					return err
				}
				return a.gateway(ws, "added", added)
			})
		},
	}
	gatewayFlags(c, &g, &target)
	return c
}

func newGatewayEditCmd(a *app) *cobra.Command {
	var g fleet.Gateway
	var target, name string
	var anyProxy bool
	c := &cobra.Command{
		Use: "edit NAME", Short: "Change what is given, and leave the rest", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			given := cmd.Flags().Changed
			if anyProxy && given("trusted-proxy") {
				return usagef("give either --trusted-proxy or --no-trusted-proxy")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				to, err := ws.Gateways.Gateway(args[0])
				if err != nil {
					return err
				}
				for flag, set := range map[string]func(){
					"name": func() { to.Name = name }, "target": func() { to.Target = fleet.Target(target) }, "audience": func() { to.Audience = g.Audience },
					"production": func() { to.Production = g.Production }, "trusted-proxy": func() { to.Proxies = g.Proxies },
					"no-trusted-proxy": func() { to.Proxies = nil }, "notes": func() { to.Notes = g.Notes },
				} {
					if given(flag) {
						set()
					}
				}
				edited, err := ws.Gateways.Edit(cmd.Context(), ws.Actor(), to)
				if err != nil {
					return err
				}
				return a.gateway(ws, "changed", edited)
			})
		},
	}
	gatewayFlags(c, &g, &target)
	c.Flags().StringVar(&name, "name", "", "another `NAME`")
	c.Flags().BoolVar(&anyProxy, "no-trusted-proxy", false, "believe no proxy any more")
	return c
}

// gateway prints what was done to a gateway.
func (a *app) gateway(ws *workspace.Workspace, done string, g fleet.Gateway) error {
	s, err := gatewayStatus(ws, g.ID)
	if err != nil {
		return err
	}
	return a.out(viewGateway(s), func(w io.Writer) {
		fmt.Fprintf(w, "%s gateway %s: %s, takes bundles for %s (%s)\n", done, g.Name, g.Target, g.Audience, g.ID)
	})
}

func newGatewayListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the gateways, and how far each is", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				views, rows := []gatewayView{}, [][]string{}
				for _, s := range ws.Fleet() {
					v := viewGateway(s)
					views = append(views, v)
					rows = append(rows, []string{
						v.Name, v.Target, v.Audience, yesNo(v.Production), serialOf(v.LastExport), orDash(v.Seen.Revision), serialWord(v.Floor), standingWords[s.Standing],
					})
				}
				return a.out(views, func(w io.Writer) { columns(w, "NAME|TARGET|AUDIENCE|PRODUCTION|EXPORTED|SEEN|FLOOR|STANDING", rows) })
			})
		},
	}
}

// serialOf writes the serial of an export, a dash for none.
func serialOf(e *lastExport) string {
	if e == nil {
		return "-"
	}
	return strconv.FormatUint(e.Serial, 10)
}

// serialWord writes a serial, a dash for none.
func serialWord(n uint64) string {
	if n == 0 {
		return "-"
	}
	return strconv.FormatUint(n, 10)
}

func newGatewayShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Show a gateway, what was exported for it and what its logs show", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				s, err := gatewayStatus(ws, args[0])
				if err != nil {
					return err
				}
				v := viewGateway(s)
				v.Exports = []exportBrief{}
				for _, e := range ws.Bundles.List() {
					if e.Audience == s.Audience {
						v.Exports = append(v.Exports, exportBrief{e.Serial, e.Revision, when(e.Issued), when(e.Expires)})
					}
				}
				return a.out(v, func(w io.Writer) { writeGateway(w, &v, s.Standing) })
			})
		},
	}
}

// writeGateway prints a gateway for a person.
func writeGateway(w io.Writer, v *gatewayView, standing fleet.Standing) {
	fmt.Fprintf(w, "%s (%s)\ntarget           %s\naudience         %s\nproduction       %s\ntrusted proxies  %s\nnotes            %s\n",
		v.Name, v.ID, v.Target, v.Audience, yesNo(v.Production), orDash(strings.Join(v.Proxies, " ")), orDash(v.Notes))
	fmt.Fprintf(w, "floor            %s\nstanding         %s\n", serialWord(v.Floor), standingWords[standing])
	if v.LastExport != nil {
		fmt.Fprintf(w, "last export      %s, %s\n", v.LastExport.Revision, v.LastExport.Issued)
	}
	switch {
	case v.Seen.Revision != "":
		fmt.Fprintf(w, "seen in logs     %s, %s\n", v.Seen.Revision, v.Seen.At)
	case v.Seen.Imports > 0 && !v.Seen.Carried:
		fmt.Fprintln(w, "seen in logs     the format does not carry it: log gh_revision")
	}
	if len(v.Exports) > 0 {
		rows := [][]string{}
		for _, e := range v.Exports {
			rows = append(rows, []string{strconv.FormatUint(e.Serial, 10), e.Revision, e.Issued, e.Expires})
		}
		fmt.Fprintln(w)
		columns(w, "SERIAL|REVISION|ISSUED|EXPIRES", rows)
	}
}

func newGatewayFloorCmd(a *app) *cobra.Command {
	var serial uint64
	c := &cobra.Command{
		Use: "floor NAME [--serial N]", Short: "Raise the lowest serial that a gateway may accept",
		Long: "Raise the lowest serial that the gateways of NAME's audience may accept; without --serial to the newest\n" +
			"export. A floor never falls. A gateway learns of it with the next configuration that it is given.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				s, err := gatewayStatus(ws, args[0])
				if err != nil {
					return err
				}
				to := serial
				if to == 0 {
					to = s.Last.Serial
				}
				raised, err := ws.Gateways.RaiseFloor(cmd.Context(), ws.Actor(), s.Audience, to)
				if err != nil {
					return err
				}
				names := []string{}
				for _, g := range raised {
					names = append(names, g.Name)
				}
				floor := ws.Gateways.Floor(s.Audience)
				return a.out(map[string]any{"audience": s.Audience, "floor": floor, "raised": names}, func(w io.Writer) {
					fmt.Fprintf(w, "the floor of audience %s is %s", s.Audience, serialWord(floor))
					if len(names) > 0 {
						fmt.Fprintf(w, ", raised for %s", strings.Join(names, ", "))
					}
					fmt.Fprintln(w)
				})
			})
		},
	}
	c.Flags().Uint64Var(&serial, "serial", 0, "the lowest `SERIAL` to accept (else that of the newest export)")
	return c
}

func newGatewayRemoveCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Remove a gateway; exports and imports stay", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				s, err := gatewayStatus(ws, args[0])
				if err != nil {
					return err
				}
				if err := ws.Gateways.Remove(cmd.Context(), ws.Actor(), s.ID); err != nil {
					return err
				}
				return a.out(viewGateway(s), func(w io.Writer) { fmt.Fprintf(w, "removed gateway %s\n", s.Name) })
			})
		},
	}
}
