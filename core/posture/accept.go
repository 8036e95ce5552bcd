package posture

import (
	"context"
	"slices"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// MaxReason is the longest reason in bytes.
const MaxReason = 1000

// MaxTerm is how long something may be accepted before somebody looks at it again.
const MaxTerm = 2 * 366 * dayLong

// Acceptance is the record of a finding that somebody accepted.
type Acceptance struct {
	ID      string       `json:"id"`
	Check   string       `json:"check"`
	Subject string       `json:"subject,omitempty"` // an id; "" for all that the check finds, now and later
	Reason  string       `json:"reason"`
	By      string       `json:"by"` // the administrator's id
	At      vault.Millis `json:"at"`
	Until   vault.Millis `json:"until"`
}

// Holds reports whether an acceptance still counts.
func (a *Acceptance) Holds(at time.Time) bool { return vault.MillisOf(at) < a.Until }

// acceptances tells what is accepted.
type acceptances map[string]map[string]bool // check, subject

func newAcceptances(all []Acceptance, now time.Time) acceptances {
	m := acceptances{}
	for i := range all {
		if a := &all[i]; a.Holds(now) {
			if m[a.Check] == nil {
				m[a.Check] = map[string]bool{}
			}
			m[a.Check][a.Subject] = true
		}
	}
	return m
}

// of tells which subjects of a check are accepted.
func (m acceptances) of(check string) func(string) bool {
	subjects := m[check]
	return func(id string) bool { return subjects[""] || subjects[id] }
}

// Service keeps what was accepted in an open vault. It may be used by several goroutines.
type Service struct {
	v    *vault.Vault
	rows *vault.Table[Acceptance]
}

// New returns the acceptances of v. It is made once for a vault.
func New(v *vault.Vault) *Service {
	return &Service{v: v, rows: vault.NewTable(v, vault.KindAcceptance, func(a *Acceptance) string { return a.ID })}
}

// List returns all acceptances, those that are over with them, in the order of their ids. The slice
// must not be changed.
func (s *Service) List() []Acceptance { return s.rows.All() }

// Accept accepts what a check finds about subjects, or with none of them everything that it finds, for
// a reason and until a time. What was said before about the same is replaced.
//
// Errors: NotFound for the check; Invalid with what would be right.
func (s *Service) Accept(ctx context.Context, actor vault.Actor, check string, subjects []string, reason string, until time.Time) error {
	c, err := Find(check)
	if err != nil {
		return err
	}
	if reason, err = name.Text("reason", reason, MaxReason); err != nil {
		return err
	}
	now := s.v.Now()
	switch {
	case reason == "":
		return fault.New(fault.Invalid, "accepting a finding needs a reason")
	case !until.After(now):
		return fault.New(fault.Invalid, "the acceptance would be over at once; its end lies ahead")
	case until.After(now.Add(MaxTerm)):
		return fault.New(fault.Invalid, "a finding can be accepted for two years at most, until %s", now.Add(MaxTerm).UTC().Format(time.DateOnly))
	case len(subjects) > MaxSubjects:
		return fault.New(fault.Invalid, "%d subjects given; at most %d are accepted at once", len(subjects), MaxSubjects)
	}
	if len(subjects) == 0 {
		subjects = []string{""}
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "posture.accept", Subject: only(subjects), Reason: reason}, func(tx *vault.Tx) error {
		tx.Note("check", "", c.ID)
		tx.Note("until", "", day(vault.MillisOf(until)))
		if len(subjects) > 1 {
			tx.Note("subjects", "", count(len(subjects), "subject"))
		}
		for _, subject := range slices.Compact(slices.Sorted(slices.Values(subjects))) {
			a := Acceptance{seal.NewID(), c.ID, subject, reason, actor.ID, vault.MillisOf(tx.Now()), vault.MillisOf(until)}
			for _, old := range s.rows.All() {
				if old.Check == c.ID && old.Subject == subject {
					a.ID = old.ID
				}
			}
			if err := tx.Put(vault.KindAcceptance, a.ID, a); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// Withdraw takes back what was accepted about subjects, or with none of them everything about a check.
//
// Errors: NotFound when nothing of that was accepted.
func (s *Service) Withdraw(ctx context.Context, actor vault.Actor, check string, subjects []string) error {
	var gone []Acceptance
	for _, a := range s.rows.All() {
		if a.Check == check && (len(subjects) == 0 || slices.Contains(subjects, a.Subject)) {
			gone = append(gone, a)
		}
	}
	if len(gone) == 0 {
		return fault.New(fault.NotFound, "nothing of posture check %q was accepted", check)
	}
	_, err := s.v.Change(ctx, actor, vault.Action{Name: "posture.withdraw", Subject: only(subjects)}, func(tx *vault.Tx) error {
		tx.Note("check", check, "")
		for _, a := range gone {
			if err := tx.Remove(vault.KindAcceptance, a.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// only returns the one subject of several, "" for more.
func only(subjects []string) string {
	if len(subjects) == 1 {
		return subjects[0]
	}
	return ""
}
