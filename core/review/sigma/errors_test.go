package sigma_test

import (
	"strings"
	"testing"

	"gatehouse/core/review/sigma"
)

// counting is a document with a correlation that counts events; change replaces parts of it.
func counting(change ...string) string {
	s := "title: C\ncorrelation:\n  type: event_count\n  rules: [r]\n  timespan: 10s\n  condition: {gte: 5}\n"
	return strings.NewReplacer(change...).Replace(s)
}

// extended is a rule with an extension.
func extended(extension string) string {
	return rule("s: {a: b}\ncondition: s") + "x-gatehouse: {" + extension + "}\n"
}

func TestEveryMistakeIsNamed(t *testing.T) {
	const plain = "detection: {s: {a: b}, condition: s}\n"
	cases := map[string]struct{ src, want string }{
		"a modifier of expressions alone":   {rule("s: {a|i: b}\ncondition: s"), `t.yml:5: modifier "i" needs re before it`},
		"a word where a number compares":    {rule("s: {a|gt: b}\ncondition: s"), `t.yml:5: gt compares with a whole number, not "b"`},
		"exists with a word":                {rule("s: {a|exists: maybe}\ncondition: s"), `t.yml:5: exists is true or false, not "maybe"`},
		"null with a modifier":              {rule("s: {a|contains: null}\ncondition: s"), "t.yml:5: null goes without a modifier"},
		"a map for a value":                 {rule("s: {a: {b: c}}\ncondition: s"), "t.yml:5: a value is a text, a number or null"},
		"an empty list of values":           {rule("s: {a: []}\ncondition: s"), `t.yml:5: field "a" has an empty list`},
		"an empty selection":                {rule("s: []\ncondition: s"), "t.yml:5: the selection is empty"},
		"a selection that is a word":        {rule("s: word\ncondition: s"), "t.yml:5: a selection is a mapping or a list of mappings"},
		"a field without a name":            {rule("s: {'|all': [a]}\ncondition: s"), "t.yml:5: keywords without a field are not supported"},
		"no selection":                      {rule("condition: s"), "detection holds no selection"},
		"no condition":                      {rule("s: {a: b}"), "detection needs one condition"},
		"two conditions":                    {rule("s: {a: b}\ncondition: [s, s]"), "detection needs one condition"},
		"a condition that ends early":       {rule("s: {a: b}\ncondition: s and"), "t.yml:6: condition: it ends too early"},
		"a condition that goes on":          {rule("s: {a: b}\ncondition: s s"), `t.yml:6: condition: "s" is not expected here`},
		"a quantifier of nothing":           {rule("s: {a: b}\ncondition: 1 of"), `t.yml:6: condition: "1" of what?`},
		"a pattern without a selection":     {rule("s: {a: b}\ncondition: all of x*"), `t.yml:6: condition: no selection is named "x*"`},
		"parentheses without end":           {rule("s: {a: b}\ncondition: " + strings.Repeat("(", 99)), "t.yml:6: condition: nested deeper than 32 levels"},
		"nots without end":                  {rule("s: {a: b}\ncondition: " + strings.Repeat("not ", 99) + "s"), "t.yml:6: condition: nested deeper than 32 levels"},
		"a detection that is a word":        {"title: T\ndetection: x\n", "t.yml:2: detection is a mapping"},
		"neither detection nor correlation": {"title: T\nid: x\n", "t.yml:1: the rule has neither detection nor correlation"},
		"both":                              {"title: T\n" + plain + "correlation: {type: event_count}\n", "a document holds a detection or a correlation, not both"},
		"a document that is a list":         {"- a\n- b\n", "t.yml:1: a rule is a mapping"},
		"a name that stands twice":          {"title: T\nname: n\n" + plain + "---\ntitle: U\nname: n\n" + plain, `name "n" stands twice`},
		"a correlation that is a word":      {"title: C\ncorrelation: x\n", "t.yml:2: correlation is a mapping"},
		"a correlation without a type":      {"title: C\ncorrelation: {rules: [r]}\n", "t.yml:2: the correlation has no type"},
		"a correlation without rules":       {counting("  rules: [r]\n", ""), "the correlation names no rule"},
		"a timespan without a unit":         {counting("10s", "10"), `timespan "10": want a number and s, m, h or d`},
		"no timespan":                       {counting("  timespan: 10s\n", ""), `timespan "": want a number`},
		"an unknown key":                    {counting("rules", "aliases: {}\n  rules"), `t.yml:4: correlation: "aliases" is not supported`},
		"no condition of a correlation":     {counting("{gte: 5}", "5"), "the correlation needs a condition such as gte: 5"},
		"a count from above":                {counting("gte", "lt"), `correlation condition "lt" is not supported, only gt and gte`},
		"two counts":                        {counting("gte: 5", "gte: 5, gt: 6"), `correlation condition: "gt" is not supported here`},
		"no count":                          {counting("{gte: 5}", "{}"), "has no gt or gte"},
		"a count that is a word":            {counting("gte: 5", "gte: five"), `"five" is no count`},
		"value_count without a field":       {counting("event_count", "value_count"), "value_count needs a field, event_count has none"},
		"event_count with a field":          {counting("gte: 5", "gte: 5, field: a"), "value_count needs a field, event_count has none"},
		"an unknown extension":              {extended("colour: red"), `x-gatehouse: "colour" is not supported`},
		"tests of a third kind":             {extended("tests: {maybe: []}"), `x-gatehouse: tests are fire or quiet, not "maybe"`},
		"a test event that is a word":       {extended("tests: {fire: [x]}"), "x-gatehouse: a test event is a mapping of fields"},
		"a test event repeated by a word":   {extended("tests: {fire: [{a: b, repeat: often}]}"), "x-gatehouse: repeat is a count"},
		"a test event every word":           {extended("tests: {fire: [{a: b, every: now}]}"), "x-gatehouse: every is a duration"},
		"a test event with a list":          {extended("tests: {fire: [{a: [b]}]}"), `x-gatehouse: field "a" is a text or a number`},
		"a param of nothing":                {extended("params: {p: {of: c.count}}"), `param "p" is of "c.count"`},
		"a merge":                           {"title: T\ndetection: {s: {<<: {a: b}}, condition: s}\n", "YAML merge is not supported in checks"},
		"too much":                          {strings.Repeat("#", 2<<20), "t.yml: larger than 1024 KiB"},
		"too deep":                          {"title: " + strings.Repeat("[", 60) + strings.Repeat("]", 60) + "\n", "nested deeper than 32 levels"},
		"too many documents":                {strings.Repeat("title: T\n---\n", 70), "t.yml: more than 64 documents"},
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

func TestAFileIsHeadedByItsFirstDocumentWithAnID(t *testing.T) {
	f, err := sigma.Parse("t.yml", []byte(rule("s: {a: b}\ncondition: s")+"level: low\n---\ntitle: U\nname: u\nlevel: high\ndetection: {s: {a: c}, condition: s}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if f.Head().ID != "T-1" || strings.Join(f.Levels(), " ") != "low high" {
		t.Errorf("head %+v, levels %v", f.Head(), f.Levels())
	}
}
