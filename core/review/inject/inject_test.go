package inject_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/core/review/inject"
)

func TestAttacksAreRecognisedWhereTheyStand(t *testing.T) {
	cases := map[string]struct {
		target, referer, agent string
		want                   inject.Class
	}{
		"a quoted always-true condition":    {target: "/o?id=1%27%20OR%20%271%27=%271", want: inject.SQL},
		"a union":                           {target: "/o?id=1+UNION+SELECT+name,pass+FROM+users--", want: inject.SQL},
		"a union with comments for blanks":  {target: "/o?id=1/**/UnIoN/**/SeLeCt/**/1,2", want: inject.SQL},
		"a union inside a version comment":  {target: "/o?id=1+/*!50000union*/+/*!50000select*/+1,2", want: inject.SQL},
		"a waiting function, escaped twice": {target: "/o/7%2527%2520and%2520sleep(5)--%2520", want: inject.SQL},
		"a stacked statement":               {target: "/o?id=1;DROP%20TABLE%20users", want: inject.SQL},
		"SQL in the user agent":             {target: "/", agent: "x' or 1=1 -- -", want: inject.SQL},
		"SQL in a parameter of the referer": {target: "/", referer: "https://example.org/?q=1'+union+select+1,2--", want: inject.SQL},
		"SQL in a parameter's name":         {target: "/?1'+or+sleep(5)--=x", want: inject.SQL},
		"SQL without a parameter":           {target: "/?1+or+sleep(5)", want: inject.SQL},
		"a quote as a server logs it":       {target: `/?id=1\x27 or \x271\x27=\x271`, want: inject.SQL},
		"a full-width quote":                {target: "/?id=1%EF%BC%87%20or%201=1--", want: inject.SQL},
		"HTML entities":                     {target: "/?id=1%26%2339%3B%20or%201%3D1%20--", want: inject.SQL},
		"MS Unicode escapes":                {target: "/?id=1%u0027%20or%201=1--", want: inject.SQL},
		"climbing out of a folder":          {target: "/f?name=../../../../etc/passwd", want: inject.Traversal},
		"escaped dots in the path":          {target: "/cgi-bin/.%2e/.%2e/.%2e/bin/sh", want: inject.Traversal},
		"dots escaped twice":                {target: "/f?name=%252e%252e%252fboot.ini", want: inject.Traversal},
		"overlong UTF-8":                    {target: "/f/%c0%ae%c0%ae/%c0%ae%c0%ae/x", want: inject.Traversal},
		"backslashes":                       {target: `/f?name=..\..\windows\win.ini`, want: inject.Traversal},
		"a semicolon behind the dots":       {target: "/app/..;/..;/manager/html", want: inject.Traversal},
		"a file by its absolute name":       {target: "/f?name=/etc/passwd", want: inject.Traversal},
		"a PHP stream":                      {target: "/v?page=php://filter/convert.base64-encode/resource=index", want: inject.Traversal},
		"a NUL byte behind a path":          {target: "/v?page=/a/b%00", want: inject.Traversal},
		"both at once":                      {target: "/v?a=../../etc/passwd&b=1'+or+'1'='1", want: inject.SQL | inject.Traversal},
		"a name and the rest commented out": {target: "/p?q=admin%27--%20", want: inject.SQL},
		"a name with an apostrophe":         {target: "/p?name=O%27Brien"},
		"a text about unions":               {target: "/s?q=union+of+select+committees"},
		"sorting":                           {target: "/o?sort=created&order=desc"},
		"text in quotes":                    {target: "/s?q=%22order+by+phone%22"},
		"an ordinary browser":               {target: "/", agent: "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0"},
		"a version range":                   {target: "/compare/v1.0..v2.0"},
		"dots in names":                     {target: "/docs/a...b/c..d"},
		"a relative link that stays inside": {target: "/a/b/../c"},
		"a relative link in the referer":    {target: "/", referer: "https://example.org/a/../../b"},
		"a web address with a known folder": {target: "/go?to=https://example.org/var/log/x"},
		"nothing at all":                    {},
		"a percent sign that is no escape":  {target: "/s?q=100%"},
		"words between numbers":             {target: "/s?q=13+or+15+inch"},
		"a date range":                      {target: "/s?from=2026-01-01&to=2026-02-01&q=a--b"},
	}
	d := inject.NewDetector()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			for range 2 { // the second time from memory
				if got := d.Request([]byte(c.target), []byte(c.referer), []byte(c.agent)); got != c.want {
					t.Errorf("got %v, want %v", got.Names(), c.want.Names())
				}
			}
		})
	}
}

