package conformance

import (
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"gatehouse/core/bundle"
)

// TestPolicyIsAsOPAWouldWriteIt runs `opa fmt` and `opa check --strict` over our one policy file.
func TestPolicyIsAsOPAWouldWriteIt(t *testing.T) {
	pretty, err := format.SourceWithOpts("authz.rego", []byte(bundle.Rego), format.Opts{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	if string(pretty) != bundle.Rego {
		t.Error("opa fmt would change the policy")
	}
	c := ast.NewCompiler().WithStrict(true)
	if c.Compile(map[string]*ast.Module{"authz.rego": parse(t)}); c.Failed() {
		t.Error(c.Errors)
	}
}
