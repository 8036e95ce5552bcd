package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/seal"
	"gatehouse/storage/applog"
)

// app is what every command shares: the global flags and where input and output go.
type app struct {
	vaultFile    string
	admin        string
	passwordFile string
	otp          string
	output       string
	quiet        bool

	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	log      *slog.Logger
	now      func() time.Time
	usedDash bool // stdin was read for one "-"
}

// run executes one command line and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now}
	log, closeLog, _ := applog.Open("gatectl") // without a place for a log the command still runs
	defer closeLog()
	a.log = log
	root := newRoot(a)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return conclude(root.ExecuteContext(ctx), stderr, a.log)
}

// newRoot builds the command tree.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "gatectl",
		Short:         "Gatehouse without a display: API access, signed policy bundles and log review",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := noEmptyFlags(cmd); err != nil {
				return err
			}
			if a.output != "text" && a.output != "json" {
				return usagef("--output is %q; it is text or json", a.output)
			}
			return nil
		},
	}
	f := root.PersistentFlags()
	f.StringVar(&a.vaultFile, "vault", os.Getenv("GATEHOUSE_VAULT"), "vault `FILE` (else $GATEHOUSE_VAULT)")
	f.StringVar(&a.admin, "as", os.Getenv("GATEHOUSE_ADMIN"), "administrator to sign in as (else $GATEHOUSE_ADMIN)")
	f.StringVar(&a.passwordFile, "password-file", "", "`FILE` whose first line is the password (else $GATEHOUSE_PASSWORD, else asked)")
	f.StringVar(&a.otp, "otp", "", "one-time `CODE`")
	f.StringVar(&a.output, "output", "text", "text or json")
	f.BoolVar(&a.quiet, "quiet", false, "print nothing but results and errors")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(nouns(a)...)
	usageErrors(root)
	return root
}

// noEmptyFlags refuses flags that were given without a value. In a script that is a variable that was
// not set: `--network "$OFFICE"` must not become a key for every network.
func noEmptyFlags(cmd *cobra.Command) error {
	var empty string
	cmd.Flags().Visit(func(f *pflag.Flag) {
		list, isList := f.Value.(pflag.SliceValue)
		if f.Value.String() == "" || isList && (len(list.GetSlice()) == 0 || slices.Contains(list.GetSlice(), "")) {
			empty = f.Name
		}
	})
	if empty != "" {
		return usagef("--%s is empty; give it a value or leave it out", empty)
	}
	return nil
}

// noArgs refuses arguments as wrong usage.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usagef("unknown command %q for %q; see %s --help", args[0], cmd.CommandPath(), cmd.CommandPath())
}

// usageErrors makes every command answer wrong arguments with exit 2, and a noun without a verb
// with its help.
func usageErrors(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			if err == nil {
				return nil
			}
			return usageError{err}
		}
	}
	if c.HasSubCommands() && c.RunE == nil && c.Run == nil {
		c.Args = noArgs
		c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
	for _, sub := range c.Commands() {
		usageErrors(sub)
	}
}

// out prints a result: v as one JSON document, or what text writes, made safe for a terminal: names
// of files, text of logs and what a damaged vault holds are somebody else's.
func (a *app) out(v any, text func(w io.Writer)) error {
	if a.output == "json" {
		return a.json(v)
	}
	var b strings.Builder
	text(&b)
	_, err := io.WriteString(a.stdout, printable(b.String()))
	return err
}

// json prints v as one line of JSON.
func (a *app) json(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := a.stdout.Write(harmless(b.Bytes()))
	return err
}

// harmless escapes what could act on a terminal in a JSON document: in JSON such characters stand in
// strings alone, so it means the same afterwards.
func harmless(doc []byte) []byte {
	if !bytes.ContainsFunc(doc, acts) {
		return doc
	}
	out := make([]byte, 0, len(doc)+64)
	for _, r := range string(doc) {
		if acts(r) {
			out = fmt.Appendf(out, "\\u%04x", r)
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// acts reports whether a character does something on a display instead of being seen there, but for
// line ends.
func acts(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == 0x2028 || r == 0x2029)
}

// note prints a remark for a person to stderr, unless --quiet.
func (a *app) note(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// dash returns stdin for an argument "-"; only one argument of a command line may be "-".
func (a *app) dash() (io.Reader, error) {
	if a.usedDash {
		return nil, usagef("only one argument may be \"-\"")
	}
	a.usedDash = true
	return a.stdin, nil
}

// secretArg reads a secret from a file, or from stdin when name is "-": the first line.
func (a *app) secretArg(what, name string) (string, error) {
	var r io.Reader
	if name == "-" {
		in, err := a.dash()
		if err != nil {
			return "", err
		}
		r = in
	} else {
		f, err := os.Open(name)
		if err != nil {
			return "", fault.Wrap(fault.Invalid, err, "reading the %s file", what)
		}
		defer f.Close()
		r = f
	}
	line, err := bufio.NewReader(io.LimitReader(r, 64<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the %s: %w", what, err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// maxSmall is how large a key, a witness or a check may be: far more than any is, far less than memory.
const maxSmall = 4 << 20

// readSmall reads a file that somebody named and that is small: a key, a witness, a check.
func readSmall(what, name string) ([]byte, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "there is no file %s", name)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "reading the %s", what)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSmall+1))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "reading the %s", what)
	}
	if len(b) > maxSmall {
		return nil, fault.New(fault.Invalid, "reading %s: the file is larger than %d MiB, so no %s", name, maxSmall>>20, what)
	}
	return b, nil
}

// password returns the password by the rules of the contract: file, environment, prompt.
func (a *app) password(prompt string) (seal.Secret, error) {
	if a.passwordFile != "" {
		line, err := a.secretArg("password", a.passwordFile)
		return seal.NewSecret([]byte(line)), err
	}
	if p, ok := os.LookupEnv("GATEHOUSE_PASSWORD"); ok {
		return seal.NewSecret([]byte(p)), nil
	}
	line, err := a.ask(prompt)
	return seal.NewSecret([]byte(line)), err
}

// progress returns a report that draws one line on stderr when that is a terminal, and a function
// that ends the line.
func (a *app) progress() (job.Report, func()) {
	if a.quiet || !isTerminal(a.stderr) {
		return nil, func() {}
	}
	report, flush := job.Throttle(func(p job.Progress) {
		if p.Total > 0 {
			fmt.Fprintf(a.stderr, "\r\x1b[K%s %d%%", p.Label, p.Done*100/p.Total)
			return
		}
		fmt.Fprintf(a.stderr, "\r\x1b[K%s %d", p.Label, p.Done)
	}, time.Now)
	return report, func() { flush(); fmt.Fprint(a.stderr, "\r\x1b[K") }
}
