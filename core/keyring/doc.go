// Package keyring holds administrators' boxes and the keys of the vault's domains.
//
// A [Slot] is one administrator's door: a clear header with the cost of the password, a key
// commitment, and a sealed [Box] with his two private seeds. Opening it needs the password and,
// where the vault uses one, the device key:
//
//	password ─Argon2id─┐
//	device key ────────┴─HKDF─▶ slot key ─opens─▶ Box{HPKE seed, Ed25519 seed, …}
//
// The box opens keyring [Row]s: each seals the key of one [Domain] in one epoch to one
// administrator. A [Ring] is the opened rows; it yields the keys that seal records. Which role holds
// which domain is a table ([Held]) and a matter of cryptography: there is no row for the others.
//
// Public keys and digests of rows come from the signed chain of core/roster, which stands on the
// same floor; a row that no statement names is never used, and no key is ever sealed to a public
// key from anywhere else.
//
// The package reads no passwords, counts no wrong ones and stores nothing.
package keyring
