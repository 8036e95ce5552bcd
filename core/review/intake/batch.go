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

// add stores the value of row n. Most columns of most formats are empty: that costs two comparisons.
func (t *Text) add(n int, value []byte) {
	if len(value) > 0 || len(t.Ends) > 0 {
		t.put(n, value)
	}
}

func (t *Text) put(n int, value []byte) {
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

// Texts gives a store that reads columns back the places of an event's text, in the order of
// [TextFields].
func Texts(e *auditlog.Event) [len(TextFields)]*[]byte {
	return [...]*[]byte{
		&e.Source, &e.Forwarded, &e.User, &e.Method, &e.Target, &e.Proto, &e.Host, &e.Referer,
		&e.UserAgent, &e.Scheme, &e.TLS, &e.Cipher, &e.RequestID, &e.Principal, &e.Key, &e.Reason,
		&e.Revision,
	}
}

// Batch is some events as columns: what a segment is encoded from. It holds what the log said and
// where; what a review makes of it is not stored, so that a later review may see it otherwise. The
// first N values of the columns of numbers count.
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
	if n == len(b.Time) {
		b.grow()
	}
	b.Time[n], b.Nanos[n], b.Has[n], b.Carried[n] = e.Time, e.Nanos, int32(e.Has), int32(e.Carried)
	b.Status[n], b.Upstream[n] = int32(e.Status), int32(e.UpstreamStatus)
	b.BytesIn[n], b.BytesOut[n], b.BytesSent[n], b.Duration[n] = e.BytesIn, e.BytesOut, e.BytesSent, e.Duration
	b.File[n], b.Line[n], b.Offset[n] = int32(at.File), int64(at.Line), at.Offset
	t := &b.Text
	t[0].add(n, e.Source)
	t[1].add(n, e.Forwarded)
	t[2].add(n, e.User)
	t[3].add(n, e.Method)
	t[4].add(n, e.Target)
	t[5].add(n, e.Proto)
	t[6].add(n, e.Host)
	t[7].add(n, e.Referer)
	t[8].add(n, e.UserAgent)
	t[9].add(n, e.Scheme)
	t[10].add(n, e.TLS)
	t[11].add(n, e.Cipher)
	t[12].add(n, e.RequestID)
	t[13].add(n, e.Principal)
	t[14].add(n, e.Key)
	t[15].add(n, e.Reason)
	t[16].add(n, e.Revision)
	b.N = n + 1
}

// batchRows is by how many rows a batch grows: a chunk of usual lines.
const batchRows = 2_048

// grow makes room for more rows in the columns of numbers.
func (b *Batch) grow() {
	for _, c := range []*[]int64{&b.Time, &b.BytesIn, &b.BytesOut, &b.BytesSent, &b.Duration, &b.Line, &b.Offset} {
		*c = append(*c, make([]int64, batchRows)...)
	}
	for _, c := range []*[]int32{&b.Nanos, &b.Has, &b.Carried, &b.Status, &b.Upstream, &b.File} {
		*c = append(*c, make([]int32, batchRows)...)
	}
}

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.N = 0
	for i := range b.Text {
		b.Text[i].reset()
	}
}
