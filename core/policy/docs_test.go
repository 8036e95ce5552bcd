package policy_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"gatehouse/core/policy"
)

var update = flag.Bool("update", false, "rewrite golden files")

// docsHead stands before the table of docs/decisions.md.
const docsHead = `# Decisions: statuses and reasons

This page is generated from the table in ` + "`core/policy/reasons.go`" + `; ` + "`go test ./core/policy -run Docs -update`" + ` writes it.

A request is tested in the order of this table, and the first fault is the answer. Every refusal carries its
reason word: in the simulator, in OPA's decision, in findings and reports. The words are stable.

404 and 405 come before authentication. That is a choice: statuses stay honest, and routes are not a secret.
A path that is not canonical is refused, never repaired, because gateways repair differently.

With 401 goes one ` + "`WWW-Authenticate`" + ` challenge for each way of saying who one is that the route accepts, with 405
` + "`Allow`" + `, with 429 ` + "`Retry-After`" + ` in whole seconds, rounded up.

"Given by" says where a reason comes from: *everywhere* is Gatehouse itself and every exported bundle; *bundle*
only what enforces a bundle; *meter* only where requests are counted, which OPA does not; *later* is a
name that is kept for a version to come.

| status | reason | given by | it means that |
|---|---|---|---|
`

// docsTail stands behind it.
const docsTail = `
## The canonical path

The part of the request target before the first ` + "`?`" + ` must match this RE2 expression. It is the same text in Rego;
Gatehouse itself uses a scanner that is tested against it.

` + "```" + `
%s
` + "```" + `

A host, with or without a port, must match ` + "`%s`" + `.

## Which API, which route, which role

- An API that names the host goes before one for any host, then the longest base path on a border of segments. There
  is no falling back to another API.
- A literal segment beats a parameter, and the leftmost difference wins. A parameter stands for one segment that is
  not empty. A trailing slash, the case of letters and the spelling of escapes count. The path is chosen first and the
  method then, so a literal path hides a template's other methods.
- HEAD is allowed where GET is; OPTIONS only where it is listed.
- A grant names one template, or ` + "`P/**`" + ` for P and every template that begins with P's segments. The roles that count
  are the caller's, cut to the key's scopes.
- A public route needs no credential and no grant, but a credential that is presented must be good.

## What a route states

Of what an API and its route both bound, the stricter holds: the TLS version and the size of a body. Until path and
method are known to be a route's, only the API's TLS version counts.

- **Media types**: whatever the request says about its type, in ` + "`content_type`" + ` and in a ` + "`content-type`" + ` header, must be one of
  the route's; so must something be said where there is a body. A type is compared without its parameters and without
  regard to case; ` + "`image/*`" + ` takes all of a kind.
- **Ways to say who one is**: none stated means any. A token, a signature, and a client certificate as the only sign
  of who calls cannot be tested by this version: what cannot be tested is ` + "`method_not_accepted`" + `, never let in.
- **Client certificate demanded**: the request's ` + "`certificate`" + ` must be there beside what says who calls, also on a public
  route. Whoever ends TLS checks its issuer and gives the request only a certificate that it trusts. Such a certificate
  says nothing about who calls.
- **One-time password demanded**: every grant of the route demands one.
- **Parameters**, their types and bounds, and *strict* are kept and shown. Decisions do not test them yet
  (` + "`parameter_…`" + ` is for later), and bundles do not hold them.

## Counting

All limits of a step are looked at first: when one refuses, none is charged. The reason is then the first of key,
principal, route and address, and ` + "`Retry-After`" + ` the longest wait. A limit by address that is bound to no route counts before
the path is known. IPv6 counts per /64.

## The request object

` + "`gatectl decide --batch`" + ` reads one such JSON object a line, and OPA's ` + "`input`" + ` is the same:
` + "`method host path headers content_type address tls certificate body_size key key_sha256 token at`" + `.

- ` + "`path`" + ` is the raw request target in origin form with its query, never decoded; ` + "`headers`" + ` maps lower-case names to
  lists of values; ` + "`body_size`" + ` is an integer; everything else is a string. An absent member and an empty string are
  the same. A member of a wrong type or form makes the request ` + "`request_malformed`" + `; an unknown member is an error
  (exit 3).
- ` + "`tls`" + ` is none, 1.0, 1.1, 1.2, 1.3 or unknown; absent means none. ` + "`unknown`" + ` skips the two tests of TLS.
- ` + "`key`" + `, ` + "`key_sha256`" + ` and ` + "`token`" + ` are what the caller took out of the headers. Absent, they are taken from the API's key
  header and from ` + "`Authorization: Bearer`" + `; another scheme is no credential. Given in two ways and different, or twice in
  the headers, they are ` + "`request_malformed`" + `.
- ` + "`address`" + ` absent lies in no network. ` + "`at`" + ` is RFC 3339; absent means now.
`

func TestDocsHoldEveryReason(t *testing.T) {
	var b strings.Builder
	b.WriteString(docsHead)
	by := map[policy.Given]string{policy.Reserved: "later", policy.ByDecide: "everywhere", policy.ByBundle: "bundle", policy.ByMeter: "meter"}
	for _, r := range policy.Reasons() {
		fmt.Fprintf(&b, "| %d | `%s` | %s | %s |\n", r.Status, r.Name, by[r.Given], r.Means)
	}
	fmt.Fprintf(&b, docsTail, policy.PathPattern, policy.HostPattern)
	const file = "../../docs/decisions.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Error("docs/decisions.md is not what the table says; run go test ./core/policy -run Docs -update")
	}
}

func TestReasonsAreOneTable(t *testing.T) {
	seen := map[string]bool{}
	for i, r := range policy.Reasons() {
		if int(r.Reason) != i+1 || r.Name == "" || seen[r.Name] || r.Means == "" || r.Status < 200 {
			t.Errorf("row %d is %+v", i, r)
		}
		seen[r.Name] = true
		back, ok := policy.ParseReason(r.Name)
		if !ok || back != r.Reason || r.Reason.String() != r.Name || r.Reason.Status() != r.Status || r.Reason.Info() != r {
			t.Errorf("%s does not come back", r.Name)
		}
		var read policy.Reason
		if text, err := r.Reason.MarshalText(); err != nil || read.UnmarshalText(text) != nil || read != r.Reason {
			t.Errorf("%s does not survive as text", r.Name)
		}
	}
	var r policy.Reason
	if r.UnmarshalText([]byte("nonsense")) == nil {
		t.Error("nonsense is read as a reason")
	}
	if r = 255; r.String() != "reason(255)" || r.Status() != 0 {
		t.Errorf("an unknown reason prints %q", r)
	}
}
