package posture

import (
	"gatehouse/core/review"
	"gatehouse/core/signing"
)

// signingAge is how old a signing key gets before it should be replaced.
const signingAge = 730 * dayLong

// vaultChecks look at the vault itself.
var vaultChecks = []Check{
	{
		ID: "vault-one-owner", Topic: TopicVault, Severity: review.Low,
		Title: "One administrator alone owns the vault",
		Why:   "When that person's password is lost, so is the vault.",
		Mend:  "Keep the password and a backup where a second person gets at them, or make a second owner.",
		run: func(v *survey, f *finder) string {
			var owners []Admin
			for _, a := range v.Admins {
				if a.Owner {
					owners = append(owners, a)
				}
			}
			if len(owners) == 1 {
				f.add(KindAdministrator, owners[0].ID, is(owners[0].Name, ""))
			}
			return ""
		},
	},
	{
		ID: "signing-key-old", Topic: TopicVault, Severity: review.Low, Due: true,
		Title: "Signing keys older than two years",
		Why:   "Whoever copied a key once can sign bundles for as long as gateways accept it.",
		Mend:  "Make a new signing key, give gateways both, then retire the old one.",
		run: func(v *survey, f *finder) string {
			for _, k := range v.Signing {
				if k.State == signing.Active && k.Created != 0 && k.Created < v.before(signingAge) {
					f.add(KindSigningKey, k.ID, is(k.Kid, "made "+day(k.Created)))
				}
			}
			return ""
		},
	},
}
