package journal

import (
	"runtime"
	"sync"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// job is one signature to check.
type job struct {
	seq   uint64
	vault roster.VaultID
	pub   []byte
	msg   []byte // see Entry.signed: the body is in it by its digest only
	sig   []byte
}

// crew checks signatures on all processors while the walk over the journal goes on.
type crew struct {
	batch []job
	jobs  chan []job
	wg    sync.WaitGroup
	mu    sync.Mutex
	bad   []uint64
}

// batchSize keeps the channel cheap: 64 signatures are 3 ms of work.
const batchSize = 64

func newCrew() *crew {
	c := &crew{jobs: make(chan []job, runtime.GOMAXPROCS(0))}
	for range runtime.GOMAXPROCS(0) {
		c.wg.Go(c.work)
	}
	return c
}

// work checks batches until there are no more.
func (c *crew) work() {
	for batch := range c.jobs {
		for _, j := range batch {
			if !seal.Verified(j.pub, seal.SigEntry, j.vault[:], j.msg, j.sig) {
				c.mu.Lock()
				c.bad = append(c.bad, j.seq)
				c.mu.Unlock()
			}
		}
	}
}

// check hands in a signature.
func (c *crew) check(j job) {
	c.batch = append(c.batch, j)
	if len(c.batch) == batchSize {
		c.jobs <- c.batch
		c.batch = nil
	}
}

// wait returns the numbers of the entries whose signatures do not verify.
func (c *crew) wait() []uint64 {
	if len(c.batch) > 0 {
		c.jobs <- c.batch
	}
	close(c.jobs)
	c.wg.Wait()
	return c.bad
}
