package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/core/bundle"
	"gatehouse/core/fault"
	"gatehouse/core/fleet"
	"gatehouse/core/signing"
	"gatehouse/core/workspace"
)

// newBundleCmd is the noun "bundle". Verify, inspect and diff need no vault: they are for those who
// receive bundles.
func newBundleCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "bundle", Short: "Export signed policy bundles, and verify them"}
	c.AddCommand(newBundleExportCmd(a), newBundleListCmd(a), newBundleVerifyCmd(a), newBundleInspectCmd(a), newBundleDiffCmd(a))
	return c
}

func newBundleExportCmd(a *app) *cobra.Command {
	var o bundle.ExportOptions
	var life string
	c := &cobra.Command{
		Use: "export --out FILE.tar.gz", Short: "Sign the policy as it is now, for gateways to enforce",
		Long: "Sign the policy as it is now. Beside FILE.tar.gz are written FILE.opa.yaml, the configuration an\n" +
			"Open Policy Agent starts from, and FILE.pem, the public key that verifies the bundle.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Out == "" {
				return usagef("bundle export needs --out FILE.tar.gz")
			}
			if life != "" {
				d, err := parseAge("expires", life)
				if err != nil {
					return err
				}
				if d == 0 { // to the service it means: as long as usual
					return usagef("--expires is %q; a bundle is valid for some time", life)
				}
				o.Life = d
			}
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				a.hintAudience(ws, o.Audience)
				e, err := ws.Bundles.Export(cmd.Context(), ws.Actor(), o)
				if err != nil {
					return err
				}
				return a.exported(e, ws.Gateways.Of(e.Audience))
			})
		},
	}
	c.Flags().StringVar(&o.Out, "out", "", "`FILE.tar.gz` to write")
	c.Flags().StringVar(&o.Audience, "audience", bundle.DefaultAudience, "`NAME` of the gateways that it is for")
	c.Flags().StringVar(&life, "expires", "", "how long it is valid, a `TIME` as 14d or 12h (else 14d)")
	return c
}

// hintAudience says so when an audience that no gateway has is the name of one: that gateway would
// refuse the bundle.
func (a *app) hintAudience(ws *workspace.Workspace, audience string) {
	if g, err := ws.Gateways.Gateway(audience); err == nil && len(ws.Gateways.Of(audience)) == 0 {
		a.note("%s is a gateway; its audience is %s, and it refuses bundles for %s", g.Name, g.Audience, audience)
	}
}

// exported prints an export, and which gateways it is for.
func (a *app) exported(e bundle.Exported, takers []fleet.Gateway) error {
	type gateway struct {
		Name       string `json:"name"`
		Production bool   `json:"production"`
	}
	gateways, words := []gateway{}, []string{}
	for _, g := range takers {
		gateways = append(gateways, gateway{g.Name, g.Production})
		words = append(words, g.Name+map[bool]string{true: " (production)"}[g.Production])
	}
	return a.out(map[string]any{
		"gateways": gateways,
		"file":     e.File, "serial": e.Serial, "revision": e.Revision, "sha256": e.SHA256, "signed_by": e.Kid,
		"expires": when(e.Expires), "audience": e.Audience, "bytes": e.Size, "config": e.Config, "public_key": e.PublicKey,
	}, func(w io.Writer) {
		fmt.Fprintf(w, "exported    %s (%d bytes)\n", e.File, e.Size)
		fmt.Fprintf(w, "revision    %s (serial %d, for %s)\n", e.Revision, e.Serial, e.Audience)
		if len(words) > 0 {
			fmt.Fprintf(w, "gateways    %s\n", strings.Join(words, ", "))
		}
		fmt.Fprintf(w, "expires     %s\n", e.Expires)
		fmt.Fprintf(w, "signed by   %s\n", e.Kid)
		fmt.Fprintf(w, "sha256      %s\n", e.SHA256)
		fmt.Fprintf(w, "OPA         %s\n", e.Config)
		fmt.Fprintf(w, "public key  %s\n", e.PublicKey)
	})
}

// exportView is an export as scripts see it.
type exportView struct {
	ID       string `json:"id"`
	Audience string `json:"audience"`
	Serial   uint64 `json:"serial"`
	Revision string `json:"revision"`
	SHA256   string `json:"sha256"`
	Bytes    int64  `json:"bytes"`
	SignedBy string `json:"signed_by"`
	Issued   string `json:"issued"`
	Expires  string `json:"expires"`
	Expired  bool   `json:"expired"`
}

func newBundleListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List what was exported", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(ws *workspace.Workspace) error {
				views := []exportView{}
				for _, e := range ws.Bundles.List() {
					views = append(views, exportView{
						e.ID, e.Audience, e.Serial, e.Revision, e.SHA256, e.Size, e.Kid, when(e.Issued), when(e.Expires),
						!a.now().Before(e.Expires.Time()),
					})
				}
				return a.out(views, func(w io.Writer) {
					var rows [][]string
					for _, v := range views {
						rows = append(rows, []string{v.Audience, strconv.FormatUint(v.Serial, 10), v.Revision, v.Issued, v.Expires, yesNo(v.Expired), strconv.FormatInt(v.Bytes, 10)})
					}
					columns(w, "AUDIENCE|SERIAL|REVISION|ISSUED|EXPIRES|EXPIRED|BYTES", rows)
				})
			})
		},
	}
}

