package catalogue_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gatehouse/ui/say"
	"gatehouse/ui/say/catalogue"
)

var update = flag.Bool("update", false, "write assets/translations/en.json from the sources")

const english = "../../../assets/translations/en.json"

// sentence is one key of the sources; many is "" for one that does not count.
type sentence struct{ one, many string }

// spoken lists every sentence that the desktop says, and fails the test where a key is no literal.
func spoken(t *testing.T) map[string]sentence {
	t.Helper()
	all := map[string]sentence{}
	fset := token.NewFileSet()
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(filepath.ToSlash(name), "../../say/") {
			return err
		}
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			s, ok := c.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := s.X.(*ast.Ident); !ok || x.Name != "say" {
				return true
			}
			switch s.Sel.Name {
			case "L", "Key":
				key, ok := literal(c.Args[0])
				if !ok {
					t.Errorf("%s: say.%s of something that is no literal; mark it with say.Key and say it with say.Of", fset.Position(c.Pos()), s.Sel.Name)
				}
				all[key] = sentence{one: key}
			case "N":
				one, ok1 := literal(c.Args[1])
				many, ok2 := literal(c.Args[2])
				if !ok1 || !ok2 {
					t.Errorf("%s: say.N of something that is no literal", fset.Position(c.Pos()))
				}
				all[one] = sentence{one, many}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(all, "")
	return all
}

// literal reads a string literal, or several put together.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, ok1 := literal(e.X)
		b, ok2 := literal(e.Y)
		return a + b, ok1 && ok2 && e.Op == token.ADD
	}
	return "", false
}

func TestEnglishHoldsEverySentenceAndNoOther(t *testing.T) {
	all := spoken(t)
	want := map[string]any{}
	for key, s := range all {
		if s.many == "" {
			want[key] = key
			continue
		}
		want[key] = map[string]string{"one": s.one, "other": s.many}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(want); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(english, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(english)
	if err != nil || !bytes.Equal(got, b.Bytes()) {
		t.Errorf("%s is not what the sources say (%v); write it again with -update", english, err)
	}
}

func TestTheToolkitSaysTheSameAsTheSources(t *testing.T) {
	t.Setenv("LANG", "en_GB.UTF-8")
	all := spoken(t)
	keys := make([]string, 0, len(all))
	for key := range all {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	values := say.V{}
	for _, key := range keys {
		for rest := key; ; {
			_, after, ok := strings.Cut(rest, "{{.")
			if !ok {
				break
			}
			name, more, _ := strings.Cut(after, "}}")
			values[name], rest = "<b>{{.X}} & "+name, more
		}
	}
	ask := func(key string) []string {
		if many := all[key].many; many != "" {
			return []string{say.N(1, key, many, values), say.N(2, key, many, values)}
		}
		return []string{say.L(key, values), say.L(key)}[:1+btoi(!strings.Contains(key, "{{"))]
	}
	plain := map[string][]string{}
	for _, key := range keys {
		plain[key] = ask(key)
	}
	if err := catalogue.Use(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { say.Use(nil) })
	for _, key := range keys {
		if got := ask(key); !slices.Equal(got, plain[key]) {
			t.Errorf("the toolkit says %q, the sources %q", got, plain[key])
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
