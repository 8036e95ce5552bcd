package review

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"gatehouse/core/auditlog"
	"gatehouse/core/vault"
)

// Usage is how often and when a token of an API key was used, as logs say. A request that the gateway
// answered with 401 is no use: the key did not get anybody in.
type Usage struct {
	Public string       `json:"public"` // the token's public id
	Count  uint64       `json:"count"`
	First  vault.Millis `json:"first"`
	Last   vault.Millis `json:"last"`
}

// Usages are the uses of tokens by their public ids.
type Usages map[string]Usage

// Of sums up the tokens of a key; the zero value when no log shows it.
func (u Usages) Of(publics ...string) Usage {
	var sum Usage
	for _, p := range publics {
		if one, ok := u[p]; ok {
			sum = sum.with(one)
		}
	}
	return sum
}

// with adds what another log says.
func (u Usage) with(o Usage) Usage {
	if u.Count == 0 {
		return o
	}
	u.Count += o.Count
	u.First, u.Last = min(u.First, o.First), max(u.Last, o.Last)
	return u
}

// used counts a row that shows a key of the vault. Keys that nobody knows are not counted: a log may
// hold any number of them.
func (t *tally) used(r *Row, at int64) {
	if r.Key == "" || r.Event.Has&auditlog.FieldKey == 0 || r.Event.Status == 401 {
		return
	}
	if t.use == nil || t.use.Public != string(r.Event.Key) {
		if t.use = t.uses[string(r.Event.Key)]; t.use == nil {
			t.use = &Usage{Public: string(r.Event.Key), First: vault.Millis(at), Last: vault.Millis(at)}
			t.uses[t.use.Public] = t.use
		}
	}
	t.use.Count++
	t.use.First, t.use.Last = min(t.use.First, vault.Millis(at)), max(t.use.Last, vault.Millis(at))
}

// usages returns the uses in the order of the public ids.
func (t *tally) usages() []Usage {
	all := make([]Usage, 0, len(t.uses))
	for _, u := range t.uses {
		all = append(all, *u)
	}
	slices.SortFunc(all, func(a, b Usage) int { return cmp.Compare(a.Public, b.Public) })
	return all
}

// usagesPerRow is how many tokens one stored row holds.
const usagesPerRow = 1000

// encodeUsages packs uses into rows: the length of the public id and the id, the count, the first
// time and how much later the last is, as varints.
func encodeUsages(all []Usage) [][]byte {
	var rows [][]byte
	for some := range slices.Chunk(all, usagesPerRow) {
		var row []byte
		for _, u := range some {
			row = binary.AppendUvarint(row, uint64(len(u.Public)))
			row = append(row, u.Public...)
			row = binary.AppendUvarint(row, u.Count)
			row = binary.AppendVarint(row, int64(u.First))
			row = binary.AppendUvarint(row, uint64(u.Last-u.First))
		}
		rows = append(rows, row)
	}
	return rows
}

// DecodeUsages reads one row of uses.
func DecodeUsages(row []byte) ([]Usage, error) {
	var all []Usage
	for len(row) > 0 {
		short := fmt.Errorf("decoding uses of keys: use %d is cut short", len(all))
		size, n := binary.Uvarint(row)
		if n <= 0 || size > uint64(len(row)-n) {
			return nil, short
		}
		u := Usage{Public: string(row[n : n+int(size)])}
		row = row[n+int(size):]
		count, a := binary.Uvarint(row)
		if a <= 0 {
			return nil, short
		}
		first, b := binary.Varint(row[a:])
		if b <= 0 {
			return nil, short
		}
		later, c := binary.Uvarint(row[a+b:])
		if c <= 0 {
			return nil, short
		}
		u.Count, u.First, u.Last = count, vault.Millis(first), vault.Millis(first+int64(later))
		all, row = append(all, u), row[a+b+c:]
	}
	return all, nil
}

// Usages returns how the keys of the vault were used, over all imports; what a log said goes with its
// import. It is read once for each state of the reviews. Reviews that were made before uses were
// counted know none until they are run again.
func (s *Service) Usages(ctx context.Context) (Usages, error) {
	s.usesMu.Lock()
	defer s.usesMu.Unlock()
	at := s.vault.Revision(vault.KindReview)
	if s.uses != nil && s.usesAt == at {
		return s.uses, nil
	}
	all := Usages{}
	for _, rec := range s.records.All() {
		if rec.Usages == 0 {
			continue
		}
		err := s.store.Usages(ctx, rec.ID, func(row []byte) error {
			some, err := DecodeUsages(row)
			for _, u := range some {
				all[u.Public] = all[u.Public].with(u)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("reading when keys were used: %w", err)
		}
	}
	s.uses, s.usesAt = all, at
	return all, nil
}
