package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
)

// newKeyCmd is the noun "key".
func newKeyCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "key", Short: "Make API keys, shown once, and end them"}
	c.AddCommand(newKeyCreateCmd(a), newKeyBulkCmd(a), newKeyImportCmd(a), newKeyListCmd(a), newKeyShowCmd(a), newKeyEditCmd(a),
		newKeyRotateCmd(a), newKeyRenewCmd(a), newKeyRulesCmd(a),
		newKeyEndCmd(a, "suspend", "Stop a key until it is resumed", true, (*apikey.Service).Suspend),
		newKeyEndCmd(a, "resume", "Let a suspended key work again", false, func(s *apikey.Service, ctx context.Context, by vault.Actor, id, _ string) (apikey.Key, error) {
			return s.Resume(ctx, by, id)
		}),
		newKeyEndCmd(a, "revoke", "End a key for good", true, (*apikey.Service).Revoke),
		newKeyEmergencyCmd(a), newKeyVerifyCmd(a), newKeyScanCmd(a), newKeyPatternsCmd(a))
	return c
}

// keyView is an API key as scripts see it. Key holds the token, and only where it is shown.
type keyView struct {
	ID          string      `json:"id"`
	Key         string      `json:"key,omitempty"`
	Prefix      string      `json:"prefix"`
	Name        string      `json:"name"`
	Principal   string      `json:"principal"`
	PrincipalID string      `json:"principal_id"`
	Env         string      `json:"env"`
	State       string      `json:"state"` // active, suspended, revoked or expired
	Scopes      []string    `json:"scopes"`
	Networks    []string    `json:"networks"`
	NotBefore   string      `json:"not_before,omitempty"`
	Expires     string      `json:"expires"` // empty: never
	Created     string      `json:"created"`
	Revoked     string      `json:"revoked,omitempty"`
	Reason      string      `json:"reason,omitempty"`
	Tokens      []tokenView `json:"tokens"`
	Condition   string      `json:"condition"` // the state with what follows from the times: also not_yet_valid, rotating, expiring
	Notes       string      `json:"notes,omitempty"`
	LastUsed    string      `json:"last_used,omitempty"` // as imported logs say; list and show alone
	Uses        uint64      `json:"uses,omitempty"`
}

type tokenView struct {
	Public     string `json:"public"`
	Last4      string `json:"last4"`
	Made       string `json:"made"`
	ValidUntil string `json:"valid_until"` // empty: never
	LastUsed   string `json:"last_used,omitempty"`
}

func viewKey(ws *workspace.Workspace, k apikey.Key) keyView {
	v := keyView{
		ID: k.ID, Prefix: k.Prefix(), Name: k.Name, Principal: k.Principal, PrincipalID: k.Principal, Env: k.Env, State: string(k.State),
		Scopes: roleNames(ws, k.Scopes), Networks: list(k.Networks), NotBefore: when(k.NotBefore), Expires: when(k.Expires),
		Created: when(k.Created), Revoked: when(k.Revoked), Reason: k.Reason, Tokens: []tokenView{},
		Notes: k.Notes, Condition: string(k.Condition(vault.MillisOf(ws.Vault.Now()))),
	}
	if p, err := ws.Directory.Principal(k.Principal); err == nil {
		v.Principal = p.Name
	}
	if k.State == apikey.Active && k.Expires != 0 && k.Expires <= vault.MillisOf(ws.Vault.Now()) {
		v.State = "expired"
	}
	for _, t := range k.Tokens {
		v.Tokens = append(v.Tokens, tokenView{Public: t.Public, Last4: t.Last4, Made: when(t.Made), ValidUntil: when(k.ValidUntil(t))})
	}
	return v
}

// keyColumns writes keys for people.
func keyColumns(w io.Writer, views []keyView) {
	rows := [][]string{}
	for _, v := range views {
		until := v.Expires
		if until == "" {
			until = "never"
		}
		rows = append(rows, []string{orDash(v.Prefix), orDash(v.Name), v.Principal, strings.ReplaceAll(v.Condition, "_", " "), until, commas(v.Scopes), commas(v.Networks), v.ID})
	}
	columns(w, "KEY|NAME|PRINCIPAL|STATE|EXPIRES|SCOPES|NETWORKS|ID", rows)
}