func newBundleVerifyCmd(a *app) *cobra.Command {
	var keyFile, audience string
	var minSerial uint64
	c := &cobra.Command{
		Use: "verify FILE", Short: "Say whether a bundle may be trusted (exit 6: no)",
		Long: "Say whether a bundle is, byte for byte, what a holder of the key signed for this audience, not\n" +
			"older than --min-serial and not expired. FILE may be -. No vault is needed.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if keyFile == "" {
				return usagef("--key is missing: the public key (PEM) or a JWKS that the bundle must be signed by")
			}
			return a.verifyBundle(args[0], keyFile, bundle.Expect{Audience: audience, MinSerial: minSerial, Now: a.now()})
		},
	}
	c.Flags().StringVar(&keyFile, "key", "", "`FILE` with the public key (PEM) or a JWKS")
	c.Flags().StringVar(&audience, "audience", "", "`AUDIENCE` that the bundle must be for (else any)")
	c.Flags().Uint64Var(&minSerial, "min-serial", 0, "the lowest serial to accept")
	return c
}

func newBundleInspectCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "inspect FILE", Short: "Show what a bundle says about itself, unverified",
		Long: "Show what a bundle says about itself and what it holds. The signature is not verified: anybody\n" +
			"could have written it. FILE may be -.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			b, err := a.inspectBundle(args[0])
			if err != nil {
				return err
			}
			return a.printBundle(b, false)
		},
	}
}

func newBundleDiffCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "diff OLD NEW", Short: "Show what differs between the policies of two bundles, unverified",
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return a.diffBundles(args[0], args[1]) },
	}
}

// readBundle opens a bundle's file, or stdin.
func (a *app) readBundle(name string) (io.ReadCloser, error) {
	if name == "-" {
		in, err := a.dash()
		return io.NopCloser(in), err
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "there is no file %s", name)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "reading the bundle")
	}
	return f, nil
}

// publicKeys reads the keys of a verifier.
func publicKeys(name string) ([]signing.Public, error) {
	text, err := readSmall("key", name)
	if err != nil {
		return nil, err
	}
	keys, err := signing.ParsePublic(text)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return keys, nil
}

func (a *app) verifyBundle(name, keyFile string, e bundle.Expect) error {
	keys, err := publicKeys(keyFile)
	if err != nil {
		return err
	}
	e.Keys = keys
	in, err := a.readBundle(name)
	if err != nil {
		return err
	}
	defer in.Close()
	b, err := bundle.Verify(in, e)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return a.printBundle(b, true)
}

func (a *app) inspectBundle(name string) (bundle.Bundle, error) {
	in, err := a.readBundle(name)
	if err != nil {
		return bundle.Bundle{}, err
	}
	defer in.Close()
	b, err := bundle.Inspect(in)
	if err != nil {
		return bundle.Bundle{}, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

// printBundle prints what is in a bundle.
func (a *app) printBundle(b bundle.Bundle, verified bool) error {
	in, err := b.Policy()
	if err != nil {
		return err
	}
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	holds := map[string]int{
		"apis": len(in.APIs), "routes": len(in.Routes), "principals": len(in.Principals),
		"roles": len(in.Roles), "keys": len(in.Keys), "limits": len(in.Limits),
	}
	return a.out(map[string]any{
		"verified": verified, "format": bundle.Format, "serial": b.Serial, "revision": b.Revision, "audience": b.Audience,
		"vault": b.Vault, "issued": stamp(b.Issued), "expires": stamp(b.Expires), "expired": b.ExpiredAt(a.now()),
		"previous": b.Previous, "checkpoint": b.Checkpoint, "digest": b.Digest, "sha256": b.SHA256, "bytes": b.Size,
		"signed_by": b.SignedBy, "holds": holds,
	}, func(w io.Writer) {
		if verified {
			fmt.Fprintln(w, "verified    yes: the signature holds, and the bundle is complete and unchanged")
		} else {
			fmt.Fprintln(w, "verified    no: this is only what the file says about itself")
		}
		fmt.Fprintf(w, "revision    %s (serial %d)\n", b.Revision, b.Serial)
		fmt.Fprintf(w, "audience    %s\n", b.Audience)
		fmt.Fprintf(w, "vault       %s\n", b.Vault)
		fmt.Fprintf(w, "issued      %s\n", stamp(b.Issued))
		fmt.Fprintf(w, "expires     %s%s\n", stamp(b.Expires), map[bool]string{true: " (expired)"}[b.ExpiredAt(a.now())])
		fmt.Fprintf(w, "signed by   %s\n", b.SignedBy)
		fmt.Fprintf(w, "sha256      %s (%d bytes)\n", b.SHA256, b.Size)
		fmt.Fprintf(w, "holds       %d APIs, %d routes, %d principals, %d roles, %d keys, %d limits\n",
			holds["apis"], holds["routes"], holds["principals"], holds["roles"], holds["keys"], holds["limits"])
	})
}

func (a *app) diffBundles(oldName, newName string) error {
	from, err := a.inspectBundle(oldName)
	if err != nil {
		return err
	}
	to, err := a.inspectBundle(newName)
	if err != nil {
		return err
	}
	changes, err := bundle.Diff(from, to)
	if err != nil {
		return err
	}
	return a.out(map[string]any{"old": from.Revision, "new": to.Revision, "changes": changes}, func(w io.Writer) {
		fmt.Fprintf(w, "%s -> %s: %d changes\n", from.Revision, to.Revision, len(changes))
		for _, c := range changes {
			fmt.Fprintf(w, "%-8s %-10s %s\n", c.Change, c.Kind, c.ID)
			if c.Change == "changed" {
				fmt.Fprintf(w, "         - %s\n         + %s\n", c.Old, c.New)
			}
		}
	})
}
