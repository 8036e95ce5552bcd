package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"gatehouse/core/fault"
)

// object is one row of sqlite_schema: a table, an index, or what should not be there.
type object struct{ kind, name, text string }

// objects lists a database's schema.
func objects(ctx context.Context, db *sql.DB) (map[object]bool, error) {
	rows, err := db.QueryContext(ctx, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema")
	if err != nil {
		return nil, Fault(err)
	}
	defer rows.Close()
	all := map[object]bool{}
	for rows.Next() {
		var o object
		if err := rows.Scan(&o.kind, &o.name, &o.text); err != nil {
			return nil, Fault(err)
		}
		all[o] = true
	}
	return all, Fault(rows.Err())
}

// expected remembers, by the last script's text, which objects a profile's scripts make.
var expected sync.Map // map[string]map[object]bool

// expectation returns the objects that the profile's scripts make, found by running them.
func expectation(ctx context.Context, p Profile) (map[object]bool, error) {
	steps, err := scripts(p)
	if err != nil {
		return nil, err
	}
	key := ""
	for _, s := range steps {
		key += s.sql
	}
	if known, ok := expected.Load(key); ok {
		return known.(map[object]bool), nil
	}
	mem, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, fmt.Errorf("opening a database in memory: %w", err)
	}
	defer mem.Close()
	mem.SetMaxOpenConns(1) // each connection would have a database of its own
	for _, s := range steps {
		if _, err := mem.ExecContext(ctx, s.sql); err != nil {
			return nil, fmt.Errorf("schema step %d: %w", s.number, err)
		}
	}
	all, err := objects(ctx, mem)
	if err == nil {
		expected.Store(key, all)
	}
	return all, err
}

// sameForm refuses a file whose tables are not exactly those that its scripts make. Rows are sealed
// and signed, the schema is not: a trigger or a view put in from outside would act inside of our
// own transactions, and a missing table would come up as a riddle in the middle of one.
func sameForm(ctx context.Context, db *DB, p Profile) error {
	want, err := expectation(ctx, p)
	if err != nil {
		return err
	}
	got, err := objects(ctx, db.w)
	if err != nil {
		return err
	}
	if o, ok := beyond(want, got); ok {
		return fault.New(fault.Damaged, "%s %s is missing or was changed; restore a backup", o.kind, o.name)
	}
	if o, ok := beyond(got, want); ok {
		return fault.New(fault.Damaged, "it holds a foreign %s %q; restore a backup", o.kind, o.name)
	}
	return nil
}

// beyond returns an object of a that is not in b: a table before its indexes.
func beyond(a, b map[object]bool) (first object, ok bool) {
	for o := range a {
		if !b[o] && (!ok || o.kind > first.kind || o.kind == first.kind && o.name < first.name) {
			first, ok = o, true
		}
	}
	return first, ok
}
