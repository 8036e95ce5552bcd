package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	opabundle "github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"gatehouse/core/bundle"
)

// scene is a world's data in an OPA's store, and what is asked of it.
type scene struct {
	store  storage.Store
	info   *ast.Term
	inputs []ast.Value
	wants  []string // the answer, as text
}

// question is what a mutant must answer: the decision, and what the decision log must not show.
const question = `decision := data.gatehouse.authz.decision; mask := data.gatehouse.log.mask with input as {"input": input}; both := [decision, mask]`

// newScene loads a world as OPA does, and poses its corpus.
func newScene(t testing.TB, w *world, corpus []asked, floor uint64) *scene {
	t.Helper()
	packed := pack(t, w.snap, metaOf(w, serial), signer(t, 1))
	b, err := opabundle.NewReader(strings.NewReader(string(packed))).WithSkipBundleVerification(true).Read()
	if err != nil {
		t.Fatal(err)
	}
	b.Data["system"] = map[string]any{"bundles": map[string]any{"gatehouse": map[string]any{"manifest": map[string]any{"revision": b.Manifest.Revision}}}}
	s := &scene{store: inmem.NewFromObjectWithOpts(b.Data, inmem.OptReturnASTValuesOnRead(true))}
	s.info = ast.MustParseTerm(fmt.Sprintf(`{"config": {"labels": {"gatehouse_min_serial": "%d"}}}`, floor))
	for _, a := range corpus {
		input, err := ast.ValueFromReader(strings.NewReader(string(a.text)))
		if err != nil {
			t.Fatal(err)
		}
		want := w.expect(t, a.text, floor)
		want.Revision = b.Manifest.Revision
		s.inputs = append(s.inputs, input)
		s.wants = append(s.wants, fmt.Sprint(want, maskOf(t, a.text)))
	}
	return s
}

// maskOf is what our configuration hides of a request in the decision log.
func maskOf(t testing.TB, text []byte) []string {
	t.Helper()
	mask := []string{"/input/headers", "/input/key", "/input/token"}
	var r map[string]any
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	path, _ := r["path"].(string)
	if before, _, ok := strings.Cut(path, "?"); ok {
		mask = append(mask, "/input/path="+before+"?")
	}
	slices.Sort(mask)
	return mask
}

// first returns the first request that a policy answers differently from us, or -1.
func (s *scene) first(c *ast.Compiler) (int, error) {
	q, err := rego.New(rego.Query(question), rego.Compiler(c), rego.Store(s.store), rego.Runtime(s.info)).PrepareForEval(context.Background())
	if err != nil {
		return 0, err
	}
	for i, input := range s.inputs {
		if s.answer(q, input) != s.wants[i] {
			return i, nil
		}
	}
	return -1, nil
}

// answer asks a policy; errors and no answer are answers, too.
func (s *scene) answer(q rego.PreparedEvalQuery, input ast.Value) string {
	set, err := q.Eval(context.Background(), rego.EvalParsedInput(input))
	if err != nil || len(set) == 0 {
		return "nothing"
	}
	raw, err := json.Marshal(set[0].Bindings["both"])
	if err != nil {
		return err.Error()
	}
	var both [2]json.RawMessage
	var d decision
	var hidden []any
	if json.Unmarshal(raw, &both) != nil || json.Unmarshal(both[0], &d) != nil || json.Unmarshal(both[1], &hidden) != nil {
		return string(raw)
	}
	var mask []string
	for _, h := range hidden {
		switch h := h.(type) {
		case string:
			mask = append(mask, h)
		case map[string]any:
			mask = append(mask, fmt.Sprintf("%v=%v", h["path"], h["value"]))
		}
	}
	slices.Sort(mask)
	return fmt.Sprint(d, mask)
}

// mutant is the policy with one thing broken.
type mutant struct {
	what string
	mod  *ast.Module
}

// body is a place in a policy that holds expressions.
type body struct {
	at  *ast.Location
	get func() ast.Body
	set func(ast.Body)
}

