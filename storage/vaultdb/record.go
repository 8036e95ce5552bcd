package vaultdb

import (
	"context"
	"database/sql"

	"gatehouse/core/vault"
)

const selectRecords = `
	SELECT kind, id, version, epoch, sealed
	FROM   record
	ORDER  BY kind, id`

const upsertRecord = `
	INSERT INTO record (kind, id, version, epoch, sealed)
	VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (kind, id) DO UPDATE
	SET version = excluded.version, epoch = excluded.epoch, sealed = excluded.sealed`

const deleteRecord = `
	DELETE FROM record
	WHERE  kind = ? AND id = ?`

func loadRecords(ctx context.Context, tx *sql.Tx, img *vault.Image) (err error) {
	img.Records, err = collect(ctx, tx, selectRecords, func(r *vault.RecordRow) []any {
		return []any{&r.Kind, &r.ID, &r.Version, &r.Epoch, &r.Sealed}
	})
	return err
}

func storeRecords(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, upsertRecord, w.Put, func(r vault.RecordRow) []any {
		return []any{string(r.Kind), r.ID, int64(r.Version), int64(r.Epoch), r.Sealed}
	})
}

func removeRecords(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, deleteRecord, w.Remove, func(r vault.RecordRow) []any {
		return []any{string(r.Kind), r.ID}
	})
}
