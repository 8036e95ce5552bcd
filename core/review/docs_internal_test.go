package review

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// docsHead stands before the tables of docs/checks.md.
const docsHead = `# Checks: what a review looks for

This page is generated from ` + "`assets/checks`" + ` and ` + "`core/review/fields.go`" + `;
` + "`go test ./core/review -run Docs -update`" + ` writes it.

A check is one Sigma file: ` + "`gatectl check show ID`" + ` explains one, ` + "`gatectl check test FILE.yml`" + ` runs the tests
that a file carries, ` + "`gatectl review run --checks DIR`" + ` runs your own beside these.

| id | title | severity | one finding for each | needs |
|---|---|---|---|---|
`

// docsFields stands before the table of fields.
const docsFields = `
Where the log's format has no place for what a check needs, the check is *not assessable*, never passed.

## Fields

A field that is empty or that the log doesn't have never matches; ` + "`null`" + ` and ` + "`exists: false`" + ` hold only where the log
has a place for the field and the event left it empty.

| field | holds | |
|---|---|---|
`

// docsTail stands behind the tables.
const docsTail = `
## The subset of Sigma

Selections are maps of fields (all must hold) or lists of maps (one must hold). A list of values is "one of", with
` + "`|all`" + ` "all of". Modifiers: ` + "`contains startswith endswith all re (i m s) cidr gt gte lt lte exists cased`" + `. Text is compared
without regard to the case of A-Z; ` + "`*` and `?`" + ` are wildcards, a backslash takes their meaning away. Conditions know
` + "`and or not ( )`, `1 of`, `all of`, `them`" + ` and names with stars.

Correlations are ` + "`event_count` and `value_count`" + ` with ` + "`gt` or `gte`" + `: an event fires when the window of the timespan that ends
with it, in event time, is full. Events may come up to a minute late.

Under ` + "`x-gatehouse`" + ` stand ` + "`group-by`" + ` (what makes one finding: source, route, principal, key, reason, missing),
` + "`grade`, `needs`, `params` and `tests`" + ` with events that must fire and events that must not.

Anything else is refused with file and line.
`

func TestDocsListEveryCheckAndField(t *testing.T) {
	all, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(docsHead)
	for _, c := range all {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.ID, c.Title, c.Severity, strings.Join(c.GroupBy, ", "),
			strings.ReplaceAll(strings.Join(c.Needs, ", "), "|", " or "))
	}
	b.WriteString(docsFields)
	for _, f := range fields {
		kind := [...]string{textField: "text", numberField: "number", classField: "set"}[f.kind]
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.name, kind, f.about)
		if f.about == "" {
			t.Errorf("field %s says nothing about itself", f.name)
		}
	}
	b.WriteString(docsTail)
	const name = "../../docs/checks.md"
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(name)
	if err != nil || string(old) != b.String() {
		t.Errorf("%s is not what the code says (%v): go test ./core/review -run Docs -update", name, err)
	}
}
