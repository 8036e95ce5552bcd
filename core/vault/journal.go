package vault

import (
	"context"
	"iter"
	"slices"

	"gatehouse/core/fault"
	"gatehouse/core/journal"
)

// JournalEntry is one entry of the journal, opened for reading.
type JournalEntry struct {
	Seq       uint64 `json:"seq"`
	Time      Millis `json:"time_ms"`
	When      string `json:"time"` // RFC 3339
	Actor     string `json:"actor_id"`
	ActorName string `json:"actor"`
	Action    string `json:"action"`
	Subject   string `json:"subject,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Diff      []Note `json:"diff,omitempty"`
	Touched   int    `json:"touched"` // number of rows written or removed
	Program   string `json:"program,omitempty"`

	rows []string // ids of the rows, as far as the body lists them
}

// Touches reports whether the entry is about a record: as its subject, or among the rows it wrote.
func (e *JournalEntry) Touches(id string) bool {
	return id != "" && (e.Subject == id || slices.Contains(e.rows, id))
}

// Journal yields the opened entries from a number on, oldest first. It ends with an error when one
// can't be read or opened.
func (v *Vault) Journal(ctx context.Context, from uint64) iter.Seq2[JournalEntry, error] {
	return func(yield func(JournalEntry, error) bool) {
		for e, err := range (source{v.store}).Entries(ctx, from) {
			var out JournalEntry
			if err == nil {
				out, err = v.openEntry(e)
			}
			if !yield(out, err) || err != nil {
				return
			}
		}
	}
}

func (v *Vault) openEntry(e journal.Entry) (JournalEntry, error) {
	key, err := v.drawer.ring.Table(DomainJournal, e.Epoch, journal.Table)
	if err != nil {
		return JournalEntry{}, err
	}
	b, err := e.Open(v.roster.Vault(), key)
	if err != nil {
		return JournalEntry{}, fault.Wrap(fault.Damaged, err, "entry %d of the journal", e.Seq)
	}
	at := Millis(e.Time)
	rows := make([]string, len(b.Touched))
	for i, t := range b.Touched {
		rows[i] = t.ID
	}
	return JournalEntry{
		rows: rows,
		Seq:  e.Seq, Time: at, When: at.Time().Format("2006-01-02T15:04:05.000Z07:00"), Actor: e.Actor, ActorName: v.nameOf(e.Actor),
		Action: b.Action, Subject: b.Subject, Reason: b.Reason, Diff: b.Diff, Touched: max(len(b.Touched), int(b.TouchedCount)), Program: b.Program,
	}, nil
}

// Verify checks the whole journal of the open vault, its tree and checkpoints, and that the rows are
// those that the newest entry left behind, as [Check] does for a vault that is not open.
func (v *Vault) Verify(ctx context.Context) (*CheckReport, error) {
	return Check(ctx, v.store, v.Checkpoint())
}

// nameOf returns the name of an administrator, or his id where it isn't known.
func (v *Vault) nameOf(admin string) string {
	rec, ok := v.Get(KindAdministrator, admin)
	if !ok {
		return admin
	}
	a, err := Decode[Administrator](rec)
	if err != nil {
		return admin
	}
	return a.Name
}
