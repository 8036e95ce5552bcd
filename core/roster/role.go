package roster

import "slices"

// Role is a console role: what an administrator may do in Gatehouse.
type Role string

// The console roles.
const (
	Owner     Role = "owner"     // roster, recovery, policy, and everything else
	Custodian Role = "custodian" // signing keys
	Operator  Role = "operator"  // people, API keys, limits, imports
	Approver  Role = "approver"  // second opinions
	Auditor   Role = "auditor"   // reads and verifies
)

// Roles lists every role, the most powerful first.
func Roles() []Role { return []Role{Owner, Custodian, Operator, Approver, Auditor} }

// Known reports whether r is one of [Roles].
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// Admin is an administrator as the roster knows him.
type Admin struct {
	ID      string // 26 characters, see seal.NewID
	Roles   []Role
	Signing []byte // Ed25519 public key, signs statements, entries and checkpoints
	Wrap    []byte // HPKE public key, to which domain keys are sealed
	Joined  uint64 // the first journal entry that he may sign
	Left    uint64 // the first that he may not any more; 0 = he is still here
}

// Has reports whether the administrator has a role.
func (a Admin) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// Writes reports whether the administrator may change records at all: everyone but those who only
// read and verify.
func (a Admin) Writes() bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return r != Auditor })
}
