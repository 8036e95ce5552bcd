package directory

import (
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// The longest free texts of a principal, in bytes.
const (
	MaxEmail = 254 // RFC 5321 §4.5.3.1.3
	MaxOwner = 128
	MaxNotes = 2048
	MaxRoles = 64
)

// Principals returns all principals in the order of their ids. The slice must not be changed.
func (s *Service) Principals() []Principal { return s.principals.All() }

// Principal returns the principal with an id or a name; NotFound when there is none.
func (s *Service) Principal(nameOrID string) (Principal, error) {
	if p, ok := s.principals.Get(nameOrID); ok {
		return p, nil
	}
	if id, ok := s.principalNames.Find(nameOrID); ok {
		if p, ok := s.principals.Get(id); ok {
			return p, nil
		}
	}
	return Principal{}, fault.New(fault.NotFound, "there is no principal %q", nameOrID)
}

// AddPrincipal adds a principal and returns it as stored. Roles may be given by name or id; an empty
// id gets a random one, an empty kind is [KindUser], an empty state [Active].
//
// Errors: Invalid with what would be right; NotFound for a role; Conflict when the name is taken.
func (s *Service) AddPrincipal(ctx context.Context, actor vault.Actor, p Principal) (Principal, error) {
	p, err := s.checkPrincipal(p)
	if err != nil {
		return Principal{}, err
	}
	if p.ID, err = name.NewID("principal", p.ID); err != nil {
		return Principal{}, err
	}
	err = s.add(ctx, actor, "principal.add", vault.KindPrincipal, p.ID, p.Name, &s.principalNames, func(tx *vault.Tx) error {
		if err := s.rolesExist(tx, p.Roles); err != nil {
			return err
		}
		if err := s.allowed(vault.MillisOf(tx.Now()), Principal{}, p); err != nil {
			return err
		}
		p.Created = vault.MillisOf(tx.Now())
		tx.Note("kind", "", string(p.Kind))
		note(tx, "roles", "", s.names(p.Roles))
		note(tx, "expires", "", when(p.Expires))
		return tx.Put(vault.KindPrincipal, p.ID, p)
	})
	return p, err
}

// EditPrincipal replaces a principal's fields; the id says which. When it was created stays.
//
// Errors: as AddPrincipal.
func (s *Service) EditPrincipal(ctx context.Context, actor vault.Actor, p Principal) (Principal, error) {
	p, err := s.checkPrincipal(p)
	if err != nil {
		return Principal{}, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "principal.edit", Subject: p.ID}, func(tx *vault.Tx) error {
		old, ok := s.principals.GetIn(tx, p.ID)
		if !ok {
			return fault.New(fault.NotFound, "there is no principal %q", p.ID)
		}
		if id, taken := s.principalNames.Find(p.Name); taken && id != p.ID {
			return fault.New(fault.Conflict, "there is a principal named %q already", p.Name)
		}
		if err := s.rolesExist(tx, p.Roles); err != nil {
			return err
		}
		if err := s.allowed(vault.MillisOf(tx.Now()), old, p); err != nil {
			return err
		}
		p.Created = old.Created
		for _, d := range s.Differences(old, p) {
			tx.Note(d.Field, d.Old, d.New)
		}
		return tx.Put(vault.KindPrincipal, p.ID, p)
	})
	return p, err
}

// Difference is one field in which two versions of a principal differ, for people.
type Difference struct{ Field, Old, New string }

// Differences tells what an edit of a principal changes. Notes are long and are only said to differ.
func (s *Service) Differences(old, p Principal) []Difference {
	var out []Difference
	tell := func(field, old, new string) {
		if old != new {
			out = append(out, Difference{field, old, new})
		}
	}
	tell("name", old.Name, p.Name)
	tell("kind", string(old.Kind), string(p.Kind))
	tell("email", old.Email, p.Email)
	tell("owner", old.Owner, p.Owner)
	tell("roles", s.names(old.Roles), s.names(p.Roles))
	tell("state", string(old.State), string(p.State))
	tell("expires", when(old.Expires), when(p.Expires))
	if old.Notes != p.Notes {
		out = append(out, Difference{"notes", short(old.Notes), short(p.Notes)})
	}
	return out
}

// when writes a time for the diff; never is "".
func when(m vault.Millis) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}

// short cuts a long text for the diff.
func short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// CheckPrincipal returns p in the form in which it would be stored in place of old, or says what would
// be right. Nothing is stored. The zero old is for a new principal.
//
// Errors: as [Service.AddPrincipal], but for the name being taken.
func (s *Service) CheckPrincipal(old, p Principal, now time.Time) (Principal, error) {
	p, err := s.checkPrincipal(p)
	if err != nil {
		return p, err
	}
	return p, s.allowed(vault.MillisOf(now), old, p)
}

