package sigma_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/core/review/sigma"
)

// rule wraps a detection into a document.
func rule(detection string) string {
	return "title: T\nid: T-1\nlogsource: {category: webserver}\ndetection:\n" + indent(detection)
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n  ") + "\n"
}

func TestConditionsDecideOverFields(t *testing.T) {
	event := map[string]string{"method": "POST", "status": "404", "uri": "/Admin/x.php?a=1", "ip": "10.1.2.3", "agent": "curl/8*"}
	cases := map[string]struct {
		detection string
		want      bool
	}{
		"all fields of a selection must hold":        {"s: {method: POST, status: 404}\ncondition: s", true},
		"one field that differs fails the selection": {"s: {method: POST, status: 200}\ncondition: s", false},
		"letters of any case are equal":              {"s: {method: post}\ncondition: s", true},
		"cased keeps letters apart":                  {"s: {method|cased: post}\ncondition: s", false},
		"a list is one of":                           {"s: {status: [401, 404]}\ncondition: s", true},
		"all of a list":                              {"s: {uri|contains|all: [admin, php]}\ncondition: s", true},
		"all of a list fails on one":                 {"s: {uri|contains|all: [admin, asp]}\ncondition: s", false},
		"startswith":                                 {"s: {uri|startswith: /admin}\ncondition: s", true},
		"endswith":                                   {"s: {uri|endswith: '=1'}\ncondition: s", true},
		"re":                                         {"s: {uri|re: '\\.php\\?'}\ncondition: s", true},
		"re is cased without i":                      {"s: {uri|re: '^/admin'}\ncondition: s", false},
		"re with i":                                  {"s: {uri|re|i: '^/admin'}\ncondition: s", true},
		"cidr":                                       {"s: {ip|cidr: [192.168.0.0/16, 10.0.0.0/8]}\ncondition: s", true},
		"gt":                                         {"s: {status|gt: 404}\ncondition: s", false},
		"gte and lt":                                 {"s: {status|gte: 404}\nq: {status|lt: 405}\ncondition: s and q", true},
		"exists true":                                {"s: {method|exists: true}\ncondition: s", true},
		"exists false of an absent field":            {"s: {user|exists: false}\ncondition: s", true},
		"null is absent":                             {"s: {user: null}\ncondition: s", true},
		"null of a present field":                    {"s: {method: null}\ncondition: s", false},
		"a star in front is endswith":                {"s: {uri: '*=1'}\ncondition: s", true},
		"stars at both ends are contains":            {"s: {uri: '*x.php*'}\ncondition: s", true},
		"a star inside is a wildcard":                {"s: {uri: '/admin*=1'}\ncondition: s", true},
		"a question mark is one character":           {"s: {uri: '/admin/?.php*'}\ncondition: s", true},
		"an escaped star is a star":                  {"s: {agent: 'curl/8\\*'}\ncondition: s", true},
		"not":                                        {"s: {status: 200}\ncondition: not s", true},
		"and binds before or":                        {"a: {status: 404}\nb: {status: 1}\ncondition: a or b and b", true},
		"parentheses":                                {"a: {status: 404}\nb: {status: 1}\ncondition: (a or b) and b", false},
		"1 of a pattern":                             {"sel_a: {status: 1}\nsel_b: {status: 404}\ncondition: 1 of sel_*", true},
		"all of them leaves out underscores":         {"a: {status: 404}\n_b: {status: 1}\ncondition: all of them", true},
		"all of a pattern":                           {"sel_a: {status: 1}\nsel_b: {status: 404}\ncondition: all of sel_*", false},
		"a list of maps is one of":                   {"s: [{status: 1}, {method: POST}]\ncondition: s", true},
		"a quoted number still compares as its digits": {"s: {status: '404'}\ncondition: s", true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f, err := sigma.Parse("t.yml", []byte(rule(c.detection)))
			if err != nil {
				t.Fatal(err)
			}
			got := f.Rules[0].Matches(func(n string) (string, bool) { v, ok := event[n]; return v, ok })
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestWhatIsNotSupportedIsNamedWithItsLine(t *testing.T) {
	correlation := "title: C\ncorrelation:\n  type: %\n  rules: [r]\n  timespan: 10s\n  condition: {gte: 5}\n"
	cases := map[string]struct{ src, want string }{
		"keywords":                          {rule("s: [a, b]\ncondition: s"), "t.yml:5: keywords without a field are not supported"},
		"an unknown modifier":               {rule("s: {a|base64: b}\ncondition: s"), `t.yml:5: modifier "base64" is not supported`},
		"an aggregation":                    {rule("s: {a: b}\ncondition: s | count() > 5"), `t.yml:6: condition: aggregations after | are not supported: write a correlation`},
		"timeframe":                         {rule("s: {a: b}\ntimeframe: 5m\ncondition: s"), "t.yml:6: timeframe is not supported: write a correlation"},
		"a temporal correlation":            {strings.Replace(correlation, "%", "temporal", 1), `t.yml:3: correlation type "temporal" is not supported, only event_count and value_count`},
		"a selection that is none":          {rule("s: {a: b}\ncondition: s and q"), `t.yml:6: condition names "q", which is no selection`},
		"an open parenthesis":               {rule("s: {a: b}\ncondition: (s"), "t.yml:6: condition: a parenthesis is not closed"},
		"2 of":                              {rule("s: {a: b}\ncondition: 2 of them"), `t.yml:6: condition: "2" of is not supported, only 1 of and all of`},
		"an expression with look-ahead":     {rule("s: {a|re: '(?=x)'}\ncondition: s"), "t.yml:5: the expression is not RE2"},
		"no network":                        {rule("s: {a|cidr: x}\ncondition: s"), `t.yml:5: "x" is no network`},
		"an unknown key":                    {"title: T\naction: global\n", `t.yml:2: key "action" is not supported`},
		"a key that stands twice":           {"title: T\ntitle: U\n", "t.yml"},
		"an alias":                          {"title: &a T\nid: *a\n", "t.yml:1: YAML anchor is not supported in checks"},
		"no title":                          {"id: x\ndetection: {s: {a: b}, condition: s}\n", "t.yml:1: the rule has no title"},
		"a correlation of a rule elsewhere": {strings.Replace(correlation, "%", "event_count", 1), `names rule "r", which this file doesn't hold`},
		"nothing":                           {"", "t.yml: holds no rule"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := sigma.Parse("t.yml", []byte(c.src))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestCorrelationsAndTestsAreRead(t *testing.T) {
	src := `title: Base
name: base
detection: {s: {sc-status: [401, 403]}, condition: s}
---
title: Slow
name: slow
correlation:
  type: event_count
  rules: [base]
  group-by: [c-ip]
  timespan: 1m
  condition: {gt: 9}
x-gatehouse:
  params: {slow: {of: slow.count, about: failures a minute}}
  group-by: [source]
  tests:
    fire:
      - {c-ip: 1.2.3.4, sc-status: 401, repeat: 10, every: 500ms}
      - [{sc-status: 401}, {sc-status: 403}]
    quiet:
      - {sc-status: 200}
`
	f, err := sigma.Parse("t.yml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	c := f.Correlations[0]
	if c.Timespan != time.Minute || c.Threshold() != 10 || c.GroupBy[0] != "c-ip" {
		t.Errorf("correlation %+v", c)
	}
	if len(f.Tests.Fire) != 2 || len(f.Tests.Fire[1].Events) != 2 || f.Tests.Fire[0].Events[0].Repeat != 10 {
		t.Errorf("tests %+v", f.Tests)
	}
	if f.Params[0].Of != "slow.count" || f.GroupBy[0] != "source" {
		t.Errorf("params %+v, group by %v", f.Params, f.GroupBy)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(rule("s: {a|contains: [b, '*c?d']}\ncondition: not s or 1 of them"))
	f.Add("title: C\ncorrelation:\n  type: event_count\n  rules: [r]\n  timespan: 10s\n  condition: {gte: 5}\n")
	f.Fuzz(func(t *testing.T, src string) {
		file, err := sigma.Parse("f.yml", []byte(src))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f.yml") {
				t.Errorf("error without the file's name: %v", err)
			}
			return
		}
		for _, r := range file.Rules {
			r.Matches(func(string) (string, bool) { return "x", true })
		}
	})
}
