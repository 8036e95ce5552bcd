// Package apikey makes API keys, shows each once, and keeps only what is needed to know it again.
//
// A token reads gh_<env>_<public id>_<secret><checksum>: 8, 32 and 6 characters of base62. The
// checksum lets scanners tell a real key from noise without asking anybody; the public id stands in
// gateway logs. What is kept is the SHA-256 of the whole token. The secret has 190 bits, so no slow
// hash is needed, and every gateway can compute this one.
//
//	created, err := svc.Create(ctx, v.Actor(), apikey.Draft{Principal: p.ID, Expires: …})
//	fmt.Println(created.Token.Expose())    // the only time
//
// Life of a key:
//
//	active <-> suspended
//	  |            |
//	  +-> revoked <+        rotate: a second token under the same id, the old one for a grace
//
// A token is committed to the vault before it is shown: when that fails nothing is shown.
//
// The package does not decide about requests (core/policy does) and does not find keys in files.
package apikey
