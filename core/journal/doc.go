// Package journal is the book of what administrators did: append-only, signed line by line, with
// pages that cannot be torn out unnoticed.
//
// Every change of a vault is one [Entry]. Its body is sealed under the journal domain; around the
// seal stand, in the clear and signed by the acting administrator, the number, the time, the actor,
// the epoch, the root of the tree before it and the root of the vault's state after it. Entries are
// the leaves of an RFC 6962 Merkle tree ([Tree]), whose head after each entry is written as a C2SP
// checkpoint, signed by the vault's log key and by the actor. [State] is the digest of every row in
// the file, kept in 4,096 buckets so that a change costs a millisecond:
//
//	entry 811 ──┐          ┌── checkpoint 812: size, root; log key's line, actor's line
//	entry 812 ──┴─ tree ───┘
//	   │ signs: 812, time, actor, epoch, root before, state root after, SHA-256(sealed body)
//
// [Author.Append] writes an entry, [Verify] checks a journal without any password and names the
// first bad entry, [VerifyBodies] checks with the journal key what the bodies say about rows.
// Holding the journal key is not enough to forge the book: what counts is an administrator's
// signature, and whether the roster knew him at that entry. Core/roster stands on the same floor.
//
// The package stores nothing and decides nothing about permissions; it never repairs.
package journal
