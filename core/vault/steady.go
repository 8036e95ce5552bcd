package vault

import (
	"context"

	"gatehouse/core/fault"
)

// steadyTries is how often a reading begins again because the vault was changed while it ran.
const steadyTries = 5

// Steady loads the vault and gives it to fn, again if entries were written while fn ran: what was
// loaded and the journal are read in several transactions, since one would keep the program that
// holds the vault waiting all along, and a mixture of before and after looks like damage. Busy when
// the vault does not stop changing.
func Steady(ctx context.Context, store Store, fn func(Image) error) error {
	for try := 1; ; try++ {
		img, err := store.Load(ctx)
		if err != nil {
			return err
		}
		err = fn(img)
		switch {
		case ctx.Err() != nil || !grown(ctx, store, img):
			return err
		case try == steadyTries:
			return fault.New(fault.Busy, "another program keeps changing the vault; try again when it is done")
		}
	}
}

// grown reports whether there are entries after the newest one that was loaded.
func grown(ctx context.Context, store Store, img Image) bool {
	next := uint64(0)
	if img.Last != nil {
		next = img.Last.Seq + 1
	}
	for _, err := range store.Journal(ctx, next) {
		return err == nil
	}
	return false
}
