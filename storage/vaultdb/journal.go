package vaultdb

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

// page is how many entries are read at once: the one connection is free between pages.
const page = 1000

const selectJournal = `
	SELECT seq, time_ms, actor, epoch, state_root, sealed, sig, checkpoint
	FROM   journal
	WHERE  seq >= ?
	ORDER  BY seq
	LIMIT  ?`

const selectLast = `
	SELECT seq, time_ms, actor, epoch, state_root, sealed, sig, checkpoint
	FROM   journal
	ORDER  BY seq DESC
	LIMIT  1`

const insertJournal = `
	INSERT INTO journal (seq, time_ms, actor, epoch, state_root, sealed, sig, checkpoint)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

// Journal yields the entries from seq on, in order.
func (d *DB) Journal(ctx context.Context, from uint64) iter.Seq2[vault.JournalRow, error] {
	return func(yield func(vault.JournalRow, error) bool) {
		for from <= math.MaxInt64 { // beyond, SQLite's numbers begin again at the smallest
			rows, err := d.journalPage(ctx, from)
			if err != nil {
				yield(vault.JournalRow{}, fmt.Errorf("reading the journal: %w", sqlite.Fault(err)))
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
				from = row.Seq + 1
			}
			if len(rows) < page {
				return
			}
		}
	}
}

func (d *DB) journalPage(ctx context.Context, from uint64) ([]vault.JournalRow, error) {
	rows, err := d.db.Reader().QueryContext(ctx, selectJournal, int64(from), page)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []vault.JournalRow
	for rows.Next() {
		var r vault.JournalRow
		if err := rows.Scan(journalFields(&r)...); err != nil {
			return nil, fault.Wrap(fault.Damaged, err, "an entry does not hold what it should")
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// loadLast reads the newest entry.
func loadLast(ctx context.Context, tx *sql.Tx, img *vault.Image) error {
	rows, err := collect(ctx, tx, selectLast, journalFields)
	if err == nil && len(rows) > 0 {
		img.Last = &rows[0]
	}
	return err
}

func journalFields(r *vault.JournalRow) []any {
	return []any{&r.Seq, &r.Time, &r.Actor, &r.Epoch, &r.StateRoot, &r.Sealed, &r.Sig, &r.Checkpoint}
}

func storeJournal(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, insertJournal, w.Journal, func(r vault.JournalRow) []any {
		return []any{int64(r.Seq), int64(r.Time), r.Actor, int64(r.Epoch), r.StateRoot, r.Sealed, r.Sig, r.Checkpoint}
	})
}
