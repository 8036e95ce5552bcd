package name_test

import (
	"strings"
	"testing"

	"gatehouse/core/fault"
	"gatehouse/core/name"
)

func TestCheck(t *testing.T) {
	for what, c := range map[string]struct {
		in, want string
		bad      string // part of the message
	}{
		"plain":                       {in: "orders", want: "orders"},
		"everything that is allowed":  {in: "7A.z_9@x-y", want: "7A.z_9@x-y"},
		"the longest":                 {in: strings.Repeat("a", 64), want: strings.Repeat("a", 64)},
		"a sign that NFC turns to K":  {in: "\u212Aelvin", want: "Kelvin"},
		"one too long":                {in: strings.Repeat("a", 65), bad: "65 bytes"},
		"an id":                       {in: strings.Repeat("a", 26), bad: "looks like an id"},
		"empty":                       {in: "", bad: "empty"},
		"begins with a dot":           {in: ".hidden", bad: "begin with a letter"},
		"begins with a dash":          {in: "-rf", bad: "begin with a letter"},
		"a space":                     {in: "two words", bad: `holds ' '`},
		"a slash":                     {in: "a/b", bad: `holds '/'`},
		"a letter outside ASCII":      {in: "caf\u00e9", bad: "holds 'é'"},
		"a decomposed letter":         {in: "cafe\u0301", bad: "holds 'é'"},
		"a NUL":                       {in: "a\x00", bad: `holds '\x00'`},
		"a right-to-left override":    {in: "a\u202eb", bad: `holds '\u202e'`},
		"bytes that are not UTF-8":    {in: "a\xff", bad: "holds"},
		"a letter that only looks so": {in: "\u043erders", bad: "begin with a letter"},
	} {
		got, err := name.Check("name", c.in)
		switch {
		case c.bad == "" && (err != nil || got != c.want):
			t.Errorf("%s: got %q, %v; want %q", what, got, err, c.want)
		case c.bad != "" && (err == nil || !strings.Contains(err.Error(), c.bad)):
			t.Errorf("%s: got %q, %v; want an error with %q", what, got, err, c.bad)
		case c.bad != "" && fault.KindOf(err) != fault.Invalid:
			t.Errorf("%s: the error is %v", what, fault.KindOf(err))
		}
	}
}

func TestNewID(t *testing.T) {
	if id, err := name.NewID("API", ""); err != nil || len(id) != 26 {
		t.Errorf("got %q, %v", id, err)
	}
	good := strings.Repeat("a", 26)
	if id, err := name.NewID("API", good); err != nil || id != good {
		t.Errorf("got %q, %v", id, err)
	}
	for _, bad := range []string{"x", strings.Repeat("A", 26), strings.Repeat("1", 26)} {
		if _, err := name.NewID("API", bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v", bad, err)
		}
	}
}

func TestText(t *testing.T) {
	for what, c := range map[string]struct {
		in, want string
		bad      string
	}{
		"any script":         {in: "  Zoë Ωmega 東京 ", want: "Zoë Ωmega 東京"},
		"decomposed":         {in: "Zoe\u0308", want: "Zoë"},
		"empty":              {in: "", want: ""},
		"too long":           {in: strings.Repeat("x", 41), bad: "41 bytes"},
		"a line break":       {in: "a\nb", bad: "U+000A"},
		"a direction mark":   {in: "a\u202eb", bad: "U+202E"},
		"not UTF-8":          {in: "a\xffb", bad: "UTF-8"},
		"a C1 control":       {in: "a\u0085b", bad: "U+0085"},
		"replacement letter": {in: "a\ufffdb", bad: "U+FFFD"},
	} {
		got, err := name.Text("note", c.in, 40)
		switch {
		case c.bad == "" && (err != nil || got != c.want):
			t.Errorf("%s: got %q, %v; want %q", what, got, err, c.want)
		case c.bad != "" && (err == nil || !strings.Contains(err.Error(), c.bad)):
			t.Errorf("%s: got %q, %v; want an error with %q", what, got, err, c.bad)
		}
	}
}

func TestIndexFollowsRenames(t *testing.T) {
	var x name.Index
	if _, ok := x.Find("orders"); ok {
		t.Error("an empty index finds something")
	}
	x.Set("", "Orders", "a")
	if id, ok := x.Find("ORDERS"); !ok || id != "a" {
		t.Errorf("got %q, %v", id, ok)
	}
	x.Set("Orders", "Invoices", "a")
	if _, ok := x.Find("orders"); ok {
		t.Error("the old name is still there")
	}
	x.Set("", "orders", "b")
	x.Set("Orders", "", "a") // late news about another thing must not take b's name away
	if id, _ := x.Find("orders"); id != "b" {
		t.Errorf("got %q, want b", id)
	}
}
