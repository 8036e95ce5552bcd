package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
)

// newLogCmd is the noun "log": logs as files, without a vault.
func newLogCmd(a *app) *cobra.Command {
	c := &cobra.Command{Use: "log", Short: "Look into a gateway's log without importing it"}
	c.AddCommand(newLogDetectCmd(a), newLogConvertCmd(a))
	return c
}

func newLogDetectCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "detect FILE", Short: "Say which format a log has and what it can prove",
		Long: "Say which format a log has and what it can prove. FILE is plain text, gzip or zstd; - reads stdin.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return unblocked(cmd.Context(), func(context.Context) error { return a.detectLog(args[0]) })
		},
	}
}

func newLogConvertCmd(a *app) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "convert FILE", Short: "Write a log's events as JSON lines in ECS names to stdout",
		Long: "Write a log's events as JSON lines, flat, in the names of the Elastic Common Schema, to stdout.\n" +
			"A line that cannot be read becomes an object with \"error\". FILE is plain text, gzip or zstd; - reads stdin.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return unblocked(cmd.Context(), func(ctx context.Context) error { return a.convertLog(ctx, args[0], format) })
		},
	}
	c.Flags().StringVar(&format, "format", string(auditlog.Auto), "log `FORMAT`: auto or "+formatNames())
	return c
}

func formatNames() string {
	var names []string
	for _, f := range auditlog.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// detectLog prints what the log called name is.
func (a *app) detectLog(name string) error {
	in, found, closeLog, err := a.openLogFile(name, auditlog.Auto)
	if err != nil {
		return err
	}
	defer closeLog()
	carries := found.Profile.Carries.Names()
	return a.out(map[string]any{
		"file": name, "format": found.Format, "confidence": found.Confidence, "compression": in.Compression,
		"sampled": found.Sampled, "matched": found.Matched, "carries": carries,
	}, func(w io.Writer) {
		fmt.Fprintf(w, "format      %s\n", found.Format)
		fmt.Fprintf(w, "confidence  %.2f (%d of %d lines read)\n", found.Confidence, found.Matched, found.Sampled)
		if in.Compression != "" {
			fmt.Fprintf(w, "compressed  %s\n", in.Compression)
		}
		fmt.Fprintf(w, "carries     %s\n", strings.Join(carries, ", "))
	})
}

// convertLog writes the log called name as JSON lines.
func (a *app) convertLog(ctx context.Context, name, format string) error {
	want, err := auditlog.ParseFormat(format)
	if err != nil {
		return usageError{err}
	}
	in, found, closeLog, err := a.openLogFile(name, want)
	if err != nil {
		return err
	}
	defer closeLog()
	done, err := auditlog.Convert(ctx, in, found.Format, a.stdout)
	if err != nil {
		return fmt.Errorf("converting %s after line %d: %w", name, done.Lines, err)
	}
	if done.Events == 0 {
		return fault.New(fault.Invalid, "%s: none of %d lines is %s; `gatectl log detect` says what it is", name, done.Lines, found.Format)
	}
	if done.Rejected > 0 {
		a.note("%d of %d lines are not %s; they are objects with \"error\"", done.Rejected, done.Lines, found.Format)
	}
	return nil
}

// openLogFile opens the log called name, "-" being stdin, and finds out its format unless that is
// told.
func (a *app) openLogFile(name string, format auditlog.Format) (*auditlog.Input, auditlog.Detection, func(), error) {
	found := auditlog.Detection{Format: format}
	r, closeFile, err := a.openInput(name)
	if err != nil {
		return nil, found, nil, err
	}
	fail := func(err error) (*auditlog.Input, auditlog.Detection, func(), error) {
		closeFile()
		return nil, found, nil, fmt.Errorf("reading %s: %w", name, err)
	}
	in, err := auditlog.Open(r)
	if err != nil {
		return fail(err)
	}
	head, err := in.Head()
	if err == nil && format == auditlog.Auto {
		found, err = auditlog.Detect(head)
	}
	if err != nil {
		in.Close()
		return fail(err)
	}
	return in, found, func() { in.Close(); closeFile() }, nil
}

// openInput opens a file that the person named; "-" is stdin.
func (a *app) openInput(name string) (io.Reader, func(), error) {
	if name == "-" {
		r, err := a.dash()
		return r, func() {}, err
	}
	f, err := os.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fault.New(fault.NotFound, "there is no file %s", name)
	case err != nil:
		return nil, nil, fault.Wrap(fault.Invalid, err, "opening the log")
	}
	if st, err := f.Stat(); err == nil && st.IsDir() {
		f.Close()
		return nil, nil, fault.New(fault.Invalid, "%s is a folder; name a log in it", name)
	}
	return f, func() { f.Close() }, nil
}

// unblocked runs work and returns when ctx ends even if work waits for a terminal or a pipe.
func unblocked(ctx context.Context, work func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- work(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return errors.Join(ctx.Err(), err)
	case <-time.After(time.Second): // still waiting for its input; the process ends anyway
		return ctx.Err()
	}
}
