// Package bundle packs a compiled policy into one signed file that gateways can trust, and reads
// such files back without trusting them.
//
// A bundle is a gzip'd tar in the form that the Open Policy Agent loads: a manifest, one constant
// Rego file, JSON data, and one JWS over the digest of every file. Ours is stricter than OPA asks
// for: one way to write each byte of the tar, canonical JSON, a serial number that only grows, an
// expiry that the policy itself enforces, and an audience that the signature names.
//
//	content, err := bundle.Build(snapshot, meta)   // deterministic
//	file, err := bundle.Sign(content, signer)      // deterministic, too
//	b, err := bundle.Verify(r, bundle.Expect{Keys: keys, Audience: "edge", MinSerial: 12, Now: now})
//	input, err := b.Policy()                       // the policy again, to be compiled
//
// [Verify] checks the signature before it reads any content, and refuses whatever a signer of ours
// would not have written: a second gzip member, bytes after the end, links, a file that is not in
// the signature or missing from the archive, a JSON member given twice. Its refusals are
// fault.Refused.
//
// [Service] exports: the file is written aside, its content archived, the entry committed, and only
// then does the file get its name. Names of people and things never leave the vault: a bundle holds
// ids, digests, paths and networks.
//
// The package does not judge requests (core/policy does, and the Rego file says the same), and
// delivers nothing. Imports on the same floor: gateway (the configuration written beside a bundle).
package bundle
