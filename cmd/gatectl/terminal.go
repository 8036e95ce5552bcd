package main

import (
	"errors"
	"fmt"
	"io"
	"os"

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
