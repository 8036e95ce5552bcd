package vaultdb

import (
	"context"
	"database/sql"

	"gatehouse/core/vault"
)

const selectMeta = `
	SELECT key, version, value
	FROM   meta
	ORDER  BY key`

const upsertMeta = `
	INSERT INTO meta (key, version, value)
	VALUES (?, ?, ?)
	ON CONFLICT (key) DO UPDATE
	SET version = excluded.version, value = excluded.value`

func loadMeta(ctx context.Context, tx *sql.Tx, img *vault.Image) (err error) {
	img.Meta, err = collect(ctx, tx, selectMeta, func(r *vault.MetaRow) []any {
		return []any{&r.Key, &r.Version, &r.Value}
	})
	return err
}

func storeMeta(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, upsertMeta, w.Meta, func(r vault.MetaRow) []any {
		return []any{r.Key, int64(r.Version), r.Value}
	})
}
