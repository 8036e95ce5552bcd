package vault

import (
	"sync"

	"gatehouse/core/fault"
	"gatehouse/core/keyring"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// drawer seals and opens the records of one vault with the keys that the administrator holds.
type drawer struct {
	vault roster.VaultID
	ring  *keyring.Ring
}

// place is where a record lives: the associated data of its seal.
func (r RecordRow) place(vault roster.VaultID) seal.Place {
	return seal.At(seal.LabelRecord).U8(seal.Suite).Raw(vault[:]).U64(r.Epoch).Text(string(r.Kind)).Text(r.ID).U64(r.Version)
}

// seal fills in row.Sealed. Denied when the administrator does not hold the domain.
func (d drawer) seal(row RecordRow, body []byte) (RecordRow, error) {
	k, err := d.ring.Table(row.Kind.Domain(), row.Epoch, string(row.Kind))
	if err != nil {
		return row, err
	}
	row.Sealed = seal.Seal(k, row.place(d.vault), body)
	return row, nil
}

// open opens one row. Denied when the administrator does not hold the domain, Damaged when the row
// is not what was sealed in this place.
func (d drawer) open(row RecordRow) (Record, error) {
	k, err := d.ring.Table(row.Kind.Domain(), row.Epoch, string(row.Kind))
	if err != nil {
		return Record{}, err
	}
	body, err := seal.Open(k, row.place(d.vault), row.Sealed)
	if err != nil {
		return Record{}, fault.Wrap(fault.Damaged, err, "the record %s %s is damaged", row.Kind, row.ID)
	}
	return Record{Kind: row.Kind, ID: row.ID, Version: row.Version, Body: body}, nil
}

// openAll opens rows on all processors, in their order. A row of a domain that the administrator
// does not hold gives a record without a body. Errs has one error for each row that does not open.
func (d drawer) openAll(rows []RecordRow) (recs []Record, errs []error) {
	recs = make([]Record, len(rows))
	var mu sync.Mutex
	inParts(len(rows), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			rec, err := d.open(rows[i])
			switch {
			case fault.Is(err, fault.Denied):
				rec = Record{Kind: rows[i].Kind, ID: rows[i].ID, Version: rows[i].Version}
			case err != nil:
				mu.Lock()
				errs = append(errs, err)
				mu.Unlock()
			}
			recs[i] = rec
		}
	})
	return recs, errs
}
