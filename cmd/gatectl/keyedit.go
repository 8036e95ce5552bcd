package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/apikey"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
)

// clearable are what key edit can take away.
var clearable = []string{"name", "notes", "scope", "network", "not-before"}

func newKeyEditCmd(a *app) *cobra.Command {
	var (
		k     keyFlags
		clear []string
	)
	c := &cobra.Command{
		Use: "edit ID", Short: "Change what describes and binds a key; the key itself stays", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, f := range clear {
				if !slices.Contains(clearable, f) {
					return usagef("--clear is %q; it takes %s", f, strings.Join(clearable, ", "))
				}
			}
			given := func(flag string) bool { return cmd.Flags().Changed(flag) }
			if len(clear) == 0 && !slices.ContainsFunc([]string{"name", "notes", "scope", "network", "not-before", "expires"}, given) {
				return usagef("key edit needs what to change; see key edit --help")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				old, err := ws.Keys.Key(args[0])
				if err != nil {
					return err
				}
				if err := k.resolveRest(ws); err != nil {
					return err
				}
				edited, err := ws.Keys.Edit(cmd.Context(), ws.Actor(), k.over(old, given, clear))
				if err != nil {
					return err
				}
				return a.out(viewKey(ws, edited), func(w io.Writer) { fmt.Fprintf(w, "changed API key %s\n", edited.ID) })
			})
		},
	}
	f := c.Flags()
	f.StringVar(&k.Name, "name", "", "`NAME` to remember it by")
	f.StringVar(&k.Notes, "notes", "", "`TEXT` for administrators; it never leaves the vault")
	f.StringSliceVar(&k.Scopes, "scope", nil, "`ROLE` that the principal's roles are cut to, in place of those it has; may be repeated")
	f.StringSliceVar(&k.Networks, "network", nil, "`CIDR` or address it may be used from, in place of those it has; may be repeated")
	f.StringVar(&k.notBefore, "not-before", "", "begin, as `7d` from now or a time in RFC 3339")
	f.StringVar(&k.expires, "expires", "", "end, as `90d` from now, a time in RFC 3339, or never")
	f.StringSliceVar(&clear, "clear", nil, "`FIELD` to empty: "+strings.Join(clearable, ", ")+"; may be repeated")
	return c
}

// over lays the given fields over a key.
func (k *keyFlags) over(old apikey.Key, given func(string) bool, clear []string) apikey.Key {
	gone := func(f string) bool { return slices.Contains(clear, f) }
	if given("name") || gone("name") {
		old.Name = k.Name
	}
	if given("notes") || gone("notes") {
		old.Notes = k.Notes
	}
	if given("scope") || gone("scope") {
		old.Scopes = k.Scopes
	}
	if given("network") || gone("network") {
		old.Networks = k.Networks
	}
	if given("not-before") || gone("not-before") {
		old.NotBefore = k.NotBefore
	}
	if given("expires") {
		old.Expires = k.Expires
	}
	return old
}

func newKeyRenewCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "renew ID…", Short: "Move the end of keys by the span that each was made with", Args: cobra.MinimumNArgs(1),
		Long: "Move the end of keys by the span that each was made with, all of them or none. An expired key works again from now on;\na revoked one never does. The vault's longest life, if it has one, is not passed (see key rules).",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				ids := make([]string, len(args))
				for i, id := range args {
					k, err := ws.Keys.Key(id)
					if err != nil {
						return err
					}
					ids[i] = k.ID
				}
				keys, err := ws.Keys.Renew(cmd.Context(), ws.Actor(), ids)
				if err != nil {
					return err
				}
				views := make([]keyView, len(keys))
				for i, k := range keys {
					views[i] = viewKey(ws, k)
				}
				return a.out(views, func(w io.Writer) {
					for _, v := range views {
						fmt.Fprintf(w, "API key %s now ends at %s\n", v.ID, v.Expires)
					}
				})
			})
		},
	}
}

// rulesView are the rules as scripts see them.
type rulesView struct {
	MaxLife     string `json:"max_life"`     // as 365d; empty: any
	DefaultLife string `json:"default_life"` // empty: none
}

func newKeyRulesCmd(a *app) *cobra.Command {
	var longest, usual string
	c := &cobra.Command{
		Use: "rules", Short: "Show or set how long keys of this vault last", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r := ws.Keys.Rules()
				for _, f := range []struct {
					flag, given string
					to          *vault.Millis
				}{{"max-life", longest, &r.MaxLife}, {"default-life", usual, &r.DefaultLife}} {
					if f.given == "" {
						continue
					}
					d, err := parseAge(f.flag, f.given)
					if err != nil {
						return err
					}
					*f.to = vault.Millis(d.Milliseconds())
				}
				if longest != "" || usual != "" {
					if err := ws.Keys.SetRules(cmd.Context(), ws.Actor(), r); err != nil {
						return err
					}
				}
				v := rulesView{}
				if r.MaxLife != 0 {
					v.MaxLife = writeAge(r.Max())
				}
				if r.DefaultLife != 0 {
					v.DefaultLife = writeAge(r.Default())
				}
				return a.out(v, func(w io.Writer) {
					fmt.Fprintf(w, "longest life %s, usual life %s\n", orDash(v.MaxLife), orDash(v.DefaultLife))
				})
			})
		},
	}
	c.Flags().StringVar(&longest, "max-life", "", "longest life of a key, as `365d`; 0s for any")
	c.Flags().StringVar(&usual, "default-life", "", "life of a key that is made without --expires, as `90d`; 0s for none")
	return c
}
