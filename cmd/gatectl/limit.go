package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/core/ratelimit"
	"gatehouse/core/workspace"
)

// newLimitCmd is the noun "limit".
func newLimitCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "limit", Short: "Limit how often is called"}
	c.AddCommand(newLimitAddCmd(a), newLimitListCmd(a), newLimitRemoveCmd(a))
	return c
}

// limitView is a rate limit as scripts see it.
type limitView struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Rate    int    `json:"rate"`
	Per     string `json:"per"`
	Burst   int    `json:"burst"`
	By      string `json:"by"`
	API     string `json:"api"` // empty: all
	APIID   string `json:"api_id"`
	Match   string `json:"match"` // empty: every route
	Created string `json:"created"`
}

func viewLimit(ws *workspace.Workspace, p ratelimit.Policy) limitView {
	v := limitView{p.ID, p.Name, p.Rate, writeAge(time.Duration(p.Per) * time.Millisecond), p.Capacity(), string(p.By), "", p.API, p.Match, when(p.Created)}
	if api, err := ws.Catalog.API(p.API); err == nil {
		v.API = api.Name
	}
	return v
}

func newLimitAddCmd(a *app) *cobra.Command {
	var p ratelimit.Policy
	var per, by, api string
	c := &cobra.Command{
		Use: "add NAME --rate 100 --per 1m --by key", Short: "Add a rate limit", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if p.Rate == 0 || per == "" || by == "" {
				return usagef("limit add needs --rate, --per and --by")
			}
			d, err := parseAge("per", per)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p.Name, p.Per, p.By = args[0], d.Milliseconds(), ratelimit.By(by)
				if api != "" {
					of, err := ws.Catalog.API(api)
					if err != nil {
						return err
					}
					p.API = of.ID
				}
				added, err := ws.Limits.Add(cmd.Context(), ws.Actor(), p)
				if err != nil {
					return err
				}
				return a.out(viewLimit(ws, added), func(w io.Writer) { fmt.Fprintf(w, "added limit %s: %s (%s)\n", added.Name, added, added.ID) })
			})
		},
	}
	f := c.Flags()
	f.IntVar(&p.Rate, "rate", 0, "`REQUESTS` …")
	f.StringVar(&per, "per", "", "… in this `TIME`, as 1m")
	f.IntVar(&p.Burst, "burst", 0, "how many `REQUESTS` may come at once (else as many as the rate)")
	f.StringVar(&by, "by", "", "what is `COUNTED`: key, principal, address or route")
	f.StringVar(&api, "api", "", "only requests to this `API`")
	f.StringVar(&p.Match, "match", "", "only requests to this `ROUTE`'s path, or P/**")
	return c
}

func newLimitListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the rate limits", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				all := slices.Clone(ws.Limits.Limits())
				slices.SortFunc(all, func(x, y ratelimit.Policy) int { return strings.Compare(x.Name, y.Name) })
				views, rows := []limitView{}, [][]string{}
				for _, p := range all {
					v := viewLimit(ws, p)
					views = append(views, v)
					rows = append(rows, []string{v.Name, fmt.Sprintf("%d in %s", v.Rate, v.Per), fmt.Sprint(v.Burst), v.By, orDash(v.API), orDash(v.Match), v.ID})
				}
				return a.out(views, func(w io.Writer) { columns(w, "NAME|RATE|BURST|BY|API|MATCH|ID", rows) })
			})
		},
	}
}

func newLimitRemoveCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Remove a rate limit", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				p, err := ws.Limits.Limit(args[0])
				if err != nil {
					return err
				}
				v := viewLimit(ws, p)
				if err := ws.Limits.Remove(cmd.Context(), ws.Actor(), p.ID); err != nil {
					return err
				}
				return a.out(v, func(w io.Writer) { fmt.Fprintf(w, "removed limit %s\n", p.Name) })
			})
		},
	}
}
