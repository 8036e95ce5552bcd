package intake

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"gatehouse/core/auditlog"
	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/review"
)

// pipeline is one import on its way. Its goroutines share nothing but channels.
type pipeline struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	wait   sync.WaitGroup

	sources []*opened
	format  auditlog.Format
	engine  *review.Engine
	staging Staging
	done    Mark // a resumed import: what is stored already
	report  job.Report

	workers int
	free    chan *chunk // chunks that nobody uses
	batches chan *Batch // batches that nobody uses
	read    chan *chunk // from the reader
	worked  chan *chunk // from the workers, in any order
	cuts    chan *cut   // from the sequencer
	sealed  chan *cut   // from the encoders, in any order
	files   []File      // filled by the reader
	past    []byte      // the reader's digest of the files it has read
	totals  totals      // filled by the sequencer
	result  *review.Result
}

// cut is a [Cut] with its place in the order of all cuts.
type cut struct {
	Cut
	seq    int
	sealed Sealed
	done   Mark
}

// totals are sums over all chunks.
type totals struct {
	lines, events, rejected uint64
	bytes                   int64
	first, last             int64
}

// newPipeline makes the channels. Their sizes bound the memory of an import.
func newPipeline(ctx context.Context, sources []*opened, engine *review.Engine, staging Staging, done Mark, report job.Report) *pipeline {
	p := &pipeline{
		sources: sources, format: sources[0].found.Format, engine: engine, staging: staging, done: done,
		report: report, workers: min(runtime.GOMAXPROCS(0), maxWorkers),
	}
	p.ctx, p.cancel = context.WithCancelCause(ctx)
	chunks := 2*p.workers + 4
	p.free = make(chan *chunk, chunks)
	for range chunks {
		p.free <- &chunk{}
	}
	p.batches = make(chan *Batch, 1024)
	p.read = make(chan *chunk, p.workers)
	p.worked = make(chan *chunk, chunks)
	p.cuts = make(chan *cut, 1)
	p.sealed = make(chan *cut, 1)
	if p.report == nil {
		p.report = func(job.Progress) {}
	}
	return p
}

// run works through all sources and returns what the review found. The staging holds the rows then.
func (p *pipeline) run() (*review.Result, error) {
	defer p.cancel(nil)
	p.start(p.readAll, func() { close(p.read) })
	var work, encode sync.WaitGroup
	for range p.workers {
		p.group(&work, p.work)
	}
	for range min(p.workers, maxEncoders) {
		p.group(&encode, p.encode)
	}
	p.start(func() error { work.Wait(); return nil }, func() { close(p.worked) })
	p.start(func() error { encode.Wait(); return nil }, func() { close(p.sealed) })
	p.start(p.sequence, func() { close(p.cuts) })
	p.start(p.write, func() {})
	p.wait.Wait()
	if err := context.Cause(p.ctx); err != nil {
		return nil, err
	}
	return p.result, nil
}

// start runs part until it ends; its error ends the import. After is called in any case.
func (p *pipeline) start(part func() error, after func()) {
	p.wait.Go(func() {
		defer after()
		p.guard(part)
	})
}

// group is start for one of several parts that end together.
func (p *pipeline) group(g *sync.WaitGroup, part func() error) {
	g.Go(func() { p.guard(part) })
}

// guard runs part and turns its error, or its panic, into the end of the import: log text is
// hostile, and a mistake of ours about one line must not take the program down.
func (p *pipeline) guard(part func() error) {
	defer func() {
		if r := recover(); r != nil {
			p.cancel(fmt.Errorf("importing: internal error: %v", r))
		}
	}()
	if err := part(); err != nil {
		p.cancel(err)
	}
}

