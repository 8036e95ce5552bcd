package logdb

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

// Check verifies that the file is whole and holds what the vault's records say, and returns one
// sentence for each thing that is wrong. Rows of imports and reviews without a record are not wrong:
// they are staged, or will be swept. An error ends the check; what was found before comes with it.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	wrong, err := s.db.Check(ctx)
	if err != nil {
		return nil, err
	}
	for rec := range s.v.All(vault.KindImport) {
		r, err := s.record(rec.ID)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		found, err := s.checkImport(ctx, &r)
		if err != nil {
			return wrong, err
		}
		wrong = append(wrong, found...)
	}
	for rec := range s.v.All(vault.KindReview) {
		r, key, err := s.reviewRecord(rec.ID)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		found, err := s.checkReview(ctx, &r, key)
		if err != nil {
			return wrong, err
		}
		wrong = append(wrong, found...)
	}
	return wrong, nil
}

// checkImport opens every row of an import and compares the root over them with the record's. When
// all rows open and the root differs, a row was removed, or replaced by an older one.
func (s *Store) checkImport(ctx context.Context, rec *intake.Record) (wrong []string, err error) {
	key, err := seal.KeyFrom(rec.Key.Expose())
	if err != nil {
		return []string{fmt.Sprintf("import %s has no key", rec.ID)}, nil
	}
	segments, rejects := newTree(), newTree()
	var seqs []int
	err = s.eachSegment(ctx, rec.ID, func(r *segmentRow) error {
		place := s.segmentPlace(rec.ID, r)
		seqs = append(seqs, r.seq)
		if _, err := seal.Open(key, place, r.sealed); err != nil {
			wrong = append(wrong, fmt.Sprintf("import %s: segment %d was changed", rec.ID, r.seq))
		}
		segments.add(place, r.sealed)
		return nil
	})
	if err != nil {
		return nil, err
	}
	wrong = append(wrong, missing(fmt.Sprintf("import %s: segment", rec.ID), seqs, rec.Segments)...)
	seqs = nil
	err = s.eachReject(ctx, rec.ID, func(r *rejectRow) error {
		place := s.rejectPlace(rec.ID, r)
		seqs = append(seqs, r.seq)
		if _, err := seal.Open(key, place, r.sealed); err != nil {
			wrong = append(wrong, fmt.Sprintf("import %s: rejected lines %d were changed", rec.ID, r.seq))
		}
		rejects.add(place, r.sealed)
		return nil
	})
	if err != nil {
		return nil, err
	}
	wrong = append(wrong, missing(fmt.Sprintf("import %s: rejected lines", rec.ID), seqs, rec.Rejects)...)
	if len(wrong) == 0 && !bytes.Equal(rootOf(segments, rejects), rec.Root) {
		wrong = append(wrong, fmt.Sprintf("import %s: its rows are not those that were imported", rec.ID))
	}
	return wrong, nil
}

// missing names the numbers below n that are not in seqs.
func missing(what string, seqs []int, n int) (wrong []string) {
	for i := range n {
		if !slices.Contains(seqs, i) {
			wrong = append(wrong, fmt.Sprintf("%s %d is missing", what, i))
		}
	}
	return wrong
}

// checkReview does the same for a review.
func (s *Store) checkReview(ctx context.Context, rec *review.Record, key seal.Key) (wrong []string, err error) {
	trees := [3]*tree{newTree(), newTree(), newTree()}
	for i, d := range []drawer{findingDrawer, aggregateDrawer, usageDrawer} {
		err := s.eachRow(ctx, d, rec.ID, func(seq int, sealed []byte) error {
			place := s.rowPlace(d, rec.ID, seq)
			if _, err := seal.Open(key, place, sealed); err != nil {
				wrong = append(wrong, fmt.Sprintf("review %s: row %d was changed", rec.ID, seq))
			}
			trees[i].add(place, sealed)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(wrong) == 0 && !bytes.Equal(reviewRoot(trees[0], trees[1], trees[2]), rec.Root) {
		wrong = append(wrong, fmt.Sprintf("review %s: its rows are not those that were stored", rec.ID))
	}
	return wrong, nil
}

// Rows returns the number of rows in all tables: 0 for a file that holds nothing.
func (s *Store) Rows(ctx context.Context) (n int, err error) {
	const query = "SELECT (SELECT count(*) FROM import) + (SELECT count(*) FROM segment) + (SELECT count(*) FROM reject)" +
		" + (SELECT count(*) FROM finding) + (SELECT count(*) FROM aggregate) + (SELECT count(*) FROM snapshot)"
	err = s.db.Reader().QueryRowContext(ctx, query).Scan(&n)
	return n, sqlite.Fault(err)
}
