package logdb

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/seal"
	"gatehouse/storage/sqlite"
)

// rejected is a rejected line as it is stored.
type rejected struct {
	File   uint32          `json:"f,omitempty"`
	Line   uint64          `json:"n"`
	Offset int64           `json:"o"`
	Reason auditlog.Reject `json:"r"`
	Sum    []byte          `json:"s"`
	Text   []byte          `json:"t,omitempty"`
}

func encodeRejects(z *zstd.Encoder, all []intake.Reject) ([]byte, error) {
	rows := make([]rejected, len(all))
	for i := range all {
		r := &all[i]
		rows[i] = rejected{File: r.At.File, Line: r.At.Line, Offset: r.At.Offset, Reason: r.Reason, Sum: r.Sum[:], Text: r.Text}
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	return z.EncodeAll(body, nil), nil
}

// maxRejects bounds what a sealed row of rejected lines may unpack to.
const maxRejects = 64 << 20

func decodeRejects(z *zstd.Decoder, body []byte) ([]intake.Reject, error) {
	plain, err := z.DecodeAll(body, nil)
	if err != nil {
		return nil, err
	}
	var rows []rejected
	if err := json.Unmarshal(plain, &rows); err != nil {
		return nil, err
	}
	all := make([]intake.Reject, len(rows))
	for i, r := range rows {
		all[i] = intake.Reject{At: review.Position{File: r.File, Line: r.Line, Offset: r.Offset}, Reason: r.Reason, Text: r.Text}
		copy(all[i].Sum[:], r.Sum)
	}
	return all, nil
}

// Rejects implements [intake.Store].
func (s *Store) Rejects(ctx context.Context, id string, fn func(intake.Reject) error) error {
	key, err := s.key(id)
	if err != nil {
		return err
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxRejects))
	if err != nil {
		return fmt.Errorf("making a decompressor: %w", err)
	}
	defer z.Close()
	return s.eachReject(ctx, id, func(r *rejectRow) error {
		body, err := seal.Open(key, s.rejectPlace(id, r), r.sealed)
		if err != nil {
			return damaged("rejected lines %d of import %s do not open", r.seq, id)
		}
		all, err := decodeRejects(z, body)
		if err != nil {
			return damaged("rejected lines %d of import %s: %v", r.seq, id, err)
		}
		for _, line := range all {
			if err := fn(line); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachReject gives the rows of rejected lines of an import in order.
func (s *Store) eachReject(ctx context.Context, id string, fn func(*rejectRow) error) error {
	const query = "SELECT seq, rows, sealed FROM reject WHERE import = ? ORDER BY seq"
	rows, err := s.db.Reader().QueryContext(ctx, query, id)
	if err != nil {
		return sqlite.Fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r rejectRow
		if err := rows.Scan(&r.seq, &r.rows, &r.sealed); err != nil {
			return sqlite.Fault(err)
		}
		if err := fn(&r); err != nil {
			return err
		}
	}
	return sqlite.Fault(rows.Err())
}
