package review_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"gatehouse/core/review"
)

func TestEveryCheckFiresAndStaysQuietAsItSays(t *testing.T) {
	all, err := review.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range all {
		ids = append(ids, c.ID)
		t.Run(c.ID, func(t *testing.T) {
			wrong, err := review.Trial(c)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range wrong {
				t.Error(w)
			}
		})
	}
	if got, want := strings.Join(ids, " "), "AUTH-02 AZ-01 DOS-01 DRIFT-01 HTTP-03 INJ-01 INJ-03 KEY-02 LOG-01"; got != want {
		t.Errorf("catalogue %s, want %s", got, want)
	}
}

func TestACheckThatCannotBeUsedIsNamedWithItsLine(t *testing.T) {
	doc := func(detection string) string {
		return "title: T\nid: T-1\nlevel: low\ndetection:\n  s: " + detection + "\n  condition: s\n"
	}
	cases := map[string]struct{ src, want string }{
		"an unknown field":          {doc("{nothing: 1}"), `t.yml:5: field "nothing" is unknown`},
		"a text for a number":       {doc("{sc-status: ok}"), `t.yml:5: field "sc-status" is a number`},
		"a number for a text":       {doc("{cs-method|gt: 5}"), `t.yml:5: field "cs-method" is no number`},
		"an unknown class":          {doc("{gh.inject.class: xyz}"), `t.yml:5: field "gh.inject.class" has no value "xyz"`},
		"an unknown level":          {strings.Replace(doc("{cs-method: GET}"), "low", "severe", 1), `severity "severe" is unknown`},
		"no id":                     {strings.Replace(doc("{cs-method: GET}"), "id: T-1\n", "", 1), "t.yml:1: the check has no id"},
		"an unknown group-by":       {doc("{cs-method: GET}") + "x-gatehouse: {group-by: [colour]}\n", `group-by has no "colour"`},
		"an expression on a number": {doc("{sc-status|re: 'abc'}"), `t.yml:5: field "sc-status" is no text`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			check, err := review.ParseCheck("t.yml", []byte(c.src))
			if err == nil {
				_, err = review.NewEngine(review.Config{Checks: []*review.Check{check}})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// walker is a check that counts distinct paths of one client.
const walker = `title: Walks the paths
id: OWN-02
name: own-02
level: low
detection:
  any: {cs-uri|startswith: /}
  condition: any
---
title: Many paths
correlation:
  type: value_count
  rules: [own-02]
  group-by: [c-ip]
  timespan: 1m
  condition: {gte: 3, field: cs-uri-stem}
x-gatehouse:
  group-by: [source]
  tests:
    fire:
      - [{c-ip: 192.0.2.1, cs-uri: /a}, {c-ip: 192.0.2.1, cs-uri: /b, every: 30s}, {c-ip: 192.0.2.1, cs-uri: /c?x=1}]
    quiet:
      - [{c-ip: 192.0.2.1, cs-uri: /a, repeat: 50}, {c-ip: 192.0.2.1, cs-uri: /a?b, repeat: 50}, {c-ip: 192.0.2.1, cs-uri: /b}]
      - [{c-ip: 192.0.2.1, cs-uri: /a}, {c-ip: 192.0.2.2, cs-uri: /b}, {c-ip: 192.0.2.3, cs-uri: /c}]
      - [{c-ip: 192.0.2.1, cs-uri: /a, every: 61s}, {c-ip: 192.0.2.1, cs-uri: /b}, {c-ip: 192.0.2.1, cs-uri: /a}]
`

func TestDistinctValuesAreCounted(t *testing.T) {
	c, err := review.ParseCheck("own.yml", []byte(walker))
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := review.Trial(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wrong {
		t.Error(w)
	}
	for _, change := range [][2]string{{"[c-ip]", "[gh.drift]"}, {"field: cs-uri-stem", "field: sc-status"}, {"[c-ip]", "[nothing]"}} {
		c, err := review.ParseCheck("own.yml", []byte(strings.Replace(walker, change[0], change[1], 1)))
		if err == nil {
			_, err = review.NewEngine(review.Config{Checks: []*review.Check{c}})
		}
		if err == nil || !strings.Contains(err.Error(), "own.yml") {
			t.Errorf("%s gives %v", change[1], err)
		}
	}
}

func TestTwoFilesWithOneIDAreRefused(t *testing.T) {
	src := []byte("title: T\nid: T-1\nlevel: low\ndetection: {s: {cs-method: GET}, condition: s}\n")
	_, err := review.LoadChecks(fstest.MapFS{"a/a.yml": {Data: src}, "b/b.yml": {Data: src}})
	if err == nil || !strings.Contains(err.Error(), "same id T-1") {
		t.Errorf("got %v", err)
	}
}
