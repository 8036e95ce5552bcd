// Package single lets a program run once for each user: a second start hands its argument to the
// first one and ends.
//
// The first listens on a unix socket in a folder of the user's own; the second connects, says one
// line (the absolute path of a vault, or nothing) and waits for "ok". What comes in is hostile until
// checked: one line, bounded in length and time, a clean absolute path or nothing. All that a
// message can do is name a vault to unlock; it still takes the password.
//
// It is a courtesy and not a lock: two programs that start in the same moment may both run. What
// keeps two programs out of one vault is the vault's own lock.
package single

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gatehouse/ui/runner"
)

const (
	maxMessage = 4 << 10         // as long as a path can be on Linux
	patience   = 2 * time.Second // of either side; both are on this machine
	answer     = "ok\n"
	breather   = time.Second // after an error that isn't the end, so that it does not spin
)

// ErrNobody says that no program listens; be the first.
var ErrNobody = errors.New("single: no program listens")

// errMessage says that a message is not what one may send.
var errMessage = errors.New("single: a message is the absolute path of a vault, or nothing")

// Send hands vault (an absolute path or "") to the program that listens at path and returns nil
// when that took it. [ErrNobody] means that there is no such program, or that it is gone.
func Send(path, vault string) error {
	if !valid(vault) {
		return errMessage
	}
	c, err := net.DialTimeout("unix", path, patience)
	if err != nil {
		if info, e := os.Lstat(path); errors.Is(e, fs.ErrNotExist) || e == nil && stale(info) && !isTimeout(err) {
			return ErrNobody
		}
		return fmt.Errorf("reaching the program that runs: %w", err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c, vault+"\n"); err != nil {
		return fmt.Errorf("telling the program that runs: %w", err)
	}
	got, err := io.ReadAll(io.LimitReader(c, int64(len(answer))))
	if err != nil || string(got) != answer {
		return errors.New("the program that runs does not answer")
	}
	return nil
}

// stale reports whether what nobody answers at may be replaced: a socket. A file of another kind is
// not ours to remove.
func stale(info fs.FileInfo) bool { return info.Mode()&fs.ModeSocket != 0 }

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// valid reports whether a message is one.
func valid(vault string) bool {
	if vault == "" {
		return true
	}
	return len(vault) < maxMessage && utf8.ValidString(vault) && filepath.IsAbs(vault) && filepath.Clean(vault) == vault &&
		strings.IndexFunc(vault, unicode.IsControl) < 0
}

// Door is where messages come in.
type Door struct {
	path string
	own  fs.FileInfo
	l    *net.UnixListener
}

// Listen opens the door at path, for this user only; call it after Send said [ErrNobody]. A socket
// that a dead program left there is replaced, any other file is not.
func Listen(path string) (*Door, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the socket: %w", err)
	}
	if info, err := os.Lstat(path); err == nil && !stale(info) {
		return nil, fmt.Errorf("listening at %s: there is a file that is no socket", path)
	}
	// The socket is made in a folder that nobody else enters and then moved: it never has, not even
	// for a moment, the mode that the umask gives.
	aside, err := os.MkdirTemp(dir, ".s")
	if err != nil {
		return nil, fmt.Errorf("making the socket: %w", err)
	}
	defer os.RemoveAll(aside)
	made := filepath.Join(aside, "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: made, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("making the socket: %w", err)
	}
	l.SetUnlinkOnClose(false)
	d := &Door{path: path, l: l}
	if err := d.place(made); err != nil {
		l.Close()
		return nil, fmt.Errorf("making the socket: %w", err)
	}
	return d, nil
}

// place moves the socket to where it is looked for.
func (d *Door) place(made string) (err error) {
	if err := os.Chmod(made, 0o600); err != nil {
		return err
	}
	if err := os.Rename(made, d.path); err != nil {
		return err
	}
	d.own, err = os.Lstat(d.path)
	return err
}

// Serve calls take on the drawing thread for every message, with the absolute path of a vault or
// "", until the door is closed or ctx is over. Messages that are not right are not heard of.
func (d *Door) Serve(ctx context.Context, run runner.Runner, take func(vault string)) {
	runner.Go(run, ctx, func(context.Context) (string, error) { return d.next() }, func(vault string, err error) {
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case errors.Is(err, errMessage):
			slog.Warn("a message from another start is not right")
		case err != nil:
			slog.Warn("listening for other starts", "error", err)
			run.After(breather, func() { d.Serve(ctx, run, take) })
			return
		default:
			take(vault)
		}
		d.Serve(ctx, run, take)
	})
}

// next waits for one message.
func (d *Door) next() (string, error) {
	c, err := d.l.Accept()
	if err != nil {
		return "", err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	line, err := bufio.NewReader(io.LimitReader(c, maxMessage)).ReadString('\n')
	vault := strings.TrimSuffix(line, "\n")
	if err != nil || !valid(vault) {
		return "", errMessage
	}
	_, _ = io.WriteString(c, answer) // a sender that left meanwhile was heard all the same
	return vault, nil
}

// Close closes the door and removes the socket, if it is still this door's.
func (d *Door) Close() error {
	err := d.l.Close()
	if now, e := os.Lstat(d.path); e == nil && os.SameFile(now, d.own) {
		_ = os.Remove(d.path)
	}
	return err
}
