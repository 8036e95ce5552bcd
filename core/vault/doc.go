// Package vault is an open vault: what is in it, and the one door through which it changes.
//
// A [Vault] is made by core/login, which turns a password into keys. Reading is from memory: every
// record was opened, checked against the journal's last state root and kept. [Vault.Change] is the
// only way to write. It checks that the actor may do the action, seals the touched records in
// their places, computes the new state root, writes and signs the journal entry and the checkpoint,
// hands all of it to the [Store] as one transaction, and only then changes memory, the tables made
// from it and those who listen. When anything fails before the commit, nothing has changed.
//
//	receipt, err := v.Change(ctx, actor, vault.Action{Name: "apikey.revoke", Subject: id}, func(tx *vault.Tx) error {
//		key.State = "revoked"
//		tx.Note("state", "active", "revoked")
//		return tx.Put(vault.KindAPIKey, id, key)
//	})
//
// Domain services keep their records in a [Table]: decoded once, current after each change.
//
// A Vault may be used by several goroutines; changes happen one after the other. A change's function
// must not call Change: it would wait for itself.
//
// The package does not know SQLite (storage/vaultdb implements Store), nor passwords (core/login),
// nor what the records mean (the domain services).
//
// Imports on the same floor: roster (who may sign), journal (the book), keyring (domain keys).
package vault
