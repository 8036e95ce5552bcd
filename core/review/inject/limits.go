package inject

// Limits of the detector. They keep the cost of a hostile line near that of a harmless one.
const (
	maxRounds = 3        // of decoding; services decode once or twice
	maxValue  = 16 << 10 // bytes of one value that are looked at
	maxValues = 256      // values of one target
	memoSize  = 1 << 10  // user agents and referers whose result is remembered; a power of two
	memoText  = 512      // bytes of the longest of them
)
