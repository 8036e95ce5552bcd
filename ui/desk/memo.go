package desk

import "sync"

// memo keeps one thing that was made of the vault until the vault is another: several pages show the
// same views, and of 100,000 keys they take longer to make than a page may take to open.
type memo[K comparable, V any] struct {
	mu   sync.Mutex
	made bool
	of   K
	v    V
}

// get returns what make makes of a state of the vault, which was read before this call. It is shared.
func (m *memo[K, V]) get(of K, make func() (V, error)) (V, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made && m.of == of {
		return m.v, nil
	}
	v, err := make()
	if err == nil {
		m.made, m.of, m.v = true, of, v
	}
	return v, err
}

// forget drops it.
func (m *memo[K, V]) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	var none V
	m.made, m.v = false, none
}
