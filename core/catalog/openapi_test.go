package catalog_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// shopDoc says a bit of everything.
const shopDoc = `openapi: 3.1.0
info: {title: "The Shop!", version: "1.2"}
servers:
  - url: https://{region}.example.com:8443/v1
    variables: {region: {default: eu, enum: [eu, us]}}
  - url: https://shop.example.com/v1/
  - url: https://shop.example.com/v2
security: [{key: []}, {bearer: [], tls: []}]
paths:
  /orders:
    parameters:
      - {name: X-Trace, in: header, schema: {type: string, format: uuid}}
    get:
      summary: List the orders
      parameters:
        - $ref: '#/components/parameters/limit'
        - {name: state, in: query, schema: {type: [string, "null"], enum: [open, done, open]}}
        - {name: session, in: cookie, schema: {type: string}}
        - {name: Authorization, in: header, schema: {type: string}}
    post:
      operationId: addOrder
      requestBody:
        content:
          application/json: {schema: {type: object}}
          text/plain; charset=utf-8: {}
    trace: {}
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, exclusiveMinimum: 0, maximum: 9999}}
        - {name: code, in: query, schema: {type: string, pattern: "abc", minLength: 2, maxLength: 8}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}, maxItems: 5}}
    delete:
      security: [{tls: [], bearer: []}]
  /orders/{order}:
    get: {}
  /status:
    get: {security: []}
    post: {security: []}
  /report/{id}.json:
    get: {}
  /old:
    get: {security: [{basic: []}]}
    put: {security: [{}, {key: []}]}
  /far:
    $ref: 'other.yaml#/paths/far'
  /loop:
    $ref: '#/paths/~1loop'
components:
  parameters:
    limit: {name: limit, in: query, schema: {$ref: '#/components/schemas/limit'}}
  schemas:
    limit: {allOf: [{type: integer, minimum: 1, maximum: 100}]}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Shop-Key}
    bearer: {type: http, scheme: bearer}
    tls: {type: mutualTLS}
    basic: {type: http, scheme: basic}
`

// tell describes an operation in one line.
func tell(op catalog.Operation) string {
	r := catalog.Route{Summary: op.Said.Summary, Accept: op.Said.Accept, Certificate: op.Said.Certificate, Public: op.Said.Public, MediaTypes: op.Said.MediaTypes, Parameters: op.Said.Parameters}
	var parts []string
	for _, t := range r.Terms() {
		parts = append(parts, t.Field+" = "+t.Value)
	}
	return fmt.Sprintf("%d %s %s: %s", op.Line, op.Method, op.Path, strings.Join(parts, "; "))
}

