package vaultdb

import (
	"context"
	"database/sql"

	"gatehouse/core/vault"
)

const selectRoster = `
	SELECT seq, body, sig
	FROM   roster
	ORDER  BY seq`

const insertRoster = `
	INSERT INTO roster (seq, body, sig)
	VALUES (?, ?, ?)`

func loadRoster(ctx context.Context, tx *sql.Tx, img *vault.Image) (err error) {
	img.Statements, err = collect(ctx, tx, selectRoster, func(r *vault.StatementRow) []any {
		return []any{&r.Seq, &r.Body, &r.Sig}
	})
	return err
}

func storeRoster(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, insertRoster, w.Statements, func(r vault.StatementRow) []any {
		return []any{int64(r.Seq), r.Body, r.Sig}
	})
}
