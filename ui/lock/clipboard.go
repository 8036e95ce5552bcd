package lock

import (
	"crypto/sha256"
	"time"

	"gatehouse/ui/runner"
)

// ClearAfter is how long a secret stays on the clipboard, unless one chooses otherwise.
const ClearAfter = 10 * time.Second

// Board is the system's clipboard.
type Board interface {
	Content() string
	SetContent(string)
}

// Clipboard puts secrets on the clipboard and takes them back. It keeps only the digest of what it
// put there, and clears nothing that somebody else put there since.
//
// Some desktops (Wayland's) let a program neither read nor change the clipboard while its window
// has no focus. A secret that could not be taken back is pending; [Clipboard.Retry] tries again
// when the window has the focus.
type Clipboard struct {
	OnChange func()        // the countdown moved, or a secret became or ceased to be pending
	After    time.Duration // how long the next secret stays; 0 = ClearAfter

	run     runner.Runner
	board   Board
	mine    [32]byte
	until   time.Time
	pending bool
	stop    func()
}

// NewClipboard makes a guard over the system's clipboard.
func NewClipboard(run runner.Runner, board Board) *Clipboard {
	return &Clipboard{run: run, board: board}
}

// Copy puts a secret on the clipboard for a while.
func (c *Clipboard) Copy(secret string) {
	after := c.After
	if after <= 0 {
		after = ClearAfter
	}
	c.board.SetContent(secret)
	c.mine, c.pending = sha256.Sum256([]byte(secret)), false
	c.until = c.run.Now().Add(after)
	c.tick()
}

// tick counts down.
func (c *Clipboard) tick() {
	c.rest()
	c.stop = c.run.After(time.Second, func() {
		if c.Left() <= 0 {
			c.Clear()
			return
		}
		c.tick()
	})
	c.changed()
}

// rest ends the countdown's timer.
func (c *Clipboard) rest() {
	if c.stop != nil {
		c.stop()
		c.stop = nil
	}
}

// Left is how long the secret stays; 0 when none is there or it is pending.
func (c *Clipboard) Left() time.Duration {
	if c.until.IsZero() {
		return 0
	}
	return max(0, c.until.Sub(c.run.Now()))
}

// Pending reports whether a secret whose time is over may still be on the clipboard.
func (c *Clipboard) Pending() bool { return c.pending }

// Clear takes the secret back now, if it is still ours; at the latest when the vault is locked or
// the program ends. Without a secret it does nothing.
func (c *Clipboard) Clear() {
	if c.until.IsZero() && !c.pending {
		return
	}
	c.rest()
	c.until, c.pending = time.Time{}, !c.take()
	if !c.pending {
		c.mine = [32]byte{}
	}
	c.changed()
}

// Retry takes a pending secret back; call it whenever the window gets the focus.
func (c *Clipboard) Retry() {
	if c.pending {
		c.Clear()
	}
}

// take clears the clipboard if it is ours, and reports whether the secret is surely gone. A
// clipboard that reads as empty is not proof: that is what one sees without the focus. Once the
// window has the focus, what was written is read back.
func (c *Clipboard) take() bool {
	switch now := c.board.Content(); {
	case now == "" && !c.pending:
		return false
	case now != "" && sha256.Sum256([]byte(now)) != c.mine:
		return true // somebody else's
	}
	c.board.SetContent("")
	return c.board.Content() == ""
}

func (c *Clipboard) changed() {
	if c.OnChange != nil {
		c.OnChange()
	}
}
