package enrolment

import (
	"context"
	"slices"
	"strconv"
	"time"

	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/otp"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// MaxDevices is how many devices a principal may have, pending ones with them.
const MaxDevices = 5

// Service keeps the enrolments of an open vault. It may be used by several goroutines.
type Service struct {
	v    *vault.Vault
	dir  *directory.Service
	rows *vault.Table[Enrolment]
}

// New returns the enrolments of v. It is made once for a vault.
func New(v *vault.Vault, dir *directory.Service) *Service {
	return &Service{v: v, dir: dir, rows: vault.NewTable(v, vault.KindEnrolment, func(e *Enrolment) string { return e.ID })}
}

// principal returns the id and the name of a principal.
func (s *Service) principal(nameOrID string) (id, who string, err error) {
	p, err := s.dir.Principal(nameOrID)
	return p.ID, p.Name, err
}

// Of returns the enrolment of a principal; an empty one when it has no devices.
//
// Errors: NotFound.
func (s *Service) Of(principal string) (Enrolment, error) {
	id, _, err := s.principal(principal)
	if err != nil {
		return Enrolment{}, err
	}
	e, _ := s.rows.Get(id)
	e.ID = id
	return e, nil
}

// All returns the enrolments in the order of their principals' ids. The slice must not be changed.
func (s *Service) All() []Enrolment { return s.rows.All() }

// Begin enrols a device: it is pending until [Service.Confirm] gets a code of it. A pending device of
// the same name is replaced. Issuer names the vault in the authenticator.
//
// Errors: NotFound; Invalid; Conflict when an active device has the name, or there are too many;
// NeedsLogin when the principal has an active device and the password was not typed lately.
func (s *Service) Begin(ctx context.Context, actor vault.Actor, principal, device, issuer string, algorithm otp.Algorithm, digits int) (Begun, error) {
	key, err := otp.NewKey(algorithm, digits)
	if err != nil {
		return Begun{}, err
	}
	return s.begin(ctx, actor, "enrolment.begin", principal, device, issuer, key, nil)
}

// Import enrols a device whose authenticator another system set up, from its otpauth URI. It is pending
// like any other: who moves it shows that the authenticator is at hand.
//
// Errors: as [Service.Begin]; Conflict also when this secret is enrolled already, because each of its
// codes would then count twice; Denied without the factors domain, where that cannot be seen.
func (s *Service) Import(ctx context.Context, actor vault.Actor, principal, device, uri string) (Begun, error) {
	key, label, err := otp.ParseURI(uri)
	if err != nil {
		return Begun{}, err
	}
	return s.begin(ctx, actor, "enrolment.import", principal, device, label.Issuer, key, func(tx *vault.Tx) error { return unknown(tx, key) })
}

// begin stores a pending device with its key, if nothing speaks against it.
func (s *Service) begin(ctx context.Context, actor vault.Actor, action, principal, device, issuer string, key otp.Key, against func(*vault.Tx) error) (Begun, error) {
	id, who, err := s.principal(principal)
	if err != nil {
		return Begun{}, err
	}
	if device, err = name.Text("device name", device, name.MaxLen); err != nil {
		return Begun{}, err
	}
	if device == "" {
		return Begun{}, fault.New(fault.Invalid, "the device needs a name, such as phone")
	}
	d := Device{ID: seal.NewID(), Name: device, State: Pending, Algorithm: key.Algorithm, Digits: key.Digits, Last: -1}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: action, Subject: id}, func(tx *vault.Tx) error {
		e, _ := s.rows.GetIn(tx, id)
		if e.Active() {
			if err := s.v.NeedProof(); err != nil {
				return err
			}
		}
		e.ID, e.Devices = id, slices.Clone(e.Devices)
		if i := slices.IndexFunc(e.Devices, func(o Device) bool { return name.Fold(o.Name) == name.Fold(device) }); i >= 0 {
			if e.Devices[i].State == Active {
				return fault.New(fault.Conflict, "%s has a device named %q already; reset it first, or give this one another name", who, device)
			}
			if err := tx.Remove(vault.KindFactorSecret, e.Devices[i].ID); err != nil {
				return err
			}
			e.Devices = slices.Delete(e.Devices, i, i+1)
		}
		if len(e.Devices) >= MaxDevices {
			return fault.New(fault.Conflict, "%s has %d devices; reset one first", who, MaxDevices)
		}
		if against != nil {
			if err := against(tx); err != nil {
				return err
			}
		}
		d.Created = vault.MillisOf(tx.Now())
		e.Devices = append(e.Devices, d)
		tx.Note("device", "", device)
		if err := tx.Put(vault.KindFactorSecret, d.ID, secret{d.ID, key}); err != nil {
			return err
		}
		return tx.Put(vault.KindEnrolment, id, e)
	})
	if err != nil {
		return Begun{}, err
	}
	return Begun{d, key, otp.Label{Issuer: issuer, Account: who}}, nil
}

