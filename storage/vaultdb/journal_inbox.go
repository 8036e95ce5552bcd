package vaultdb

import (
	"context"
	"database/sql"
	"fmt"

	"gatehouse/core/vault"
)

const selectInbox = `
	SELECT seq, time_ms, sealed
	FROM   journal_inbox
	ORDER  BY seq`

const insertInbox = `
	INSERT INTO journal_inbox (time_ms, sealed)
	SELECT ?, ?
	WHERE  (SELECT count(*) FROM journal_inbox) < ?`

const deleteInbox = `
	DELETE FROM journal_inbox
	WHERE  seq <= ?`

func loadInbox(ctx context.Context, tx *sql.Tx, img *vault.Image) (err error) {
	img.Inbox, err = collect(ctx, tx, selectInbox, func(r *vault.InboxRow) []any {
		return []any{&r.Seq, &r.Time, &r.Sealed}
	})
	return err
}

func removeInbox(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	if w.InboxUpTo == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, deleteInbox, int64(w.InboxUpTo))
	return err
}

// Report adds a note to the inbox; when it is full the note is dropped.
func (d *DB) Report(ctx context.Context, row vault.InboxRow) error {
	err := d.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, insertInbox, int64(row.Time), row.Sealed, vault.InboxLimit)
		return err
	})
	if err != nil {
		return fmt.Errorf("writing the journal's inbox: %w", err)
	}
	return nil
}
