package intake

import (
	"errors"

	"gatehouse/core/auditlog"
	"gatehouse/core/review"
)

// Enricher is the parallel half of a review; [review.Worker] is one.
type Enricher interface {
	Enrich(ev *auditlog.Event, raw []byte, at review.Position, chunk *review.Chunk)
}

// Sequencer is the half of a review that needs order; [review.Sequencer] is one.
type Sequencer interface {
	Add(rows []review.Row)
	Finish() *review.Result
}

// worker turns the text of chunks into rows, columns and rejected lines.
type worker struct {
	parser   auditlog.Parser
	max      int
	enricher Enricher
	event    auditlog.Event
}

// work handles every line of a chunk.
func (w *worker) work(ch *chunk) {
	at, rest := ch.start, ch.text
	for len(rest) > 0 {
		line, next := auditlog.CutLine(rest)
		w.line(ch, line, at)
		at.Line++
		at.Offset += int64(len(rest) - len(next))
		rest = next
	}
}

// line handles one line.
func (w *worker) line(ch *chunk, line []byte, at review.Position) {
	err := error(auditlog.RejectTooLong)
	if len(line) <= w.max {
		err = w.parser.Parse(line, &w.event)
	}
	if err != nil {
		ch.reject(line, at, err)
		return
	}
	ev := &w.event
	if ch.first == 0 || ev.Time < ch.first {
		ch.first = ev.Time
	}
	ch.last = max(ch.last, ev.Time)
	if ch.batch != nil {
		ch.batch.Add(ev, at)
	}
	w.enricher.Enrich(ev, line, at, &ch.rows)
}

// reject keeps a line that is no event.
func (c *chunk) reject(line []byte, at review.Position, err error) {
	why := auditlog.RejectShape
	errors.As(err, &why)
	c.rejects = append(c.rejects, Reject{
		At: at, Reason: why, Sum: auditlog.LineSum(line), Text: append([]byte(nil), line[:min(len(line), rejectText)]...),
	})
}
