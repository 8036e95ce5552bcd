package logdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gatehouse/core/fault"
	"gatehouse/core/review/intake"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

// The states of a row of table import.
const (
	staged = 0
	kept   = 1
	going  = 2 // about to be erased: what of it is still there is nobody's
)

// importRow is a row of table import, without what is sealed.
type importRow struct {
	id     string
	state  int
	hasKey bool
}

func (s *Store) imports(ctx context.Context) (all []importRow, err error) {
	const query = "SELECT id, state, staged_key IS NOT NULL FROM import ORDER BY id"
	rows, err := s.db.Reader().QueryContext(ctx, query)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r importRow
		if err := rows.Scan(&r.id, &r.state, &r.hasKey); err != nil {
			return nil, sqlite.Fault(err)
		}
		all = append(all, r)
	}
	return all, sqlite.Fault(rows.Err())
}

// evidence seals keys of imports.
func (s *Store) evidence() (vault.Sealer, error) {
	return s.v.Sealer(vault.DomainEvidence, "import")
}

func (s *Store) importPlace(id string) seal.Place { return s.v.Place(seal.LabelImport).Text(id) }

func (s *Store) progressPlace(id string) seal.Place { return s.v.Place(seal.LabelProgress).Text(id) }

// progress is what a staged import's row holds, sealed.
type progress struct {
	Plan []byte      `json:"plan"`
	Done intake.Mark `json:"done"`
}

// Stage implements [intake.Store].
func (s *Store) Stage(ctx context.Context, id string, plan []byte) (intake.Staging, error) {
	sealer, err := s.evidence()
	if err != nil {
		return nil, err
	}
	key, err := seal.NewKey(nil)
	if err != nil {
		return nil, err
	}
	sealed, epoch, err := sealer.Seal(s.importPlace(id), key.Expose().Expose())
	if err != nil {
		return nil, err
	}
	st := s.staging(id, key, plan)
	body, err := st.progress(intake.Mark{})
	if err != nil {
		return nil, err
	}
	const insert = "INSERT INTO import (id, state, epoch, staged_key, progress) VALUES (?, ?, ?, ?, ?)"
	err = s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, insert, id, staged, int64(epoch), sealed, body)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("staging import %s: %w", id, err)
	}
	return st, nil
}

// Resume implements [intake.Store].
func (s *Store) Resume(ctx context.Context, id string) (intake.Staging, []byte, intake.Mark, error) {
	key, p, err := s.open(ctx, id)
	if err != nil {
		return nil, nil, intake.Mark{}, err
	}
	st := s.staging(id, key, p.Plan)
	if err := s.leaves(ctx, id, st.segments, st.rejects); err != nil {
		return nil, nil, intake.Mark{}, err
	}
	if int(st.segments.n) != p.Done.Segments || int(st.rejects.n) != p.Done.Rejects {
		return nil, nil, intake.Mark{}, damaged("import %s has %d of %d segments", id, st.segments.n, p.Done.Segments)
	}
	return st, p.Plan, p.Done, nil
}

// open returns the key and the progress of a staged import.
func (s *Store) open(ctx context.Context, id string) (seal.Key, progress, error) {
	const query = "SELECT epoch, staged_key, progress FROM import WHERE id = ? AND state = ? AND staged_key IS NOT NULL"
	var (
		epoch        int64
		sealed, body []byte
		p            progress
	)
	err := s.db.Reader().QueryRowContext(ctx, query, id, staged).Scan(&epoch, &sealed, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return seal.Key{}, p, fault.New(fault.NotFound, "there is no interrupted import %s", id)
	}
	if err != nil {
		return seal.Key{}, p, sqlite.Fault(err)
	}
	sealer, err := s.evidence()
	if err != nil {
		return seal.Key{}, p, err
	}
	raw, err := sealer.Open(s.importPlace(id), uint64(epoch), sealed)
	if err != nil {
		return seal.Key{}, p, fmt.Errorf("import %s: %w", id, err)
	}
	key, err := seal.KeyFrom(raw)
	if err != nil {
		return seal.Key{}, p, damaged("the key of import %s", id)
	}
	plain, err := seal.Open(key, s.progressPlace(id), body)
	if err != nil {
		return seal.Key{}, p, damaged("the progress of import %s", id)
	}
	if err := seal.Decode(plain, &p); err != nil {
		return seal.Key{}, p, fmt.Errorf("the progress of import %s: %w", id, err)
	}
	return key, p, nil
}

// Staged implements [intake.Store].
func (s *Store) Staged(ctx context.Context) ([]intake.Staged, error) {
	rows, err := s.imports(ctx)
	if err != nil {
		return nil, err
	}
	var all []intake.Staged
	for _, r := range rows {
		if r.state != staged {
			continue
		}
		_, p, err := s.open(ctx, r.id)
		if err != nil && !fault.Is(err, fault.Damaged) {
			return nil, err // a damaged one has no plan: it can only be swept
		}
		all = append(all, intake.Staged{ID: r.id, Plan: p.Plan, Done: p.Done})
	}
	return all, nil
}

// Keep implements [intake.Store].
func (s *Store) Keep(ctx context.Context, id string) error {
	const update = "UPDATE import SET state = ?, epoch = NULL, staged_key = NULL, progress = NULL WHERE id = ?"
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, update, kept, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping import %s: %w", id, err)
	}
	return nil
}

// Condemn implements [intake.Store].
func (s *Store) Condemn(ctx context.Context, id string) error {
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE import SET state = ? WHERE id = ?", going, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("removing import %s: %w", id, err)
	}
	return nil
}

// eraseStep is how many large rows one transaction deletes, so that the write-ahead log stays small.
const eraseStep = 32

// Erase implements [intake.Store]. The key goes first: from then on the rows are noise.
func (s *Store) Erase(ctx context.Context, id string, reviews ...string) error {
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE import SET state = ?, epoch = NULL, staged_key = NULL, progress = NULL WHERE id = ?", going, id)
		return err
	})
	for _, review := range reviews {
		if err == nil {
			err = s.DropReview(ctx, review)
		}
	}
	const (
		segments = "DELETE FROM segment WHERE rowid IN (SELECT rowid FROM segment WHERE import = ? LIMIT ?)"
		rejects  = "DELETE FROM reject WHERE rowid IN (SELECT rowid FROM reject WHERE import = ? LIMIT ?)"
	)
	for _, query := range []string{segments, rejects} {
		for more := true; more && err == nil; {
			more, err = s.eraseSome(ctx, query, id)
		}
	}
	if err == nil {
		err = s.db.Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "DELETE FROM import WHERE id = ?", id)
			return err
		})
	}
	if err == nil {
		err = s.sync(ctx)
	}
	if err != nil {
		return fmt.Errorf("erasing import %s: %w", id, err)
	}
	return nil
}

// eraseSome deletes some rows and reports whether there may be more.
func (s *Store) eraseSome(ctx context.Context, query, id string) (more bool, err error) {
	err = s.db.Write(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, query, id, eraseStep)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		more = n == eraseStep
		return err
	})
	return more, err
}
