package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"gatehouse/core/catalog"
	"gatehouse/core/workspace"
)

// newAPIEditCmd is the verb "api edit". What no flag names stays as it is.
func newAPIEditCmd(a *app) *cobra.Command {
	var to catalog.API
	var anyHost bool
	c := &cobra.Command{
		Use: "edit NAME", Short: "Change an API: what is not given stays as it is", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			given := cmd.Flags().Changed
			if !given("name") && !given("host") && !anyHost && !given("base") && !given("tls-min") && !given("key-header") && !given("max-body") {
				return usagef("api edit needs what to change: --name, --host, --any-host, --base, --tls-min, --key-header or --max-body")
			}
			if given("host") && anyHost {
				return usagef("--host and --any-host exclude each other")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				x, err := ws.Catalog.API(args[0])
				if err != nil {
					return err
				}
				if given("name") {
					x.Name = to.Name
				}
				if given("host") || anyHost {
					x.Hosts = to.Hosts
				}
				if given("base") {
					x.Base = to.Base
				}
				if given("tls-min") {
					x.TLSMin = to.TLSMin
				}
				if given("key-header") {
					x.KeyHeader = to.KeyHeader
				}
				if given("max-body") {
					x.MaxBody = to.MaxBody
				}
				edited, err := ws.Catalog.EditAPI(cmd.Context(), ws.Actor(), x)
				if err != nil {
					return err
				}
				return a.out(viewAPI(edited), func(w io.Writer) { fmt.Fprintf(w, "changed API %s (%s)\n", edited.Name, edited.ID) })
			})
		},
	}
	f := c.Flags()
	f.StringVar(&to.Name, "name", "", "another `NAME`")
	f.StringArrayVar(&to.Hosts, "host", nil, "`HOST` that it is reached at; may be repeated, and replaces those before")
	f.BoolVar(&anyHost, "any-host", false, "it is reached at any host")
	f.StringVar(&to.Base, "base", "", "base `PATH` of its routes, as /v1")
	f.StringVar(&to.TLSMin, "tls-min", "none", "lowest TLS `VERSION`: none, 1.2 or 1.3")
	f.StringVar(&to.KeyHeader, "key-header", catalog.DefaultKeyHeader, "`HEADER` that carries API keys")
	f.Int64Var(&to.MaxBody, "max-body", 0, "largest request body in `BYTES` (0: no limit)")
	return c
}
