package keyring

import (
	"slices"

	"gatehouse/core/roster"
)

// Domain is one of the vault's five sets of secrets, each with a random key of its own per epoch.
type Domain string

// The domains.
const (
	Directory Domain = "directory" // people, roles, APIs, API keys, policies
	Secrets   Domain = "secrets"   // private signing keys, shared secrets
	Factors   Domain = "factors"   // principals' one-time-password secrets
	Journal   Domain = "journal"   // entries, the log key, the inbox key
	Evidence  Domain = "evidence"  // imported logs and what reviews found in them
)

// Domains lists all of them, in the order of the table.
func Domains() []Domain { return []Domain{Directory, Secrets, Factors, Journal, Evidence} }

// Known reports whether d is one of [Domains].
func (d Domain) Known() bool { return slices.Contains(Domains(), d) }

// held is the table of roles and domains.
var held = map[roster.Role][]Domain{
	roster.Owner:     {Directory, Secrets, Factors, Journal, Evidence},
	roster.Custodian: {Directory, Secrets, Factors, Journal},
	roster.Operator:  {Directory, Factors, Journal, Evidence},
	roster.Approver:  {Directory, Journal},
	roster.Auditor:   {Directory, Journal, Evidence},
}

// Held lists the domains whose keys somebody with these roles holds, in the order of [Domains].
func Held(roles ...roster.Role) []Domain {
	var out []Domain
	for _, d := range Domains() {
		if slices.ContainsFunc(roles, func(r roster.Role) bool { return slices.Contains(held[r], d) }) {
			out = append(out, d)
		}
	}
	return out
}