// allowed checks what depends on time and on other records: the expiry, and roles that are kept apart.
func (s *Service) allowed(now vault.Millis, old, p Principal) error {
	if p.Expires != old.Expires && p.Expires != 0 && p.Expires <= now {
		return fault.New(fault.Invalid, "the expiry %s of %s is in the past; disable the principal instead", p.Expires, p.Name)
	}
	if slices.Equal(old.Roles, p.Roles) {
		return nil
	}
	return s.apart(p.Name, old.Roles, p.Roles)
}

// Disable stops everything a principal may do, at once and until [Service.Enable].
//
// Errors: NotFound; Conflict when it is disabled already.
func (s *Service) Disable(ctx context.Context, actor vault.Actor, nameOrID, reason string) error {
	return s.setState(ctx, actor, nameOrID, "principal.disable", reason, Disabled)
}

// Enable takes [Service.Disable] back.
//
// Errors: NotFound; Conflict when it is active already.
func (s *Service) Enable(ctx context.Context, actor vault.Actor, nameOrID, reason string) error {
	return s.setState(ctx, actor, nameOrID, "principal.enable", reason, Active)
}

func (s *Service) setState(ctx context.Context, actor vault.Actor, nameOrID, action, reason string, to State) error {
	p, err := s.Principal(nameOrID)
	if err != nil {
		return err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: action, Subject: p.ID, Reason: reason}, func(tx *vault.Tx) error {
		p, ok := s.principals.GetIn(tx, p.ID)
		if !ok {
			return fault.New(fault.NotFound, "there is no principal %q", nameOrID)
		}
		if p.State == to {
			return fault.New(fault.Conflict, "the principal %s is %s already", p.Name, to)
		}
		tx.Note("state", string(p.State), string(to))
		p.State = to
		return tx.Put(vault.KindPrincipal, p.ID, p)
	})
	return err
}

// RemovePrincipal removes a principal that has no API keys and no one-time password.
//
// Errors: NotFound; Conflict when something is left.
func (s *Service) RemovePrincipal(ctx context.Context, actor vault.Actor, nameOrID string) error {
	p, err := s.Principal(nameOrID)
	if err != nil {
		return err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "principal.remove", Subject: p.ID}, func(tx *vault.Tx) error {
		if _, ok := s.principals.GetIn(tx, p.ID); !ok {
			return fault.New(fault.NotFound, "there is no principal %q", nameOrID)
		}
		if _, used := tx.Referrer(vault.KindAPIKey, p.ID); used {
			return fault.New(fault.Conflict, "the principal %s still has API keys; disable it instead, so that the past stays readable", p.Name)
		}
		if _, enrolled := tx.Get(vault.KindEnrolment, p.ID); enrolled {
			return fault.New(fault.Conflict, "the principal %s still has a one-time password; reset it first", p.Name)
		}
		tx.Note("name", p.Name, "")
		return tx.Remove(vault.KindPrincipal, p.ID)
	})
	return err
}

// checkPrincipal returns p with its fields in the form in which they are stored.
func (s *Service) checkPrincipal(p Principal) (Principal, error) {
	var err error
	if p.Name, err = name.Check("principal name", p.Name); err != nil {
		return p, err
	}
	switch p.Kind {
	case "":
		p.Kind = KindUser
	case KindUser, KindService:
	default:
		return p, fault.New(fault.Invalid, "principal kind %q is not one of user service", p.Kind)
	}
	switch p.State {
	case "":
		p.State = Active
	case Active, Disabled:
	default:
		return p, fault.New(fault.Invalid, "principal state %q is not one of active disabled", p.State)
	}
	if p.Email, err = name.Text("email", p.Email, MaxEmail); err != nil {
		return p, err
	}
	if at := strings.LastIndexByte(p.Email, '@'); p.Email != "" && (at < 1 || at == len(p.Email)-1 || strings.ContainsAny(p.Email, " <>,;")) {
		return p, fault.New(fault.Invalid, "email %q is not an address such as name@example.com", p.Email)
	}
	if p.Owner, err = name.Text("owner", p.Owner, MaxOwner); err != nil {
		return p, err
	}
	if p.Notes, err = name.Text("notes", p.Notes, MaxNotes); err != nil {
		return p, err
	}
	if p.Expires < 0 {
		return p, fault.New(fault.Invalid, "an expiry before 1970 makes no sense for a principal")
	}
	if p.Roles, err = s.RoleIDs(p.Roles); err != nil {
		return p, err
	}
	if len(p.Roles) > MaxRoles {
		return p, fault.New(fault.Invalid, "%d roles given; at most %d are allowed", len(p.Roles), MaxRoles)
	}
	return p, nil
}

// rolesExist checks that no role went away since the names were resolved.
func (s *Service) rolesExist(tx *vault.Tx, ids []string) error {
	i := slices.IndexFunc(ids, func(id string) bool { _, ok := tx.Get(vault.KindRole, id); return !ok })
	if i >= 0 {
		return fault.New(fault.NotFound, "there is no role %q", ids[i])
	}
	return nil
}
