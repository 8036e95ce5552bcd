package logdb

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"gatehouse/core/fault"
	"gatehouse/core/review"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

func oldestFirst(all []review.Imported) {
	slices.SortFunc(all, func(a, b review.Imported) int {
		return cmp.Or(cmp.Compare(a.Made, b.Made), cmp.Compare(a.ID, b.ID))
	})
}

// drawer is where one kind of a review's rows lies. The uses of keys lie in the table of aggregates,
// from a number on that aggregates never reach: files from before there were uses stay as they are.
type drawer struct {
	label, insert, query string
	from                 int // number of the first row
}

const usagesFrom = 1 << 32

var (
	findingDrawer = drawer{
		label:  seal.LabelFinding,
		insert: "INSERT INTO finding (review, seq, sealed) VALUES (?, ?, ?)",
		query:  "SELECT seq, sealed FROM finding WHERE review = ? ORDER BY seq",
	}
	aggregateDrawer = drawer{
		label:  seal.LabelAggregate,
		insert: "INSERT INTO aggregate (review, seq, sealed) VALUES (?, ?, ?)",
		query:  "SELECT seq, sealed FROM aggregate WHERE review = ? AND seq < 4294967296 ORDER BY seq",
	}
	usageDrawer = drawer{
		label:  seal.LabelUsage,
		insert: "INSERT INTO aggregate (review, seq, sealed) VALUES (?, ?, ?)",
		query:  "SELECT seq, sealed FROM aggregate WHERE review = ? AND seq >= 4294967296 ORDER BY seq",
		from:   usagesFrom,
	}
)

func (s *Store) rowPlace(d drawer, review string, seq int) seal.Place {
	return s.v.Place(d.label).Text(review).U64(uint64(seq))
}

// PutReview implements [review.EvidenceStore].
func (s *Store) PutReview(ctx context.Context, imp, id string, rows review.Rows) ([]byte, error) {
	key, err := s.key(imp)
	if err != nil {
		return nil, err
	}
	root, err := s.putReview(ctx, key, id, rows)
	if err != nil {
		return nil, err
	}
	return root, s.sync(ctx)
}

// putReview stores the rows of a review in one transaction.
func (s *Store) putReview(ctx context.Context, key seal.Key, id string, rows review.Rows) ([]byte, error) {
	a, b, c := newTree(), newTree(), newTree()
	vault.Failpoint("review.before-rows")
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		if err := s.putRows(ctx, tx, findingDrawer, key, id, rows.Findings, a); err != nil {
			return err
		}
		if err := s.putRows(ctx, tx, aggregateDrawer, key, id, rows.Aggregates, b); err != nil {
			return err
		}
		return s.putRows(ctx, tx, usageDrawer, key, id, rows.Usages, c)
	})
	if err != nil {
		return nil, fmt.Errorf("storing review %s: %w", id, err)
	}
	vault.Failpoint("review.after-rows")
	return reviewRoot(a, b, c), nil
}

func (s *Store) putRows(ctx context.Context, tx *sql.Tx, d drawer, key seal.Key, review string, rows [][]byte, t *tree) error {
	if len(rows) == 0 {
		return nil
	}
	insert, err := tx.PrepareContext(ctx, d.insert)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i, row := range rows {
		seq := d.from + i
		place := s.rowPlace(d, review, seq)
		sealed := seal.Seal(key, place, row)
		if _, err := insert.ExecContext(ctx, review, seq, sealed); err != nil {
			return err
		}
		t.add(place, sealed)
	}
	return nil
}

// Findings implements [review.EvidenceStore]. A seal vouches for a row, not for those that are gone:
// rows that are fewer than the record says are damage, not a log without findings.
func (s *Store) Findings(ctx context.Context, review string, fn func(row []byte) error) error {
	rec, key, err := s.reviewRecord(review)
	if err != nil {
		return err
	}
	n, err := s.rows(ctx, findingDrawer, review, key, fn)
	if err == nil && n != rec.Findings {
		err = damaged("of the %d findings of review %s %d are there", rec.Findings, review, n)
	}
	return err
}

// Aggregates implements [review.EvidenceStore].
func (s *Store) Aggregates(ctx context.Context, review string, fn func(row []byte) error) error {
	rec, key, err := s.reviewRecord(review)
	if err != nil {
		return err
	}
	wrong, err := s.checkReview(ctx, &rec, key) // nothing else tells how many there are
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return damaged("%s", wrong[0])
	}
	_, err = s.rows(ctx, aggregateDrawer, review, key, fn)
	return err
}

// Usages implements [review.EvidenceStore].
func (s *Store) Usages(ctx context.Context, review string, fn func(row []byte) error) error {
	rec, key, err := s.reviewRecord(review)
	if err != nil {
		return err
	}
	n, err := s.rows(ctx, usageDrawer, review, key, fn)
	if err == nil && n != rec.Usages {
		err = damaged("of the %d rows about the use of keys of review %s %d are there", rec.Usages, review, n)
	}
	return err
}

// reviewRecord returns a review's record and the key of its rows.
func (s *Store) reviewRecord(id string) (review.Record, seal.Key, error) {
	rec, ok := s.v.Get(vault.KindReview, id)
	if !ok {
		return review.Record{}, seal.Key{}, fault.New(fault.NotFound, "there is no review %s", id)
	}
	r, err := vault.Decode[review.Record](rec)
	if err != nil {
		return r, seal.Key{}, fmt.Errorf("review %s: %w", id, err)
	}
	if len(r.Imports) == 0 {
		return r, seal.Key{}, damaged("review %s is of no import", id)
	}
	key, err := s.key(r.Imports[0])
	return r, key, err
}

// rows calls fn with every opened row and returns how many there are.
func (s *Store) rows(ctx context.Context, d drawer, id string, key seal.Key, fn func(row []byte) error) (next int, err error) {
	err = s.eachRow(ctx, d, id, func(seq int, sealed []byte) error {
		row, err := seal.Open(key, s.rowPlace(d, id, seq), sealed)
		if err != nil || seq != d.from+next {
			return damaged("row %d of review %s does not open", next, id)
		}
		next++
		return fn(row)
	})
	return next, err
}

func (s *Store) eachRow(ctx context.Context, d drawer, id string, fn func(seq int, sealed []byte) error) error {
	rows, err := s.db.Reader().QueryContext(ctx, d.query, id)
	if err != nil {
		return sqlite.Fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var (
			seq    int
			sealed []byte
		)
		if err := rows.Scan(&seq, &sealed); err != nil {
			return sqlite.Fault(err)
		}
		if err := fn(seq, sealed); err != nil {
			return err
		}
	}
	return sqlite.Fault(rows.Err())
}

// DropReview implements [review.EvidenceStore].
func (s *Store) DropReview(ctx context.Context, review string) error {
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM finding WHERE review = ?", review); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM aggregate WHERE review = ?", review)
		return err
	})
	if err != nil {
		return fmt.Errorf("removing review %s: %w", review, err)
	}
	return nil
}
