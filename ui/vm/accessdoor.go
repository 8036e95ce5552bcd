package vm

import (
	"context"

	rights "gatehouse/core/access"
	"gatehouse/core/directory"
	"gatehouse/core/directory/sheet"
)

// RoleChange is a change of roles that is not made yet: grants, and what one role inherits.
type RoleChange struct {
	Edits    []directory.GrantEdit
	Role     string   // id of the role that shall inherit others, or ""
	Inherits []string // ids
}

// Applied returns roles as they would be after the change; those given stay as they are.
func (c RoleChange) Applied(roles []directory.Role) ([]directory.Role, error) {
	roles, err := directory.Regranted(roles, c.Edits)
	if err != nil || c.Role == "" {
		return roles, err
	}
	for i := range roles { // a copy already
		if roles[i].ID == c.Role {
			roles[i].Inherits = c.Inherits
		}
	}
	return roles, nil
}

// Access answers who may call what and why, and does to roles and principals what has an effect on
// many.
type Access interface {
	// May returns all that a principal may call.
	May(ctx context.Context, principal string) (rights.Rights, error)
	// Who returns everybody who may call a method of a route, by the route's id.
	Who(ctx context.Context, route, method string) (rights.Answer, error)
	// Ask is Who for the path of a request.
	Ask(ctx context.Context, method, path string) (rights.Answer, error)
	// Table is what every role opens.
	Table(ctx context.Context) (*rights.Table, error)
	// Effect tells who would gain and who would lose what by a change.
	Effect(ctx context.Context, c RoleChange) (rights.Effect, error)
	// Regrant gives and takes grants, as one entry of the journal.
	Regrant(ctx context.Context, edits []directory.GrantEdit) error
	// SetInherits says which roles a role inherits. Invalid for a circle; Conflict where somebody would
	// hold two roles that are kept apart.
	SetInherits(ctx context.Context, role string, inherits []string) error
	// Separations returns the pairs of roles that are kept apart, and who holds both.
	Separations(ctx context.Context) ([]directory.Separation, []directory.Violation, error)
	Separate(ctx context.Context, a, b string) error
	Join(ctx context.Context, a, b string) error
	// EditAll does the same to several principals, as one entry of the journal, and returns the ids of
	// those that changed.
	EditAll(ctx context.Context, ids []string, b directory.Bulk, reason string) ([]string, error)
	// PlanPrincipals reads a CSV file and says what importing it would do.
	PlanPrincipals(ctx context.Context, path string) (*sheet.Plan, error)
	// ImportPrincipals stores what PlanPrincipals foretold, all of it or nothing.
	ImportPrincipals(ctx context.Context, p *sheet.Plan, path string) error
	// ExportPrincipals writes all principals to a new file that only its owner can read.
	ExportPrincipals(ctx context.Context, path string) error
}
