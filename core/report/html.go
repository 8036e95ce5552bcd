package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"time"
)

//go:embed page.tmpl
var pageSource string

//go:embed style.css
var style string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"num": number, "bytes": size, "lines": func(n uint64) string { return plural(n, "line") }, "cap": capital,
}).Parse(pageSource))

// HTML writes the report as one page that needs nothing else: no script, no font, no picture from
// outside, and a content policy that would forbid them.
func HTML(w io.Writer, d *Document) error {
	b := bufio.NewWriter(w)
	if err := pageTemplate.Execute(b, newPage(d)); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	return b.Flush()
}

// styleHash is how the page's content policy names its style sheet.
func styleHash() string {
	sum := sha256.Sum256([]byte(style))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// capital writes a word with a capital letter, as labels begin.
func capital(v any) string {
	s := fmt.Sprint(v)
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// length writes a duration in its two greatest units.
func length(d time.Duration) string {
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case days > 0 && hours > 0:
		return plural(days, "day") + " " + plural(hours, "hour")
	case days > 0:
		return plural(days, "day")
	case hours > 0 && minutes > 0:
		return plural(hours, "hour") + " " + plural(minutes, "minute")
	case hours > 0:
		return plural(hours, "hour")
	case minutes > 0:
		return plural(minutes, "minute")
	}
	return plural(int(d/time.Second), "second")
}

// number writes a count with commas at the thousands.
func number(v any) string {
	s := fmt.Sprint(v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plural writes a count of things.
func plural[N int | uint64](n N, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return number(n) + " " + thing + "s"
}

// size writes a number of bytes for a person.
func size(n int64) string {
	if n < 1<<10 {
		return strconv.FormatInt(n, 10) + " B"
	}
	units := "KMGTPE"
	v, i := float64(n)/1024, 0
	for v >= 1024 && i < len(units)-1 {
		v /= 1024
		i++
	}
	return fmt.Sprintf("%.1f %ciB", v, units[i])
}

// span writes a period, without saying the same day twice.
func span(first, last time.Time) string {
	const day, clock = "2 Jan 2006", "15:04:05"
	switch {
	case first.IsZero() || last.IsZero():
		return ""
	case first.Truncate(time.Second).Equal(last.Truncate(time.Second)):
		return first.Format(day + " " + clock)
	case first.Format(day) == last.Format(day):
		return first.Format(day+" "+clock) + " – " + last.Format(clock)
	}
	return first.Format(day+" "+clock) + " – " + last.Format(day+" "+clock)
}
