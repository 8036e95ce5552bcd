package vaulttest

import (
	"context"
	"testing"

	"gatehouse/core/vault"
)

// Entries returns what the journal says from an entry on, a line each: the action, its reason in
// brackets, and the changed fields as "field: old -> new".
func Entries(t testing.TB, v *vault.Vault, from uint64) []string {
	t.Helper()
	var lines []string
	for e, err := range v.Journal(context.Background(), from) {
		if err != nil {
			t.Fatal(err)
		}
		line := e.Action
		if e.Reason != "" {
			line += " (" + e.Reason + ")"
		}
		for _, n := range e.Diff {
			line += "; " + n.Field + ": " + n.Old + " -> " + n.New
		}
		lines = append(lines, line)
	}
	return lines
}
