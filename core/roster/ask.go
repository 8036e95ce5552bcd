package roster

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// Vault returns the id of the vault.
func (r Roster) Vault() VaultID { return r.vault }

// Len returns the number of statements.
func (r Roster) Len() uint64 { return r.length }

// Last returns the digest of the last statement's body.
func (r Roster) Last() [32]byte { return r.last }

// Policy returns what the owners agreed on.
func (r Roster) Policy() Policy { return r.policy }

// LogKey returns the public key that signs checkpoints.
func (r Roster) LogKey() []byte { return bytes.Clone(r.log) }

// InboxKey returns the public key to which notes are sealed while the vault is locked.
func (r Roster) InboxKey() []byte { return bytes.Clone(r.inbox) }

// Epoch returns the number of the current epoch; 0 before the first.
func (r Roster) Epoch() uint64 { return r.epoch }

// Admin returns an administrator who is here now.
func (r Roster) Admin(id string) (Admin, bool) {
	a, ok := r.admins[id]
	if !ok || a.Left != 0 {
		return Admin{}, false
	}
	return a, true
}

// Admins lists those who are here now, in the order of their ids.
func (r Roster) Admins() []Admin {
	var all []Admin
	for _, a := range r.admins {
		if a.Left == 0 {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b Admin) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// Signer returns the administrator with this id if he was here at a journal entry.
func (r Roster) Signer(entry uint64, id string) (Admin, bool) {
	a, ok := r.admins[id]
	if !ok || entry < a.Joined || a.Left != 0 && entry >= a.Left {
		return Admin{}, false
	}
	return a, true
}

// Row returns the digest of a keyring row, if a statement named it.
func (r Roster) Row(epoch uint64, domain, admin string) ([32]byte, bool) {
	sum, ok := r.rows[rowRef{epoch, domain, admin}]
	return sum, ok
}

// NamedRow is a keyring row as a statement of an epoch named it.
type NamedRow struct {
	Epoch uint64
	RowDigest
}

// Digests lists every keyring row that the statements named, by epoch, administrator and domain.
func (r Roster) Digests() []NamedRow {
	all := make([]NamedRow, 0, len(r.rows))
	for ref, sum := range r.rows {
		all = append(all, NamedRow{ref.epoch, RowDigest{Admin: ref.admin, Domain: ref.domain, SHA256: sum[:]}})
	}
	slices.SortFunc(all, func(a, b NamedRow) int {
		if c := cmp.Compare(a.Epoch, b.Epoch); c != 0 {
			return c
		}
		return compareRows(a.RowDigest, b.RowDigest)
	})
	return all
}
