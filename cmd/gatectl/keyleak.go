package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"gatehouse/core/fault"
	"gatehouse/core/leak"
	"gatehouse/core/workspace"
)

// emergencyView is what an emergency did, step by step.
type emergencyView struct {
	Revoked []keyView         `json:"revoked"`
	Before  []keyView         `json:"revoked_before"`
	Exports []emergencyExport `json:"exports"`
}

// emergencyExport is what became of one audience. Floor is 0 where no gateway record has it.
type emergencyExport struct {
	Audience string   `json:"audience"`
	File     string   `json:"file,omitempty"`
	Serial   uint64   `json:"serial,omitempty"`
	Revision string   `json:"revision,omitempty"`
	Floor    uint64   `json:"floor"`
	Gateways []string `json:"gateways"` // whose floor was raised
	Error    string   `json:"error,omitempty"`
}

func newKeyEmergencyCmd(a *app) *cobra.Command {
	e := workspace.Emergency{}
	c := &cobra.Command{
		Use: "emergency ID…|--principal P", Short: "Revoke keys, export for every audience and raise the floors, at once",
		Long: "Revoke keys, export a bundle without them for every audience that has one, and raise the floor of its gateways, so that\nan older bundle is not accepted again. The revocation stays even when an export fails; run it again to export again.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && e.Principal == "" {
				return usagef("key emergency needs the ids of keys, or --principal")
			}
			e.Keys = args
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				report, done := a.progress()
				r, err := ws.Emergency(cmd.Context(), e, report)
				done()
				if err != nil {
					return err
				}
				v := viewEmergency(ws, r)
				err = a.out(v, v.print)
				for _, x := range r.Exports {
					if x.Err != nil && err == nil {
						err = fmt.Errorf("the keys are revoked, but gateways of %q may still accept them: %w", x.Audience, x.Err)
					}
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&e.Principal, "principal", "", "all keys of this `PRINCIPAL`, by name or id")
	c.Flags().StringVar(&e.Reason, "reason", "", "`TEXT` for the journal and the keys")
	c.Flags().StringVar(&e.Folder, "out", ".", "`DIR` for the bundles, one for each audience")
	return c
}

func viewEmergency(ws *workspace.Workspace, r workspace.EmergencyResult) emergencyView {
	v := emergencyView{Revoked: []keyView{}, Before: []keyView{}, Exports: []emergencyExport{}}
	for _, k := range r.Revoked {
		v.Revoked = append(v.Revoked, viewKey(ws, k))
	}
	for _, k := range r.Before {
		v.Before = append(v.Before, viewKey(ws, k))
	}
	for _, x := range r.Exports {
		e := emergencyExport{Audience: x.Audience, File: x.Exported.File, Serial: x.Exported.Serial, Revision: x.Exported.Revision, Floor: ws.Gateways.Floor(x.Audience), Gateways: []string{}}
		for _, g := range x.Raised {
			e.Gateways = append(e.Gateways, g.Name)
		}
		if x.Err != nil {
			e.Error = x.Err.Error()
		}
		v.Exports = append(v.Exports, e)
	}
	return v
}

func (v emergencyView) print(w io.Writer) {
	for _, k := range v.Revoked {
		fmt.Fprintf(w, "revoked %s of %s\n", orDash(k.Prefix), k.Principal)
	}
	for _, k := range v.Before {
		fmt.Fprintf(w, "revoked already: %s of %s\n", orDash(k.Prefix), k.Principal)
	}
	if len(v.Exports) == 0 {
		fmt.Fprintln(w, "nothing was ever exported, so no gateway knows the keys")
	}
	for _, e := range v.Exports {
		switch {
		case e.Serial == 0:
			fmt.Fprintf(w, "NOT exported for %s: %s\n", e.Audience, e.Error)
		case e.Error != "":
			fmt.Fprintf(w, "exported %s for %s, but its floor was NOT raised: %s\n", e.File, e.Audience, e.Error)
		default:
			floor := "no gateway is recorded for it"
			if len(e.Gateways) > 0 {
				floor = "floor raised for " + commas(e.Gateways)
			}
			fmt.Fprintf(w, "exported %s for %s, serial %d; %s\n", e.File, e.Audience, e.Serial, floor)
		}
	}
}

// scanView is what a scan found.
type scanView struct {
	Files    int64         `json:"files"`
	Bytes    int64         `json:"bytes"`
	Links    int64         `json:"links_not_followed"`
	Total    int64         `json:"total"`
	Live     int64         `json:"live"`
	Hits     []hitView     `json:"hits"`
	Unread   int64         `json:"unread"`
	Problems []problemView `json:"problems"`
}

