package say_test

import (
	"testing"

	"gatehouse/ui/say"
)

func TestPlacesAreFilled(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"a sentence without places", say.L("New key"), "New key"},
		{"a place", say.L("Revoke “{{.Name}}”?", say.V{"Name": "Billing"}), "Revoke “Billing”?"},
		{"a value that looks like a place stays as it is", say.L("Revoke “{{.Name}}”?", say.V{"Name": "{{.Name}}"}), "Revoke “{{.Name}}”?"},
		{"a place without a value stays", say.L("Hello {{.Who}}", say.V{"Name": "x"}), "Hello {{.Who}}"},
		{"one", say.N(1, "{{.Count}} key", "{{.Count}} keys"), "1 key"},
		{"none", say.N(0, "{{.Count}} key", "{{.Count}} keys"), "0 keys"},
		{"many, with separators", say.N(1284, "{{.Count}} key", "{{.Count}} keys"), "1,284 keys"},
		{"an amount and a name", say.N(3, "{{.Count}} key of {{.Who}}", "{{.Count}} keys of {{.Who}}", say.V{"Who": "ada"}), "3 keys of ada"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}
