package review

import (
	"encoding/binary"
	"fmt"
)

// aggregatesPerRow is how many minutes one stored row holds.
const aggregatesPerRow = 1440

// encodeAggregates packs the minutes into rows of a day or so each, as varints.
func encodeAggregates(all []Aggregate) [][]byte {
	var rows [][]byte
	for len(all) > 0 {
		n := min(len(all), aggregatesPerRow)
		var row []byte
		last := int64(0)
		for _, a := range all[:n] {
			row = binary.AppendVarint(row, a.Minute-last)
			last = a.Minute
			row = binary.AppendUvarint(row, a.Events)
			for _, c := range a.Class {
				row = binary.AppendUvarint(row, c)
			}
			row = binary.AppendUvarint(row, a.Bytes)
		}
		rows, all = append(rows, row), all[n:]
	}
	return rows
}

// DecodeAggregates reads one row of minutes.
func DecodeAggregates(row []byte) ([]Aggregate, error) {
	var all []Aggregate
	minute := int64(0)
	for len(row) > 0 {
		d, n := binary.Varint(row)
		if n <= 0 {
			return nil, fmt.Errorf("decoding aggregates: minute %d is cut short", len(all))
		}
		row = row[n:]
		minute += d
		var v [8]uint64
		for i := range v {
			x, n := binary.Uvarint(row)
			if n <= 0 {
				return nil, fmt.Errorf("decoding aggregates: minute %d is cut short", len(all))
			}
			v[i], row = x, row[n:]
		}
		a := Aggregate{Minute: minute, Events: v[0], Bytes: v[7]}
		copy(a.Class[:], v[1:7])
		all = append(all, a)
	}
	return all, nil
}
