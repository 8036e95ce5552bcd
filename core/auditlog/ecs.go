package auditlog

// AppendECS appends e as one flat JSON object in the names of the Elastic Common Schema, without a
// line end; absent fields are absent. offset is the line's, in the decompressed stream.
func AppendECS(dst []byte, e *Event, offset int64) []byte { return dst }

// AppendECSError appends the object for a line that is not an event.
func AppendECSError(dst []byte, line []byte, offset int64, reason error) []byte { return dst }

// Unescape appends text with the escapes of nginx and Apache (\xHH, \", \\, \n …) undone; what is
// no escape stays as it is. The result is hostile bytes, for matching only.
func Unescape(dst, text []byte) []byte { return append(dst, text...) }
