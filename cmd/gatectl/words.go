package main

import (
	"context"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"gatehouse/core/vault"
	"gatehouse/core/workspace"
)

// with opens the vault, lets fn use it and closes it.
func (a *app) with(ctx context.Context, fn func(*workspace.Workspace) error) error {
	ws, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer ws.Close()
	return fn(ws)
}

// parseAge reads a duration such as 90d, 12h, 30m or 45s, or several together: 1d12h.
func parseAge(flag, s string) (time.Duration, error) {
	bad := usagef("--%s is %q; write a time as 90d, 12h, 30m or 45s", flag, s)
	units := map[byte]time.Duration{'d': 24 * time.Hour, 'h': time.Hour, 'm': time.Minute, 's': time.Second}
	var sum time.Duration
	for rest := s; ; {
		end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if end < 1 || end > 9 {
			return 0, bad
		}
		n, err := strconv.ParseInt(rest[:end], 10, 64)
		unit := units[rest[end]]
		if err != nil || unit == 0 || n > int64(100*366*24*time.Hour/unit) {
			return 0, bad
		}
		sum += time.Duration(n) * unit
		if rest = rest[end+1:]; rest == "" {
			return sum, nil
		}
	}
}

// writeAge writes a duration as parseAge reads it, in the largest unit that fits.
func writeAge(d time.Duration) string {
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d >= u.of && d%u.of == 0 {
			return strconv.FormatInt(int64(d/u.of), 10) + u.name
		}
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "s"
}

// when writes a record's time for JSON; "" for none.
func when(m vault.Millis) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}

// list returns s, never nil, so that JSON holds [] and not null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// columns writes rows in aligned columns below a heading, for people. What foreign hands may have
// written is made safe for a terminal.
func columns(w io.Writer, heading string, rows [][]string) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				io.WriteString(t, "\t")
			}
			io.WriteString(t, strings.ReplaceAll(printable(c), "\t", " "))
		}
		io.WriteString(t, "\n")
	}
	line(strings.Split(heading, "|"))
	for _, r := range rows {
		line(r)
	}
	t.Flush()
}

// commas joins a list for people, a dash where there is nothing.
func commas(s []string) string { return orDash(strings.Join(s, ",")) }

// yesNo says a truth in a word.
func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