func TestClassesHaveNames(t *testing.T) {
	for _, name := range (inject.SQL | inject.Traversal).Names() {
		if c := inject.ClassOf(name); len(c.Names()) != 1 || c.Names()[0] != name {
			t.Errorf("%s does not come back", name)
		}
	}
	if inject.ClassOf("nothing") != 0 {
		t.Error("an unknown name has a class")
	}
}

// hostile are targets that are made to be slow.
var hostile = map[string]string{
	"many values":       "/?" + strings.Repeat("a=%27%20or+1&", 5_000),
	"many dots":         "/" + strings.Repeat("../", 20_000),
	"many percents":     "/?q=" + strings.Repeat("%25", 20_000),
	"open comments":     "/?q=" + strings.Repeat("/*", 30_000),
	"open brackets":     "/?q=" + strings.Repeat("select(", 9_000),
	"many quotes":       "/?q=" + strings.Repeat("'", 60_000),
	"words of SQL":      "/?q=" + strings.Repeat("union+all+select'+or+", 3_000),
	"segments of SQL":   "/" + strings.Repeat("a'or'b/", 9_000),
	"almost sensitive":  "/?q=" + strings.Repeat("/home/x/", 8_000),
	"entities, unended": "/?q=" + strings.Repeat("&#1", 20_000),
}

func TestHostileTargetsAreJudgedInBoundedTime(t *testing.T) {
	for name, target := range hostile {
		d := inject.NewDetector()
		began := time.Now()
		d.Request([]byte(target), nil, nil)
		if took := time.Since(began); took > 5*time.Second { // milliseconds, on a machine that is not busy
			t.Errorf("%s: %d bytes took %v", name, len(target), took)
		}
	}
}

func BenchmarkHostileRequest(b *testing.B) {
	for name, target := range hostile {
		b.Run(name, func(b *testing.B) {
			d, text := inject.NewDetector(), []byte(target)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				d.Request(text, nil, nil)
			}
		})
	}
}

func FuzzRequestDependsOnTheTextAlone(f *testing.F) {
	f.Add("/o?id=1%27%20OR%20%271%27=%271", "https://x/?a=%u0027", "x' or 1=1")
	f.Add("/%c0%ae%c0%ae/%%32%65", "", "")
	f.Add("/?&=&#x41;&#;%u00&amp", "\\x4", "\\u00")
	used := inject.NewDetector()
	f.Fuzz(func(t *testing.T, target, referer, agent string) {
		fresh := inject.NewDetector()
		a := used.Request([]byte(target), []byte(referer), []byte(agent))
		b := fresh.Request([]byte(target), []byte(referer), []byte(agent))
		if a != b {
			t.Errorf("a used detector says %v, a fresh one %v", a.Names(), b.Names())
		}
	})
}

func BenchmarkCleanRequest(b *testing.B) {
	d := inject.NewDetector()
	target := []byte("/api/v1/orders/4711/lines?expand=product&page=2&limit=50&sort=created")
	referer := []byte("https://shop.example.org/orders/4711")
	agent := []byte("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36")
	b.ReportAllocs()
	for b.Loop() {
		if d.Request(target, referer, agent) != 0 {
			b.Fatal("flagged")
		}
	}
}

func BenchmarkEscapedCleanRequest(b *testing.B) {
	d := inject.NewDetector()
	target := []byte("/search?q=red%20shoes%20%26%20socks&lang=de&page=2")
	b.ReportAllocs()
	for b.Loop() {
		if d.Request(target, nil, nil) != 0 {
			b.Fatal("flagged")
		}
	}
}