// Confirm makes the pending device active whose code this is. The code is used up.
//
// Errors: NotFound; Invalid for what is no code; Refused when it is wrong or was used, after too many
// wrong ones, or while the clock stands back; Denied without the factors domain.
func (s *Service) Confirm(ctx context.Context, actor vault.Actor, principal, code string) (Device, error) {
	return s.check(ctx, actor, "enrolment.confirm", principal, code, Pending)
}

// Verify checks a code of an active device, once.
//
// Errors: as [Service.Confirm].
func (s *Service) Verify(ctx context.Context, actor vault.Actor, principal, code string) (Device, error) {
	return s.check(ctx, actor, "enrolment.verify", principal, code, Active)
}

// check looks for the device in a state whose code this is, and marks the code as used.
func (s *Service) check(ctx context.Context, actor vault.Actor, action, principal, code string, state State) (Device, error) {
	var found Device
	err := s.attempt(ctx, actor, action, principal, func(tx *vault.Tx, e *Enrolment) error {
		refused := error(fault.New(fault.NotFound, "there is no %s device; enrol one first", state))
		window := rulesIn(tx).window()
		for i := range e.Devices {
			d := &e.Devices[i]
			if d.State != state {
				continue
			}
			key, err := factor(tx, d.ID)
			if err != nil {
				return err
			}
			step, err := key.Check(code, s.v.Now(), d.Last, window)
			if err != nil {
				err = otherClock(key, code, s.v.Now(), window, err)
				// A code that one device refuses was a guess, whatever another one calls it: of 8 digits
				// it says that 6 are no code.
				if fault.KindOf(refused) != fault.Refused {
					refused = err
				}
				continue
			}
			if d.Last = step; state == Pending {
				d.State, d.Confirmed = Active, vault.MillisOf(tx.Now())
			}
			tx.Note("device", "", d.Name)
			found = *d
			return nil
		}
		return refused
	})
	return found, err
}

// otherClock says by how much two clocks differ, where that is what is wrong with a code. It stays
// wrong, and counts as a guess.
func otherClock(key otp.Key, code string, now time.Time, w otp.Window, err error) error {
	ahead, ok := key.Drift(code, now)
	if steps := int(ahead / otp.Period); fault.KindOf(err) != fault.Refused || !ok || steps >= -w.Back && steps <= w.Ahead {
		return err
	}
	side := "ahead of"
	if ahead < 0 {
		ahead, side = -ahead, "behind"
	}
	by := "30 seconds"
	if minutes := int(ahead.Round(time.Minute) / time.Minute); ahead >= time.Minute {
		by = strconv.Itoa(minutes) + " min"
	}
	return fault.New(fault.Refused, "the one-time password is of another time: the authenticator's clock is about %s %s this computer's; set the clock that is wrong, or wait for the next code", by, side)
}

// attempt runs a check under the count of wrong codes. A wrong code is a change as well: what is
// counted must not go away with what failed.
func (s *Service) attempt(ctx context.Context, actor vault.Actor, action, principal string, check func(*vault.Tx, *Enrolment) error) error {
	id, who, err := s.principal(principal)
	if err != nil {
		return err
	}
	var refused error
	_, err = s.v.Change(ctx, actor, vault.Action{Name: action, Subject: id}, func(tx *vault.Tx) error {
		e, ok := s.rows.GetIn(tx, id)
		if !ok {
			return fault.New(fault.NotFound, "%s has no one-time password; enrol a device first", who)
		}
		if err := otp.Clock(s.v.Now(), tx.Now()); err != nil {
			return err
		}
		if err := e.Attempts.May(tx.Now()); err != nil {
			return err
		}
		e.Devices = slices.Clone(e.Devices)
		refused = check(tx, &e)
		switch {
		case refused == nil:
			e.Attempts = e.Attempts.Success()
		case fault.KindOf(refused) != fault.Refused:
			return refused
		default:
			e.Attempts = e.Attempts.Failure(tx.Now())
			tx.Note("refused", "", strconv.Itoa(e.Attempts.Failed))
		}
		return tx.Put(vault.KindEnrolment, id, e)
	})
	if err != nil {
		return err
	}
	return refused
}

// unknown refuses a secret that a device has already, of this principal or of another one.
func unknown(tx *vault.Tx, key otp.Key) error {
	for rec := range tx.All(vault.KindFactorSecret) {
		f, err := vault.Decode[secret](rec)
		if err == nil && f.Key.Secret.Equal(key.Secret) {
			return fault.New(fault.Conflict, "this secret is enrolled already; make a new one in the authenticator, or remove the device that has it")
		}
	}
	return nil
}

