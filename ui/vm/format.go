package vm

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gatehouse/ui/inert"
	"gatehouse/ui/say"
)

// Count writes 1284 as "1,284".
func Count(n int64) string { return say.Count(n) }

// Plural writes "1 key" and "3 keys"; the plural is the noun with an s unless it is given.
func Plural(n int64, one string, many ...string) string {
	if n == 1 {
		return "1 " + one
	}
	if len(many) > 0 {
		return Count(n) + " " + many[0]
	}
	return Count(n) + " " + one + "s"
}

// Bytes writes an amount with three digits: "611 MB".
func Bytes(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	f, u := float64(n), 0
	for f >= 999.5 && u < len(units)-1 {
		f, u = f/1000, u+1
	}
	switch {
	case u == 0 || f >= 99.95:
		return fmt.Sprintf("%.0f %s", f, units[u])
	case f >= 9.995:
		return fmt.Sprintf("%.1f %s", f, units[u])
	}
	return fmt.Sprintf("%.2f %s", f, units[u])
}

// Date writes a day: "23 May 2027". The zero time is "".
func Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2 Jan 2006")
}

// Day writes a day in little room: "21 Oct" in this year, "Oct 2025" before.
func Day(t, now time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.Local().Year() == now.Local().Year():
		return t.Local().Format("2 Jan")
	}
	return t.Local().Format("Jan 2006")
}

// DateTime writes a minute: "23 May 2027, 14:05".
func DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2 Jan 2006, 15:04")
}

// Both writes a minute in local time and in UTC, for tips.
func Both(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return DateTime(t) + " · " + t.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

// Distance writes how far t lies from now, in one unit: "in 12 days", "3 h ago", "just now".
func Distance(t, now time.Time) string {
	d := t.Sub(now)
	past := d < 0
	if past {
		d = -d
	}
	var s string
	switch {
	case d < time.Minute:
		return say.L("just now")
	case d < time.Hour:
		s = say.L("{{.Count}} min", say.V{"Count": int64(d / time.Minute)})
	case d < 48*time.Hour:
		s = say.L("{{.Count}} h", say.V{"Count": int64(d / time.Hour)})
	default:
		s = say.N(int64((d+12*time.Hour)/(24*time.Hour)), "{{.Count}} day", "{{.Count}} days") // the nearest whole day
	}
	if past {
		return say.L("{{.Span}} ago", say.V{"Span": s})
	}
	return say.L("in {{.Span}}", say.V{"Span": s})
}

// Few joins the first names and counts the others: "orders, billing +2".
func Few(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s +%d", strings.Join(names[:n], ", "), len(names)-n)
}

// fields splits a line that people typed with commas or blanks between the words.
func fields(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\t' })
}

// sortStable sorts by cmp and keeps the order of equals.
func sortStable[T any](xs []T, cmp func(a, b T) int) { slices.SortStableFunc(xs, cmp) }

// sortLike sorts things as the order of a list does, and keeps the order of equals.
func sortLike[T any](xs []T, order func(a, b *T) int) {
	slices.SortStableFunc(xs, func(a, b T) int { return order(&a, &b) })
}

// Escaped makes bytes of a log fit to be shown: what does not print is written as \xNN, so that
// a line cannot hide, reorder or colour anything.
func Escaped(b []byte) string { return inert.Text(string(b)) }
