package leak

import (
	"strings"

	"gatehouse/core/apikey"
)

// Expression finds what has the form of a token, in every dialect of regular expressions that scanners
// use (RE2, Hyperscan, PCRE). It can't test the checksum.
const Expression = `gh_(?:live|test)_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}`

// Gitleaks is a configuration of gitleaks with one rule, beside the rules that it has already.
func Gitleaks() string {
	return `# Finds API keys of Gatehouse. Use: gitleaks dir --config gatehouse.toml .
# What it reports has the form of a key; "gatectl key scan" tests the checksum and says whose it is.
title = "Gatehouse API keys"

[extend]
useDefault = true

[[rules]]
id = "gatehouse-api-key"
description = "Found a Gatehouse API key, which lets whoever has it call the APIs of its principal."
regex = '''\b(` + Expression + `)\b'''
secretGroup = 1
entropy = 3
keywords = ["gh_live_", "gh_test_"]
`
}

// GitHub is a custom pattern of GitHub secret scanning, by the names of the fields of its form.
type GitHub struct {
	Name         string   `json:"name"`
	SecretFormat string   `json:"secret_format"`
	BeforeSecret string   `json:"before_secret"`
	AfterSecret  string   `json:"after_secret"`
	TestStrings  []string `json:"test_strings"`
}

// GitHubPattern returns the pattern.
func GitHubPattern() GitHub {
	return GitHub{
		Name: "Gatehouse API key", SecretFormat: Expression, BeforeSecret: `\A|[^0-9A-Za-z]`, AfterSecret: `\z|[^0-9A-Za-z]`,
		TestStrings: []string{Sample(apikey.Live), Sample(apikey.Test)},
	}
}

// Text writes the pattern for people, who copy it field by field.
func (g GitHub) Text() string {
	return "# Settings > Code security > Secret scanning > Custom patterns > New pattern\n" +
		"Pattern name:  " + g.Name + "\nSecret format: " + g.SecretFormat + "\nBefore secret: " + g.BeforeSecret + "\nAfter secret:  " + g.AfterSecret +
		"\nTest string:   " + strings.Join(g.TestStrings, "\n               ") + "\n"
}

// Sample is a token with a right checksum that opens nothing: it is made of known bytes.
func Sample(env string) string {
	t, _, err := apikey.NewToken(zeros{}, env, "Example0")
	if err != nil {
		return ""
	}
	return string(t.Expose())
}

// zeros counts instead of being random: a sample need not be a secret.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(i * 7 % 62)
	}
	return len(b), nil
}
