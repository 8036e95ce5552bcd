package apikey

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
)

// MaxAtOnce is how many keys one change makes: a hundred thousand records are about 40 MB.
const MaxAtOnce = 100_000

// CreateToFile makes many keys as one change and writes their tokens to one new file that only its
// owner can read, because nobody copies a thousand of them off a screen. The file is CSV with the columns
// principal, principal_id, id, name, prefix, expires, key. Named gives a principal's name.
//
// The file is whole and on the disk before the change is written, and removed when the change fails:
// there is never a key whose token is nowhere, nor a file of tokens that mean nothing, except after a
// crash between the two.
//
// Errors: as [Service.CreateAll]; Conflict when the file exists; Full and Invalid for its place.
func (s *Service) CreateToFile(ctx context.Context, actor vault.Actor, drafts []Draft, named func(principal string) string, file string) ([]Key, error) {
	for _, d := range drafts {
		if d.SHA256 != "" {
			return nil, fault.New(fault.Invalid, "a key of another system has no token here that could be written to a file")
		}
	}
	written := false
	made, err := s.create(ctx, actor, "apikey.create_all", drafts, func(tx *vault.Tx, all []Created) error {
		if err := writeTokens(file, all, named); err != nil {
			return err
		}
		written = true
		tx.Note("tokens in the file", "", filepath.Base(file))
		return nil
	})
	if err != nil {
		if written {
			if gone := os.Remove(file); gone != nil {
				err = errors.Join(err, fault.Wrap(fault.Invalid, gone, "removing %s, whose keys were not made", file))
			}
		}
		return nil, err
	}
	keys := make([]Key, len(made))
	for i := range made {
		keys[i] = made[i].Key
		made[i].Token.Wipe()
	}
	return keys, nil
}

// writeTokens writes the file of tokens, down to the disk. It never replaces a file.
func writeTokens(file string, all []Created, named func(string) string) error {
	body, err := tokensCSV(all, named)
	defer clear(body)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fault.New(fault.Conflict, "there is already a file %s; choose another name", file)
	case err != nil:
		return fault.Wrap(fault.Invalid, err, "writing %s", file)
	}
	_, err = f.Write(body)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(file)
		return fault.Wrap(fault.Full, err, "writing %s", file)
	}
	if dir, err := os.Open(filepath.Dir(file)); err == nil {
		_ = dir.Sync() // not every file system can
		_ = dir.Close()
	}
	return nil
}

// tokensCSV is the text of the file of tokens.
func tokensCSV(all []Created, named func(string) string) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(256 + 256*len(all)) // so that no copy of the secrets stays behind where it would grow
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"principal", "principal_id", "id", "name", "prefix", "expires", "key"})
	for i := range all {
		k := &all[i].Key
		expires := ""
		if k.Expires != 0 {
			expires = k.Expires.String()
		}
		_ = w.Write([]string{plainCell(named(k.Principal)), k.Principal, k.ID, plainCell(k.Name), k.Prefix(), expires, string(all[i].Token.Expose())})
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// plainCell keeps a spreadsheet from taking a name for a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
