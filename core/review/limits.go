package review

import "time"

// Limits of a review. They bound memory, not input: counts and positions go on beyond them.
const (
	arenaSize = 1 << 18 // bytes of copied text a chunk takes at a time

	lateness   = 60 * time.Second // how late an event may come and still be sorted into its place
	maxPending = 1 << 18          // events waiting for their minute to pass; beyond it the oldest go first
	silence    = time.Hour        // a group without an event for so long is closed

	maxFindings = 50_000   // groups of one review; beyond it those of a check are one
	maxTexts    = 16 << 20 // bytes of lines held by waiting events; beyond it their hashes are held alone
	maxClients  = 1 << 16  // clients at once; beyond it events in windows are held by their hashes alone
	maxLines    = 400_000  // lines of all findings kept with their hash; beyond it each keeps maxSamples
	maxHashed   = 1000     // lines of a finding kept with their hash
	maxSamples  = 10       // lines of a finding kept as text
	maxRaw      = 4096     // bytes of a line kept as text
)
