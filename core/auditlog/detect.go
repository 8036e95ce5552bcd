package auditlog

import "gatehouse/core/fault"

// Detection is what a log was found to be.
type Detection struct {
	Format     Format
	Profile    Profile
	Confidence float64 // the share of the sampled lines that parse, 0 to 1
	Sampled    int     // lines looked at
	Matched    int     // lines that parse
}

// Detect finds out what log head, the first up to [HeadSize] bytes of a stream, is of. What no
// format reads a single line of is an error of kind [fault.Invalid] that says what it looks like.
func Detect(head []byte) (Detection, error) {
	return Detection{}, fault.New(fault.Invalid, "not a log that this version reads")
}
