package intake

import (
	"gatehouse/core/auditlog"
	"gatehouse/core/review"
)

// Text is one column of text: the values run together, and where each ends. A column without a
// value has no ends at all.
type Text struct {
	Bytes []byte
	Ends  []uint32
}

// add stores the value of row n.
func (t *Text) add(n int, value []byte) {
	if len(value) == 0 {
		if len(t.Ends) > 0 {
			t.Ends = append(t.Ends, uint32(len(t.Bytes)))
		}
		return
	}
	if len(t.Ends) < n { // the first value of the column
		t.Ends = append(t.Ends, make([]uint32, n-len(t.Ends))...)
	}
	t.Bytes = append(t.Bytes, value...)
	t.Ends = append(t.Ends, uint32(len(t.Bytes)))
}

func (t *Text) reset() { t.Bytes, t.Ends = t.Bytes[:0], t.Ends[:0] }

// TextFields are the fields of the columns in [Batch.Text], in their order.
var TextFields = [...]auditlog.Field{
	auditlog.FieldSource, auditlog.FieldForwarded, auditlog.FieldUser, auditlog.FieldMethod,
	auditlog.FieldTarget, auditlog.FieldProto, auditlog.FieldHost, auditlog.FieldReferer,
	auditlog.FieldUserAgent, auditlog.FieldScheme, auditlog.FieldTLS, auditlog.FieldCipher,
	auditlog.FieldRequestID, auditlog.FieldPrincipal, auditlog.FieldKey, auditlog.FieldReason,
	auditlog.FieldRevision,
}

// texts returns the text fields of an event in the order of [TextFields].
func texts(e *auditlog.Event) [len(TextFields)]*[]byte {
	return [...]*[]byte{
		&e.Source, &e.Forwarded, &e.User, &e.Method, &e.Target, &e.Proto, &e.Host, &e.Referer,
		&e.UserAgent, &e.Scheme, &e.TLS, &e.Cipher, &e.RequestID, &e.Principal, &e.Key, &e.Reason,
		&e.Revision,
	}
}

// Texts gives a store that reads columns back the places of an event's text, in the order of
// [TextFields].
func Texts(e *auditlog.Event) [len(TextFields)]*[]byte { return texts(e) }

// Batch is some events as columns: what a segment is encoded from. It holds what the log said and
// where; what a review makes of it is not stored, so that a later review may see it otherwise.
type Batch struct {
	N                                      int
	Time                                   []int64
	Nanos                                  []int32
	Has, Carried                           []int32
	Status, Upstream                       []int32
	BytesIn, BytesOut, BytesSent, Duration []int64
	File                                   []int32
	Line, Offset                           []int64
	Text                                   [len(TextFields)]Text
}

// Add appends an event and copies its text.
func (b *Batch) Add(e *auditlog.Event, at review.Position) {
	n := b.N
	b.Time = append(b.Time, e.Time)
	b.Nanos = append(b.Nanos, e.Nanos)
	b.Has = append(b.Has, int32(e.Has))
	b.Carried = append(b.Carried, int32(e.Carried))
	b.Status = append(b.Status, int32(e.Status))
	b.Upstream = append(b.Upstream, int32(e.UpstreamStatus))
	b.BytesIn = append(b.BytesIn, e.BytesIn)
	b.BytesOut = append(b.BytesOut, e.BytesOut)
	b.BytesSent = append(b.BytesSent, e.BytesSent)
	b.Duration = append(b.Duration, e.Duration)
	b.File = append(b.File, int32(at.File))
	b.Line = append(b.Line, int64(at.Line))
	b.Offset = append(b.Offset, at.Offset)
	for i, field := range texts(e) {
		b.Text[i].add(n, *field)
	}
	b.N = n + 1
}

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.N = 0
	b.Time, b.Nanos, b.Has, b.Carried = b.Time[:0], b.Nanos[:0], b.Has[:0], b.Carried[:0]
	b.Status, b.Upstream = b.Status[:0], b.Upstream[:0]
	b.BytesIn, b.BytesOut, b.BytesSent, b.Duration = b.BytesIn[:0], b.BytesOut[:0], b.BytesSent[:0], b.Duration[:0]
	b.File, b.Line, b.Offset = b.File[:0], b.Line[:0], b.Offset[:0]
	for i := range b.Text {
		b.Text[i].reset()
	}
}
