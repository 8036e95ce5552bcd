package assets

import (
	_ "embed"
	"strings"
)

//go:embed words.txt
var words string

// Words are plain English words of three to seven letters, sorted, each once: what passwords are
// made of that people have to type. The list is our own and free for any use.
func Words() []string { return strings.Fields(words) }
