package journal

import (
	"runtime"
	"sync"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// job is one entry's signature to check, and its checkpoint's where that is wanted.
type job struct {
	seq   uint64
	vault roster.VaultID
	pub   []byte
	msg   []byte // see Entry.signed: the body is in it by its digest only
	sig   []byte
	note  func() error // verifies the checkpoint; nil = not
}

// crew checks signatures on all processors while the walk over the journal goes on.
type crew struct {
	batch []job
	jobs  chan []job
	wg    sync.WaitGroup
	mu    sync.Mutex
	bad   []badSig
}

// badSig is a signature that does not verify.
type badSig struct {
	seq  uint64
	what string
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
			switch {
			case !seal.Verified(j.pub, seal.SigEntry, j.vault[:], j.msg, j.sig):
				c.add(j.seq, "its signature does not verify")
			case j.note != nil && j.note() != nil:
				c.add(j.seq, notSigned)
			}
		}
	}
}

// notSigned is what is wrong with a checkpoint whose text is right.
const notSigned = "its checkpoint is not signed by the vault's log key and the entry's actor"

// add notes a signature that does not verify.
func (c *crew) add(seq uint64, what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bad = append(c.bad, badSig{seq, what})
}

// check hands in a signature.
func (c *crew) check(j job) {
	c.batch = append(c.batch, j)
	if len(c.batch) == batchSize {
		c.jobs <- c.batch
		c.batch = nil
	}
}

// wait returns the signatures that do not verify.
func (c *crew) wait() []badSig {
	if len(c.batch) > 0 {
		c.jobs <- c.batch
	}
	close(c.jobs)
	c.wg.Wait()
	return c.bad
}
