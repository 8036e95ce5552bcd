package vault_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"gatehouse/core/vault"
)

var update = flag.Bool("update", false, "rewrite golden files")

// golden compares got with testdata/name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and read the diff\n%s", file, got)
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	roles := []string{vault.RoleOwner, vault.RoleCustodian, vault.RoleOperator, vault.RoleApprover, vault.RoleAuditor}
	actions := []string{
		"admin.invite", "api.add", "apikey.create", "apikey.revoke", "bundle.export", "enrolment.confirm", "finding.close",
		"gateway.add", "import.add", "import.remove", "journal.verify", "limit.add", "login", "principal.add", "proposal.approve",
		"review.run", "role.grant", "route.add", "setting.change", "signing_key.create", "token.mint", "password.change", "vault.backup", "unheard.of",
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-20s %s\n", "action", strings.Join(roles, " "))
	for _, action := range actions {
		fmt.Fprintf(&b, "%-20s", action)
		for _, role := range roles {
			mark := "-"
			if vault.Permits([]string{role}, action) {
				mark = "x"
			}
			fmt.Fprintf(&b, " %-*s", len(role), mark)
		}
		b.WriteString("\n")
	}
	var trimmed []string
	for line := range strings.Lines(b.String()) {
		trimmed = append(trimmed, strings.TrimRight(line, " \n"))
	}
	golden(t, "permissions.txt", strings.Join(trimmed, "\n")+"\n")
}

func TestWithoutARoleNothingIsAllowed(t *testing.T) {
	for _, roles := range [][]string{nil, {""}, {"Owner"}, {"nobody"}} {
		if vault.Permits(roles, "login") || vault.Permits(roles, "api.add") {
			t.Errorf("%q may do something", roles)
		}
	}
}
