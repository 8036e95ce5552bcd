package logdb

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/core/bundle"
	"gatehouse/core/fault"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

//go:embed schema/*.sql
var schema embed.FS

// AppID stands in the file's header: "GATL".
const AppID = 0x4741544C

// Path returns the name of the evidence file of the vault at path: NAME.gate-logs for NAME.gate. No
// two vaults have the same one: each would sweep away what the other imported.
func Path(vaultPath string) string { return vaultPath + "-logs" }

func profile() sqlite.Profile {
	sub, err := fs.Sub(schema, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sqlite.Profile{Noun: "evidence file", AppID: AppID, Schema: sub, WAL: true}
}

// Store is an open evidence file of an open vault. It is safe for concurrent use.
type Store struct {
	db *sqlite.DB
	v  *vault.Vault
}

var (
	_ intake.Store         = (*Store)(nil)
	_ review.EvidenceStore = (*Store)(nil)
	_ bundle.Archive       = (*Store)(nil)
)

// Open opens the evidence file at path for an open vault, makes it where there is none, and puts
// right what a crash left. The vault's lock guards the file too.
func Open(ctx context.Context, path string, v *vault.Vault) (*Store, error) {
	db, err := sqlite.Open(ctx, path, profile())
	if fault.Is(err, fault.NotFound) {
		if err = create(ctx, path); err == nil {
			db, err = sqlite.Open(ctx, path, profile())
		}
	}
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, v: v}
	if _, err := s.evidence(); fault.Is(err, fault.Denied) {
		return s, nil // who can't read the records must not tidy up after them
	}
	if err := s.reconcile(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	return s, nil
}

// create makes the file aside and gives it its name when it is whole: a crash meanwhile must not
// leave a file that is none of ours.
func create(ctx context.Context, path string) error {
	aside := path + ".new"
	for _, tail := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(aside + tail); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.Wrap(fault.Invalid, err, "making the evidence file")
		}
	}
	db, err := sqlite.Create(ctx, aside, profile())
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := os.Rename(aside, path); err != nil {
		return fault.Wrap(fault.Invalid, err, "making the evidence file")
	}
	return nil
}

// OpenReadOnly opens an evidence file without ever writing to it; what a crash left stays.
func OpenReadOnly(ctx context.Context, path string, v *vault.Vault) (*Store, error) {
	db, err := sqlite.OpenReadOnly(ctx, path, profile())
	if err != nil {
		return nil, err
	}
	return &Store{db: db, v: v}, nil
}

// Close closes the file. It may be called twice.
func (s *Store) Close() error { return s.db.Close() }

// Free returns the space left on the file's disk, or less than 0 when nobody knows.
func (s *Store) Free() int64 {
	n, err := freeSpace(filepath.Dir(s.db.Path()))
	if err != nil {
		return -1
	}
	return n
}

// Size returns the size of the file in bytes.
func (s *Store) Size() int64 {
	st, err := os.Stat(s.db.Path())
	if err != nil {
		return 0
	}
	return st.Size()
}

// reconcile makes the file agree with the vault's records after a crash: what was about to be erased
// is, and records that were committed just before take their rows over. Staged imports stay, to be
// resumed. A kept import that the vault does not know is no leftover: it belongs to another vault or
// to a newer copy of this one, so nothing is tidied away beside it.
func (s *Store) reconcile(ctx context.Context) error {
	imports, err := s.imports(ctx)
	if err != nil {
		return err
	}
	foreign := false
	for _, row := range imports {
		_, recorded := s.v.Get(vault.KindImport, row.id)
		switch {
		case recorded && (row.state != kept || row.hasKey):
			err = s.Keep(ctx, row.id)
		case !recorded && row.state == kept:
			foreign = true
		case !recorded && (row.state == going || !row.hasKey):
			err = s.Erase(ctx, row.id)
		}
		if err != nil {
			return err
		}
	}
	if foreign {
		return nil
	}
	orphans, err := s.strings(ctx, "SELECT import FROM segment UNION SELECT import FROM reject EXCEPT SELECT id FROM import")
	if err != nil {
		return err
	}
	for _, id := range orphans {
		if _, ok := s.v.Get(vault.KindImport, id); ok {
			continue // its row was taken away; the check will not miss it
		}
		if err := s.Erase(ctx, id); err != nil {
			return err
		}
	}
	reviews, err := s.strings(ctx, "SELECT review FROM finding UNION SELECT review FROM aggregate")
	if err != nil {
		return err
	}
	for _, id := range reviews {
		if _, ok := s.v.Get(vault.KindReview, id); !ok {
			if err := s.DropReview(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// record returns an import's record.
func (s *Store) record(id string) (intake.Record, error) {
	rec, ok := s.v.Get(vault.KindImport, id)
	if !ok {
		return intake.Record{}, fault.New(fault.NotFound, "there is no import %s", id)
	}
	r, err := vault.Decode[intake.Record](rec)
	if err != nil {
		return intake.Record{}, fmt.Errorf("import %s: %w", id, err)
	}
	return r, nil
}

// key returns the key of a kept import.
func (s *Store) key(id string) (seal.Key, error) {
	r, err := s.record(id)
	if err != nil {
		return seal.Key{}, err
	}
	return seal.KeyFrom(r.Key.Expose())
}

// strings runs a query without parameters that gives one text a row.
func (s *Store) strings(ctx context.Context, query string) (all []string, err error) {
	rows, err := s.db.Reader().QueryContext(ctx, query)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, sqlite.Fault(err)
		}
		all = append(all, text)
	}
	return all, sqlite.Fault(rows.Err())
}

// sync makes what was committed durable: a commit to the write-ahead log alone may be lost with the
// power, and the vault's record must never outlive its rows.
func (s *Store) sync(ctx context.Context) error {
	var busy, log, done int
	err := s.db.Writer().QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return s.db.Fault(err)
}

// damaged says that rows are not what was stored.
func damaged(format string, args ...any) error {
	return fault.New(fault.Damaged, "the evidence file is damaged: %s", fmt.Sprintf(format, args...))
}