// parse reads our policy afresh.
func parse(t testing.TB) *ast.Module {
	t.Helper()
	mod, err := ast.ParseModuleWithOpts("authz.rego", bundle.Rego, ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	return mod
}

// chain lists a rule and its else branches.
func chain(r *ast.Rule) []*ast.Rule {
	var all []*ast.Rule
	for ; r != nil; r = r.Else {
		all = append(all, r)
	}
	return all
}

// bodies lists every place with expressions: of rules, of branches, and of what is nested in them.
func bodies(mod *ast.Module) []body {
	var all []body
	for _, head := range mod.Rules {
		for _, r := range chain(head) {
			all = append(all, body{r.Location, func() ast.Body { return r.Body }, func(b ast.Body) { r.Body = b }})
			nested := func(x any) bool {
				switch c := x.(type) {
				case *ast.ArrayComprehension:
					all = append(all, body{r.Location, func() ast.Body { return c.Body }, func(b ast.Body) { c.Body = b }})
				case *ast.SetComprehension:
					all = append(all, body{r.Location, func() ast.Body { return c.Body }, func(b ast.Body) { c.Body = b }})
				case *ast.Every:
					all = append(all, body{c.Location, func() ast.Body { return c.Body }, func(b ast.Body) { c.Body = b }})
				}
				return false
			}
			ast.WalkClosures(r.Body, nested)
			ast.WalkClosures(r.Head, nested)
		}
	}
	return all
}

// mutants breaks the policy in every place: each rule and each branch deleted, each expression
// deleted and each inverted.
func mutants(t testing.TB) []mutant {
	t.Helper()
	var all []mutant
	for i, head := range parse(t).Rules {
		for j, r := range chain(head) {
			mod := parse(t)
			cut(mod, i, j)
			all = append(all, mutant{fmt.Sprintf("line %d: %s deleted", r.Location.Row, r.Head), mod})
		}
	}
	for i, b := range bodies(parse(t)) {
		for j, e := range b.get() {
			if fmt.Sprint(e) == "true" {
				continue // a rule without a condition
			}
			mod := parse(t)
			place := bodies(mod)[i]
			rest := slices.Delete(slices.Clone(place.get()), j, j+1)
			if len(rest) == 0 {
				rest = ast.NewBody(ast.NewExpr(ast.BooleanTerm(true)))
			}
			place.set(rest)
			all = append(all, mutant{fmt.Sprintf("line %d: %s deleted", e.Location.Row, e), mod})

			mod = parse(t)
			other := bodies(mod)[i].get()[j]
			other.Negated = !other.Negated
			all = append(all, mutant{fmt.Sprintf("line %d: %s inverted", e.Location.Row, e), mod})
		}
	}
	return all
}

// cut deletes the j-th branch of the i-th rule.
func cut(mod *ast.Module, i, j int) {
	branches := chain(mod.Rules[i])
	switch {
	case j > 0:
		branches[j-1].Else = branches[j].Else
	case len(branches) > 1:
		next := branches[1]
		next.Head.Reference, next.Head.Name, next.Head.Args = branches[0].Head.Reference, branches[0].Head.Name, branches[0].Head.Args
		mod.Rules[i] = next
	default:
		mod.Rules = slices.Delete(mod.Rules, i, i+1)
	}
}

// compile makes a policy runnable; not every mutant is a policy.
func compile(mod *ast.Module) (*ast.Compiler, bool) {
	c := ast.NewCompiler()
	c.Compile(map[string]*ast.Module{"authz.rego": mod})
	return c, !c.Failed()
}

func TestEveryBrokenRuleIsNoticed(t *testing.T) {
	worlds, rounds := 3, 10
	var scenes []*scene
	for seed := range worlds {
		w := newWorld(t, uint64(seed))
		scenes = append(scenes, newScene(t, w, w.corpus(t, rounds), 0))
	}
	w := newWorld(t, 0)
	scenes = append(scenes, newScene(t, w, w.corpus(t, 1), serial+1))

	whole, ok := compile(parse(t))
	if !ok {
		t.Fatal(whole.Errors)
	}
	if s, i := notices(t, scenes, whole); s >= 0 {
		q, err := rego.New(rego.Query(question), rego.Compiler(whole), rego.Store(scenes[s].store), rego.Runtime(scenes[s].info)).PrepareForEval(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Fatalf("the unbroken policy answers differently in scene %d on %v:\ngot  %s\nwant %s", s, scenes[s].inputs[i], scenes[s].answer(q, scenes[s].inputs[i]), scenes[s].wants[i])
	}
	tried, none := 0, 0
	for _, m := range mutants(t) {
		c, ok := compile(m.mod)
		if !ok {
			none++
			continue
		}
		tried++
		if s, _ := notices(t, scenes, c); s < 0 {
			t.Errorf("nobody notices: %s", m.what)
		}
	}
	t.Logf("%d mutants noticed or named above, %d more do not compile", tried, none)
	if tried < 150 {
		t.Errorf("only %d mutants were tried", tried)
	}
}

// notices returns the scene and request in which a policy answers differently from us, or -1.
func notices(t testing.TB, scenes []*scene, c *ast.Compiler) (int, int) {
	t.Helper()
	for n, s := range scenes {
		i, err := s.first(c)
		if err != nil {
			return n, 0 // it does not even start
		}
		if i >= 0 {
			return n, i
		}
	}
	return -1, -1
}
