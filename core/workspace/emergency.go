package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/fault"
	"gatehouse/core/fleet"
	"gatehouse/core/job"
)

// Emergency says which keys must stop at once.
type Emergency struct {
	Keys      []string // ids or public ids
	Principal string   // all keys of this principal, by its id
	Reason    string
	Folder    string // where the bundles go, one for each audience
}

// EmergencyExport is what became of one audience.
type EmergencyExport struct {
	Audience string
	Exported bundle.Exported // zero when it failed
	Raised   []fleet.Gateway // whose floor is now the new bundle's serial
	Err      error           // of the export, or else of raising the floor
}

// EmergencyResult says how far an emergency came.
type EmergencyResult struct {
	Revoked []apikey.Key      // by this call
	Before  []apikey.Key      // those that were revoked already: their bundles are exported all the same
	Exports []EmergencyExport // one for each audience; none where nothing was ever exported
}

// Failed counts the audiences whose gateways may still accept the keys, or older bundles.
func (r EmergencyResult) Failed() int {
	n := 0
	for _, e := range r.Exports {
		if e.Err != nil {
			n++
		}
	}
	return n
}

// Emergency revokes keys, exports a bundle without them for every audience, and raises the floor of
// its gateways to that bundle, so that an older one, in which the keys are good, is not accepted again.
//
// The revocation is committed first and stays whatever happens after it: what fails for an audience
// stands in the result, and the others go on. Calling it again with the same keys exports again.
//
// Errors: of the revocation alone, and then nothing was changed: NotFound, Invalid for no key, Denied.
func (ws *Workspace) Emergency(ctx context.Context, e Emergency, report job.Report) (EmergencyResult, error) {
	var r EmergencyResult
	keys, err := ws.emergencyKeys(e)
	if err != nil {
		return r, err
	}
	var ids []string
	for _, k := range keys {
		if k.State == apikey.Revoked {
			r.Before = append(r.Before, k)
		} else {
			ids = append(ids, k.ID)
		}
	}
	audiences := ws.exportedAudiences()
	tell := func(step int, label string) {
		if report != nil {
			report(job.Progress{Step: step, Steps: len(audiences) + 1, Label: label})
		}
	}
	tell(1, "Revoking")
	if len(ids) > 0 {
		if r.Revoked, err = ws.Keys.RevokeAll(ctx, ws.Actor(), ids, e.Reason); err != nil {
			return r, err
		}
	}
	for i, a := range audiences {
		tell(i+2, "Exporting for "+a)
		r.Exports = append(r.Exports, ws.exportWithout(ctx, a, e.Folder))
	}
	return r, nil
}

// emergencyKeys resolves which keys are meant, each once.
func (ws *Workspace) emergencyKeys(e Emergency) ([]apikey.Key, error) {
	var keys []apikey.Key
	seen := map[string]bool{}
	for _, id := range e.Keys {
		k, err := ws.Keys.Key(id)
		if err != nil {
			return nil, err
		}
		if !seen[k.ID] {
			seen[k.ID] = true
			keys = append(keys, k)
		}
	}
	if e.Principal != "" {
		p, err := ws.Directory.Principal(e.Principal)
		if err != nil {
			return nil, err
		}
		for _, k := range ws.Keys.KeysOf(p.ID) {
			if !seen[k.ID] {
				seen[k.ID] = true
				keys = append(keys, k)
			}
		}
		if len(keys) == 0 {
			return nil, fault.New(fault.Invalid, "%q has no API key", p.Name)
		}
	}
	if len(keys) == 0 {
		return nil, fault.New(fault.Invalid, "no API key was chosen")
	}
	return keys, nil
}

// exportedAudiences are the audiences that hold a bundle, and with it the keys.
func (ws *Workspace) exportedAudiences() []string {
	var held []string
	for _, a := range ws.Audiences() {
		if _, ok := ws.Bundles.Last(a); ok {
			held = append(held, a)
		}
	}
	return held
}

// exportWithout exports for one audience and raises its floor.
func (ws *Workspace) exportWithout(ctx context.Context, audience, folder string) EmergencyExport {
	x := EmergencyExport{Audience: audience}
	exported, err := ws.Bundles.Export(ctx, ws.Actor(), bundle.ExportOptions{Out: filepath.Join(folder, BundleName(audience)), Audience: audience})
	if err != nil {
		x.Err = err
		return x
	}
	x.Exported = exported
	x.Raised, x.Err = ws.Gateways.RaiseFloor(ctx, ws.Actor(), audience, exported.Serial)
	return x
}

// BundleName is the name of a bundle's file for an audience, in letters that every file system takes.
// Two audiences never share one.
func BundleName(audience string) string {
	safe := strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
			return r
		}
		return '_'
	}, audience)
	if safe != strings.ToLower(audience) || len(safe) > 64 {
		sum := sha256.Sum256([]byte(audience))
		safe = safe[:min(len(safe), 64)] + "-" + hex.EncodeToString(sum[:4])
	}
	return safe + ".tar.gz"
}
