package logdb

import (
	"context"
	"database/sql"
	"fmt"

	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// staging is an import in the making. Encoders work beside each other; everything else is the
// writer's.
type staging struct {
	s        *Store
	id       string
	key      seal.Key
	plan     []byte
	segments *tree
	rejects  *tree
}

func (s *Store) staging(id string, key seal.Key, plan []byte) *staging {
	return &staging{s: s, id: id, key: key, plan: plan, segments: newTree(), rejects: newTree()}
}

// progress seals how far the import has come.
func (st *staging) progress(done intake.Mark) ([]byte, error) {
	body, err := seal.Encode(progress{Plan: st.plan, Done: done})
	if err != nil {
		return nil, fmt.Errorf("encoding the progress of import %s: %w", st.id, err)
	}
	return seal.Seal(st.key, st.s.progressPlace(st.id), body), nil
}

// sealedCut is an encoded cut on its way to the writer.
type sealedCut struct {
	segment *segmentRow
	reject  *rejectRow
}

// segmentRow is a row of table segment.
type segmentRow struct {
	seq         int
	first, last int64
	rows        int
	schema      uint32
	sealed      []byte
}

// rejectRow is a row of table reject.
type rejectRow struct {
	seq, rows int
	sealed    []byte
}

func (s *Store) segmentPlace(id string, r *segmentRow) seal.Place {
	return s.v.Place(seal.LabelSegment).Text(id).U32(r.schema).U64(uint64(r.seq)).U64(uint64(r.first)).U64(uint64(r.last)).U64(uint64(r.rows))
}

func (s *Store) rejectPlace(id string, r *rejectRow) seal.Place {
	return s.v.Place(seal.LabelReject).Text(id).U32(Schema).U64(uint64(r.seq)).U64(uint64(r.rows))
}

// encoder implements [intake.Encoder].
type encoder struct {
	st      *staging
	columns *columnWriter
}

// Encoder implements [intake.Staging].
func (st *staging) Encoder() intake.Encoder { return &encoder{st: st} }

// Encode implements [intake.Encoder].
func (e *encoder) Encode(c *intake.Cut) (intake.Sealed, error) {
	if e.columns == nil {
		var err error
		if e.columns, err = newColumnWriter(); err != nil {
			return nil, err
		}
	}
	var out sealedCut
	if rows := c.Rows(); rows > 0 {
		file, err := e.columns.encode(c.Batches)
		if err != nil {
			return nil, fmt.Errorf("encoding segment %d: %w", c.Segment, err)
		}
		r := &segmentRow{seq: c.Segment, rows: rows, schema: Schema}
		r.first, r.last = span(c.Batches)
		r.sealed = seal.Seal(e.st.key, e.st.s.segmentPlace(e.st.id, r), file)
		out.segment = r
	}
	if len(c.Rejects) > 0 {
		body, err := encodeRejects(e.columns.zstd, c.Rejects)
		if err != nil {
			return nil, fmt.Errorf("encoding rejected lines %d: %w", c.Reject, err)
		}
		r := &rejectRow{seq: c.Reject, rows: len(c.Rejects)}
		r.sealed = seal.Seal(e.st.key, e.st.s.rejectPlace(e.st.id, r), body)
		out.reject = r
	}
	return out, nil
}

// span returns the times of the earliest and the latest event.
func span(batches []*intake.Batch) (first, last int64) {
	begun := false
	for _, b := range batches {
		for _, t := range b.Time[:b.N] {
			if !begun || t < first {
				first = t
			}
			if !begun || t > last {
				last = t
			}
			begun = true
		}
	}
	return first, last
}

// Put implements [intake.Staging].
func (st *staging) Put(ctx context.Context, sealed intake.Sealed, done intake.Mark) error {
	cut := sealed.(sealedCut)
	body, err := st.progress(done)
	if err != nil {
		return err
	}
	const (
		segment = "INSERT INTO segment (import, seq, first_ms, last_ms, rows, schema, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)"
		reject  = "INSERT INTO reject (import, seq, rows, sealed) VALUES (?, ?, ?, ?)"
		mark    = "UPDATE import SET progress = ? WHERE id = ?"
	)
	vault.Failpoint("import.before-segment")
	err = st.s.db.Write(ctx, func(tx *sql.Tx) error {
		if r := cut.segment; r != nil {
			if _, err := tx.ExecContext(ctx, segment, st.id, r.seq, r.first, r.last, r.rows, r.schema, r.sealed); err != nil {
				return err
			}
		}
		if r := cut.reject; r != nil {
			if _, err := tx.ExecContext(ctx, reject, st.id, r.seq, r.rows, r.sealed); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, mark, body, st.id)
		return err
	})
	if err != nil {
		return fmt.Errorf("storing import %s: %w", st.id, err)
	}
	vault.Failpoint("import.after-segment")
	if r := cut.segment; r != nil {
		st.segments.add(st.s.segmentPlace(st.id, r), r.sealed)
	}
	if r := cut.reject; r != nil {
		st.rejects.add(st.s.rejectPlace(st.id, r), r.sealed)
	}
	return nil
}

// PutReview implements [intake.Staging].
func (st *staging) PutReview(ctx context.Context, id string, rows review.Rows) ([]byte, error) {
	return st.s.putReview(ctx, st.key, id, rows)
}

// Finish implements [intake.Staging].
func (st *staging) Finish(ctx context.Context) (intake.Totals, error) {
	if err := st.s.sync(ctx); err != nil {
		return intake.Totals{}, err
	}
	return intake.Totals{
		Segments: int(st.segments.n), Rejects: int(st.rejects.n), Root: rootOf(st.segments, st.rejects), Key: st.key.Expose(),
	}, nil
}
