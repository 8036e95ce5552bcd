package sigma

// Limits of a check file. They are far above what a person writes and keep a hostile file cheap.
const (
	MaxFile   = 1 << 20 // bytes; the largest public rules have 100 KiB
	MaxDepth  = 32      // levels of YAML, and of parentheses in a condition
	MaxValues = 10_000  // values of all selections of one rule
	MaxRules  = 64      // documents of one file
)
