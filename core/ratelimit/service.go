package ratelimit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// The limits of a limit. They keep every sum of the meter far inside 63 bits.
const (
	MaxRate = 1_000_000
	MinPer  = time.Second
	MaxPer  = 31 * 24 * time.Hour
	maxFull = 366 * 24 * time.Hour // until an empty bucket is full again
)

// Service keeps the rate limits of an open vault. It may be used by several goroutines.
type Service struct {
	v     *vault.Vault
	rows  *vault.Table[Policy]
	names name.Index
}

// New returns the limits of v. It is made once for a vault.
func New(v *vault.Vault) *Service {
	s := &Service{v: v}
	s.rows = vault.NewTable(v, vault.KindLimit, func(p *Policy) string { return p.ID })
	s.rows.OnChange(name.Follow(&s.names, func(p *Policy) (string, string) { return p.Name, p.ID }))
	return s
}

// Limits returns all limits in the order of their ids. The slice must not be changed.
func (s *Service) Limits() []Policy { return s.rows.All() }

// Limit returns the limit with an id or a name; NotFound when there is none.
func (s *Service) Limit(nameOrID string) (Policy, error) {
	if p, ok := s.rows.Get(nameOrID); ok {
		return p, nil
	}
	if id, ok := s.names.Find(nameOrID); ok {
		if p, ok := s.rows.Get(id); ok {
			return p, nil
		}
	}
	return Policy{}, fault.New(fault.NotFound, "there is no rate limit %q", nameOrID)
}

// Add adds a limit and returns it as stored. An empty id gets a random one; the API is an id.
//
// Errors: Invalid with what would be right; NotFound for the API; Conflict when the name is taken.
func (s *Service) Add(ctx context.Context, actor vault.Actor, p Policy) (Policy, error) {
	p, err := Check(p)
	if err != nil {
		return Policy{}, err
	}
	if p.ID, err = name.NewID("rate limit", p.ID); err != nil {
		return Policy{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "limit.add", Subject: p.ID}, func(tx *vault.Tx) error {
		if _, taken := tx.Get(vault.KindLimit, p.ID); taken {
			return fault.New(fault.Conflict, "there is a rate limit with the id %s already", p.ID)
		}
		if err := s.fits(tx, p); err != nil {
			return err
		}
		p.Created = vault.MillisOf(tx.Now())
		tx.Note("name", "", p.Name)
		tx.Note("limit", "", p.String())
		return tx.Put(vault.KindLimit, p.ID, p)
	})
	return p, err
}

// Edit replaces a limit's fields; the id says which. When it was created stays.
//
// Errors: as Add.
func (s *Service) Edit(ctx context.Context, actor vault.Actor, p Policy) (Policy, error) {
	p, err := Check(p)
	if err != nil {
		return Policy{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "limit.edit", Subject: p.ID}, func(tx *vault.Tx) error {
		old, ok := s.rows.GetIn(tx, p.ID)
		if !ok {
			return fault.New(fault.NotFound, "there is no rate limit %q", p.ID)
		}
		if err := s.fits(tx, p); err != nil {
			return err
		}
		p.Created = old.Created
		if old.Name != p.Name {
			tx.Note("name", old.Name, p.Name)
		}
		if old.String() != p.String() {
			tx.Note("limit", old.String(), p.String())
		}
		return tx.Put(vault.KindLimit, p.ID, p)
	})
	return p, err
}

// Remove removes a limit.
//
// Errors: NotFound.
func (s *Service) Remove(ctx context.Context, actor vault.Actor, nameOrID string) error {
	p, err := s.Limit(nameOrID)
	if err != nil {
		return err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "limit.remove", Subject: p.ID}, func(tx *vault.Tx) error {
		if _, ok := s.rows.GetIn(tx, p.ID); !ok {
			return fault.New(fault.NotFound, "there is no rate limit %q", nameOrID)
		}
		tx.Note("name", p.Name, "")
		return tx.Remove(vault.KindLimit, p.ID)
	})
	return err
}

// fits checks a limit against the vault: the name is free, the API exists.
func (s *Service) fits(tx *vault.Tx, p Policy) error {
	if id, taken := s.names.Find(p.Name); taken && id != p.ID {
		return fault.New(fault.Conflict, "there is a rate limit named %q already", p.Name)
	}
	if p.API != "" {
		if _, ok := tx.Get(vault.KindAPI, p.API); !ok {
			return fault.New(fault.NotFound, "there is no API %q", p.API)
		}
	}
	return s.meet(tx, p)
}

// Check returns p with its fields in the form in which they are stored.
func Check(p Policy) (Policy, error) {
	var err error
	if p.Name, err = name.Check("rate limit name", p.Name); err != nil {
		return p, err
	}
	p.Match = strings.TrimSpace(p.Match)
	return p, CheckNumbers(p)
}

// CheckNumbers checks everything about a limit but its name.
func CheckNumbers(p Policy) error {
	per := time.Duration(p.Per) * time.Millisecond
	switch {
	case p.Rate < 1 || p.Rate > MaxRate:
		return fault.New(fault.Invalid, "rate %d is not between 1 and %d", p.Rate, MaxRate)
	case p.Per < MinPer.Milliseconds() || p.Per > MaxPer.Milliseconds():
		return fault.New(fault.Invalid, "the time of a rate is %d ms; it lies between one second and 31 days", p.Per)
	case p.Burst < 0 || p.Burst > MaxRate:
		return fault.New(fault.Invalid, "burst %d is not between 1 and %d", p.Burst, MaxRate)
	case p.Interval() > maxFull/time.Duration(p.Capacity()):
		return fault.New(fault.Invalid, "a burst of %d at %d in %s would take longer than a year to come back", p.Capacity(), p.Rate, per)
	}
	switch p.By {
	case ByKey, ByPrincipal, ByAddress, ByRoute:
	default:
		return fault.New(fault.Invalid, "a limit cannot count by %q; it counts by key, principal, address or route", p.By)
	}
	if p.Match == "" {
		return nil
	}
	_, err := catalog.ParsePattern("route pattern", p.Match)
	return err
}

// String returns the limit for people: "100 in 1m0s, burst 20, by key".
func (p Policy) String() string {
	s := fmt.Sprintf("%d in %s, burst %d, by %s", p.Rate, time.Duration(p.Per)*time.Millisecond, p.Capacity(), p.By)
	if p.Match != "" {
		s += " on " + p.Match
	}
	return s
}
