package vault

import "bytes"

// Referrer returns a record of a kind whose body holds id as a whole JSON string, as the transaction
// sees it. Ids are random, so the text of one stands in a record only where it is meant; services ask
// this before they remove something that others may name.
func (tx *Tx) Referrer(kind Kind, id string) (Record, bool) {
	quoted := []byte(`"` + id + `"`)
	for rec := range tx.All(kind) {
		if bytes.Contains(rec.Body, quoted) {
			return rec, true
		}
	}
	return Record{}, false
}
