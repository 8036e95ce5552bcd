package workspace

import "gatehouse/core/directory"

// PrincipalName returns the name of a principal, or the id where there is none any more.
func (ws *Workspace) PrincipalName(id string) string {
	if p, err := ws.Directory.Principal(id); err == nil {
		return p.Name
	}
	return id
}

// KeyHolders returns the ids of the principals with a role that are not disabled: those for whom a
// new key makes sense.
func (ws *Workspace) KeyHolders(role string) []string {
	var ids []string
	for _, p := range ws.Directory.PrincipalsWith(role) {
		if p.State != directory.Disabled {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