type hitView struct {
	File        string `json:"file"`
	Line        uint64 `json:"line"`
	Column      uint64 `json:"column"`
	Offset      int64  `json:"offset"`
	Prefix      string `json:"prefix"`
	Last4       string `json:"last4"`
	Known       bool   `json:"known"`
	State       string `json:"state"` // as key verify: valid, expired, revoked …; unknown
	Live        bool   `json:"live"`
	ID          string `json:"id,omitempty"`
	Principal   string `json:"principal,omitempty"`
	PrincipalID string `json:"principal_id,omitempty"`
}

type problemView struct {
	File string `json:"file"`
	Why  string `json:"why"`
}

func newKeyScanCmd(a *app) *cobra.Command {
	var fail, foreign bool
	c := &cobra.Command{
		Use: "scan PATH…", Short: "Find leaked keys in files, folders and logs, without asking anybody", Args: cobra.MinimumNArgs(1),
		Long: "Find leaked keys in files, folders and logs (gzip and zstd are looked into), or on stdin (-). The checksum is tested first and\nthen the vault is asked; the secret is never printed. With --fail a key that still opens something gives exit 6.\nWhat git remembers: git log -p --all | gatectl key scan -",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				r, err := a.scan(cmd, ws, args, foreign)
				if err != nil {
					return err
				}
				v := viewScan(ws, r)
				if err := a.out(v, v.print); err != nil {
					return err
				}
				if fail && r.Live > 0 {
					if n := len(r.Keys()); n > 1 {
						return fault.New(fault.Refused, "%d leaked API keys still open something; see key emergency", n)
					}
					return fault.New(fault.Refused, "a leaked API key still opens something; see key emergency")
				}
				return nil
			})
		},
	}
	c.Flags().BoolVar(&fail, "fail", false, "exit 6 when a key was found that is neither revoked nor expired")
	c.Flags().BoolVar(&foreign, "foreign", false, "look for imported keys of other systems, too; ten times slower")
	return c
}

func (a *app) scan(cmd *cobra.Command, ws *workspace.Workspace, paths []string, foreign bool) (leak.Result, error) {
	s := leak.New(ws.Keys, leak.Options{Foreign: foreign, Now: ws.Vault.Now})
	report, done := a.progress()
	defer done()
	if len(paths) == 1 && paths[0] == "-" {
		in, err := a.dash()
		if err != nil {
			return leak.Result{}, err
		}
		r, err := s.Reader(cmd.Context(), "-", in, report)
		if err != nil && cmd.Context().Err() == nil {
			err = fault.Wrap(fault.Invalid, err, "reading stdin")
		}
		return r, err
	}
	r, err := s.Paths(cmd.Context(), paths, report)
	if err != nil && cmd.Context().Err() != nil {
		err = errors.Join(cmd.Context().Err(), err)
	}
	return r, err
}

func viewScan(ws *workspace.Workspace, r leak.Result) scanView {
	v := scanView{Files: r.Files, Bytes: r.Bytes, Links: r.Links, Total: r.Total, Live: r.Live, Unread: r.Unread, Hits: []hitView{}, Problems: []problemView{}}
	for _, h := range r.Hits {
		x := hitView{File: h.Path, Line: h.Line, Column: h.Column, Offset: h.Offset, Prefix: h.Prefix, Last4: h.Last4, Known: h.Known, State: h.State, Live: h.Live, ID: h.Key, PrincipalID: h.Principal}
		if h.Known {
			x.Principal = ws.PrincipalName(h.Principal)
		}
		v.Hits = append(v.Hits, x)
	}
	for _, p := range r.Problems {
		v.Problems = append(v.Problems, problemView{p.Path, p.Why})
	}
	return v
}

func (v scanView) print(w io.Writer) {
	for _, h := range v.Hits {
		whose := "unknown: of another vault, or ended by a rotation"
		if h.Known {
			whose = fmt.Sprintf("%s, key %s of %s", h.State, h.ID, h.Principal)
		}
		fmt.Fprintf(w, "%s:%d:%d: %s…%s %s\n", printable(h.File), h.Line, h.Column, h.Prefix, h.Last4, whose)
	}
	for _, p := range v.Problems {
		fmt.Fprintf(w, "%s: not read: %s\n", printable(p.File), p.Why)
	}
	fmt.Fprintf(w, "%d files, %d keys, %d of them live", v.Files, v.Total, v.Live)
	if v.Unread > 0 {
		fmt.Fprintf(w, "; %d not read", v.Unread)
	}
	fmt.Fprintln(w)
}

func newKeyPatternsCmd(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "patterns --format gitleaks|github", Short: "Print what other scanners need to find keys; needs no vault", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "gitleaks":
				_, err := io.WriteString(a.stdout, leak.Gitleaks())
				return err
			case "github":
				g := leak.GitHubPattern()
				return a.out(g, func(w io.Writer) { io.WriteString(w, g.Text()) })
			}
			return usagef("--format is %q; it is gitleaks or github", format)
		},
	}
	c.Flags().StringVar(&format, "format", "", "`FORMAT`: gitleaks (a configuration in TOML) or github (a custom pattern of secret scanning)")
	return c
}
