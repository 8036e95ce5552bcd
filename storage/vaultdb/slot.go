package vaultdb

import (
	"context"
	"database/sql"
	"fmt"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

const selectSlots = `
	SELECT admin, tag, version, header, check_value, box, pending, backoff
	FROM   slot
	ORDER  BY admin`

const upsertSlot = `
	INSERT INTO slot (admin, tag, version, header, check_value, box, pending, backoff)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (admin) DO UPDATE
	SET tag = excluded.tag, version = excluded.version, header = excluded.header, check_value = excluded.check_value,
	    box = excluded.box, pending = excluded.pending, backoff = excluded.backoff`

const updateBackoff = `
	UPDATE slot
	SET    backoff = ?
	WHERE  admin = ?`

func loadSlots(ctx context.Context, tx *sql.Tx, img *vault.Image) (err error) {
	img.Slots, err = collect(ctx, tx, selectSlots, func(r *vault.SlotRow) []any {
		return []any{&r.Admin, &r.Tag, &r.Version, &r.Header, &r.Check, &r.Box, &r.Pending, &r.Backoff}
	})
	return err
}

func storeSlots(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, upsertSlot, w.Slots, func(r vault.SlotRow) []any {
		return []any{r.Admin, r.Tag, int64(r.Version), r.Header, r.Check, r.Box, r.Pending, r.Backoff}
	})
}

// Backoff stores the failed log-ins of one administrator. It is a transaction of its own, so that
// the counter does not roll back with anything else.
func (d *DB) Backoff(ctx context.Context, admin string, value []byte) error {
	err := d.db.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, updateBackoff, value, admin)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err == nil && n == 0 {
			return fault.New(fault.NotFound, "there is no such administrator")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("counting log-ins: %w", sqlite.Fault(err))
	}
	return nil
}
