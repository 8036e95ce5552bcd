package inject

// Class is a set of kinds of injection.
type Class uint8

// The kinds.
const (
	SQL       Class = 1 << iota // INJ-01
	Traversal                   // INJ-03: leaving a folder, or naming a sensitive file
)

var classNames = [...]string{"sqli", "traversal"}

// Names returns the names of the kinds in c, as checks use them in gh.inject.class.
func (c Class) Names() []string {
	var names []string
	for i, n := range classNames {
		if c&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return names
}

// ClassOf returns the kind of a name, 0 when there is none.
func ClassOf(name string) Class {
	for i, n := range classNames {
		if n == name {
			return 1 << i
		}
	}
	return 0
}
