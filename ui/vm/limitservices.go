package vm

import (
	"context"
	"time"
)

// Limit is a rate limit.
type Limit struct {
	ID, Name string
	Rate     int
	Per      time.Duration
	Burst    int    // 0 = Rate
	By       string // "key", "principal", "address" or "route"
	API      string // id; "" = all
	Match    string // a route's template, or P/**; "" = every route
	Created  time.Time

	where string // what it is about, in words
}

// Limits keeps the rate limits.
type Limits interface {
	Limits(ctx context.Context) ([]Limit, error)
	AddLimit(ctx context.Context, l Limit) (Limit, error)
	EditLimit(ctx context.Context, l Limit) (Limit, error)
	RemoveLimit(ctx context.Context, id string) error
}
