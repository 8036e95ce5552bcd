package review

import "math/bits"

// maxRules is how many rules an engine can hold: one bit each in [Bits].
const maxRules = 256

// Bits is a set of small numbers: rules of an engine.
type Bits [maxRules / 64]uint64

// Set adds i.
func (b *Bits) Set(i int) { b[i>>6] |= 1 << (i & 63) }

// Has reports whether i is in the set.
func (b *Bits) Has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }

// Any reports whether the set is not empty.
func (b *Bits) Any() bool { return b[0]|b[1]|b[2]|b[3] != 0 }

// Meets reports whether the two sets have a number in common.
func (b *Bits) Meets(c *Bits) bool {
	return b[0]&c[0]|b[1]&c[1]|b[2]&c[2]|b[3]&c[3] != 0
}

// Each calls fn for every number of the set, smallest first.
func (b *Bits) Each(fn func(i int)) {
	for w, v := range b {
		for v != 0 {
			fn(w<<6 + bits.TrailingZeros64(v))
			v &= v - 1
		}
	}
}
