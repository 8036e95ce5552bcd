package policy

// roleSets holds sets of roles as bits, each different set once. Set 0 is empty.
type roleSets struct {
	words int
	bits  []uint64
	known map[string]uint32
}

func newRoleSets(roles int) *roleSets {
	words := max(1, (roles+63)/64)
	return &roleSets{words: words, bits: make([]uint64, words), known: map[string]uint32{string(make([]byte, 8*words)): 0}}
}

// intern returns the number of a set.
func (s *roleSets) intern(set []uint64) uint32 {
	key := make([]byte, 0, 8*s.words)
	for _, w := range set {
		key = append(key, byte(w), byte(w>>8), byte(w>>16), byte(w>>24), byte(w>>32), byte(w>>40), byte(w>>48), byte(w>>56))
	}
	if n, ok := s.known[string(key)]; ok {
		return n
	}
	n := uint32(len(s.bits) / s.words)
	s.bits = append(s.bits, set...)
	s.known[string(key)] = n
	return n
}

// meet reports whether two sets have a role in common.
func (s *roleSets) meet(a, b uint32) bool {
	if s.words == 1 {
		return s.bits[a]&s.bits[b] != 0
	}
	x, y := s.bits[int(a)*s.words:], s.bits[int(b)*s.words:]
	for i := range s.words {
		if x[i]&y[i] != 0 {
			return true
		}
	}
	return false
}

// has reports whether a set holds a role.
func (s *roleSets) has(set uint32, role int) bool {
	return s.bits[int(set)*s.words+role/64]&(1<<(role%64)) != 0
}
