package logdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gatehouse/core/fault"
	"gatehouse/storage/sqlite"
)

// PutSnapshot implements [bundle.Archive]. What was put is durable when it returns: the vault's
// record of the export comes after it.
func (s *Store) PutSnapshot(ctx context.Context, id string, sealed []byte) error {
	const put = "INSERT INTO snapshot (id, sealed) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed"
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, put, id, sealed)
		return err
	})
	if err == nil {
		err = s.sync(ctx)
	}
	if err != nil {
		return fmt.Errorf("archiving bundle %s: %w", id, err)
	}
	return nil
}

// Snapshot implements [bundle.Archive].
func (s *Store) Snapshot(ctx context.Context, id string) (sealed []byte, err error) {
	err = s.db.Reader().QueryRowContext(ctx, "SELECT sealed FROM snapshot WHERE id = ?", id).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "the content of bundle %s is not in the evidence file", id)
	}
	return sealed, sqlite.Fault(err)
}

// Snapshots implements [bundle.Archive].
func (s *Store) Snapshots(ctx context.Context) ([]string, error) {
	return s.strings(ctx, "SELECT id FROM snapshot ORDER BY id")
}

// RemoveSnapshot implements [bundle.Archive].
func (s *Store) RemoveSnapshot(ctx context.Context, id string) error {
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM snapshot WHERE id = ?", id)
		return err
	})
	if err != nil {
		return fmt.Errorf("forgetting bundle %s: %w", id, err)
	}
	return nil
}
