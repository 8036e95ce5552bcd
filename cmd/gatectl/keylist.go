package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
	"gatehouse/core/review"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
)

// keyFilter chooses keys of a list.
type keyFilter struct {
	of, stale string
	unused    bool
	condition []string
}

// keep reports whether a key is chosen.
func (f *keyFilter) keep(v *keyView, last vault.Millis, before vault.Millis) bool {
	switch {
	case len(f.condition) > 0 && !slices.Contains(f.condition, v.Condition):
		return false
	case f.unused && v.Uses > 0:
		return false
	}
	return before == 0 || last < before
}

func newKeyListCmd(a *app) *cobra.Command {
	var f keyFilter
	c := &cobra.Command{
		Use: "list", Short: "List the API keys", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				views, err := listKeys(cmd.Context(), ws, f)
				if err != nil {
					return err
				}
				return a.out(views, func(w io.Writer) { keyColumns(w, views) })
			})
		},
	}
	c.Flags().StringVar(&f.of, "principal", "", "only those of this `PRINCIPAL`")
	c.Flags().StringSliceVar(&f.condition, "condition", nil, "only in this `CONDITION`: active, not_yet_valid, expiring, rotating, suspended, expired, revoked; may be repeated")
	c.Flags().BoolVar(&f.unused, "unused", false, "only those that no imported log shows")
	c.Flags().StringVar(&f.stale, "stale", "", "only those made and last used longer ago than `90d`")
	return c
}

// listKeys returns the keys that the filter chooses, by principal.
func listKeys(ctx context.Context, ws *workspace.Workspace, f keyFilter) ([]keyView, error) {
	keys := slices.Clone(ws.Keys.Keys())
	if f.of != "" {
		p, err := ws.Directory.Principal(f.of)
		if err != nil {
			return nil, err
		}
		keys = ws.Keys.KeysOf(p.ID)
	}
	var before vault.Millis
	if f.stale != "" {
		d, err := parseAge("stale", f.stale)
		if err != nil {
			return nil, err
		}
		before = vault.MillisOf(ws.Vault.Now().Add(-d))
	}
	uses, err := ws.Reviews.Usages(ctx)
	if err != nil {
		return nil, err
	}
	if (f.unused || f.stale != "") && len(uses) == 0 {
		return nil, fault.New(fault.Invalid, "no imported log shows any API key, so that none is known to be unused; import a log that carries keys (docs/logs.md says which do)")
	}
	views := make([]keyView, 0, len(keys))
	for _, k := range keys {
		v := viewKey(ws, k)
		if last := v.use(uses, k); f.keep(&v, max(last, k.Created), before) {
			views = append(views, v)
		}
	}
	slices.SortStableFunc(views, func(x, y keyView) int { return strings.Compare(x.Principal, y.Principal) })
	return views, nil
}

// use adds what imported logs say about the tokens of a key, and returns when it was used last.
func (v *keyView) use(uses review.Usages, k apikey.Key) vault.Millis {
	var publics []string
	for i, t := range k.Tokens {
		publics = append(publics, t.Public)
		v.Tokens[i].LastUsed = when(uses.Of(t.Public).Last)
	}
	all := uses.Of(publics...)
	v.Uses, v.LastUsed = all.Count, when(all.Last)
	return all.Last
}
