package intake

// sequence is the sequencer: it sees the chunks in the order of the input, gives their rows to the
// review and collects their columns into cuts.
func (p *pipeline) sequence() error {
	var (
		seq     = p.engine.Sequencer()
		waiting = map[int]*chunk{}
		next    = 0
		c       = &collector{p: p, segment: p.done.Segments, reject: p.done.Rejects}
	)
	for ch := range p.worked {
		waiting[ch.seq] = ch
		for ch := waiting[next]; ch != nil; ch = waiting[next] {
			delete(waiting, next)
			next++
			seq.Add(ch.rows.Rows)
			p.totals.add(ch)
			if !ch.stored && !c.add(ch) {
				return nil // the import has ended
			}
			ch.batch = nil
			p.free <- ch // never full: there are no more chunks than it holds
		}
	}
	if p.ctx.Err() != nil || !c.flush() {
		return nil
	}
	p.result = seq.Finish()
	return nil
}

// add sums up a chunk.
func (t *totals) add(ch *chunk) {
	t.lines += ch.lines
	t.events += uint64(len(ch.rows.Rows))
	t.rejected += uint64(len(ch.rejects))
	t.bytes += ch.end - ch.start.Offset
	if ch.last != 0 || ch.first != 0 {
		if t.first == 0 || ch.first < t.first {
			t.first = ch.first
		}
		t.last = max(t.last, ch.last)
	}
}

// collector gathers the columns of chunks into cuts.
type collector struct {
	p               *pipeline
	seq             int
	segment, reject int // numbers of the next rows
	rows            int
	cut             Cut
	done            Mark
}

// add takes a chunk's columns and rejected lines; a full cut goes to the encoders first. It reports
// false when the import has ended.
func (c *collector) add(ch *chunk) bool {
	if c.rows+ch.batch.N > cutRows && c.rows > 0 || len(c.cut.Rejects) >= cutRejects {
		if !c.flush() {
			return false
		}
	}
	if ch.batch.N > 0 {
		c.cut.Batches = append(c.cut.Batches, ch.batch)
		c.rows += ch.batch.N
	}
	c.cut.Rejects = append(c.cut.Rejects, ch.rejects...)
	c.done = Mark{File: ch.start.File, Offset: ch.end, Read: ch.read, Blocks: ch.blocks}
	return true
}

// flush sends what was collected to the encoders.
func (c *collector) flush() bool {
	if c.rows == 0 && len(c.cut.Rejects) == 0 {
		return true
	}
	c.cut.Segment, c.cut.Reject = c.segment, c.reject
	if c.rows > 0 {
		c.segment++
	}
	if len(c.cut.Rejects) > 0 {
		c.reject++
	}
	c.done.Segments, c.done.Rejects = c.segment, c.reject
	next := &cut{Cut: c.cut, seq: c.seq, done: c.done}
	c.seq++
	c.cut, c.rows = Cut{}, 0
	select {
	case c.p.cuts <- next:
		return true
	case <-c.p.ctx.Done():
		return false
	}
}
