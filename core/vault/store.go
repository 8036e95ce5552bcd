package vault

import (
	"context"
	"iter"
)

// Store keeps a vault's rows. Storage/vaultdb implements it over SQLite, vaulttest in memory.
//
// Errors are fault errors where a person can act on them: Busy (another program holds the vault),
// Full, Damaged.
type Store interface {
	// Load returns every row but the journal's.
	Load(ctx context.Context) (Image, error)
	// Journal yields the journal's rows from seq on, in order. It stops after the first error.
	Journal(ctx context.Context, from uint64) iter.Seq2[JournalRow, error]
	// Nodes returns the n stored hashes of the journal's tree from an index on. One that is missing
	// is the zero hash; at the end there may be fewer.
	Nodes(ctx context.Context, from int64, n int) ([][32]byte, error)
	// Commit stores everything in w, or nothing.
	Commit(ctx context.Context, w Write) error
	// Backoff stores the failed log-ins of one administrator; it is no part of the state root.
	Backoff(ctx context.Context, admin string, value []byte) error
	// Report adds a note made while the vault was locked to the journal's inbox, which holds at
	// most InboxLimit notes; further ones are dropped.
	Report(ctx context.Context, row InboxRow) error
	// Close releases the file. It may be called twice.
	Close() error
}

// Image is all that is in a vault beside the journal, as stored.
type Image struct {
	Records    []RecordRow
	Slots      []SlotRow
	Keyring    []KeyringRow
	Statements []StatementRow
	Meta       []MetaRow
	Inbox      []InboxRow
	Buckets    []Bucket    // sums of the state's buckets, those that ever held a row
	Last       *JournalRow // the newest entry; nil in an empty store
}

// InboxLimit is the number of notes that wait for the next log-in at most; more would let whoever
// can write the file fill the disk.
const InboxLimit = 1000

// Write is one transaction: rows to insert or replace, records to delete, rows to append.
type Write struct {
	Put        []RecordRow
	Remove     []RecordRow // Kind and ID count
	Slots      []SlotRow
	Keyring    []KeyringRow
	Statements []StatementRow
	Meta       []MetaRow
	Journal    []JournalRow
	Nodes      []Node
	Buckets    []Bucket
	InboxUpTo  uint64 // notes to remove from the inbox: those with a smaller or equal Seq
}

// RecordRow is one sealed record.
type RecordRow struct {
	Kind    Kind
	ID      string
	Version uint64
	Epoch   uint64
	Sealed  []byte
}

// JournalRow is one entry of the journal.
type JournalRow struct {
	Seq        uint64
	Time       Millis
	Actor      string
	Epoch      uint64
	StateRoot  []byte
	Sealed     []byte
	Sig        []byte
	Checkpoint []byte // the note after this entry; exempt from the leaf
}

// Node is one stored hash of the journal's tree.
type Node struct {
	Index int64
	Hash  [32]byte
}

// SlotRow is one administrator's box and what is needed to open it.
type SlotRow struct {
	Admin   string
	Tag     []byte // keyed digest of the folded name
	Version uint64
	Header  []byte
	Check   []byte
	Box     []byte
	Pending []byte // exempt from the state root
	Backoff []byte // exempt from the state root
}

// KeyringRow is one domain key sealed to one administrator.
type KeyringRow struct {
	Epoch     uint64
	Domain    string
	Recipient string
	Sealed    []byte
}

// StatementRow is one statement of the roster.
type StatementRow struct {
	Seq  uint64
	Body []byte
	Sig  []byte
}

// MetaRow is one fact about the file itself.
type MetaRow struct {
	Key     string
	Version uint64
	Value   []byte
}

// InboxRow is a note made while the vault was locked, sealed to the journal's inbox key. Nobody
// signed it. Seq 0 asks the store for the next number.
type InboxRow struct {
	Seq    uint64
	Time   Millis
	Sealed []byte
}

// Bucket is the digest of one bucket of the state root, as it was when its last row was written.
// It tells in which bucket rows differ when the state root does; it is itself checked against the
// root (see journal.State).
type Bucket struct {
	Index int
	Sum   [32]byte
}
