package sqlite

import (
	"context"

	"gatehouse/core/fault"
)

// Fault is [Fault] for what was tried with this file: a full disk names it.
func (db *DB) Fault(err error) error {
	if err = Fault(err); fault.Is(err, fault.Full) {
		return fault.NoRoom(db.path)
	}
	return err
}

// settle takes back what a failed commit left in the file. SQLite does that when the file is read the
// next time; until then the file is whole only together with the journal beside it, and somebody
// who copies it to a larger disk now would copy half a change.
func (db *DB) settle() {
	var tables int
	_ = db.w.QueryRowContext(context.Background(), "SELECT count(*) FROM sqlite_schema").Scan(&tables) // the commit's error is the one to tell
}
