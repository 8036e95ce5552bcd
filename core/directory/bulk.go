package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/vault"
)

// The limits of what is done to several principals at once.
const (
	maxBulkNotes = 100  // how many of them the diff names; the rows of all are in the entry
	maxReason    = 1024 // bytes
)

// Bulk is what shall happen to several principals at once: one of its fields.
type Bulk struct {
	State    State         // Active or Disabled
	AddRoles []string      // ids or names
	DropRole string        // id or name
	Expires  *vault.Millis // 0 means never
	// Ends are ends of their own, by id; who has none here keeps the end that it has.
	Ends map[string]vault.Millis
}

// action names the change for the journal.
func (b Bulk) action() (string, error) {
	var names []string
	switch b.State {
	case "":
	case Active:
		names = append(names, "principal.enable")
	case Disabled:
		names = append(names, "principal.disable")
	default:
		return "", fault.New(fault.Invalid, "principal state %q is not one of active disabled", b.State)
	}
	if len(b.AddRoles) > 0 || b.DropRole != "" {
		names = append(names, "principal.roles")
	}
	if b.Expires != nil || len(b.Ends) > 0 {
		names = append(names, "principal.expiry")
	}
	if len(names) != 1 {
		return "", fault.New(fault.Invalid, "give principals either a state, roles or an expiry")
	}
	return names[0], nil
}

// EditAll does the same to several principals, as one change with one entry: to all of them or to
// none. It returns those that changed, as stored; who is as asked already is left alone.
//
// Errors: Invalid, NotFound, Conflict when nobody would change or somebody would hold two roles that
// are kept apart.
func (s *Service) EditAll(ctx context.Context, actor vault.Actor, ids []string, b Bulk, reason string) ([]Principal, error) {
	action, err := b.action()
	if err != nil {
		return nil, err
	}
	if reason, err = name.Text("reason", reason, maxReason); err != nil {
		return nil, err
	}
	if b.AddRoles, err = s.RoleIDs(b.AddRoles); err != nil {
		return nil, err
	}
	if b.DropRole != "" {
		r, err := s.Role(b.DropRole)
		if err != nil {
			return nil, err
		}
		b.DropRole = r.ID
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 {
		return nil, fault.New(fault.Invalid, "no principal was chosen")
	}
	subject := ""
	if len(ids) == 1 {
		subject = ids[0]
	}
	var changed []Principal
	_, err = s.v.Change(ctx, actor, vault.Action{Name: action, Subject: subject, Reason: reason}, func(tx *vault.Tx) error {
		if err := s.rolesExist(tx, b.AddRoles); err != nil {
			return err
		}
		for _, id := range ids {
			p, ok := s.principals.GetIn(tx, id)
			if !ok {
				return fault.New(fault.NotFound, "there is no principal %q", id)
			}
			now, err := s.checkPrincipal(b.apply(p))
			if err != nil {
				return err
			}
			diff := s.Differences(p, now)
			if len(diff) == 0 {
				continue
			}
			if err := s.allowed(vault.MillisOf(tx.Now()), p, now); err != nil {
				return err
			}
			if len(changed) < maxBulkNotes {
				tx.Note(p.Name, diff[0].Old, diff[0].New)
			}
			if err := tx.Put(vault.KindPrincipal, id, now); err != nil {
				return err
			}
			changed = append(changed, now)
		}
		if len(changed) == 0 {
			return fault.New(fault.Conflict, "the principals are as you want them already")
		}
		if more := len(changed) - maxBulkNotes; more > 0 {
			tx.Note("others", "", fmt.Sprintf("%d more principals", more))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// apply returns p as asked.
func (b Bulk) apply(p Principal) Principal {
	p.State = cmp.Or(b.State, p.State)
	p.Roles = slices.DeleteFunc(append(slices.Clone(p.Roles), b.AddRoles...), func(id string) bool { return id == b.DropRole })
	if b.Expires != nil {
		p.Expires = *b.Expires
	}
	if end, ok := b.Ends[p.ID]; ok {
		p.Expires = end
	}
	return p
}

// PutAll adds principals whose id is empty and replaces those whose id says which, as one change with
// one entry: all of them or none. Where they come from is said as the reason.
//
// Errors: as [Service.AddPrincipal] and [Service.EditPrincipal].
func (s *Service) PutAll(ctx context.Context, actor vault.Actor, ps []Principal, from string) ([]Principal, error) {
	ps = slices.Clone(ps)
	names := make(map[string]string, len(ps)) // folded names to ids of what is put
	for i := range ps {
		var err error
		if ps[i], err = s.checkPrincipal(ps[i]); err != nil {
			return nil, err
		}
		fresh := ps[i].ID == ""
		if ps[i].ID, err = name.NewID("principal", ps[i].ID); err != nil {
			return nil, err
		}
		if _, twice := names[name.Fold(ps[i].Name)]; twice {
			return nil, fault.New(fault.Conflict, "the principal %q comes twice", ps[i].Name)
		}
		names[name.Fold(ps[i].Name)] = ps[i].ID
		if id, taken := s.principalNames.Find(ps[i].Name); taken && (fresh || id != ps[i].ID) {
			return nil, fault.New(fault.Conflict, "there is a principal named %q already", ps[i].Name)
		}
	}
	if len(ps) == 0 {
		return nil, fault.New(fault.Invalid, "there is no principal to store")
	}
	from, err := name.Text("source", from, maxReason)
	if err != nil {
		return nil, err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "principal.import", Reason: from}, func(tx *vault.Tx) error {
		for i, p := range ps {
			old, _ := s.principals.GetIn(tx, p.ID)
			if err := s.rolesExist(tx, p.Roles); err != nil {
				return err
			}
			if err := s.allowed(vault.MillisOf(tx.Now()), old, p); err != nil {
				return err
			}
			if p.Created = old.Created; p.Created == 0 {
				p.Created = vault.MillisOf(tx.Now())
			}
			if i < maxBulkNotes {
				tx.Note(p.Name, old.Name, p.Name)
			}
			if err := tx.Put(vault.KindPrincipal, p.ID, p); err != nil {
				return err
			}
			ps[i] = p
		}
		if more := len(ps) - maxBulkNotes; more > 0 {
			tx.Note("others", "", fmt.Sprintf("%d more principals", more))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return ps, nil
}
