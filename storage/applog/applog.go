// Package applog keeps the program's own log: unexpected failures, for whoever has to find out why.
//
// It is one text file for each program in the user's state folder ($XDG_STATE_HOME/gatehouse, else
// ~/.local/state/gatehouse), mode 0600, rotated at [Limit] with one old file kept. It lies outside
// the vault and in the clear, so everything that could name a person, a thing, a file, an address or
// a key is struck out of it before it is written; debug records are not written at all.
//
// What administrators do is not its business: that is the journal's.
package applog

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
)

// Limit is the size in bytes at which a log is rotated.
const Limit = 4 << 20

// Dir returns the folder of the logs.
func Dir() (string, error) {
	if d := os.Getenv("XDG_STATE_HOME"); d != "" {
		return filepath.Join(d, "gatehouse"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("finding the state folder: %w", err)
	}
	return filepath.Join(home, ".local", "state", "gatehouse"), nil
}

// Open opens the log of a program for appending. Close it with the function that is returned. Where
// no log can be kept, the error says why and the logger discards: a program runs without it.
func Open(program string) (*slog.Logger, func(), error) {
	none := slog.New(slog.DiscardHandler)
	dir, err := Dir()
	if err != nil {
		return none, func() {}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return none, func() {}, fmt.Errorf("making the state folder: %w", err)
	}
	name := filepath.Join(dir, program+".log")
	if st, err := os.Stat(name); err == nil && st.Size() > Limit {
		_ = os.Rename(name, name+".1") // a log that is too long is better than none
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return none, func() {}, fmt.Errorf("opening the log: %w", err)
	}
	return New(f), func() { f.Close() }, nil
}

// New returns a logger that writes redacted text to w.
func New(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch v := a.Value.Any().(type) {
		case string:
			a.Value = slog.StringValue(Redact(v))
		case error:
			a.Value = slog.StringValue(Redact(v.Error()))
		case fmt.Stringer:
			if a.Value.Kind() == slog.KindAny {
				a.Value = slog.StringValue(Redact(v.String()))
			}
		}
		return a
	}}))
}

// revealing matches what could name somebody or something: quoted text, paths, addresses, tokens,
// e-mail addresses, and long runs of hexadecimal or base64.
var revealing = regexp.MustCompile(`"[^"]*"|'[^']*'|“[^”]*”|[A-Za-z]:\\[^\s:]+|(^|[\s(=])\.{0,2}/[^\s:,;]+|\bgh_(?:live|test)_\w+|[\w.+-]+@[\w.-]+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-fA-F]*(?::[0-9a-fA-F]*){3,}|\b[\w-]+\.(?:gate|log|gz|zst|json|txt|html)\b|\b[0-9A-Za-z+/_-]{24,}={0,2}`)

// Redact strikes out of s what could name a person, a thing, a file, an address or a key.
func Redact(s string) string { return revealing.ReplaceAllString(s, "${1}[…]") }