func read(t testing.TB, text string) catalog.Document {
	t.Helper()
	doc, err := catalog.ReadOpenAPI([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestADocumentIsReadInOurWords(t *testing.T) {
	doc := read(t, shopDoc)
	var got []string
	for _, op := range doc.Operations {
		got = append(got, tell(op))
	}
	want := `50 GET /old: 
51 PUT /old: accept = key
13 GET /orders: summary = List the orders; accept = key token certificate; parameter query limit = integer, from 1 to 100; parameter query state = string, one of open | done; parameter header X-Trace = string uuid
20 POST /orders: summary = addOrder; accept = key token certificate; media_types = application/json text/plain; parameter header X-Trace = string uuid
29 GET /orders/{id}: accept = key token certificate; parameter path id = integer, from 1 to 9999, required; parameter query code = string, length 2 to 8; parameter query tags = array of string, length 0 to 5
34 DELETE /orders/{id}: accept = token; certificate = yes; parameter path id = any, required
44 GET /status: public = yes
45 POST /status: public = yes`
	// The lines stand where the text above has them.
	lines := strings.Split(shopDoc, "\n")
	for i, op := range doc.Operations {
		if !strings.Contains(lines[op.Line-1], strings.ToLower(op.Method)+":") {
			t.Errorf("%s %s is said to stand in line %d: %q", op.Method, op.Path, op.Line, lines[op.Line-1])
		}
		_, got[i], _ = strings.Cut(got[i], " ")
	}
	var wanted []string
	for _, w := range strings.Split(want, "\n") {
		_, w, _ = strings.Cut(w, " ")
		wanted = append(wanted, w)
	}
	if g, w := strings.Join(got, "\n"), strings.Join(wanted, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
	p := doc.Proposed
	if fmt.Sprint(doc.Title, doc.Version, p.Hosts, p.Base, p.TLSMin, p.KeyHeader) != "The Shop!1.2[eu.example.com shop.example.com]/v11.2X-Shop-Key" {
		t.Errorf("got %q %q %+v", doc.Title, doc.Version, p)
	}
}

func TestWhatCannotBeImportedIsNamedWithItsLine(t *testing.T) {
	doc := read(t, shopDoc)
	lines := strings.Split(shopDoc, "\n")
	for _, want := range []struct{ line, where, text string }{
		{"shop.example.com/v2", "servers", "another base path"},
		{"session, in: cookie", "GET /orders", "cookies are no parameters"},
		{"trace: {}", "TRACE /orders", "GET HEAD POST"},
		{`pattern: "abc"`, "GET /orders/{id}", "between ^ and $"},
		{"get: {}", "GET /orders/{order}", "the same path as /orders/{id}"},
		{"/report/{id}.json", "/report/{id}.json", "one whole segment"},
		{"basic: []", "GET /old", "http basic"},
		{"{}, {key: []}", "PUT /old", "optional"},
		{"/far:", "/far", "nothing is fetched"},
		{"/loop:", "/loop", "in a circle"},
	} {
		found := false
		for _, p := range doc.Problems {
			if p.Where == want.where && strings.Contains(p.Text, want.text) {
				found = true
				if !strings.Contains(lines[p.Line-1], want.line) {
					t.Errorf("%s: line %d is %q, want %q", want.where, p.Line, lines[p.Line-1], want.line)
				}
			}
		}
		if !found {
			t.Errorf("nothing says %q about %s: %+v", want.text, want.where, doc.Problems)
		}
	}
	if len(doc.Problems) != 10 {
		t.Errorf("%d problems: %+v", len(doc.Problems), doc.Problems)
	}
}

func TestWhatHoldsForAllRoutesIsNamedOnce(t *testing.T) {
	doc := read(t, strings.Replace(manyPaths(20), "openapi: 3.0.0\n", "openapi: 3.0.0\nsecurity: [{basic: []}]\n", 1)+"    basic: {type: http, scheme: basic}\n")
	if len(doc.Problems) != 0 {
		t.Errorf("each route has its own, and %+v", doc.Problems)
	}
	doc = read(t, "openapi: 3.0.0\nsecurity: [{basic: []}]\npaths: {/a: {get: {}, put: {}}, /b: {get: {}}}\ncomponents: {securitySchemes: {basic: {type: http, scheme: basic}}}\n")
	if len(doc.Problems) != 1 || doc.Problems[0].Line != 2 || doc.Problems[0].Where != "security" {
		t.Errorf("got %+v", doc.Problems)
	}
}

// bomb is a document whose aliases would be 10^9 items, were they expanded.
func bomb() string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.0\ninfo: {title: a, version: b}\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, "x%d: &x%d [%s*x%d]\n", i, i, strings.Repeat(fmt.Sprintf("*x%d, ", i-1), 9), i-1)
	}
	b.WriteString("paths: {/a: {get: {parameters: *x9}}}\n")
	return b.String()
}

func TestWhatIsNoDocumentIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":            {"", "no OpenAPI document"},
		"white space":        {" \n", "no OpenAPI document"},
		"no YAML":            {"a: [", "line 2: this is not well-formed YAML: did not find expected node content; mend the line"},
		"no JSON":            {"{\n \"openapi\": \"3.0.3\",\n \"paths\": {\n", "line 4: this is not well-formed JSON"},
		"a wrong indent":     {"openapi: 3.0.3\ninfo:\n  title: x\n version: 1\npaths: {}\n", "line 4: this is not well-formed YAML"},
		"a tab":              {"openapi: 3.0.3\ninfo:\n\ttitle: x\n", "line 3: it begins with a tab; YAML is indented by spaces only"},
		"a picture":          {"\x89PNG\r\n\x1a\n\x00\x00", "line 2: a byte 0x1a, which no text has"},
		"gzip":               {"\x1f\x8b\x08\x00", "packed with gzip; unpack it first"},
		"UTF-16":             {"\xff\xfeo\x00p\x00", "UTF-16; save it as UTF-8"},
		"Latin-1":            {"openapi: 3.0.3\ninfo: {title: Gr\xfc\xdfe}\n", "line 2: the document is not in UTF-8; save it as UTF-8"},
		"a log":              {"192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n", "no OpenAPI document"},
		"another YAML":       {"kind: Deployment\nspec: {a: b}\n", "no member \"openapi\""},
		"no version":         {"openapi:\npaths: {/a: {get: {}}}", "names no version; write one there, such as 3.0.3"},
		"AsyncAPI":           {"asyncapi: 2.0.0\ninfo: {title: x}\n", "line 1: this is AsyncAPI \"2.0.0\""},
		"a Swagger of old":   {"info: {title: x}\nswagger: \"2.0\"\n", "line 2: this is Swagger \"2.0\"; versions 3.0 and 3.1 of OpenAPI can be imported: convert it first, with swagger2openapi"},
		"an older OpenAPI":   {"openapi: 2.0.0\npaths: {}", "line 1: this is OpenAPI \"2.0.0\""},
		"a list":             {"- a", "no OpenAPI document"},
		"a word":             {"hello", "no OpenAPI document"},
		"Swagger 2.0":        {`{"swagger": "2.0", "paths": {}}`, "3.0 and 3.1"},
		"a version to come":  {"openapi: 4.0.0\npaths: {/a: {get: {}}}", "3.0 and 3.1"},
		"no paths":           {"openapi: 3.0.0\ninfo: {title: a}", "no paths"},
		"a member twice":     {"openapi: 3.0.0\npaths:\n  /a: {get: {}}\n  /a: {put: {}}", `line 4: "/a" is given twice`},
		"too deep":           {"openapi: 3.0.0\nx: " + strings.Repeat("[", 300) + strings.Repeat("]", 300), "levels deep"},
		"very deep JSON":     {`{"openapi":"3.0.0","x":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}", ""},
		"too many marks":     {"openapi: 3.0.0\nx: [" + strings.Repeat(",", 2_000_000), "at most 2000000"},
		"too many bytes":     {strings.Repeat(" ", catalog.MaxDocument+1), "at most 33554432"},
		"too many routes":    {manyPaths(10_001), "more than 10000 operations"},
		"too many statments": {manyStatements(), "more than 300000 parameters"},
	} {
		_, err := catalog.ReadOpenAPI([]byte(c.text))
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func manyPaths(n int) string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.0\ninfo: {title: many, version: '1'}\npaths:\n")
	for i := range n {
		fmt.Fprintf(&b, "  /things%d/{id}: {get: {parameters: [{name: id, in: path, schema: {type: string, format: uuid}}, {name: q, in: query, schema: {type: integer, maximum: 9}}], security: [{k: []}]}}\n", i)
	}
	return b.String() + "components:\n  securitySchemes:\n    k: {type: apiKey, in: header, name: X-Key}\n"
}

// manyStatements refers to one long list from everywhere.
func manyStatements() string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.0\ninfo: {title: many, version: '1'}\nx-all: &all\n")
	for i := range 128 {
		fmt.Fprintf(&b, "  - {name: p%d, in: query, schema: {type: string}}\n", i)
	}
	b.WriteString("paths:\n")
	for i := range 9_000 {
		fmt.Fprintf(&b, "  /things%d: {get: {parameters: *all}}\n", i)
	}
	return b.String()
}

func TestABombIsNoLargerThanItsText(t *testing.T) {
	start := time.Now()
	doc := read(t, bomb())
	if len(doc.Operations) != 1 || len(doc.Operations[0].Said.Parameters) != 0 {
		t.Errorf("got %+v", doc.Operations)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
}

// empty is a catalogue with nothing in it.
func empty(t testing.TB) (*vault.Vault, *catalog.Service) {
	t.Helper()
	v := vaulttest.New(t)
	return v, catalog.New(v)
}

// public reads a public document from testdata; see testdata/README.md.
func public(t testing.TB, name string) []byte {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestPublicDocumentsAreRead(t *testing.T) {
	for name, want := range map[string]struct {
		operations, problems int
		proposed             string
	}{
		"docusign.json.gz": {402, 0, "[www.docusign.net] /restapi"},
	} {
		doc, err := catalog.ReadOpenAPI(public(t, name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		left := 0
		for _, p := range doc.Problems {
			if p.Route {
				left++
				t.Logf("%s: line %d %s: %s", name, p.Line, p.Where, p.Text)
			}
		}
		if len(doc.Operations) != want.operations || left != want.problems || fmt.Sprint(doc.Proposed.Hosts, " ", doc.Proposed.Base) != want.proposed {
			t.Errorf("%s: %d operations, %d left out, %v %q", name, len(doc.Operations), left, doc.Proposed.Hosts, doc.Proposed.Base)
		}
		t.Logf("%s: %d operations, %d notes", name, len(doc.Operations), len(doc.Problems))
	}
}

// FuzzReadOpenAPI: no panic, and whatever is read can be planned.
func FuzzReadOpenAPI(f *testing.F) {
	for _, text := range []string{shopDoc, bomb(), `{"openapi":"3.0.0","paths":{"/a":{"get":{}}}}`, "openapi: 3.0.0\npaths: {/a: {<<: *x}}", "openapi: 3.1.0\npaths: {/a: {$ref: '#/paths/~1a'}}", manyPaths(3)} {
		f.Add([]byte(text))
	}
	_, s := empty(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := catalog.ReadOpenAPI(text)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("got %v", err)
			}
			return
		}
		if _, err := s.PlanImport(doc, catalog.Ask{API: "fuzzed"}); err != nil && fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict {
			t.Fatal(err)
		}
	})
}

// BenchmarkImport1000 reads, compares and writes a document of 1,000 operations.
func BenchmarkImport1000(b *testing.B) {
	text := []byte(manyPaths(1000))
	for b.Loop() {
		b.StopTimer()
		v, s := empty(b)
		b.StartTimer()
		doc, err := catalog.ReadOpenAPI(text)
		if err != nil {
			b.Fatal(err)
		}
		p, err := s.PlanImport(doc, catalog.Ask{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.ApplyImport(ctx, v.Actor(), p); err != nil {
			b.Fatal(err)
		}
	}
}
