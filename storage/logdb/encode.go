package logdb

import (
	"encoding/binary"
	"fmt"
	"math/bits"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"gatehouse/core/review/intake"
)

// columnWriter writes batches as one Parquet file with one row group and one page a column. The
// pages are made here, from whole columns, with the encodings and the metadata of parquet-go:
// going through its row-wise writer takes three times as long. It is not safe for concurrent use.
type columnWriter struct {
	zstd  *zstd.Encoder
	delta delta.BinaryPackedEncoding
	texts delta.LengthByteArrayEncoding
	dict  *dict
	ints  []int32
	longs []int64
	ends  []uint32
	bytes []byte
	page  []byte
	file  []byte
	meta  format.FileMetaData
	group format.RowGroup
	rows  int
}

func newColumnWriter() (*columnWriter, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, fmt.Errorf("making a compressor: %w", err)
	}
	return &columnWriter{zstd: z, dict: newDict()}, nil
}

const parquetMagic = "PAR1"

// encode returns the file. It is good until the next call.
func (w *columnWriter) encode(batches []*intake.Batch) ([]byte, error) {
	w.rows = 0
	for _, b := range batches {
		w.rows += b.N
	}
	w.file = append(w.file[:0], parquetMagic...)
	w.group = format.RowGroup{NumRows: int64(w.rows)}
	w.meta = format.FileMetaData{Version: 1, NumRows: int64(w.rows), CreatedBy: "gatehouse", Schema: []format.SchemaElement{{Name: "event"}}}
	for _, c := range longColumns {
		w.longs = w.longs[:0]
		for _, b := range batches {
			w.longs = append(w.longs, (*c.of(b))[:b.N]...)
		}
		if err := w.long(c.name, c.absent); err != nil {
			return nil, err
		}
	}
	for _, c := range intColumns {
		w.ints = w.ints[:0]
		for _, b := range batches {
			w.ints = append(w.ints, (*c.of(b))[:b.N]...)
		}
		if err := w.int(c.name); err != nil {
			return nil, err
		}
	}
	for i, name := range textColumns {
		if err := w.text(name, i, batches); err != nil {
			return nil, err
		}
	}
	return w.finish()
}

// long writes a column of numbers that mostly grow or have many values.
func (w *columnWriter) long(name string, absent int64) (err error) {
	if allLong(w.longs, absent) {
		return nil
	}
	if w.page, err = w.delta.EncodeInt64(w.page[:0], w.longs); err != nil {
		return fmt.Errorf("encoding column %s: %w", name, err)
	}
	c := w.column(name, format.Int64, format.DeltaBinaryPacked)
	return w.data(c, format.DeltaBinaryPacked)
}

func allLong(v []int64, x int64) bool {
	for _, y := range v {
		if y != x {
			return false
		}
	}
	return true
}

// int writes a column of numbers of which there are few different ones.
func (w *columnWriter) int(name string) (err error) {
	values, ok := w.number()
	if len(values) == 1 && values[0] == 0 {
		return nil
	}
	if !ok {
		if w.page, err = w.delta.EncodeInt32(w.page[:0], w.ints); err != nil {
			return fmt.Errorf("encoding column %s: %w", name, err)
		}
		return w.data(w.column(name, format.Int32, format.DeltaBinaryPacked), format.DeltaBinaryPacked)
	}
	w.page = w.page[:0]
	for _, v := range values {
		w.page = binary.LittleEndian.AppendUint32(w.page, uint32(v))
	}
	c := w.column(name, format.Int32, format.RLEDictionary)
	if err := w.dictionary(c, len(values)); err != nil {
		return err
	}
	return w.indexes(c, len(values))
}

// maxNumbers is the largest dictionary of a column of numbers.
const maxNumbers = 1 << 12

// number replaces the values in ints by their place among the distinct ones, which it returns; not
// when there are too many.
func (w *columnWriter) number() (values []int32, ok bool) {
	known := map[int32]int32{}
	last, at := int32(0), int32(-1)
	for i, v := range w.ints {
		if v != last || at < 0 {
			n, seen := known[v]
			if !seen {
				if len(values) == maxNumbers {
					for j := range w.ints[:i] { // put the values back
						w.ints[j] = values[w.ints[j]]
					}
					return values, false
				}
				n = int32(len(values))
				known[v] = n
				values = append(values, v)
			}
			last, at = v, n
		}
		w.ints[i] = at
	}
	return values, true
}

// text writes a column of text: with a dictionary where values come again, as they are where they
// hardly do.
func (w *columnWriter) text(name string, i int, batches []*intake.Batch) error {
	any := false
	for _, b := range batches {
		any = any || len(b.Text[i].Ends) > 0
	}
	if !any {
		return nil
	}
	if !w.look(i, batches) {
		return w.plain(name, i, batches)
	}
	w.page = w.dict.plain(w.page[:0])
	c := w.column(name, format.ByteArray, format.RLEDictionary)
	if err := w.dictionary(c, len(w.dict.ends)); err != nil {
		return err
	}
	return w.indexes(c, len(w.dict.ends))
}

// sample is after how many rows look gives up on a column in which most values are new.
const sample = 1 << 13

