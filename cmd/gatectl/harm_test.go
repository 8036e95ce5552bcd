package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/storage/logdb"
	"gatehouse/storage/sqlite"
	"gatehouse/storage/vaultdb"
)

// harm is the script command `harm FILE SQL`: it changes a vault file or an evidence file behind the
// program's back, as somebody could who has nothing but the file. An SQL of `flip COLUMN TABLE`
// flips one bit in the middle of a blob in the table's last row.
func harm(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: harm FILE SQL | harm FILE flip COLUMN TABLE")
	}
	path := ts.MkAbs(args[0])
	head, err := os.ReadFile(path)
	ts.Check(err)
	p := sqlite.Profile{Noun: "file", AppID: vaultdb.AppID, Schema: os.DirFS("../../storage/vaultdb/schema")}
	if bytes.HasPrefix(head[68:], []byte{logdb.AppID >> 24, logdb.AppID >> 16 & 0xff, logdb.AppID >> 8 & 0xff, logdb.AppID & 0xff}) {
		p.AppID, p.WAL, p.Schema = logdb.AppID, true, os.DirFS("../../storage/logdb/schema")
	}
	db, err := sqlite.Open(context.Background(), path, p)
	ts.Check(err)
	defer db.Close()
	if args[1] == "flip" && len(args) == 4 {
		ts.Check(flip(db.Writer(), args[2], args[3]))
		return
	}
	_, err = db.Writer().Exec(args[1])
	ts.Check(err)
}

// flip flips the lowest bit of the middle byte of a blob.
func flip(db *sql.DB, column, table string) error {
	var b []byte
	if err := db.QueryRow(fmt.Sprintf("SELECT %s FROM %s ORDER BY 1 DESC LIMIT 1", column, table)).Scan(&b); err != nil {
		return err
	}
	old := bytes.Clone(b)
	b[len(b)/2] ^= 1
	_, err := db.Exec(fmt.Sprintf("UPDATE %[1]s SET %[2]s = ? WHERE %[2]s = ?", table, column), b, old)
	return err
}
