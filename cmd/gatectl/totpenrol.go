package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/fault"
	"gatehouse/core/otp"
	"gatehouse/core/workspace"
)

// enrolFlags are what `totp enrol` takes beside the principal.
type enrolFlags struct {
	device, issuer, algorithm, picture, uri string
	digits                                  int
	yes                                     bool
}

func newTOTPEnrolCmd(a *app) *cobra.Command {
	var f enrolFlags
	c := &cobra.Command{
		Use: "enrol PRINCIPAL", Short: "Enrol a device; the secret is printed once", Args: cobra.ExactArgs(1),
		Long: "Enrol a device. Its secret is printed once; the device counts for nothing until `totp confirm` gets a code of it.\n" +
			"With --uri the authenticator is one that another system set up, and nothing secret is printed.\n" +
			"Where many authenticators ignore the algorithm or the digits it says so first, and on a terminal it\n" +
			"asks whether to go on; --yes does not ask.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.uri == "" {
				return a.enrol(cmd.Context(), args[0], f)
			}
			for _, flag := range []string{"issuer", "algorithm", "digits", "qr"} {
				if cmd.Flags().Changed(flag) {
					return usagef("--%s is not for --uri: the URI says it", flag)
				}
			}
			return a.enrolURI(cmd.Context(), args[0], f)
		},
	}
	fs := c.Flags()
	fs.StringVar(&f.device, "device", "phone", "the `NAME` of the device")
	fs.StringVar(&f.issuer, "issuer", "", "the `NAME` that the authenticator shows (else the vault's)")
	fs.StringVar(&f.algorithm, "algorithm", "SHA1", "the `HASH`: SHA1, SHA256 or SHA512")
	fs.IntVar(&f.digits, "digits", 6, "how many `DIGITS` a code has: 6 or 8")
	fs.StringVar(&f.picture, "qr", "", "write a QR code to this new PNG `FILE`; it holds the secret")
	fs.StringVar(&f.uri, "uri", "", "read the otpauth URI of an authenticator that exists from this `FILE` (- is stdin)")
	fs.BoolVar(&f.yes, "yes", false, "do not ask")
	return c
}

// enrol makes a secret and prints it.
func (a *app) enrol(ctx context.Context, principal string, f enrolFlags) error {
	var alg otp.Algorithm
	if err := alg.UnmarshalText([]byte(f.algorithm)); err != nil {
		return err
	}
	if err := a.unsupported(otp.Key{Algorithm: alg, Digits: f.digits}, f.yes); err != nil {
		return err
	}
	return a.with(ctx, func(ws *workspace.Workspace) error {
		if f.issuer == "" {
			f.issuer = strings.TrimSuffix(filepath.Base(a.vaultFile), ".gate")
		}
		if strings.Contains(f.issuer, ":") {
			return fault.New(fault.Invalid, "the issuer must not hold a colon; give --issuer")
		}
		picture, err := newPicture(f.picture)
		if err != nil {
			return err
		}
		made, err := ws.Enrolments.Begin(ctx, ws.Actor(), principal, f.device, f.issuer, alg, f.digits)
		if err != nil {
			return errors.Join(err, picture.drop())
		}
		v := viewDevice(made.Label.Account, made.Device)
		v.Secret, v.URI = made.Key.Manual(), made.Key.URI(made.Label)
		if err := picture.write(v.URI); err != nil {
			return errors.Join(err, picture.drop())
		}
		return a.out(v, func(w io.Writer) {
			fmt.Fprintf(w, "enrolled %s of %s; confirm it with a code\nsecret  %s\nuri     %s\n", v.Device, v.Principal, v.Secret, v.URI)
		})
	})
}

// unsupported says, before anything is enrolled, which authenticators would show wrong codes for such
// a key. On a terminal it asks whether to go on; who says no gets exit 130.
func (a *app) unsupported(k otp.Key, yes bool) error {
	ignoring := k.Ignoring()
	if ignoring == nil || k.Digits != 6 && k.Digits != 8 { // what cannot be enrolled needs no warning
		return nil
	}
	a.note("these authenticators always compute SHA1 with 6 digits, and will show wrong codes: %s", strings.Join(ignoring, ", "))
	if yes {
		return nil
	}
	return a.goOn("enrol it all the same?")
}

// enrolURI takes the secret of an authenticator that is set up already.
func (a *app) enrolURI(ctx context.Context, principal string, f enrolFlags) error {
	uri, err := a.secretArg("otpauth URI", f.uri)
	if err != nil {
		return err
	}
	return a.with(ctx, func(ws *workspace.Workspace) error {
		made, err := ws.Enrolments.Import(ctx, ws.Actor(), principal, f.device, uri)
		if err != nil {
			return err
		}
		return a.out(viewDevice(made.Label.Account, made.Device), func(w io.Writer) {
			fmt.Fprintf(w, "enrolled %s of %s; confirm it with a code\n", made.Device.Name, made.Label.Account)
		})
	})
}

// picture is the file for a QR code, or none. It is opened before anything is enrolled.
type picture struct{ file *os.File }

// pictureRoom is as much as a QR code of the longest URI takes.
const pictureRoom = 16 << 10

// newPicture opens a new file that only its owner can read, and takes the room that it will need: on a
// full disk nothing is enrolled. An empty name is no file.
func newPicture(name string) (picture, error) {
	if name == "" {
		return picture{}, nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return picture{}, fault.Wrap(fault.Invalid, err, "the QR code needs a new file")
	}
	p := picture{f}
	if _, err := f.Write(make([]byte, pictureRoom)); err != nil {
		return picture{}, errors.Join(err, p.drop())
	}
	return p, nil
}

// write draws the code and closes the file.
func (p picture) write(uri string) error {
	if p.file == nil {
		return nil
	}
	img, err := otp.QR(uri)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return fmt.Errorf("writing the QR code: %w", err)
	}
	if _, err := p.file.WriteAt(b.Bytes(), 0); err != nil {
		return fmt.Errorf("writing the QR code: %w", err)
	}
	if err := p.file.Truncate(int64(b.Len())); err != nil {
		return fmt.Errorf("writing the QR code: %w", err)
	}
	return p.file.Close()
}

// drop removes the file.
func (p picture) drop() error {
	if p.file == nil {
		return nil
	}
	p.file.Close() // what is removed need not be whole
	return os.Remove(p.file.Name())
}
