package logdb

import (
	"context"
	"fmt"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/storage/sqlite"
)

// eachSegment gives the segments of an import in order.
func (s *Store) eachSegment(ctx context.Context, id string, fn func(*segmentRow) error) error {
	const query = "SELECT seq, first_ms, last_ms, rows, schema, sealed FROM segment WHERE import = ? ORDER BY seq"
	rows, err := s.db.Reader().QueryContext(ctx, query, id)
	if err != nil {
		return sqlite.Fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r segmentRow
		if err := rows.Scan(&r.seq, &r.first, &r.last, &r.rows, &r.schema, &r.sealed); err != nil {
			return sqlite.Fault(err)
		}
		if err := fn(&r); err != nil {
			return err
		}
	}
	return sqlite.Fault(rows.Err())
}

// leaves adds the rows of an import to the trees over segments and rejected lines.
func (s *Store) leaves(ctx context.Context, id string, segments, rejects *tree) error {
	err := s.eachSegment(ctx, id, func(r *segmentRow) error {
		segments.add(s.segmentPlace(id, r), r.sealed)
		return nil
	})
	if err != nil {
		return err
	}
	return s.eachReject(ctx, id, func(r *rejectRow) error {
		rejects.add(s.rejectPlace(id, r), r.sealed)
		return nil
	})
}

// openSegment opens and decodes a segment.
func (s *Store) openSegment(key seal.Key, id string, r *segmentRow, want func(string) bool) (*segment, error) {
	if r.schema != Schema {
		return nil, fmt.Errorf("segment %d of import %s has layout %d, which this version does not know", r.seq, id, r.schema)
	}
	file, err := seal.Open(key, s.segmentPlace(id, r), r.sealed)
	if err != nil {
		return nil, damaged("segment %d of import %s does not open", r.seq, id)
	}
	seg, err := decode(file, want)
	if err != nil {
		return nil, damaged("segment %d of import %s: %v", r.seq, id, err)
	}
	if seg.rows != r.rows {
		return nil, damaged("segment %d of import %s has %d of %d rows", r.seq, id, seg.rows, r.rows)
	}
	return seg, nil
}

// Scan implements [review.EvidenceStore].
func (s *Store) Scan(ctx context.Context, imp string, fn func(ev *auditlog.Event, at review.Position) error) error {
	rec, err := s.record(imp)
	if err != nil {
		return err
	}
	key, err := seal.KeyFrom(rec.Key.Expose())
	if err != nil {
		return damaged("the key of import %s", imp)
	}
	next := 0
	err = s.eachSegment(ctx, imp, func(r *segmentRow) error {
		if r.seq != next {
			return damaged("segment %d of import %s is missing", next, imp)
		}
		next++
		seg, err := s.openSegment(key, imp, r, nil)
		if err != nil {
			return err
		}
		var ev auditlog.Event
		for row := range seg.rows {
			if row%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			at := seg.event(row, &ev)
			if err := fn(&ev, at); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && next != rec.Segments {
		return damaged("segment %d of import %s is missing", next, imp)
	}
	return err
}

// Imports implements [review.EvidenceStore].
func (s *Store) Imports(context.Context) ([]review.Imported, error) {
	var all []review.Imported
	for rec := range s.v.All(vault.KindImport) {
		r, err := s.record(rec.ID)
		if err != nil {
			return nil, err
		}
		i := review.Imported{ID: r.ID, Gateway: r.Gateway, Record: r.GatewayID, Format: r.Format, Events: r.Events, Bytes: r.Bytes, Made: r.Made}
		for _, f := range r.Files {
			i.Files = append(i.Files, f.Name)
		}
		all = append(all, i)
	}
	oldestFirst(all)
	return all, nil
}