// look fills ints with the numbers of a column's values in the dictionary. It reports false when a
// dictionary is no use.
func (w *columnWriter) look(i int, batches []*intake.Batch) bool {
	w.dict.reset()
	w.ints = w.ints[:0]
	for _, b := range batches {
		t := &b.Text[i]
		if len(t.Ends) == 0 {
			empty := w.dict.index(nil)
			for range b.N {
				w.ints = append(w.ints, empty)
			}
			continue
		}
		begin := uint32(0)
		for _, end := range t.Ends {
			w.ints = append(w.ints, w.dict.index(t.Bytes[begin:end]))
			begin = end
		}
		if n := len(w.ints); n >= sample && len(w.dict.ends) > n/2 {
			return false
		}
	}
	return true
}

// plain writes a column of text as lengths and bytes.
func (w *columnWriter) plain(name string, i int, batches []*intake.Batch) (err error) {
	w.ends, w.bytes = append(w.ends[:0], 0), w.bytes[:0]
	for _, b := range batches {
		t, base := &b.Text[i], uint32(len(w.bytes))
		w.bytes = append(w.bytes, t.Bytes...)
		if len(t.Ends) == 0 {
			for range b.N {
				w.ends = append(w.ends, base)
			}
		}
		for _, end := range t.Ends {
			w.ends = append(w.ends, base+end)
		}
	}
	if w.page, err = w.texts.EncodeByteArray(w.page[:0], w.bytes, w.ends); err != nil {
		return fmt.Errorf("encoding column %s: %w", name, err)
	}
	return w.data(w.column(name, format.ByteArray, format.DeltaLengthByteArray), format.DeltaLengthByteArray)
}

// column adds a column to the file's metadata.
func (w *columnWriter) column(name string, t format.Type, e format.Encoding) *format.ColumnMetaData {
	w.meta.Schema = append(w.meta.Schema, format.SchemaElement{
		Type: thrift.New(t), RepetitionType: thrift.New(format.Required), Name: name,
	})
	w.group.Columns = append(w.group.Columns, format.ColumnChunk{MetaData: format.ColumnMetaData{
		Type: t, Encoding: []format.Encoding{e}, PathInSchema: []string{name}, Codec: format.Zstd, NumValues: int64(w.rows),
	}})
	c := &w.group.Columns[len(w.group.Columns)-1]
	c.FileOffset = int64(len(w.file))
	return &c.MetaData
}

// dictionary writes the values in page as the column's dictionary.
func (w *columnWriter) dictionary(c *format.ColumnMetaData, n int) error {
	c.DictionaryPageOffset = int64(len(w.file))
	c.Encoding = append(c.Encoding, format.Plain)
	return w.write(c, &format.PageHeader{
		Type:                 format.DictionaryPage,
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(n), Encoding: format.Plain}),
	})
}

// indexes writes ints as the column's data page.
func (w *columnWriter) indexes(c *format.ColumnMetaData, n int) (err error) {
	e := rle.Encoding{BitWidth: bits.Len(uint(n - 1))}
	w.page = append(w.page[:0], byte(e.BitWidth))
	packed, err := e.EncodeInt32(w.page[1:], w.ints)
	if err != nil {
		return fmt.Errorf("encoding column %s: %w", c.PathInSchema[0], err)
	}
	w.page = append(w.page[:1], packed...) // in place, unless the encoder had to grow
	return w.data(c, format.RLEDictionary)
}

// data writes page as the column's data page.
func (w *columnWriter) data(c *format.ColumnMetaData, e format.Encoding) error {
	c.DataPageOffset = int64(len(w.file))
	return w.write(c, &format.PageHeader{
		Type: format.DataPage,
		DataPageHeader: thrift.New(format.DataPageHeader{
			NumValues: int32(w.rows), Encoding: e, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
		}),
	})
}

// write compresses page and appends it with its header.
func (w *columnWriter) write(c *format.ColumnMetaData, h *format.PageHeader) error {
	packed := w.zstd.EncodeAll(w.page, w.bytes[:0])
	w.bytes = packed
	h.UncompressedPageSize, h.CompressedPageSize = int32(len(w.page)), int32(len(packed))
	head, err := thrift.Marshal(new(thrift.CompactProtocol), h)
	if err != nil {
		return fmt.Errorf("encoding column %s: %w", c.PathInSchema[0], err)
	}
	w.file = append(append(w.file, head...), packed...)
	c.TotalUncompressedSize += int64(len(head) + len(w.page))
	c.TotalCompressedSize += int64(len(head) + len(packed))
	return nil
}

// finish writes the file's metadata.
func (w *columnWriter) finish() ([]byte, error) {
	w.meta.Schema[0].NumChildren = thrift.New(int32(len(w.group.Columns)))
	for i := range w.group.Columns {
		c := &w.group.Columns[i].MetaData
		w.group.TotalByteSize += c.TotalUncompressedSize
		w.group.TotalCompressedSize += c.TotalCompressedSize
	}
	w.meta.RowGroups = []format.RowGroup{w.group}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), &w.meta)
	if err != nil {
		return nil, fmt.Errorf("encoding a segment's metadata: %w", err)
	}
	w.file = append(w.file, footer...)
	w.file = binary.LittleEndian.AppendUint32(w.file, uint32(len(footer)))
	return append(w.file, parquetMagic...), nil
}
