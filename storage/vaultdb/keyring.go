package vaultdb

import (
	"context"
	"database/sql"

	"gatehouse/core/vault"
)

const selectKeyring = `
	SELECT epoch, domain, recipient, sealed
	FROM   keyring
	ORDER  BY epoch, domain, recipient`

const upsertKeyring = `
	INSERT INTO keyring (epoch, domain, recipient, sealed)
	VALUES (?, ?, ?, ?)
	ON CONFLICT (epoch, domain, recipient) DO UPDATE
	SET sealed = excluded.sealed`

func loadKeyring(ctx context.Context, tx *sql.Tx, img *vault.Image) (err error) {
	img.Keyring, err = collect(ctx, tx, selectKeyring, func(r *vault.KeyringRow) []any {
		return []any{&r.Epoch, &r.Domain, &r.Recipient, &r.Sealed}
	})
	return err
}

func storeKeyring(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, upsertKeyring, w.Keyring, func(r vault.KeyringRow) []any {
		return []any{int64(r.Epoch), r.Domain, r.Recipient, r.Sealed}
	})
}
