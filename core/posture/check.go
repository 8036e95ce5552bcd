package posture

import (
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/review"
)

// Topic is what a check is about.
type Topic string

// The topics.
const (
	TopicKeys       Topic = "keys"
	TopicPrincipals Topic = "principals"
	TopicRoles      Topic = "roles"
	TopicAPIs       Topic = "apis"
	TopicGateways   Topic = "gateways"
	TopicVault      Topic = "vault"
)

// Check is one thing that is looked for.
type Check struct {
	ID       string          `json:"id"`
	Topic    Topic           `json:"topic"`
	Severity review.Severity `json:"severity"`
	Title    string          `json:"title"` // what was found, in the plural: "API keys that never expire"
	Why      string          `json:"why"`
	Mend     string          `json:"mend"`
	// Due is a check of something that becomes due, rather than of how the vault is built.
	Due bool `json:"due,omitempty"`

	run func(*survey, *finder) string // returns why it cannot be assessed, "" when it was
}

// checks are all checks, in the order in which findings of one severity are listed.
var checks = slices.Concat(keyChecks, principalChecks, roleChecks, apiChecks, gatewayChecks, vaultChecks)

// Checks returns all checks.
func Checks() []Check { return slices.Clone(checks) }

// Find returns the check with an id.
//
// Errors: NotFound with the ids that there are.
func Find(id string) (Check, error) {
	var ids []string
	for _, c := range checks {
		if c.ID == id {
			return c, nil
		}
		ids = append(ids, c.ID)
	}
	return Check{}, fault.New(fault.NotFound, "there is no posture check %q; there are %s", id, strings.Join(ids, ", "))
}
