package lock

import (
	"crypto/sha256"
	"time"

	"gatehouse/ui/runner"
)

// ClearAfter is how long a secret stays on the clipboard.
const ClearAfter = 20 * time.Second

// Board is the system's clipboard.
type Board interface {
	Content() string
	SetContent(string)
}

// Clipboard puts secrets on the clipboard and takes them back. It keeps only the digest of what it
// put there, and clears nothing that somebody else put there since.
type Clipboard struct {
	OnChange func() // the countdown moved

	run   runner.Runner
	board Board
	mine  [32]byte
	until time.Time
	stop  func()
}

// NewClipboard makes a guard over the system's clipboard.
func NewClipboard(run runner.Runner, board Board) *Clipboard {
	return &Clipboard{run: run, board: board}
}

// Copy puts a secret on the clipboard for a while.
func (c *Clipboard) Copy(secret string) {
	c.board.SetContent(secret)
	c.mine = sha256.Sum256([]byte(secret))
	c.until = c.run.Now().Add(ClearAfter)
	c.tick()
}

// tick counts down.
func (c *Clipboard) tick() {
	if c.stop != nil {
		c.stop()
	}
	c.stop = c.run.After(time.Second, func() {
		if c.Left() <= 0 {
			c.Clear()
			return
		}
		c.tick()
	})
	c.changed()
}

// Left is how long the secret stays; 0 when none is there.
func (c *Clipboard) Left() time.Duration {
	if c.until.IsZero() {
		return 0
	}
	return max(0, c.until.Sub(c.run.Now()))
}

// Clear takes the secret back now, if it is still ours; at the latest when the vault is locked or
// the program ends.
func (c *Clipboard) Clear() {
	if c.until.IsZero() {
		return
	}
	if c.stop != nil {
		c.stop()
		c.stop = nil
	}
	if sha256.Sum256([]byte(c.board.Content())) == c.mine {
		c.board.SetContent("")
	}
	c.until, c.mine = time.Time{}, [32]byte{}
	c.changed()
}

func (c *Clipboard) changed() {
	if c.OnChange != nil {
		c.OnChange()
	}
}
