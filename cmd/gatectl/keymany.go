package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/apikey"
	"gatehouse/core/fault"
	"gatehouse/core/workspace"
)

// input opens a file that somebody named, or stdin for "-".
func (a *app) input(name string) (io.ReadCloser, error) {
	if name == "-" {
		r, err := a.dash()
		return io.NopCloser(r), err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "reading %s", name)
	}
	return f, nil
}

func newKeyImportCmd(a *app) *cobra.Command {
	var (
		k    keyFlags
		file string
		dry  bool
	)
	c := &cobra.Command{
		Use: "import --digest SHA256 --principal P | --file FILE", Short: "Take over keys of another system by their digests", Args: noArgs,
		Long: "Take over keys of another system by the SHA-256 of each whole key: one with --digest, or those of a file of lines\n" +
			"digest,principal,name,last4,expires,public, where all but the digest may be missing and a first line may name the columns.\n" +
			"When a line is wrong all of them are told and nothing is taken over. --principal is for lines that name none.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case file != "" && slices.ContainsFunc([]string{"digest", "public", "last4", "name", "notes", "scope", "network", "expires", "not-before", "env"}, cmd.Flags().Changed):
				return usagef("key import takes --file with --principal and --dry-run alone; the lines say the rest")
			case file == "" && (k.Principal == "" || k.SHA256 == ""):
				return usagef("key import needs --digest and --principal, or --file")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				if file != "" {
					return a.importDigests(cmd, ws, file, k.Principal, dry)
				}
				if err := k.resolve(ws); err != nil {
					return err
				}
				made, err := ws.Keys.ImportAll(cmd.Context(), ws.Actor(), []apikey.Draft{k.Draft})
				if err != nil {
					return err
				}
				return a.out(viewKey(ws, made[0]), func(w io.Writer) { fmt.Fprintf(w, "imported API key %s\n", made[0].ID) })
			})
		},
	}
	k.add(c)
	c.Flags().StringVar(&k.SHA256, "digest", "", "`SHA256` of the whole key, 64 hex digits")
	c.Flags().StringVar(&k.Public, "public", "", "public `ID` of 8 letters and digits that gateways log for it")
	c.Flags().StringVar(&k.Last4, "last4", "", "last four `CHARACTERS` to know it again")
	c.Flags().StringVar(&file, "file", "", "`FILE` of digests, or - for stdin")
	c.Flags().BoolVar(&dry, "dry-run", false, "with --file: say what would be taken over, and take nothing")
	return c
}

// importedView is what an import of a file did.
type importedView struct {
	Imported int       `json:"imported"`
	DryRun   bool      `json:"dry_run"`
	Keys     []keyView `json:"keys"`
}

func (a *app) importDigests(cmd *cobra.Command, ws *workspace.Workspace, file, principal string, dry bool) error {
	f, err := a.input(file)
	if err != nil {
		return err
	}
	defer f.Close()
	read, err := ws.Keys.ReadDigests(f, func(who string) (string, error) {
		if who == "" {
			who = principal
		}
		if who == "" {
			return "", fault.New(fault.Invalid, "it names no principal, and --principal gives none")
		}
		p, err := ws.Directory.Principal(who)
		return p.ID, err
	})
	switch {
	case err != nil:
		return fault.Wrap(fault.Invalid, err, "reading %s", file)
	case len(read.Bad) > 0:
		for _, b := range read.Bad[1:] {
			fmt.Fprintf(a.stderr, "%s\n", printable(fmt.Sprintf("%s: %s", file, b)))
		}
		return fault.New(fault.Invalid, "%s: %s (%d lines are wrong; nothing was imported)", file, read.Bad[0], len(read.Bad)+read.More)
	case len(read.Keys) == 0:
		return fault.New(fault.Invalid, "%s holds no digest", file)
	}
	v := importedView{DryRun: dry, Keys: []keyView{}}
	if dry {
		return a.out(v, func(w io.Writer) { fmt.Fprintf(w, "would import %d API keys\n", len(read.Keys)) })
	}
	made, err := ws.Keys.ImportAll(cmd.Context(), ws.Actor(), read.Drafts())
	if err != nil {
		return err
	}
	v.Imported = len(made)
	for _, k := range made {
		v.Keys = append(v.Keys, viewKey(ws, k))
	}
	return a.out(v, func(w io.Writer) { fmt.Fprintf(w, "imported %d API keys\n", v.Imported) })
}

