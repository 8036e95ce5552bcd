package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/fault"
	"gatehouse/core/vault"
)

// MaxRegrant is how many grants one change may give and take away.
const MaxRegrant = 20_000

// GrantEdit gives a role a grant, or takes it away: methods of it, or all of it without methods.
type GrantEdit struct {
	Role string // id
	Grant
	Revoke bool
}

// String returns the edit for people: "+ GET /orders".
func (e GrantEdit) String() string {
	if e.Revoke {
		return "- " + e.Grant.String()
	}
	return "+ " + e.Grant.String()
}

// Regranted returns roles as they would be after edits. Nothing is stored; the roles given stay as
// they are. A grant that is there already, or that is not there to be taken, changes nothing.
//
// Errors: Invalid, NotFound for a role.
func Regranted(roles []Role, edits []GrantEdit) ([]Role, error) {
	if len(edits) > MaxRegrant {
		return nil, fault.New(fault.Invalid, "%d grants in one change; at most %d are allowed", len(edits), MaxRegrant)
	}
	roles = slices.Clone(roles)
	at := make(map[string]int, len(roles))
	for i, r := range roles {
		at[r.ID] = i
	}
	for _, e := range edits {
		i, ok := at[e.Role]
		if !ok {
			return nil, fault.New(fault.NotFound, "there is no role %q", e.Role)
		}
		if e.Revoke {
			roles[i].take(e.Grant)
			continue
		}
		g, err := checkGrant(e.Grant)
		if err != nil {
			return nil, err
		}
		if _, _, err := roles[i].give(g); err != nil && fault.KindOf(err) != fault.Conflict {
			return nil, err
		}
	}
	return roles, nil
}

// Regrant gives and takes grants of several roles, as one change with one entry: all of it or nothing.
// It returns the roles that changed.
//
// Errors: Invalid, NotFound for a role or an API, Conflict when nothing would change.
func (s *Service) Regrant(ctx context.Context, actor vault.Actor, edits []GrantEdit) ([]Role, error) {
	subject := ""
	if len(edits) > 0 && !slices.ContainsFunc(edits, func(e GrantEdit) bool { return e.Role != edits[0].Role }) {
		subject = edits[0].Role
	}
	var changed []Role
	_, err := s.v.Change(ctx, actor, vault.Action{Name: "role.grants", Subject: subject}, func(tx *vault.Tx) error {
		for _, e := range edits {
			if err := apiExists(tx, e.API); err != nil {
				return err
			}
		}
		before := s.roles.All()
		after, err := Regranted(before, edits)
		if err != nil {
			return err
		}
		for i, r := range after {
			if slices.EqualFunc(before[i].Grants, r.Grants, sameGrant) {
				continue
			}
			changed = append(changed, r)
			if err := tx.Put(vault.KindRole, r.ID, r); err != nil {
				return err
			}
		}
		if len(changed) == 0 {
			return fault.New(fault.Conflict, "the roles have these grants already")
		}
		s.noteEdits(tx, edits)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// noteEdits writes the first edits into the diff.
func (s *Service) noteEdits(tx *vault.Tx, edits []GrantEdit) {
	for _, e := range edits[:min(maxBulkNotes, len(edits))] {
		was, is := "", e.Grant.String()
		if e.Revoke {
			was, is = is, was
		}
		tx.Note(s.names([]string{e.Role}), was, is)
	}
	if more := len(edits) - maxBulkNotes; more > 0 {
		tx.Note("others", "", fmt.Sprintf("%d more grants", more))
	}
}

func sameGrant(a, b Grant) bool {
	return a.API == b.API && a.Path == b.Path && a.OTP == b.OTP && slices.Equal(a.Methods, b.Methods)
}

// give adds a grant to a role and says how it stood before and stands now. Methods of a grant that the
// role has for the same path, API and demand are joined to it.
func (r *Role) give(g Grant) (was, is string, err error) {
	i := slices.IndexFunc(r.Grants, func(o Grant) bool { return o.API == g.API && o.Path == g.Path && o.OTP == g.OTP })
	if i < 0 {
		if len(r.Grants) == MaxGrants {
			return "", "", fault.New(fault.Invalid, "the role %s has %d grants, the most there can be", r.Name, MaxGrants)
		}
		r.Grants = append(slices.Clone(r.Grants), g)
		return "", g.String(), nil
	}
	joined, err := catalog.CheckMethods(append(slices.Clone(r.Grants[i].Methods), g.Methods...))
	if err != nil {
		return "", "", err
	}
	if len(joined) == len(r.Grants[i].Methods) {
		return "", "", fault.New(fault.Conflict, "the role %s has this grant already", r.Name)
	}
	r.Grants = slices.Clone(r.Grants)
	was = r.Grants[i].String()
	r.Grants[i].Methods = joined
	return was, r.Grants[i].String(), nil
}

// take takes methods of a grant away from a role; without methods, all of it. Ok is false when the
// role has nothing of it.
func (r *Role) take(g Grant) (was, is string, ok bool) {
	i := slices.IndexFunc(r.Grants, func(o Grant) bool { return o.API == g.API && o.Path == g.Path && o.OTP == g.OTP })
	if i < 0 {
		return "", "", false
	}
	o := r.Grants[i]
	left := slices.DeleteFunc(slices.Clone(o.Methods), func(m string) bool {
		return len(g.Methods) == 0 || slices.Contains(g.Methods, m)
	})
	if len(left) == len(o.Methods) {
		return "", "", false
	}
	was = o.String()
	r.Grants = slices.Clone(r.Grants)
	if len(left) == 0 {
		r.Grants = slices.Delete(r.Grants, i, i+1)
		return was, "", true
	}
	r.Grants[i].Methods = left
	return was, r.Grants[i].String(), true
}

// lacks says that a role has nothing of a grant.
func (r *Role) lacks(g Grant) error {
	return fault.New(fault.NotFound, "the role %s has no grant of %s %s", r.Name, strings.Join(g.Methods, ","), g.Path)
}
