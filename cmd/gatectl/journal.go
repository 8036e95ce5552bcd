package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/storage"
)

func newJournalCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "journal", Short: "Read and verify the record of every change"}
	cmd.AddCommand(newJournalListCmd(a), newJournalVerifyCmd(a), newJournalCheckpointCmd(a))
	return cmd
}

func newJournalListCmd(a *app) *cobra.Command {
	var from uint64
	cmd := &cobra.Command{
		Use: "list", Short: "List the entries, oldest first", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ws, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer ws.Close()
			for e, err := range ws.Vault.Journal(cmd.Context(), from) {
				if err != nil {
					return err
				}
				if err := a.out(e, func(w io.Writer) { printEntry(w, e) }); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().Uint64Var(&from, "from", 0, "first entry `NUMBER` to list")
	return cmd
}

func printEntry(w io.Writer, e vault.JournalEntry) {
	fmt.Fprintf(w, "%6d  %s  %-12s %-20s %s", e.Seq, e.Time, printable(e.ActorName), e.Action, printable(e.Subject))
	for _, n := range e.Diff {
		fmt.Fprintf(w, "  %s: %s -> %s", n.Field, orDash(printable(n.Old)), orDash(printable(n.New)))
	}
	if e.Reason != "" {
		fmt.Fprintf(w, "  (%s)", printable(e.Reason))
	}
	fmt.Fprintln(w)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func newJournalVerifyCmd(a *app) *cobra.Command {
	var witness string
	cmd := &cobra.Command{
		Use: "verify", Short: "Verify every entry, the tree and its checkpoint, without a password", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := a.needVault()
			if err != nil {
				return err
			}
			var note []byte
			if witness != "" {
				if note, err = readSmall("witness", witness); err != nil {
					return err
				}
			}
			rep, err := storage.VerifyJournal(cmd.Context(), path, note)
			if err != nil {
				return err
			}
			if err := a.out(rep, func(w io.Writer) { printCheck(w, path, rep) }); err != nil {
				return err
			}
			if len(rep.Findings) > 0 {
				return fault.New(fault.Refused, "the journal of %s does not verify: %s", path, rep.Findings[0].What)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&witness, "witness", "", "`FILE` with a checkpoint that was saved elsewhere")
	return cmd
}

func newJournalCheckpointCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "checkpoint", Short: "Print the newest checkpoint, to be kept elsewhere as a witness", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := a.needVault()
			if err != nil {
				return err
			}
			note, err := storage.Checkpoint(cmd.Context(), path)
			if err != nil {
				return err
			}
			return a.out(map[string]string{"checkpoint": note}, func(w io.Writer) { fmt.Fprint(w, strings.TrimRight(note, "\n")+"\n") })
		},
	}
}
