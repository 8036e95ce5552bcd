package review

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
)

// Positions holds many positions in a few bytes each: differences to the one before, as signed
// varints. The zero value is empty. It is written once, in any order, and read in order of input.
type Positions struct {
	packed []byte
	last   Position
	n      int
}

// Add appends a position.
func (p *Positions) Add(at Position) {
	p.packed = binary.AppendVarint(p.packed, int64(at.File)-int64(p.last.File))
	p.packed = binary.AppendVarint(p.packed, int64(at.Line)-int64(p.last.Line))
	p.packed = binary.AppendVarint(p.packed, at.Offset-p.last.Offset)
	p.last = at
	p.n++
}

// Len returns how many positions there are.
func (p *Positions) Len() int { return p.n }

// All returns the positions in order of the input.
func (p *Positions) All() []Position {
	all, _ := unpack(p.packed)
	slices.SortFunc(all, comparePositions)
	return all
}

// unpack reads the differences back.
func unpack(b []byte) ([]Position, error) {
	var (
		all  []Position
		last Position
	)
	for len(b) > 0 {
		var d [3]int64
		for i := range d {
			v, n := binary.Varint(b)
			if n <= 0 {
				return all, fmt.Errorf("positions: byte %d is no number", len(b))
			}
			d[i], b = v, b[n:]
		}
		last = Position{File: uint32(int64(last.File) + d[0]), Line: uint64(int64(last.Line) + d[1]), Offset: last.Offset + d[2]}
		all = append(all, last)
	}
	return all, nil
}

// MarshalText writes the packed form.
func (p Positions) MarshalText() ([]byte, error) {
	return base64.StdEncoding.AppendEncode(nil, p.packed), nil
}

// UnmarshalText reads the packed form.
func (p *Positions) UnmarshalText(text []byte) error {
	b, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		return fmt.Errorf("positions: %w", err)
	}
	all, err := unpack(b)
	if err != nil {
		return err
	}
	*p = Positions{packed: b, n: len(all)}
	if len(all) > 0 {
		p.last = all[len(all)-1]
	}
	return nil
}
