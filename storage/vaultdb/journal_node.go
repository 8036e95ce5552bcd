package vaultdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

const selectNode = `
	SELECT hash
	FROM   journal_node
	WHERE  idx = ?`

const insertNode = `
	INSERT INTO journal_node (idx, hash)
	VALUES (?, ?)`

// Nodes returns the stored hashes of the journal's tree at the given indexes.
func (d *DB) Nodes(ctx context.Context, idx []int64) ([][32]byte, error) {
	stmt, err := d.db.Reader().PrepareContext(ctx, selectNode)
	if err != nil {
		return nil, fmt.Errorf("reading the journal's tree: %w", sqlite.Fault(err))
	}
	defer stmt.Close()
	out := make([][32]byte, len(idx))
	for i, at := range idx {
		var hash []byte
		err := stmt.QueryRowContext(ctx, at).Scan(&hash)
		if errors.Is(err, sql.ErrNoRows) || (err == nil && len(hash) != 32) {
			return nil, fault.New(fault.Damaged, "node %d of the journal's tree is missing", at)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the journal's tree: %w", sqlite.Fault(err))
		}
		copy(out[i][:], hash)
	}
	return out, nil
}

func storeNodes(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, insertNode, w.Nodes, func(n vault.Node) []any {
		return []any{n.Index, n.Hash[:]}
	})
}
