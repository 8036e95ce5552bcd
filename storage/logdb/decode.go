package logdb

import (
	"bytes"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
)

// segment is a decoded segment, column by column.
type segment struct {
	rows  int
	longs [len(longColumns)][]int64
	ints  [len(intColumns)][]int32
	texts [len(textColumns)]textColumn
}

// textColumn is a column of text: the distinct values and which one each row has, or, without
// indexes, the values of the rows.
type textColumn struct {
	bytes   []byte
	ends    []uint32 // one more than values; the first is 0
	indexes []int32
}

// at returns the value of a row; nil when it is absent.
func (t *textColumn) at(row int) []byte {
	if t.indexes != nil {
		row = int(t.indexes[row])
	}
	if len(t.ends) == 0 || t.ends[row] == t.ends[row+1] {
		return nil
	}
	return t.bytes[t.ends[row]:t.ends[row+1]:t.ends[row+1]]
}

// decode reads a segment back: the columns that want names, all of them when it is nil.
func decode(file []byte, want func(column string) bool) (*segment, error) {
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("reading a segment: %w", err)
	}
	groups := f.RowGroups()
	if len(groups) != 1 {
		return nil, fmt.Errorf("reading a segment: it has %d row groups", len(groups))
	}
	s := &segment{rows: int(groups[0].NumRows())}
	chunks := map[string]parquet.ColumnChunk{}
	for i, c := range groups[0].ColumnChunks() {
		chunks[f.Schema().Columns()[i][0]] = c
	}
	for i, c := range longColumns {
		if chunk := chunks[c.name]; chunk != nil && (want == nil || want(c.name)) {
			if err := page(chunk, func(p parquet.Page) { s.longs[i] = bigNumbers(p) }); err != nil {
				return nil, fmt.Errorf("reading column %s: %w", c.name, err)
			}
		}
	}
	for i, c := range intColumns {
		if chunk := chunks[c.name]; chunk != nil && (want == nil || want(c.name)) {
			if err := page(chunk, func(p parquet.Page) { s.ints[i] = numbers(p) }); err != nil {
				return nil, fmt.Errorf("reading column %s: %w", c.name, err)
			}
		}
	}
	for i, name := range textColumns {
		if chunk := chunks[name]; chunk != nil && (want == nil || want(name)) {
			if err := page(chunk, func(p parquet.Page) { s.texts[i] = text(p) }); err != nil {
				return nil, fmt.Errorf("reading column %s: %w", name, err)
			}
		}
	}
	return s, s.whole()
}

// whole checks that every column has a value for every row.
func (s *segment) whole() error {
	for i, v := range s.longs {
		if v != nil && len(v) != s.rows {
			return fmt.Errorf("reading column %s: %d of %d rows", longColumns[i].name, len(v), s.rows)
		}
	}
	for i, v := range s.ints {
		if v != nil && len(v) != s.rows {
			return fmt.Errorf("reading column %s: %d of %d rows", intColumns[i].name, len(v), s.rows)
		}
	}
	for i, t := range s.texts {
		n := len(t.indexes)
		if t.indexes == nil {
			n = max(0, len(t.ends)-1)
		}
		if n != 0 && n != s.rows {
			return fmt.Errorf("reading column %s: %d of %d rows", textColumns[i], n, s.rows)
		}
		for _, x := range t.indexes {
			if int(x) < 0 || int(x) >= len(t.ends)-1 {
				return fmt.Errorf("reading column %s: a row names value %d of %d", textColumns[i], x, len(t.ends)-1)
			}
		}
	}
	return nil
}

// page gives the column's one page to fn.
func page(c parquet.ColumnChunk, fn func(parquet.Page)) error {
	pages := c.Pages()
	defer pages.Close()
	p, err := pages.ReadPage()
	if err != nil {
		return err
	}
	fn(p)
	parquet.Release(p)
	if _, err := pages.ReadPage(); err != io.EOF {
		return fmt.Errorf("it has more than one page")
	}
	return nil
}

// numbers copies a page of numbers.
func numbers(p parquet.Page) []int32 {
	data := p.Data()
	d := p.Dictionary()
	if d == nil {
		return append([]int32(nil), data.Int32()...)
	}
	indexes, values := data.Int32(), d.Page().Data()
	dict := values.Int32()
	out := make([]int32, len(indexes))
	for i, x := range indexes {
		out[i] = dict[x]
	}
	return out
}

// bigNumbers copies a page of large numbers.
func bigNumbers(p parquet.Page) []int64 {
	data := p.Data()
	return append([]int64{}, data.Int64()...)
}

// text copies a page of text.
func text(p parquet.Page) textColumn {
	data := p.Data()
	d := p.Dictionary()
	if d == nil {
		b, ends := data.ByteArray()
		return textColumn{bytes: bytes.Clone(b), ends: append([]uint32(nil), ends...)}
	}
	values := d.Page().Data()
	b, ends := values.ByteArray()
	return textColumn{bytes: bytes.Clone(b), ends: append([]uint32(nil), ends...), indexes: append([]int32{}, data.Int32()...)}
}

// event fills ev with a row. Its text belongs to the segment.
func (s *segment) event(row int, ev *auditlog.Event) review.Position {
	long := func(i int) int64 {
		if s.longs[i] == nil {
			return longColumns[i].absent
		}
		return s.longs[i][row]
	}
	num := func(i int) int32 {
		if s.ints[i] == nil {
			return 0
		}
		return s.ints[i][row]
	}
	*ev = auditlog.Event{
		Time: long(0), BytesIn: long(3), BytesOut: long(4), BytesSent: long(5), Duration: long(6),
		Nanos: num(0), Has: auditlog.Field(num(1)), Carried: auditlog.Field(num(2)),
		Status: int16(num(3)), UpstreamStatus: int16(num(4)),
	}
	for i, field := range intake.Texts(ev) {
		*field = s.texts[i].at(row)
	}
	return review.Position{File: uint32(num(5)), Line: uint64(long(1)), Offset: long(2)}
}
