package journal

// Limits. Each bounds what a damaged or hostile file can make us do.
const (
	maxActor      = 64       // ids have 26 characters
	maxSealed     = 64 << 20 // a body that lists 1,000 touched rows has 0.2 MB
	maxCheckpoint = 4 << 10  // two signature lines have 0.4 kB
	maxFlaws      = 100      // listed in a report; further ones are counted
	maxGap        = 1000     // missing entries to step over before giving up

	// TouchedLimit is the number of touched rows that a body lists; above it, it holds the digest
	// of the list (see TouchedParts).
	TouchedLimit = 1000

	// NoteLimit is the size in bytes of a sealed note made while the vault was locked.
	NoteLimit = 4 << 10
)
