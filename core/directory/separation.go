package directory

import (
	"context"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// MaxSeparations is how many pairs of roles can be kept apart.
const MaxSeparations = 1000

// Violation is a principal that holds both roles of a pair, from before the pair was kept apart.
type Violation struct {
	Separation Separation
	Principal  Principal
	ViaA, ViaB []string // from one of its roles to the pair's, as in [Tree.Path]
}

// Separations returns the pairs of roles that nobody may hold together, in the order of their ids. The
// slice must not be changed.
func (s *Service) Separations() []Separation { return s.separations.All() }

// Tree returns what the roles inherit as it is now. It is worked out again only after a role changed.
func (s *Service) Tree() (*Tree, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if of := s.v.Revision(vault.KindRole); s.tree == nil || s.treeOf != of {
		tree, err := NewTree(s.roles.All())
		if err != nil {
			return nil, err
		}
		s.tree, s.treeOf = tree, of
	}
	return s.tree, nil
}

// Separate keeps two roles apart from now on. Who holds both already is not touched: see
// [Service.Violations].
//
// Errors: Invalid for a role and itself, NotFound, Conflict when they are kept apart already or when
// a role inherits both.
func (s *Service) Separate(ctx context.Context, actor vault.Actor, a, b string) (Separation, error) {
	x, ra, rb, err := s.pair(a, b)
	if err != nil {
		return Separation{}, err
	}
	x.ID = seal.NewID()
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "role.separate", Subject: x.A}, func(tx *vault.Tx) error {
		if err := s.rolesExist(tx, []string{x.A, x.B}); err != nil {
			return err
		}
		if _, ok := s.separated(x.A, x.B); ok {
			return fault.New(fault.Conflict, "the roles %s and %s are kept apart already", ra.Name, rb.Name)
		}
		if s.separations.Len() >= MaxSeparations {
			return fault.New(fault.Invalid, "%d pairs of roles are kept apart, the most there can be", MaxSeparations)
		}
		tree, err := s.Tree()
		if err != nil {
			return err
		}
		for _, r := range s.roles.All() {
			if tree.Covers(r.ID, x.A) && tree.Covers(r.ID, x.B) {
				return fault.New(fault.Conflict, "the role %s holds both %s and %s, so they cannot be kept apart; change what it inherits first", r.Name, ra.Name, rb.Name)
			}
		}
		x.Created = vault.MillisOf(tx.Now())
		tx.Note("kept apart", "", ra.Name+" and "+rb.Name)
		return tx.Put(vault.KindSeparation, x.ID, x)
	})
	return x, err
}

// Join lets two roles be held together again.
//
// Errors: NotFound when they are not kept apart.
func (s *Service) Join(ctx context.Context, actor vault.Actor, a, b string) error {
	x, ra, rb, err := s.pair(a, b)
	if err != nil {
		return err
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "role.join", Subject: x.A}, func(tx *vault.Tx) error {
		old, ok := s.separated(x.A, x.B)
		if !ok {
			return fault.New(fault.NotFound, "the roles %s and %s are not kept apart", ra.Name, rb.Name)
		}
		tx.Note("kept apart", ra.Name+" and "+rb.Name, "")
		return tx.Remove(vault.KindSeparation, old.ID)
	})
	return err
}

// Violations returns who holds both roles of a pair, by the principals' names.
func (s *Service) Violations() ([]Violation, error) {
	pairs := s.separations.All()
	if len(pairs) == 0 {
		return nil, nil
	}
	tree, err := s.Tree()
	if err != nil {
		return nil, err
	}
	var out []Violation
	for _, p := range s.principals.All() {
		for _, x := range held(tree, pairs, p.Roles) {
			out = append(out, Violation{x, p, tree.Path(p.Roles, x.A), tree.Path(p.Roles, x.B)})
		}
	}
	slices.SortStableFunc(out, func(a, b Violation) int { return strings.Compare(a.Principal.Name, b.Principal.Name) })
	return out, nil
}

// pair resolves two roles, in the order in which a separation holds them.
func (s *Service) pair(a, b string) (x Separation, ra, rb Role, err error) {
	if ra, err = s.Role(a); err != nil {
		return x, ra, rb, err
	}
	if rb, err = s.Role(b); err != nil {
		return x, ra, rb, err
	}
	if ra.ID == rb.ID {
		return x, ra, rb, fault.New(fault.Invalid, "the role %s cannot be kept apart from itself", ra.Name)
	}
	if ra.ID > rb.ID {
		ra, rb = rb, ra
	}
	return Separation{A: ra.ID, B: rb.ID}, ra, rb, nil
}

func (s *Service) separated(a, b string) (Separation, bool) {
	all := s.separations.All()
	i := slices.IndexFunc(all, func(x Separation) bool { return x.A == a && x.B == b })
	if i < 0 {
		return Separation{}, false
	}
	return all[i], true
}

// held returns the pairs of which roles hold both, inherited ones included.
func held(tree *Tree, pairs []Separation, roles []string) []Separation {
	if len(pairs) == 0 || len(roles) == 0 {
		return nil
	}
	all := tree.Closure(roles)
	var out []Separation
	for _, x := range pairs {
		if slices.Contains(all, x.A) && slices.Contains(all, x.B) {
			out = append(out, x)
		}
	}
	return out
}

// apart refuses roles that are kept apart, unless the old ones were so, too.
func (s *Service) apart(who string, old, roles []string) error {
	pairs := s.separations.All()
	if len(pairs) == 0 {
		return nil
	}
	tree, err := s.Tree()
	if err != nil {
		return err
	}
	was := held(tree, pairs, old)
	for _, x := range held(tree, pairs, roles) {
		if !slices.Contains(was, x) {
			return s.refuse(tree, x, who, roles)
		}
	}
	return nil
}

// refuse says which roles are kept apart, how one comes to hold both, and what to do.
func (s *Service) refuse(tree *Tree, x Separation, who string, roles []string) error {
	a, b := s.names([]string{x.A}), s.names([]string{x.B})
	return fault.New(fault.Conflict, "the roles %s and %s are kept apart, and %s would hold both (%s; %s); take one of them away, or let the two roles be held together",
		a, b, who, s.way(tree.Path(roles, x.A)), s.way(tree.Path(roles, x.B)))
}

// way writes a path of inheritance: "boss inherits clerk".
func (s *Service) way(ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, s.names([]string{id}))
	}
	return strings.Join(names, " inherits ")
}

// inheritApart refuses a change of what roles inherit that makes a role, or a principal, hold both
// roles of a pair that it did not hold before.
func (s *Service) inheritApart(now *Tree, changed Role) error {
	pairs := s.separations.All()
	if len(pairs) == 0 {
		return nil
	}
	for _, r := range append([]Role{changed}, s.roles.All()...) {
		if both := held(now, pairs, []string{r.ID}); now.Covers(r.ID, changed.ID) && len(both) > 0 {
			return s.refuse(now, both[0], "whoever has the role "+r.Name, []string{r.ID})
		}
	}
	before, err := s.Tree()
	if err != nil {
		return err
	}
	for _, p := range s.principals.All() {
		if !slices.ContainsFunc(p.Roles, func(id string) bool { return now.Covers(id, changed.ID) }) {
			continue
		}
		was := held(before, pairs, p.Roles)
		for _, x := range held(now, pairs, p.Roles) {
			if !slices.Contains(was, x) {
				return s.refuse(now, x, "the principal "+p.Name, p.Roles)
			}
		}
	}
	return nil
}