// readAll is the reader: it fills chunks, file after file.
func (p *pipeline) readAll() error {
	var total, before int64
	for _, o := range p.sources {
		total += o.size()
	}
	seq := 0
	for i, o := range p.sources {
		in := o.in
		if in == nil {
			var err error
			if in, err = o.Source.open(p.ctx); err != nil {
				return fmt.Errorf("importing %s: %w", o.file.Name, err)
			}
		}
		in.bind(p.ctx)
		err := p.readFile(i, o, in, &seq, func() {
			p.report(job.Progress{Label: "Importing " + o.file.Name, Done: before + in.read.n.Load(), Total: total})
		})
		before += in.read.n.Load()
		if e := in.Close(); err == nil && e != nil {
			err = fault.New(fault.Invalid, "%s", reason(e))
		}
		o.in = nil
		if err != nil {
			return fmt.Errorf("importing %s: %w", o.file.Name, err)
		}
	}
	return nil
}

// readFile reads one file to its end.
func (p *pipeline) readFile(i int, o *opened, in *stream, seq *int, progress func()) error {
	c := newChunker(in, uint32(i), auditlog.MaxLine(p.format))
	c.past = p.past
	if err := c.skip(&o.file); err != nil {
		return err
	}
	for {
		var ch *chunk
		select {
		case ch = <-p.free:
		case <-p.ctx.Done():
			return nil
		}
		ch.reset()
		more, err := c.read(ch)
		if err != nil {
			return err
		}
		if !more {
			p.free <- ch
			break
		}
		if err := p.resumed(ch); err != nil {
			return err
		}
		ch.seq = *seq
		*seq++
		if !ch.stored {
			ch.batch = p.batch()
		}
		select {
		case p.read <- ch:
		case <-p.ctx.Done():
			return nil
		}
		progress()
	}
	p.past = c.digest()
	f := o.file
	f.Size, f.Lines, f.Ended, f.Head, f.Blocks = c.next, c.line-1, c.ended, c.headSum(), c.sum.Sum()
	p.files = append(p.files, f)
	return nil
}

// resumed marks a chunk whose rows an earlier run stored, and refuses a file that is not the same
// any more.
func (p *pipeline) resumed(ch *chunk) error {
	d := p.done
	switch {
	case len(d.Blocks) == 0 || ch.start.File > d.File || (ch.start.File == d.File && ch.start.Offset >= d.Offset):
		return nil
	case ch.start.File == d.File && ch.end == d.Offset && (ch.read != d.Read || string(ch.blocks) != string(d.Blocks)),
		ch.start.File == d.File && ch.end > d.Offset:
		return fault.New(fault.Conflict, "the file is not what it was when the import began; remove that import and import the file anew")
	}
	ch.stored = true
	return nil
}

// batch takes a batch that nobody uses, or makes one.
func (p *pipeline) batch() *Batch {
	select {
	case b := <-p.batches:
		b.Reset()
		return b
	default:
		return &Batch{}
	}
}

// work is one of the workers.
func (p *pipeline) work() error {
	parser, err := auditlog.NewParser(p.format)
	if err != nil {
		return err
	}
	w := &worker{parser: parser, max: auditlog.MaxLine(p.format), enricher: p.engine.Worker()}
	for ch := range p.read {
		if p.ctx.Err() != nil {
			return nil
		}
		w.work(ch)
		p.worked <- ch // never full: there are no more chunks than it holds
	}
	return nil
}

// encode is one of the encoders.
func (p *pipeline) encode() error {
	enc := p.staging.Encoder()
	for c := range p.cuts {
		sealed, err := enc.Encode(&c.Cut)
		if err != nil {
			return err
		}
		c.sealed = sealed
		for _, b := range c.Batches {
			select {
			case p.batches <- b:
			default:
			}
		}
		c.Batches, c.Rejects = nil, nil
		select {
		case p.sealed <- c:
		case <-p.ctx.Done():
			return nil
		}
	}
	return nil
}

// write is the one writer: it stores the cuts in their order.
func (p *pipeline) write() error {
	waiting := map[int]*cut{}
	next := 0
	for c := range p.sealed {
		waiting[c.seq] = c
		for c := waiting[next]; c != nil; c = waiting[next] {
			delete(waiting, next)
			next++
			if err := p.staging.Put(p.ctx, c.sealed, c.done); err != nil {
				return err
			}
		}
	}
	return nil
}