// factor reads the key of a device.
func factor(tx *vault.Tx, device string) (otp.Key, error) {
	rec, ok := tx.Get(vault.KindFactorSecret, device)
	if !ok {
		return otp.Key{}, fault.New(fault.Denied, "checking one-time passwords needs the factors domain: ask an owner or an operator")
	}
	f, err := vault.Decode[secret](rec)
	if err != nil {
		return otp.Key{}, fault.New(fault.Damaged, "the secret of a device does not decode")
	}
	return f.Key, nil
}

// Reset removes a device, or with an empty name all of them and the recovery codes. What was wrong
// before counts no more.
//
// Errors: NotFound; NeedsLogin when the password was not typed lately.
func (s *Service) Reset(ctx context.Context, actor vault.Actor, principal, device string) error {
	id, who, err := s.principal(principal)
	if err != nil {
		return err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "enrolment.reset", Subject: id}, func(tx *vault.Tx) error {
		e, ok := s.rows.GetIn(tx, id)
		if !ok {
			return fault.New(fault.NotFound, "%s has no one-time password", who)
		}
		if err := s.v.NeedProof(); err != nil {
			return err
		}
		gone := slices.Clone(e.Devices)
		if device != "" {
			gone = slices.DeleteFunc(gone, func(d Device) bool { return name.Fold(d.Name) != name.Fold(device) && d.ID != device })
			if len(gone) == 0 {
				return fault.New(fault.NotFound, "%s has no device named %q", who, device)
			}
		}
		for _, d := range gone {
			tx.Note("device", d.Name, "")
			if err := tx.Remove(vault.KindFactorSecret, d.ID); err != nil {
				return err
			}
		}
		if len(gone) < len(e.Devices) {
			e.Devices = slices.DeleteFunc(slices.Clone(e.Devices), func(d Device) bool { return slices.Contains(gone, d) })
			e.Attempts = e.Attempts.Success()
			return tx.Put(vault.KindEnrolment, id, e)
		}
		if _, ok := tx.Get(vault.KindFactorSecret, id); ok {
			if err := tx.Remove(vault.KindFactorSecret, id); err != nil {
				return err
			}
		}
		return tx.Remove(vault.KindEnrolment, id)
	})
	return err
}

// NewRecovery makes recovery codes; those of before count no more.
//
// Errors: NotFound while no device is active; NeedsLogin when the password was not typed lately, but
// for the first codes right after an enrolment.
func (s *Service) NewRecovery(ctx context.Context, actor vault.Actor, principal string) (Codes, error) {
	id, who, err := s.principal(principal)
	if err != nil {
		return nil, err
	}
	codes, digests := otp.NewRecovery()
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "enrolment.recovery", Subject: id}, func(tx *vault.Tx) error {
		e, _ := s.rows.GetIn(tx, id)
		if !e.Active() {
			return fault.New(fault.NotFound, "%s has no active device; recovery codes stand in for one", who)
		}
		if err := s.v.NeedProof(); err != nil && !e.justEnrolled(tx.Now()) {
			return err
		}
		tx.Note("recovery codes", strconv.Itoa(e.Recovery), strconv.Itoa(len(digests)))
		e.Recovery = len(digests)
		if err := tx.Put(vault.KindFactorSecret, id, recovery{id, digests}); err != nil {
			return err
		}
		return tx.Put(vault.KindEnrolment, id, e)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// Saving notes in the journal that recovery codes are about to be written to a file, which holds them in
// the clear. Who writes it calls this first.
//
// Errors: NotFound.
func (s *Service) Saving(ctx context.Context, actor vault.Actor, principal, file string) error {
	id, _, err := s.principal(principal)
	if err != nil {
		return err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "enrolment.save", Subject: id}, func(tx *vault.Tx) error {
		tx.Note("file", "", file)
		return nil
	})
	return err
}

// Recover uses up a recovery code and returns how many are left.
//
// Errors: as [Service.Confirm].
func (s *Service) Recover(ctx context.Context, actor vault.Actor, principal, code string) (left int, err error) {
	err = s.attempt(ctx, actor, "enrolment.recover", principal, func(tx *vault.Tx, e *Enrolment) error {
		if e.Recovery == 0 {
			return fault.New(fault.NotFound, "there are no recovery codes")
		}
		rec, ok := tx.Get(vault.KindFactorSecret, e.ID)
		if !ok {
			return fault.New(fault.Denied, "checking recovery codes needs the factors domain: ask an owner or an operator")
		}
		set, err := vault.Decode[recovery](rec)
		if err != nil {
			return fault.New(fault.Damaged, "the recovery codes do not decode")
		}
		i, ok := otp.MatchRecovery(code, set.Digests)
		if !ok {
			return fault.New(fault.Refused, "the recovery code is wrong or was used")
		}
		set.Digests = slices.Delete(slices.Clone(set.Digests), i, i+1)
		tx.Note("recovery codes", strconv.Itoa(e.Recovery), strconv.Itoa(len(set.Digests)))
		e.Recovery, left = len(set.Digests), len(set.Digests)
		return tx.Put(vault.KindFactorSecret, e.ID, set)
	})
	return left, err
}