// keyFlags are the flags that describe a new key.
type keyFlags struct {
	apikey.Draft
	expires   string
	notBefore string
}

func (k *keyFlags) add(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&k.Principal, "principal", "", "`PRINCIPAL` by name or id")
	f.StringVar(&k.expires, "expires", "", "end, as `90d` from now, a time in RFC 3339, or never (else the vault's usual life; see key rules)")
	f.StringVar(&k.notBefore, "not-before", "", "begin, as `7d` from now or a time in RFC 3339 (else now)")
	f.StringSliceVar(&k.Scopes, "scope", nil, "`ROLE` that the principal's roles are cut to; may be repeated (else all)")
	f.StringSliceVar(&k.Networks, "network", nil, "`CIDR` or address it may be used from; may be repeated (else anywhere)")
	f.StringVar(&k.Name, "name", "", "`NAME` to remember it by")
	f.StringVar(&k.Notes, "notes", "", "`TEXT` for administrators; it never leaves the vault")
	f.StringVar(&k.Env, "env", apikey.Live, "`ENV` in its prefix: live or test")
}

// resolve turns names into ids and ages into times.
func (k *keyFlags) resolve(ws *workspace.Workspace) error {
	p, err := ws.Directory.Principal(k.Principal)
	if err != nil {
		return err
	}
	k.Principal = p.ID
	return k.resolveRest(ws)
}

// resolveRest does so for everything but the principal.
func (k *keyFlags) resolveRest(ws *workspace.Workspace) (err error) {
	if k.Scopes, err = ws.Directory.RoleIDs(k.Scopes); err != nil {
		return err
	}
	if k.NotBefore, err = moment("not-before", k.notBefore, ws.Vault.Now()); err != nil {
		return err
	}
	k.Expires, err = keyEnd(ws, k.expires, max(k.NotBefore, vault.MillisOf(ws.Vault.Now())))
	return err
}

// keyEnd reads --expires: never, a time, an age from now; left out, the vault's usual life from begin on.
func keyEnd(ws *workspace.Workspace, s string, begin vault.Millis) (vault.Millis, error) {
	switch s {
	case "never":
		return 0, nil
	case "":
		if life := ws.Keys.Rules().DefaultLife; life != 0 {
			return begin + life, nil
		}
	}
	return moment("expires", s, ws.Vault.Now())
}

// moment reads a time, absolute or as an age from now; "" is none.
func moment(flag, s string, now time.Time) (vault.Millis, error) {
	if s == "" {
		return 0, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return vault.MillisOf(t), nil
	}
	d, err := parseAge(flag, s)
	if err != nil {
		return 0, usagef("--%s is %q; write it as 90d, 12h, 30m or as a time such as 2027-01-31T12:00:00Z", flag, s)
	}
	return vault.MillisOf(now.Add(d)), nil
}

func newKeyCreateCmd(a *app) *cobra.Command {
	var k keyFlags
	c := &cobra.Command{
		Use: "create --principal P", Short: "Make an API key and show it, once", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if k.Principal == "" {
				return usagef("key create needs --principal")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				if err := k.resolve(ws); err != nil {
					return err
				}
				made, err := ws.Keys.Create(cmd.Context(), ws.Actor(), k.Draft)
				if err != nil {
					return err
				}
				return a.showKey(ws, made)
			})
		},
	}
	k.add(c)
	return c
}

// showKey prints a new key: the only time that its token is seen.
func (a *app) showKey(ws *workspace.Workspace, made apikey.Created) error {
	v := viewKey(ws, made.Key)
	v.Key = string(made.Token.Expose())
	defer made.Token.Wipe()
	return a.out(v, func(w io.Writer) {
		fmt.Fprintf(w, "%s\n", v.Key)
		until := "it never expires"
		if v.Expires != "" {
			until = "it expires at " + v.Expires
		}
		a.note("This is the API key %s of %s; %s. It is shown this once and kept nowhere.", v.ID, v.Principal, until)
	})
}

func newKeyShowCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show one API key, by its id or public id; never the key itself", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				k, err := ws.Keys.Key(args[0])
				if err != nil {
					return err
				}
				v := viewKey(ws, k)
				uses, err := ws.Reviews.Usages(cmd.Context())
				if err != nil {
					return err
				}
				v.use(uses, k)
				return a.out(v, func(w io.Writer) {
					keyColumns(w, []keyView{v})
					for _, t := range v.Tokens {
						fmt.Fprintf(w, "token %s…%s made %s, valid until %s, last used %s\n", orDash(t.Public), t.Last4, t.Made, orDash(t.ValidUntil), orDash(t.LastUsed))
					}
					if v.LastUsed != "" {
						fmt.Fprintf(w, "last used %s, %d requests in imported logs\n", v.LastUsed, v.Uses)
					}
					if v.Notes != "" {
						fmt.Fprintf(w, "notes: %s\n", printable(v.Notes))
					}
					if v.Reason != "" {
						fmt.Fprintf(w, "reason: %s\n", printable(v.Reason))
					}
				})
			})
		},
	}
}

func newKeyRotateCmd(a *app) *cobra.Command {
	var grace string
	c := &cobra.Command{
		Use: "rotate ID --grace 7d", Short: "Make a new token for a key; the old one stays valid for the grace", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if grace == "" {
				return usagef("key rotate needs --grace; 0s ends the old token at once")
			}
			d, err := parseAge("grace", grace)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				made, err := ws.Keys.Rotate(cmd.Context(), ws.Actor(), args[0], d)
				if err != nil {
					return err
				}
				return a.showKey(ws, made)
			})
		},
	}
	c.Flags().StringVar(&grace, "grace", "", "how `LONG` the old token stays valid, as 7d")
	return c
}

// newKeyEndCmd makes the verbs suspend, resume and revoke.
func newKeyEndCmd(a *app, verb, short string, reasoned bool, do func(*apikey.Service, context.Context, vault.Actor, string, string) (apikey.Key, error)) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use: verb + " ID", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				k, err := do(ws.Keys, cmd.Context(), ws.Actor(), args[0], reason)
				if err != nil {
					return err
				}
				return a.out(viewKey(ws, k), func(w io.Writer) { fmt.Fprintf(w, "API key %s is %s\n", k.ID, k.State) })
			})
		},
	}
	if reasoned {
		c.Flags().StringVar(&reason, "reason", "", "`TEXT` for the journal and the key")
	}
	return c
}

// verdictView says whether a key is valid.
type verdictView struct {
	Valid       bool   `json:"valid"`
	Reason      string `json:"reason"`
	ID          string `json:"id,omitempty"`
	Principal   string `json:"principal,omitempty"`
	PrincipalID string `json:"principal_id,omitempty"`
	ValidUntil  string `json:"valid_until,omitempty"`
}

func newKeyVerifyCmd(a *app) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: "verify -", Short: "Say whether an API key is valid (exit 6: no)", Args: cobra.MaximumNArgs(1),
		Long: "Say whether an API key is valid. The key is read from stdin (-) or --key-file, never from the command line.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] != "-" || (len(args) == 0) == (file == "") {
				return usagef("key verify reads the key from stdin (-) or from --key-file FILE")
			}
			if file == "" {
				file = "-"
			}
			token, err := a.secretArg("key", file)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error { return a.verifyKey(ws, token) })
		},
	}
	c.Flags().StringVar(&file, "key-file", "", "`FILE` whose first line is the key")
	return c
}

func (a *app) verifyKey(ws *workspace.Workspace, token string) error {
	v := ws.Keys.Verify([]byte(token), ws.Vault.Now())
	view := verdictView{Valid: v.Valid, Reason: v.Reason, ID: v.Key.ID, PrincipalID: v.Key.Principal, ValidUntil: when(vault.MillisOf(v.Until))}
	if p, err := ws.Directory.Principal(v.Key.Principal); err == nil {
		view.Principal = p.Name
	}
	err := a.out(view, func(w io.Writer) {
		if v.Valid {
			fmt.Fprintf(w, "valid: API key %s of %s, until %s\n", view.ID, view.Principal, orDash(view.ValidUntil))
		}
	})
	if err != nil || v.Valid {
		return err
	}
	no := fault.New(fault.Refused, "the API key is %s", strings.ReplaceAll(v.Reason, "_", " "))
	if v.Detail != "" {
		no = fault.Wrap(fault.Refused, errors.New(v.Detail), "the API key is malformed")
	}
	return no
}