// bulkView is what a bulk creation did. The tokens are in the file alone.
type bulkView struct {
	File string    `json:"file"`
	Made int       `json:"made"`
	Keys []keyView `json:"keys"`
}

func newKeyBulkCmd(a *app) *cobra.Command {
	var (
		k                keyFlags
		names, role, out string
	)
	c := &cobra.Command{
		Use: "bulk --principals FILE|--role R --out FILE", Short: "Make a key for each of many principals, into one file", Args: noArgs,
		Long: "Make a key for each of many principals and write them to one new file that only you can read, as CSV. All keys are made, or none and no file.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" || (names == "") == (role == "") {
				return usagef("key bulk needs --out and either --principals or --role")
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				ids, err := a.bulkPrincipals(ws, names, role)
				if err != nil {
					return err
				}
				if err := k.resolveRest(ws); err != nil {
					return err
				}
				drafts := make([]apikey.Draft, len(ids))
				for i, id := range ids {
					drafts[i] = k.Draft
					drafts[i].Principal = id
				}
				made, err := ws.Keys.CreateToFile(cmd.Context(), ws.Actor(), drafts, ws.PrincipalName, out)
				if err != nil {
					return err
				}
				v := bulkView{File: out, Made: len(made), Keys: make([]keyView, len(made))}
				for i, m := range made {
					v.Keys[i] = viewKey(ws, m)
				}
				a.note("%s holds %d API keys, which are kept nowhere else. Whoever reads it can use them: hand them out and remove it.", printable(out), len(made))
				return a.out(v, func(w io.Writer) { fmt.Fprintf(w, "made %d API keys in %s\n", v.Made, v.File) })
			})
		},
	}
	f := c.Flags()
	f.StringVar(&names, "principals", "", "`FILE` with a principal's name or id a line, or - for stdin")
	f.StringVar(&role, "role", "", "every principal with this `ROLE` that is not disabled")
	f.StringVar(&out, "out", "", "new `FILE` for the keys")
	f.StringVar(&k.expires, "expires", "", "end, as `90d` from now, a time in RFC 3339, or never (else the vault's usual life)")
	f.StringVar(&k.notBefore, "not-before", "", "begin, as `7d` from now or a time in RFC 3339 (else now)")
	f.StringSliceVar(&k.Scopes, "scope", nil, "`ROLE` that the principals' roles are cut to; may be repeated (else all)")
	f.StringSliceVar(&k.Networks, "network", nil, "`CIDR` or address they may be used from; may be repeated (else anywhere)")
	f.StringVar(&k.Name, "name", "", "`NAME` to remember each by")
	f.StringVar(&k.Notes, "notes", "", "`TEXT` for administrators; it never leaves the vault")
	f.StringVar(&k.Env, "env", apikey.Live, "`ENV` in their prefix: live or test")
	return c
}

// bulkPrincipals returns the ids of those who get a key, each once.
func (a *app) bulkPrincipals(ws *workspace.Workspace, names, role string) ([]string, error) {
	if role != "" {
		r, err := ws.Directory.Role(role)
		if err != nil {
			return nil, err
		}
		ids := ws.KeyHolders(r.ID)
		if len(ids) == 0 {
			return nil, fault.New(fault.Invalid, "nobody who is not disabled has the role %q", r.Name)
		}
		return ids, nil
	}
	f, err := a.input(names)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var (
		ids  []string
		bad  []error
		seen = map[string]bool{}
		in   = bufio.NewScanner(f)
	)
	for n := 1; in.Scan(); n++ {
		who := strings.TrimSpace(strings.TrimPrefix(in.Text(), "\ufeff"))
		if who == "" || who[0] == '#' {
			continue
		}
		p, err := ws.Directory.Principal(who)
		switch {
		case len(bad) >= 20:
		case err != nil:
			bad = append(bad, fmt.Errorf("%s: line %d: %w", names, n, err))
		case seen[p.ID]:
			bad = append(bad, fault.New(fault.Conflict, "%s: line %d: %q stands there already", names, n, p.Name))
		default:
			seen[p.ID] = true
			ids = append(ids, p.ID)
		}
	}
	if err := in.Err(); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "reading %s", names)
	}
	if len(bad) > 0 {
		for _, b := range bad[1:] {
			fmt.Fprintln(a.stderr, printable(b.Error()))
		}
		return nil, bad[0]
	}
	if len(ids) == 0 {
		return nil, fault.Wrap(fault.Invalid, errors.New("it names no principal"), "reading %s", names)
	}
	return ids, nil
}
