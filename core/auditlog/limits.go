package auditlog

// The limits of this package. None of them bounds a file: an import streams, whatever its size.
const (
	// MaxTextLine is the longest line of a text format. nginx and Apache accept headers of 8 KiB
	// each by default and escape a byte as four, so an honest line stays below this.
	MaxTextLine = 64 << 10

	// MaxJSONLine is the longest line of a JSON format; larger gateways log whole headers.
	MaxJSONLine = 1 << 20

	// HeadSize is how much of a stream [Detect] wants to see, more than the longest line, and
	// DetectLines how many lines of it it parses: enough to tell what a file is when its first lines
	// are start-up noise.
	HeadSize    = MaxJSONLine + 64<<10
	DetectLines = 1000

	// maxZstdWindow bounds the memory that one zstd frame may ask for (RFC 8878 §3.1.1.1.2 allows
	// far more); `zstd --long=26` stays within it.
	maxZstdWindow = 64 << 20

	// firstYear and lastYear bound the times that are believed; RFC 3339 ends with year 9999.
	firstYear = 1970
	lastYear  = 9998
)
