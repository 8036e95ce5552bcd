// Package roster says who the administrators of a vault are.
//
// The roster is a chain of signed statements. The first, the genesis, names the first owner's
// public keys, the key that signs checkpoints and the key that receives notes while the vault is
// locked; the SHA-256 of its body is the vault's id, which stands in every place where something is
// sealed, so that a foreign roster opens nothing. Each later statement names the digest of the one
// before and is signed by as many owners as the policy asks for:
//
//	genesis ── epoch 1 ── …
//	   └ vault id   └ digests of the keyring rows of that epoch
//
// [Replay] checks a chain and returns the [Roster] at its end. It refuses a kind of statement that
// it does not know, because a roster understood by half is a wrong roster: a newer program made it.
// What administrators added later were allowed at an earlier journal entry stays answerable through
// [Roster.Signer].
//
// Statements hold ids, keys and roles, never names. The package seals nothing and stores nothing;
// who holds which domain key is core/keyring's table.
package roster
