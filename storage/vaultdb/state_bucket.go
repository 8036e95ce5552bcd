package vaultdb

import (
	"context"
	"database/sql"

	"gatehouse/core/vault"
)

const selectBuckets = `
	SELECT idx, sum
	FROM   state_bucket
	ORDER  BY idx`

const upsertBucket = `
	INSERT INTO state_bucket (idx, sum)
	VALUES (?, ?)
	ON CONFLICT (idx) DO UPDATE
	SET sum = excluded.sum`

// bucketRow is a bucket as it is scanned.
type bucketRow struct {
	index int
	sum   []byte
}

func loadBuckets(ctx context.Context, tx *sql.Tx, img *vault.Image) error {
	rows, err := collect(ctx, tx, selectBuckets, func(r *bucketRow) []any { return []any{&r.index, &r.sum} })
	for _, r := range rows {
		b := vault.Bucket{Index: r.index}
		copy(b.Sum[:], r.sum) // a short one is a wrong one
		img.Buckets = append(img.Buckets, b)
	}
	return err
}

func storeBuckets(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, upsertBucket, w.Buckets, func(b vault.Bucket) []any { return []any{b.Index, b.Sum[:]} })
}
