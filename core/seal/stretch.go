package seal

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Params is the cost of [Stretch]: Argon2id version 1.3.
type Params struct {
	MiB     uint32 // memory
	Time    uint32 // passes
	Threads uint8
}

// Costs. The default is 0.6 s on two cores of 2026 (RFC 9106 §4 asks for less); the floor keeps an
// edited file from making guesses cheap, the ceiling keeps it from taking the machine down.
var (
	usual   = Params{256, 3, 4}
	floor   = Params{64, 3, 4}
	ceiling = Params{1024, 20, 16}
	cheap   = Params{1, 1, 1}
)

// MaxPassword is the longest password in bytes.
const MaxPassword = 1024

// SaltSize is the size of a salt for [Stretch].
const SaltSize = 16

// ErrParams says that a cost is outside what is accepted.
var ErrParams = errors.New("seal: the cost of the password is outside of what is safe")

var cheapened atomic.Bool

// CheapForTests lowers the floor and the default cost to one MiB and one pass, for the whole
// process. It panics outside of a test binary.
func CheapForTests() {
	if !testing.Testing() {
		panic("seal: CheapForTests outside of a test")
	}
	cheapened.Store(true)
}

// DefaultParams returns the cost for new slots that were not calibrated.
func DefaultParams() Params {
	if cheapened.Load() {
		return cheap
	}
	return usual
}

// Check returns [ErrParams] when p lies below the floor or above the ceiling.
func (p Params) Check() error {
	low := floor
	if cheapened.Load() {
		low = cheap
	}
	if p.MiB < low.MiB || p.Time < low.Time || p.Threads < low.Threads ||
		p.MiB > ceiling.MiB || p.Time > ceiling.Time || p.Threads > ceiling.Threads {
		return ErrParams
	}
	return nil
}

// Stretch makes 32 bytes out of a password, slowly. The password is taken in Unicode form NFC, so
// that it does not matter how a keyboard composes its accents. The cost is checked before any
// memory is taken.
func Stretch(password, salt []byte, p Params) (Secret, error) {
	if err := p.Check(); err != nil {
		return Secret{}, err
	}
	switch {
	case len(password) == 0:
		return Secret{}, errors.New("seal: the password is empty")
	case len(password) > MaxPassword:
		return Secret{}, fmt.Errorf("seal: the password is longer than %d bytes", MaxPassword)
	case !utf8.Valid(password):
		return Secret{}, errors.New("seal: the password is not text in UTF-8")
	case len(salt) != SaltSize:
		return Secret{}, fmt.Errorf("seal: a salt has %d bytes", SaltSize)
	}
	text := norm.NFC.Append(nil, password...) // a copy: Bytes may return its input
	defer clear(text)
	return Secret{idKey(text, salt, p)}, nil
}

// Calibrate returns a cost that takes between half of target and target on this machine, within
// floor and ceiling. It starts from the default, halves the memory while that is too slow, and adds
// passes while it is too fast. It takes a few times target to run.
func Calibrate(target time.Duration) Params { return calibrate(target, measure) }

// measure returns how long one stretching takes.
func measure(p Params) time.Duration {
	start := time.Now()
	idKey([]byte("how fast is this machine"), make([]byte, SaltSize), p)
	return time.Since(start)
}

// idKey runs Argon2id and gives its memory back at once: the collector would otherwise let the heap
// grow to twice the 256 MiB before it looks, and an import after a log-in would stand on top of it.
func idKey(text, salt []byte, p Params) []byte {
	key := argon2.IDKey(text, salt, p.Time, p.MiB*1024, p.Threads, KeySize)
	if p.MiB >= floor.MiB {
		debug.FreeOSMemory()
	}
	return key
}

func calibrate(target time.Duration, cost func(Params) time.Duration) Params {
	p := DefaultParams()
	if cheapened.Load() {
		return p
	}
	took := cost(p)
	for took > target && p.MiB/2 >= floor.MiB {
		p.MiB /= 2
		took = cost(p)
	}
	if took < target/2 && took > 0 {
		// Passes cost the same each, so that one multiplication is near enough.
		p.Time = min(ceiling.Time, max(p.Time, uint32(time.Duration(p.Time)*target*3/4/took)))
	}
	return p
}
