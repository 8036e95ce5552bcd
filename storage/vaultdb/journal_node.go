package vaultdb

import (
	"context"
	"database/sql"
	"fmt"

	"gatehouse/core/fault"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

const selectNodes = `
	SELECT idx, hash
	FROM   journal_node
	WHERE  idx >= ? AND idx < ?
	ORDER  BY idx`

const insertNode = `
	INSERT INTO journal_node (idx, hash)
	VALUES (?, ?)`

// Nodes returns the n stored hashes of the journal's tree from an index on: zero where one is
// missing, fewer at the end.
func (d *DB) Nodes(ctx context.Context, from int64, n int) ([][32]byte, error) {
	rows, err := d.db.Reader().QueryContext(ctx, selectNodes, from, from+int64(n))
	if err != nil {
		return nil, fmt.Errorf("reading the journal's tree: %w", sqlite.Fault(err))
	}
	defer rows.Close()
	var out [][32]byte
	var hash sql.RawBytes
	for rows.Next() {
		var at int64
		if err := rows.Scan(&at, &hash); err != nil {
			return nil, fault.Wrap(fault.Damaged, err, "reading the journal's tree")
		}
		for int64(len(out)) < at-from {
			out = append(out, [32]byte{})
		}
		var h [32]byte
		copy(h[:], hash) // a short one is a wrong one
		out = append(out, h)
	}
	return out, sqlite.Fault(rows.Err())
}

func storeNodes(ctx context.Context, tx *sql.Tx, w vault.Write) error {
	return each(ctx, tx, insertNode, w.Nodes, func(n vault.Node) []any {
		return []any{n.Index, n.Hash[:]}
	})
}
