package desk

import "sync"

// memo keeps the views of all records of a kind until one of them changes: several pages show the same
// ones, and of 100,000 keys they take longer to make than a page may take to open.
type memo[T any] struct {
	mu    sync.Mutex
	made  bool
	of    uint64 // the vault's revision of what they were made of
	views []T
}

// get returns the views as of a revision, which was read before this call. They are shared.
func (m *memo[T]) get(of uint64, views func() ([]T, error)) ([]T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made && m.of == of {
		return m.views, nil
	}
	all, err := views()
	if err != nil {
		return nil, err
	}
	m.made, m.of, m.views = true, of, all
	return all, nil
}

// forget drops the views.
func (m *memo[T]) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.made, m.views = false, nil
}
