package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"gatehouse/core/fault"
)

// isTerminal reports whether x is a terminal.
func isTerminal(x any) bool {
	f, ok := x.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// ask reads one line from the terminal without echo.
func (a *app) ask(prompt string) (string, error) {
	in, ok := a.stdin.(*os.File)
	if !ok || !isTerminal(in) {
		return "", fault.New(fault.Invalid, "no password: give --password-file FILE or set GATEHOUSE_PASSWORD")
	}
	fmt.Fprint(a.stderr, prompt)
	line, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(a.stderr)
	if errors.Is(err, io.EOF) {
		return "", fault.New(fault.Invalid, "no password was typed")
	}
	return string(line), err
}

// goOn asks a question on the terminal and goes on only after a yes; anything else ends the program as
// an interrupt does. Where nobody sits at a terminal nobody is asked: scripts said what they want.
func (a *app) goOn(question string) error {
	in, ok := a.stdin.(*os.File)
	if !ok || !isTerminal(in) {
		return nil
	}
	fmt.Fprintf(a.stderr, "%s [y/N] ", question)
	answer, err := readLine(in)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if a := strings.ToLower(strings.TrimSpace(answer)); a != "y" && a != "yes" {
		return context.Canceled
	}
	return nil
}

// readLine reads up to the end of a line and not a byte more: what follows is for somebody else.
func readLine(r io.Reader) (string, error) {
	var line []byte
	for b := make([]byte, 1); len(line) < 256; {
		if _, err := r.Read(b); err != nil || b[0] == '\n' {
			return string(line), err
		}
		line = append(line, b[0])
	}
	return string(line), nil
}
