package sheet_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/directory/sheet"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

var ctx = context.Background()

// office is a vault with an API, two roles that are kept apart from a third, and ann.
type office struct {
	v    *vault.Vault
	dir  *directory.Service
	apis *catalog.Service
}

func newOffice(t testing.TB) office {
	t.Helper()
	v := vaulttest.New(t)
	o := office{v, directory.New(v), catalog.New(v)}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := o.apis.AddAPI(ctx, v.Actor(), catalog.API{Name: "shop"})
	must(err)
	for _, r := range []string{"clerk", "payer", "approver"} {
		_, err := o.dir.AddRole(ctx, v.Actor(), directory.Role{Name: r})
		must(err)
	}
	_, err = o.dir.Separate(ctx, v.Actor(), "payer", "approver")
	must(err)
	_, err = o.dir.AddPrincipal(ctx, v.Actor(), directory.Principal{Name: "ann", Email: "ann@example.com", Owner: "Finance", Roles: []string{"clerk"}})
	must(err)
	return o
}

// told writes a plan in lines.
func told(p *sheet.Plan) string {
	var lines []string
	for _, r := range p.Rows {
		line := fmt.Sprintf("%d %s %s", r.Line, r.Name, r.Verdict)
		for _, c := range r.Changes {
			line += fmt.Sprintf(" %s:%s>%s", c.Field, c.Old, c.New)
		}
		lines = append(lines, line)
	}
	for _, f := range p.Faults {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

func TestPrincipalsAreReadAndCompared(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct{ in, want string }{
		"new, changed and unchanged": {
			"name,email,owner,roles\nann,ann@example.com,Finance,clerk\nANN.B,,,\nbob,bob@example.com,,payer clerk\n",
			"2 ann unchanged\n3 ANN.B new name:>ANN.B kind:>user state:>active\n4 bob new name:>bob kind:>user email:>bob@example.com roles:>clerk payer state:>active",
		},
		"a column that is missing changes nothing": {"name,owner\nAnn,Sales\n", "2 ann changed owner:Finance>Sales"},
		"an empty cell takes away":                 {"name,owner,roles\nann,,\n", "2 ann changed owner:Finance> roles:clerk>"},
		"a mark, CRLF, semicolons and quotes":      {"\ufeffname;notes\r\n\"ann\";\"says \"\"hi\"\"; often\"\r\n", `2 ann changed notes:>says "hi"; often`},
		"tabs and capitals":                        {"NAME\tState\tkind\nann\tDisabled\tuser\n", "2 ann changed state:active>disabled"},
		"a day and never":                          {"name,expires\nann,2030-01-31\nbob,never\n", "2 ann changed expires:>2030-01-31T00:00:00Z\n3 bob new name:>bob kind:>user state:>active"},
		"empty lines":                              {"name,owner\n\n,\nann,Finance\n", "4 ann unchanged"},
		"faults by line and column": {
			"name,kind,email,roles,state,expires\na b,user,,,,\nbob,robot,nowhere,ghost,gone,soon\nann,user,,,,2001-01-01\nANN,,,,,\n,user,,,,\n",
			"line 2, name: principal name \"a b\" holds ' '; allowed are A-Z a-z 0-9 . _ @ -\n" +
				"line 3, kind: principal kind \"robot\" is not one of user service\n" +
				"line 3, email: email \"nowhere\" is not an address such as name@example.com\n" +
				"line 3, roles: there is no role \"ghost\"\n" +
				"line 3, state: principal state \"gone\" is not one of active disabled\n" +
				"line 3, expires: \"soon\" is no time; write 2027-01-31, 2027-01-31T12:00:00Z or never\n" +
				"line 4, expires: the expiry 2001-01-01T00:00:00Z of ann is in the past; disable the principal instead\n" +
				"line 5, name: \"ann\" stands in line 4 already\n" +
				"line 6, name: principal name is empty; it needs 1 to 64 of A-Z a-z 0-9 . _ @ -, beginning with a letter or digit",
		},
		"roles that are kept apart": {"name,roles\nbob,payer approver\n", "line 2, roles: the roles"},
	} {
		p, err := sheet.ReadPrincipals(strings.NewReader(c.in), o.dir, o.v.Now())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := told(p); got != c.want && !(name == "roles that are kept apart" && strings.HasPrefix(got, c.want)) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
		if (p.Err() != nil) != (len(p.Faults) > 0) {
			t.Errorf("%s: %d faults and %v", name, len(p.Faults), p.Err())
		}
	}
}

func TestFilesThatAreNoTable(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct{ in, text string }{
		"nothing":                 {"", "line 1: the file is empty"},
		"only a mark":             {"\ufeff", "line 1: the file is empty"},
		"an unknown column":       {"name,salary\n", `"salary" is no column; there are name, kind`},
		"a column twice":          {"name,name\n", "comes twice"},
		"no name":                 {"email\n", "the column name is missing"},
		"UTF-16":                  {"\xff\xfen\x00", "UTF-16"},
		"not UTF-8":               {"name,owner\nann,caf\xe9\n", "line 2, owner: not UTF-8"},
		"too few cells":           {"name,owner\nann\n", "line 2: 1 cells where the header has 2"},
		"a quote that stays open": {"name,owner\nann,\"x\nbob,y\n", "line 2"},
		"a quote inside":          {"name,owner\nann,a\"b\n", "a quote inside a cell"},
		"a cell without end":      {"name,owner\nann," + strings.Repeat("x", 5000) + "\n", "line 2, owner: 5000 bytes"},
		"more than enough":        {"name\n" + strings.Repeat("a\n", sheet.MaxRows+1), "more than 50000 lines"},
		"a file without end":      {"name,owner\n" + strings.Repeat("ann,\"\"\n", 3<<20), "cut"},
	} {
		if _, err := sheet.ReadPrincipals(strings.NewReader(c.in), o.dir, o.v.Now()); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %q", name, err, c.text)
		}
	}
}

func TestWhatIsWrittenIsInertAndComesBack(t *testing.T) {
	o := newOffice(t)
	act := o.v.Actor()
	for i, s := range []string{`=HYPERLINK("http://x")`, "+1", "-1", "@sum", "'=x", "'plain", "a,b;c\"d", "Zoë 東京", "''"} {
		if _, err := o.dir.AddPrincipal(ctx, act, directory.Principal{Name: fmt.Sprintf("p%d", i), Owner: s, Notes: s, Expires: vault.MillisOf(o.v.Now().Add(time.Hour))}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := sheet.WritePrincipals(&b, o.dir); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		for cell := range strings.SplitSeq(strings.TrimRight(line, "\r\n"), ",") {
			if c := strings.TrimPrefix(cell, `"`); c != "" && strings.ContainsRune("=+-@", rune(c[0])) {
				t.Errorf("the cell %q is a formula", cell)
			}
		}
		if !strings.HasSuffix(line, "\r\n") {
			t.Errorf("the line %q does not end in CRLF", line)
		}
	}
	p, err := sheet.ReadPrincipals(&b, o.dir, o.v.Now())
	if err != nil || len(p.Faults) > 0 || p.Count(sheet.Unchanged) != 10 || len(p.Principals()) != 0 {
		t.Errorf("it does not come back as it was: %v\n%s", err, told(p))
	}
}

func TestRolesAreReadAndCompared(t *testing.T) {
	o := newOffice(t)
	in := "role,inherits,api,path,methods,otp\r\nclerk,reader,shop,/orders,GET POST,no\r\nclerk,,shop,/orders/{id},DELETE,yes\r\nreader,,shop,/**,GET,\r\nempty,,,,,\r\n"
	p, err := sheet.ReadRoles(strings.NewReader(in), o.dir, o.apis.API)
	if err != nil || p.Err() != nil {
		t.Fatal(err, p.Err())
	}
	want := "2 clerk changed inherits:>reader grant:>GET,POST /orders grant:>DELETE /orders/{id} with one-time password\n4 reader new grant:>GET /**\n5 empty new"
	if got := told(p); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if _, err := o.dir.PutRoles(ctx, o.v.Actor(), p.Roles(), "roles.csv"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := sheet.WriteRoles(&b, o.dir, o.apis.API); err != nil {
		t.Fatal(err)
	}
	if p, err = sheet.ReadRoles(strings.NewReader(b.String()), o.dir, o.apis.API); err != nil || p.Err() != nil || p.Count(sheet.Unchanged) != 5 || len(p.Roles()) != 0 {
		t.Errorf("it does not come back as it was: %v, %v\n%s\n%s", err, p.Err(), b.String(), told(p))
	}
	for name, c := range map[string]struct{ in, text string }{
		"no API":           {"role,api,path,methods\nx,ghost,/a,GET\n", `line 2, api: there is no API "ghost"`},
		"no path":          {"role,api,path,methods\nx,shop,,GET\n", "line 2, path:"},
		"no method":        {"role,api,path,methods\nx,shop,/a,FETCH\n", "line 2, methods:"},
		"neither":          {"role,api,path,methods,otp\nx,shop,/a,GET,maybe\n", `line 2, otp: "maybe" is neither yes nor no`},
		"no role":          {"role,inherits\nx,ghost\n", `line 2, inherits: there is no role "ghost"`},
		"a circle":         {"role,inherits\nx,y\ny,x\n", "line 2, inherits: role x: it would inherit itself"},
		"a bad name":       {"role\na b\n", "line 2, role:"},
		"roles kept apart": {"role,inherits\nx,payer approver\n", "line 2, inherits: the roles"},
	} {
		p, err := sheet.ReadRoles(strings.NewReader(c.in), o.dir, o.apis.API)
		if err != nil || p.Err() == nil || !strings.Contains(p.Err().Error(), c.text) {
			t.Errorf("%s: got %v, %v; want %q", name, err, p.Err(), c.text)
		}
	}
}

// FuzzCSV reads anything: no panic, a fault has a line, and what is right can be stored, all of it.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"name,kind,email,owner,notes,roles,state,expires\r\nbob,user,b@example.com,=1+1,'x,clerk|payer,active,2030-01-31\r\n",
		"\ufeffname;owner\nann;\"a;b\"\n", "name\tnotes\nann\t\"x\ny\"\n", "name\n\"", "name,name\n", "role,inherits,api,path,methods,otp\nx,clerk,shop,/a/**,GET,yes\n",
		"\xff\xfe", ",,,\n", "name,roles\nbob,payer approver\nBOB,\n",
	} {
		f.Add([]byte(s))
	}
	o := newOffice(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		check := func(p *sheet.Plan, err error) {
			if err != nil {
				if fault.KindOf(err) != fault.Invalid {
					t.Errorf("an error that nobody can act on: %v", err)
				}
				return
			}
			if len(p.Faults) > sheet.MaxFaults {
				t.Errorf("%d faults", len(p.Faults))
			}
			for _, x := range p.Faults {
				if x.Line < 1 || x.Text == "" {
					t.Errorf("a fault that says nothing: %+v", x)
				}
			}
			for _, x := range p.Principals() {
				if _, err := o.dir.CheckPrincipal(directory.Principal{}, x, o.v.Now()); err != nil && p.Err() == nil && x.ID == "" {
					t.Errorf("what is planned cannot be stored: %v", err)
				}
			}
		}
		check(sheet.ReadPrincipals(bytes.NewReader(in), o.dir, o.v.Now()))
		check(sheet.ReadRoles(bytes.NewReader(in), o.dir, o.apis.API))
	})
}

func BenchmarkReadPrincipals(b *testing.B) {
	o := newOffice(b)
	var in bytes.Buffer
	in.WriteString("name,kind,email,owner,roles,expires\n")
	for i := range 10_000 {
		fmt.Fprintf(&in, "person-%05d,user,p%d@example.com,Finance,clerk payer,2030-01-31\n", i, i)
	}
	for b.Loop() {
		if p, err := sheet.ReadPrincipals(bytes.NewReader(in.Bytes()), o.dir, o.v.Now()); err != nil || len(p.Principals()) != 10_000 {
			b.Fatal(err, p.Err())
		}
	}
}
