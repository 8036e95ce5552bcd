package demo

import (
	"os"
	"path/filepath"
	"strings"
)

// made are the files that a demo makes.
var made = []string{"halden*", "access.log", "planted.json", "password.txt", "review.html"}

// present returns the first of those files that is in dir.
func present(dir string) (name string) {
	for _, pattern := range made {
		if found, _ := filepath.Glob(filepath.Join(literally(dir), pattern)); len(found) > 0 {
			return found[0]
		}
	}
	return ""
}

// sweep removes what a demo made that did not come to its end. None of it was there before.
func (p *play) sweep() {
	for name := present(p.Dir); name != ""; name = present(p.Dir) {
		if os.Remove(name) != nil {
			return
		}
	}
}

// literally makes a path match itself as a pattern.
func literally(path string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(path)
}
