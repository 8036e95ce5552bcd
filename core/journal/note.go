package journal

import (
	"errors"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Note is something that happened while the vault was locked: a wrong password, a refused opening.
// Nobody signed it and anyone who can write the file can make one, so it is folded into the journal
// marked as reported while locked.
type Note struct {
	Time   int64  `json:"time"` // Unix milliseconds
	What   string `json:"what"` // "login.wrong_password"
	Detail string `json:"detail"`
}

// notePlace is where a note is sealed.
func notePlace(vault roster.VaultID) seal.Place { return seal.At(seal.LabelInbox).Raw(vault[:]) }

// SealNote seals a note to the inbox key of the roster; it needs no password.
func SealNote(r roster.Roster, n Note) ([]byte, error) {
	plain, err := seal.Encode(n)
	if err != nil {
		return nil, err
	}
	vault := r.Vault()
	sealed, err := seal.SealTo(r.InboxKey(), notePlace(vault), plain)
	if err != nil {
		return nil, err
	}
	if len(sealed) > NoteLimit {
		return nil, errors.New("journal: the note is too long")
	}
	return sealed, nil
}

// OpenNote opens a note with the seed of the inbox key.
func OpenNote(vault roster.VaultID, seed seal.Secret, sealed []byte) (Note, error) {
	if len(sealed) > NoteLimit {
		return Note{}, seal.ErrOpen
	}
	plain, err := seal.OpenFrom(seed, notePlace(vault), sealed)
	if err != nil {
		return Note{}, err
	}
	var n Note
	if err := seal.Decode(plain, &n); err != nil {
		return Note{}, err
	}
	return n, nil
}
