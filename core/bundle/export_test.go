package bundle

// Text returns everything that is in a bundle, for tests that look for what must not be there.
func Text(b Bundle) string {
	var all []byte
	for _, f := range b.files {
		all = append(append(all, f.name...), f.body...)
	}
	return string(all)
}
