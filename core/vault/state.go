package vault

import (
	"encoding/binary"
	"fmt"

	"gatehouse/core/journal"
)

// Names under which the rows of the tables other than record stand in the state root and in entries'
// lists of touched rows. No kind of record has one of these names.
const (
	tableSlot    = "slot"
	tableKeyring = "keyring"
	tableRoster  = "roster"
	tableMeta    = "meta"
)

// The row functions say what the state root covers of each table: everything but slot.pending and
// slot.backoff. What stands in Kind, ID and Version is covered by its place.

func (r RecordRow) row() journal.Row {
	return journal.Row{Kind: string(r.Kind), ID: r.ID, Version: r.Version, Sum: journal.SumRow(u64(r.Epoch), r.Sealed)}
}

func (r SlotRow) row() journal.Row {
	return journal.Row{Kind: tableSlot, ID: r.Admin, Version: r.Version, Sum: journal.SumRow(r.Tag, r.Header, r.Check, r.Box)}
}

// Keyring rows and statements are written once; their version is 1.
func (r KeyringRow) row() journal.Row {
	return journal.Row{Kind: tableKeyring, ID: fmt.Sprintf("%d/%s/%s", r.Epoch, r.Domain, r.Recipient), Version: 1, Sum: journal.SumRow(r.Sealed)}
}

func (r StatementRow) row() journal.Row {
	return journal.Row{Kind: tableRoster, ID: fmt.Sprint(r.Seq), Version: 1, Sum: journal.SumRow(r.Body, r.Sig)}
}

func (r MetaRow) row() journal.Row {
	return journal.Row{Kind: tableMeta, ID: r.Key, Version: r.Version, Sum: journal.SumRow(r.Value)}
}

func u64(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v) }

// rows lists every covered row of a vault.
func (img Image) rows() []journal.Row {
	out := make([]journal.Row, 0, len(img.Records)+len(img.Slots)+len(img.Keyring)+len(img.Statements)+len(img.Meta))
	return appendRows(out, img.Records, img.Slots, img.Keyring, img.Statements, img.Meta)
}

// rows lists the covered rows that a transaction puts.
func (w Write) rows() []journal.Row {
	return appendRows(nil, w.Put, w.Slots, w.Keyring, w.Statements, w.Meta)
}

func appendRows(out []journal.Row, records []RecordRow, slots []SlotRow, keyring []KeyringRow, statements []StatementRow, meta []MetaRow) []journal.Row {
	for _, r := range records {
		if r.Kind != KindTouched { // covered by the digest in its entry, which can't list its own parts
			out = append(out, r.row())
		}
	}
	for _, r := range slots {
		out = append(out, r.row())
	}
	for _, r := range keyring {
		out = append(out, r.row())
	}
	for _, r := range statements {
		out = append(out, r.row())
	}
	for _, r := range meta {
		out = append(out, r.row())
	}
	return out
}
