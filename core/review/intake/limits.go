package intake

// Limits of an import. They bound memory, never the input.
const (
	// chunkSize is what a worker takes at a time: about a thousand lines, which with their rows fit
	// into a core's second-level cache. A line longer than a chunk makes its chunk longer.
	chunkSize = 256 << 10

	// chunkLines is the most lines in a chunk: rows and rejected lines take far more memory than a
	// line of one byte.
	chunkLines = 8_192

	// cutRows is the most events a segment holds. A segment ends where a chunk ends, so that an
	// import can go on from there.
	cutRows = 65_536

	// maxWorkers and maxEncoders bound what is in flight: a chunk with its rows takes about 2 MiB, a
	// segment's columns about 25. One sequencer keeps no more than this many workers busy, and
	// encoding is a sixth of the work.
	maxWorkers  = 8
	maxEncoders = 3

	// cutRejects is how many rejected lines are written at the latest, when events are few.
	cutRejects = 4_096

	// rejectText is how much of a rejected line is kept; its hash is of the whole line.
	rejectText = 1 << 10

	// blockSize is the unit in which the content of a file is recognised.
	blockSize = 64 << 10

	// spare is the space that must be free on the evidence file's disk beyond an eighth of the
	// input, which is about what sealed columns take.
	spare = 64 << 20
)
