package report

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gatehouse/core/review"
)

func TestNumbersReadAsPeopleWriteThem(t *testing.T) {
	for want, got := range map[string]string{
		"0": number(0), "999": number(999), "1,000": number(1000), "12,345,678": number(uint64(12345678)),
		"1 line": plural(1, "line"), "1,200 lines": plural(1200, "line"),
		"1023 B": size(1023), "1.0 KiB": size(1024), "82.4 MiB": size(86_400_311), "3.0 GiB": size(3 << 30),
		"2 days 3 hours": length(51*time.Hour + 20*time.Minute), "1 day": length(24 * time.Hour), "1 hour 1 minute": length(61 * time.Minute),
		"3 hours": length(3 * time.Hour), "2 minutes": length(2 * time.Minute), "0 seconds": length(0),
		"3, 7–9, 12, 13": ranges([]uint64{12, 7, 9, 8, 3, 13, 7}), "1,000–1,002": ranges([]uint64{1000, 1001, 1002}),
		"Possible success": capital("possible success"), "": capital(""), "Ähnlich": capital("Ähnlich"),
		"10 k": short(10_000), "9,999": short(9999), "12 M": short(12_345_678),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPeriodsDontSayTheSameDayTwice(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, x := range []struct{ first, last, want string }{
		{"2026-03-04T07:25:02Z", "2026-03-04T07:25:02Z", "4 Mar 2026 07:25:02"},
		{"2026-03-04T07:25:02Z", "2026-03-04T09:00:00Z", "4 Mar 2026 07:25:02 – 09:00:00"},
		{"2026-03-04T07:25:02Z", "2026-03-05T00:00:00Z", "4 Mar 2026 07:25:02 – 5 Mar 2026 00:00:00"},
	} {
		if got := span(at(x.first), at(x.last)); got != x.want {
			t.Errorf("got %q, want %q", got, x.want)
		}
	}
	if got := span(time.Time{}, time.Time{}); got != "" {
		t.Errorf("no period is %q", got)
	}
}

func TestAMeterIsFullOnlyWhenNothingIsMissing(t *testing.T) {
	for _, x := range []struct {
		part, all uint64
		want      string
	}{
		{200, 200, "100 % present"}, {199_999, 200_000, "99.999 % present"}, {9_999_999, 10_000_000, "99.999 % present"},
		{150, 200, "75 % present"}, {0, 200, "0 % present"}, {0, 0, "–"},
	} {
		m := meterOf(x.part, x.all, "present")
		if m.Label != x.want || (m.Percent == 100) != (x.part == x.all && x.all > 0) {
			t.Errorf("%d of %d is %+v, want %q", x.part, x.all, m, x.want)
		}
	}
}

func TestVerdictsOfSeveralLogsBecomeOne(t *testing.T) {
	v := func(verdicts ...review.Verdict) []review.Coverage {
		var all []review.Coverage
		for _, x := range verdicts {
			all = append(all, review.Coverage{Verdict: x, Present: 1, Events: 2})
		}
		return all
	}
	for _, x := range []struct {
		all    []review.Coverage
		want   review.Verdict
		detail string
	}{
		{v(review.Pass, review.Pass), review.Pass, ""},
		{v(review.Pass, review.Fail), review.Fail, ""},
		{v(review.NotAssessable, review.Fail), review.Fail, "not assessable in 1 of 2 logs"},
		{v(review.NotAssessable, review.Pass), review.Pass, "not assessable in 1 of 2 logs"},
		{v(review.NotAssessable, review.NotAssessable), review.NotAssessable, ""},
		{nil, review.NotAssessable, "this check said nothing"},
	} {
		got := together(x.all)
		if got.Verdict != x.want || got.Detail != x.detail || got.Present != uint64(len(x.all)) {
			t.Errorf("%v becomes %+v, want %s %q", x.all, got, x.want, x.detail)
		}
	}
}

func TestTheChartFitsAnyPeriod(t *testing.T) {
	begin := time.Date(2026, 3, 2, 6, 7, 0, 0, time.UTC)
	for name, long := range map[string]time.Duration{
		"one minute": 0, "an hour": time.Hour, "three days": 72 * time.Hour, "a year": 365 * 24 * time.Hour, "thirty years": 30 * 365 * 24 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			d := &Document{minutes: []Bucket{{At: begin, Class: [6]uint64{0, 1, 7}}, {At: begin.Add(long), Class: [6]uint64{0, 0, 3, 0, 2, 1}}}}
			d.Findings = []Finding{
				{Check: "A", Severity: review.High, First: begin.Add(-time.Hour), Last: begin.Add(long + time.Hour)},
				{Check: "B", Severity: review.Low, First: begin, Last: begin},
			}
			c := newChart(d)
			if len(c.Bars) == 0 || len(c.Bars) > htmlBars*len(classes) || len(c.Lanes) != 2 || len(c.Times) == 0 || len(c.Times) > 7 {
				t.Errorf("%d bars, %d lanes, %d times", len(c.Bars), len(c.Lanes), len(c.Times))
			}
			for _, b := range append(c.Bars, c.Lanes...) {
				var x, w float64
				if _, err := fmt.Sscan(b.X, &x); err != nil {
					t.Fatal(err)
				}
				if _, err := fmt.Sscan(b.W, &w); err != nil {
					t.Fatal(err)
				}
				if x < plotLeft-1 || x+w > chartWidth+laneColumn || w <= 0 {
					t.Errorf("a box from %v of width %v leaves the chart", x, w)
				}
			}
		})
	}
	if newChart(&Document{}) != nil {
		t.Error("a chart of nothing")
	}
}

func TestTheGridEndsAboveTheHighestBar(t *testing.T) {
	for _, n := range []uint64{0, 1, 3, 4, 5, 99, 100, 101, 123456, 1 << 40} {
		if top := roundUp(n); top < n || top%gridDivision != 0 || (n > 100 && top > 3*n) {
			t.Errorf("the grid over %d ends at %d", n, top)
		}
	}
}

func FuzzTextIsInertAndReadable(f *testing.F) {
	for _, s := range []string{"<b>&\"'", "\x1b[31m", "\u202e\u2066", "\xff\xfe", "e\u0301", "\u00a0\u200b\ufeff", "日本", "🙂", "\U000E0041", "\ufffd"} {
		f.Add(s)
	}
	tag := regexp.MustCompile(`<span class="c">[\\a-z0-9{}]+</span>`)
	f.Fuzz(func(t *testing.T, s string) {
		got := string(Text(s).HTML())
		plain := tag.ReplaceAllString(got, "")
		if strings.ContainsAny(plain, "<>\"'") || !utf8.ValidString(got) {
			t.Errorf("%q becomes %q", s, got)
		}
		for _, r := range html.UnescapeString(plain) {
			if r < 0x20 || r == 0x7F || (r > 0x7F && !shows(r)) {
				t.Errorf("%q shows %U", s, r)
			}
		}
	})
}
