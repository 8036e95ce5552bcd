package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
	"gatehouse/storage"
)

func newVaultCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "vault", Short: "Make, look at, check and back up the vault"}
	cmd.AddCommand(newVaultInitCmd(a), newVaultStatusCmd(a), newVaultCheckCmd(a), newVaultBackupCmd(a), newVaultPasswordCmd(a))
	return cmd
}

// needVault says which vault is meant.
func (a *app) needVault() (string, error) {
	if a.vaultFile == "" {
		return "", usagef("no vault: give --vault FILE or set GATEHOUSE_VAULT")
	}
	return a.vaultFile, nil
}

func newVaultInitCmd(a *app) *cobra.Command {
	var admin, name string
	cmd := &cobra.Command{
		Use: "init --admin NAME", Short: "Make a new vault with one owner", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := a.needVault()
			if err != nil {
				return err
			}
			if admin == "" {
				return usagef("vault init needs --admin NAME")
			}
			password, err := a.newPassword()
			if err != nil {
				return err
			}
			ws, err := storage.Create(cmd.Context(), path, storage.Setup{Name: name, Admin: admin, Password: password, Now: a.now, Program: a.program()})
			if err != nil {
				return err
			}
			defer ws.Close()
			return a.out(map[string]any{"vault": path, "id": ws.Vault.ID(), "name": ws.Vault.Settings().Name, "admin": admin, "entries": ws.Vault.Seq()}, func(w io.Writer) {
				fmt.Fprintf(w, "made %s\nvault id  %s\nowner     %s\n", path, ws.Vault.ID(), admin)
			})
		},
	}
	cmd.Flags().StringVar(&admin, "admin", "", "`NAME` of the owner")
	cmd.Flags().StringVar(&name, "name", "", "`NAME` of the vault (else that of the file)")
	return cmd
}

// open signs in to the vault that the global flags name, and opens it with all its services.
func (a *app) open(ctx context.Context) (*workspace.Workspace, error) {
	path, err := a.needVault()
	if err != nil {
		return nil, err
	}
	if a.admin == "" {
		return nil, usagef("who signs in? give --as NAME or set GATEHOUSE_ADMIN")
	}
	password, err := a.password("Password of " + a.admin + ": ")
	if err != nil {
		return nil, err
	}
	return storage.Open(ctx, path, storage.Credentials{Admin: a.admin, Password: password, Now: a.now, Program: a.program()})
}

// program names this program in the journal.
func (a *app) program() string { return "gatectl " + version }

// newPassword returns a new password: from the password file or the environment, or asked for twice.
func (a *app) newPassword() (seal.Secret, error) {
	if _, set := os.LookupEnv("GATEHOUSE_PASSWORD"); set || a.passwordFile != "" {
		return a.password("")
	}
	return a.nextPassword("")
}

func newVaultStatusCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Say what the file tells without a password", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := a.needVault()
			if err != nil {
				return err
			}
			s, err := storage.Inspect(cmd.Context(), path)
			if err != nil {
				return err
			}
			return a.out(s, func(w io.Writer) {
				fmt.Fprintf(w, "vault            %s\nvault id         %s\nsize             %d bytes\n", path, s.ID, s.Bytes)
				fmt.Fprintf(w, "administrators   %d\njournal entries  %d, the last at %s\n", s.Administrators, s.Entries, s.Last)
				for _, kind := range slices.Sorted(maps.Keys(s.Records)) {
					fmt.Fprintf(w, "%-16s %d\n", kind, s.Records[kind])
				}
				if s.Holder != "" {
					fmt.Fprintf(w, "open in          %s\n", s.Holder)
				}
			})
		},
	}
}

func newVaultCheckCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Verify roster, journal, tree and every record; works on a vault that does not unlock", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := a.needVault()
			if err != nil {
				return err
			}
			var unread error
			rep, err := storage.Check(cmd.Context(), path, storage.CheckOptions{
				Admin: a.admin, Now: a.now,
				Password: func() (seal.Secret, bool) { // asked for after the first part
					if a.admin == "" {
						return seal.Secret{}, false
					}
					p, err := a.password("Password (empty to check without): ")
					if err != nil && a.passwordFile != "" {
						unread = err // half a check is not what was asked for
					}
					return p, err == nil && !p.IsZero()
				},
			})
			if err == nil && rep.OK() {
				err = unread
			}
			if err != nil {
				return err
			}
			if err := a.out(rep, func(w io.Writer) { printCheck(w, path, rep) }); err != nil {
				return err
			}
			if len(rep.Findings) > 0 {
				return fault.New(fault.Refused, "%s is not as it was written: %d findings", path, len(rep.Findings))
			}
			return nil
		},
	}
}

func printCheck(w io.Writer, path string, rep *vault.CheckReport) {
	for _, f := range rep.Findings {
		fmt.Fprintf(w, "%s: %s\n", f.Where, f.What)
	}
	fmt.Fprintf(w, "%s: %d entries, %d records, %d statements", path, rep.Entries, rep.Records, rep.Statements)
	switch {
	case rep.Opened:
		fmt.Fprint(w, "; every seal was opened")
	case rep.NotOpened != "":
		fmt.Fprintf(w, "; no seal was opened: %s", rep.NotOpened)
	}
	fmt.Fprintln(w)
}

func newVaultBackupCmd(a *app) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use: "backup --to DIR", Short: "Write a verified copy of the vault", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" {
				return usagef("vault backup needs --to DIR")
			}
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			file, err := storage.Backup(cmd.Context(), ws, a.vaultFile, dir)
			if err != nil {
				return err
			}
			return a.out(map[string]any{"file": file, "entries": ws.Vault.Seq()}, func(w io.Writer) { fmt.Fprintln(w, file) })
		},
	}
	cmd.Flags().StringVar(&dir, "to", "", "`DIR` to write into")
	return cmd
}

func newVaultPasswordCmd(a *app) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "password --new-password-file FILE", Short: "Change your own password", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			old, err := a.password("Old password: ")
			if err != nil {
				return err
			}
			next, err := a.nextPassword(file)
			if err != nil {
				return err
			}
			if err := ws.ChangePassword(cmd.Context(), old, next); err != nil {
				return err
			}
			a.note("the password was changed; older copies of the file still open with the old one")
			return nil
		},
	}
	cmd.Flags().StringVar(&file, "new-password-file", "", "`FILE` whose first line is the new password (- is stdin)")
	return cmd
}

// nextPassword reads the new password from a file or asks for it twice.
func (a *app) nextPassword(file string) (seal.Secret, error) {
	if file != "" {
		line, err := a.secretArg("new password", file)
		return seal.NewSecret([]byte(line)), err
	}
	first, err := a.ask("New password: ")
	if err != nil {
		return seal.Secret{}, err
	}
	again, err := a.ask("The same again: ")
	if err == nil && first != again {
		err = fault.New(fault.Invalid, "the two passwords differ")
	}
	return seal.NewSecret([]byte(first)), err
}
