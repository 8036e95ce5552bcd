package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// mustCheck parses a check with one selection.
func mustCheck(t *testing.T, selection string) *Engine {
	t.Helper()
	c, err := ParseCheck("t.yml", []byte("title: T\nid: T-1\nlevel: low\ndetection:\n  s: "+selection+"\n  condition: s\n"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(Config{Checks: []*Check{c}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAListOfLiteralsIsOneBitHoweverLong(t *testing.T) {
	for _, n := range []int{1, 10, 2000} {
		var values []string
		for i := range n {
			values = append(values, fmt.Sprintf("/plugin-%d/", i))
		}
		e := mustCheck(t, "{cs-uri|contains: ['"+strings.Join(values, "', '")+"']}")
		if p, ok := e.rules[0].program.(literals); !ok || e.sets[p.field].Words() != 1 || p.bit != 0 {
			t.Errorf("%d literals compile to %#v", n, e.rules[0].program)
		}
	}
}

func TestAListOfWordsIsOneLookup(t *testing.T) {
	if p, ok := mustCheck(t, "{cs-method: [GET, PUT, POST]}").rules[0].program.(words); !ok || len(p.folds) != 3 {
		t.Errorf("words compile to %#v", p)
	}
	if p, ok := mustCheck(t, "{sc-status: [401, 403, 5000]}").rules[0].program.(*numbers); !ok || len(p.large) != 1 {
		t.Errorf("numbers compile to %#v", p)
	}
}

func TestAnExpressionRunsBehindTheTextItNeeds(t *testing.T) {
	cases := map[string][]string{
		`abc`:                 {"abc"},
		`(?i)select.+from`:    {"SELECT"},
		`a+(xyz|uvwxyz)+`:     {"xyz", "uvwxyz"},
		`(abc)?d`:             nil,
		`x.*y`:                nil,
		`(?:longest){2}short`: {"longest"},
		`grün`:                nil,
		`^/admin/\d+$`:        {"/admin/"},
		`[`:                   nil,
	}
	for expr, want := range cases {
		if got := required(expr); !slices.Equal(got, want) {
			t.Errorf("%s needs %q, want %q", expr, got, want)
		}
	}
	p, ok := mustCheck(t, "{cs-uri|re: '^/admin/[0-9]+$'}").rules[0].program.(allOf)
	if !ok || len(p) != 2 {
		t.Fatalf("an expression compiles to %#v", p)
	}
	if _, ok := p[0].(literals); !ok {
		t.Errorf("it starts with %#v", p[0])
	}
}

func TestNumbersAreComparedBeforeTextIsScanned(t *testing.T) {
	p, ok := mustCheck(t, "{cs-uri|contains: x1, cs-user-agent|re: '.', sc-status: 404}").rules[0].program.(allOf)
	if !ok || len(p) != 3 {
		t.Fatalf("compiles to %#v", p)
	}
	if _, ok := p[0].(*numbers); !ok {
		t.Errorf("first comes %#v", p[0])
	}
	if _, ok := p[2].(expression); !ok {
		t.Errorf("last comes %#v", p[2])
	}
}
