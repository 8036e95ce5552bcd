package bundle

// What a reader accepts. A bundle of 250,000 keys, the supported limit, has 11 MB packed and 50 MB
// unpacked in some 270 files; each limit leaves a generous factor above that.
const (
	maxPacked   = 128 << 20 // bytes of the file
	maxUnpacked = 768 << 20 // bytes of the tar
	maxFiles    = 4096      // files in the tar
	maxName     = 99        // bytes of a file's name: what a ustar header holds without a prefix
	maxDepth    = 16        // nesting of a JSON document

	// A bomb is refused by its ratio before it is large: JSON of digests packs about 4 : 1, the
	// padding of small files in a tar up to 60 : 1.
	maxRatio = 100
	ratioOff = 1 << 20 // bytes unpacked below which the ratio says nothing

	maxSignature = 4 << 20 // bytes of .signatures.json: about 150 for each file
)
