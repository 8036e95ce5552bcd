// Package signing keeps the keys that sign what leaves the vault, and reads the public keys that
// verify it.
//
// Each signing key has a purpose, an algorithm and a life; today there is one purpose, the policy
// bundle, and one algorithm, ES256: the configuration files of OPA, njs and HAProxy know no EdDSA.
// What is public about a key is a record of the directory domain ([Key]); the private half is a
// record of its own in the secrets domain, so that only those who hold that domain can sign. A key
// is named by its RFC 7638 thumbprint (the kid), which every client can compute from the public key.
//
// [Service.Bundle] makes the bundle key when it is first needed and returns a [Signer].
// [ParsePublic] reads what a verifier is given: one PEM public key or a JWKS.
//
// Signatures are deterministic (RFC 6979): the same bytes signed twice are the same file, and no
// random source can leak the key.
//
// The package does not build or verify bundles (core/bundle does) and makes no tokens yet.
package signing
