package leak

// SetChunk makes the scanner read n bytes at once, so that a test meets the places where parts meet.
func (s *Scanner) SetChunk(n int) { s.buf = make([]byte, n) }

// Tail is how much of a part is carried over to the next.
const Tail = tail
