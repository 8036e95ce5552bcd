package catalog

// The limits of an OpenAPI document.
const (
	// MaxDocument is its size in bytes. The largest public ones have some 12 MB.
	MaxDocument = 32 << 20

	// MaxOperations is how many paths and methods it may have, ten times those of a large company's API.
	MaxOperations = 10_000

	// MaxProblems is how many problems are listed; nobody reads more.
	MaxProblems = 1_000

	// maxMarks bounds the memory of reading: about 200 bytes a mark. A document of 12 MB has 1.2 million.
	maxMarks = 2_000_000

	// maxStatements bounds what comes out, where few lines are referred to from everywhere.
	maxStatements = 300_000

	// maxHops bounds a chain of references, so that a circle of them ends.
	maxHops = 16

	// maxDepth bounds nesting.
	maxDepth = 200

	// manyMembers is from where on a map is made of a mapping, for looking up.
	manyMembers = 16
)
