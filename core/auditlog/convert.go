package auditlog

import (
	"context"
	"io"
)

// Converted counts what [Convert] did.
type Converted struct {
	Lines    uint64 // all lines
	Events   uint64
	Rejected uint64
}

// convertBuffer is how much is collected before it is written, always whole lines.
const convertBuffer = 256 << 10

// Convert writes each line of in as one line of JSON: an event in ECS names, or what is wrong with
// the line. It ends early, between two lines, when ctx does.
func Convert(ctx context.Context, in io.Reader, f Format, w io.Writer) (Converted, error) {
	var done Converted
	parser, err := NewParser(f)
	if err != nil {
		return done, err
	}
	var (
		e     Event
		out   = make([]byte, 0, convertBuffer+MaxTextLine)
		lines = NewScanner(in, MaxLine(f))
	)
	for lines.Next() {
		line := lines.Line()
		done.Lines++
		reason := error(RejectTooLong)
		if !line.TooLong {
			reason = parser.Parse(line.Text, &e)
		}
		if reason != nil {
			done.Rejected++
			out = AppendECSError(out, line.Text, line.Offset, reason)
		} else {
			done.Events++
			out = AppendECS(out, &e, line.Offset)
		}
		if out = append(out, '\n'); len(out) < convertBuffer {
			continue
		}
		if err := ctx.Err(); err != nil {
			return done, err
		}
		if _, err := w.Write(out); err != nil {
			return done, err
		}
		out = out[:0]
	}
	if _, err := w.Write(out); err != nil {
		return done, err
	}
	return done, lines.Err()
}
