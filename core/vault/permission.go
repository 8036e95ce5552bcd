package vault

import (
	"slices"
	"strings"

	"gatehouse/core/fault"
)

// The console roles, as the roster grants them.
const (
	RoleOwner     = "owner"
	RoleCustodian = "custodian"
	RoleOperator  = "operator"
	RoleApprover  = "approver"
	RoleAuditor   = "auditor"
)

// may lists who, beside owners, may do the actions of a noun. What is not listed is for owners only.
// The names of actions are "noun.verb".
var may = map[string][]string{
	"login":       {RoleCustodian, RoleOperator, RoleApprover, RoleAuditor},
	"journal":     {RoleCustodian, RoleOperator, RoleApprover, RoleAuditor},
	"password":    {RoleCustodian, RoleOperator, RoleApprover, RoleAuditor}, // one's own
	"proposal":    {RoleCustodian, RoleOperator, RoleApprover},
	"api":         {RoleOperator},
	"route":       {RoleOperator},
	"principal":   {RoleOperator},
	"role":        {RoleOperator},
	"apikey":      {RoleOperator},
	"limit":       {RoleOperator},
	"gateway":     {RoleOperator},
	"posture":     {RoleOperator},
	"enrolment":   {RoleOperator},
	"import":      {RoleOperator},
	"review":      {RoleOperator},
	"finding":     {RoleOperator},
	"signing_key": {RoleCustodian},
	"bundle":      {RoleCustodian},
	"token":       {RoleCustodian},
}

// Permits reports whether an administrator with these console roles may do the action. Programs ask
// it before they offer a button; Change asks it again.
func Permits(roles []string, action string) bool {
	if slices.Contains(roles, RoleOwner) {
		return true
	}
	noun, _, _ := strings.Cut(action, ".")
	for _, role := range may[noun] {
		if slices.Contains(roles, role) {
			return true
		}
	}
	return false
}

// permit checks that the actor may do the action at all, and that whoever only reads touches no
// record: entries of auditors leave the state root as it is.
func (v *Vault) permit(actor Actor, action Action) error {
	if actor.ID != v.actor.ID {
		return fault.New(fault.Denied, "only the administrator who signed in can change this vault")
	}
	if action.Name == "" {
		return fault.New(fault.Invalid, "a change needs the name of an action")
	}
	if !Permits(v.actor.Roles, action.Name) {
		return fault.New(fault.Denied, "%s needs another role than yours (%s)", action.Name, strings.Join(v.actor.Roles, ", "))
	}
	return nil
}

// onlyReads reports whether roles hold nothing that writes records.
func onlyReads(roles []string) bool {
	return !slices.ContainsFunc(roles, func(r string) bool { return r == RoleOwner || r == RoleCustodian || r == RoleOperator })
}
