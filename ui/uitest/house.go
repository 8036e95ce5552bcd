// Package uitest holds what tests of the desktop need: a house whose services keep everything in
// memory, an opener that opens it, invented data, and a place to put pictures.
//
// The services answer at once, or fail with what [House.Fail] says. Nothing here is linked into
// the programs.
package uitest

import (
	"context"
	"fmt"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/vm"
)

// Now is the fixed time of tests: the morning on which the mock-ups were drawn.
var Now = time.Date(2026, 11, 24, 14, 5, 0, 0, time.Local)

// House is a vault in memory. Its fields are what the services answer.
type House struct {
	Info      vm.VaultInfo
	AllAPIs   []vm.API
	People    []vm.Principal
	AllRoles  []vm.Role
	AllKeys   []vm.Key
	History   []vm.Export
	Logs      []vm.Import
	Found     []vm.Finding
	Looks     vm.Detection
	Reports   []job.Progress // what an import reports before it ends
	Hold      func(context.Context) error
	Fail      error // what every service answers, if set
	Closed    bool
	serial    int
	Revoked   map[string]string // key id to reason
	LastLog   vm.NewImport
	LastOut   vm.NewExport
	LastMade  vm.NewKey
	TokenMade string
}

// Empty returns a house with nothing in it.
func Empty() *House {
	return &House{Info: vm.VaultInfo{Name: "production.gate", Path: "/home/mira/vaults/production.gate", Admin: "Mira Kovač", Role: "owner"}, Revoked: map[string]string{}}
}

func (h *House) id(kind string) string {
	h.serial++
	return fmt.Sprintf("%s-%d", kind, h.serial)
}

// VaultInfo implements vm.House.
func (h *House) VaultInfo() vm.VaultInfo { return h.Info }

// Catalog implements vm.House.
func (h *House) Catalog() vm.Catalog { return catalog{h} }

// Directory implements vm.House.
func (h *House) Directory() vm.Directory { return directory{h} }

// Keys implements vm.House.
func (h *House) Keys() vm.Keys { return keys{h} }

// Bundles implements vm.House.
func (h *House) Bundles() vm.Bundles { return bundles{h} }

// Imports implements vm.House.
func (h *House) Imports() vm.Imports { return imports{h} }

// Findings implements vm.House.
func (h *House) Findings() vm.Findings { return findings{h} }

// Close implements vm.House.
func (h *House) Close() error { h.Closed = true; return nil }

type catalog struct{ h *House }

func (c catalog) APIs(context.Context) ([]vm.API, error) { return c.h.AllAPIs, c.h.Fail }

func (c catalog) AddAPI(_ context.Context, a vm.API) (vm.API, error) {
	a.ID = c.h.id("api")
	c.h.AllAPIs = append(c.h.AllAPIs, a)
	return a, c.h.Fail
}

func (c catalog) AddRoute(_ context.Context, r vm.Route) (vm.Route, error) {
	r.ID = c.h.id("route")
	for i := range c.h.AllAPIs {
		if c.h.AllAPIs[i].ID == r.API {
			c.h.AllAPIs[i].Routes = append(c.h.AllAPIs[i].Routes, r)
		}
	}
	return r, c.h.Fail
}

func (c catalog) RemoveRoute(_ context.Context, id string) error {
	for i, a := range c.h.AllAPIs {
		for j, r := range a.Routes {
			if r.ID == id {
				c.h.AllAPIs[i].Routes = append(a.Routes[:j:j], a.Routes[j+1:]...)
				return c.h.Fail
			}
		}
	}
	return fault.New(fault.NotFound, "There is no such route.")
}

type directory struct{ h *House }

func (d directory) Principals(context.Context) ([]vm.Principal, error) { return d.h.People, d.h.Fail }

func (d directory) AddPrincipal(_ context.Context, p vm.Principal) (vm.Principal, error) {
	p.ID, p.Created = d.h.id("principal"), Now
	d.h.People = append(d.h.People, p)
	return p, d.h.Fail
}

func (d directory) edit(id string, f func(*vm.Principal)) error {
	for i := range d.h.People {
		if d.h.People[i].ID == id {
			f(&d.h.People[i])
			return d.h.Fail
		}
	}
	return fault.New(fault.NotFound, "There is no such principal.")
}

func (d directory) SetRoles(_ context.Context, id string, roles []string) error {
	return d.edit(id, func(p *vm.Principal) { p.Roles = roles })
}

func (d directory) SetDisabled(_ context.Context, id string, off bool) error {
	return d.edit(id, func(p *vm.Principal) { p.Disabled = off })
}

func (d directory) Roles(context.Context) ([]vm.Role, error) { return d.h.AllRoles, d.h.Fail }

func (d directory) AddRole(_ context.Context, r vm.Role) (vm.Role, error) {
	r.ID, r.Created = d.h.id("role"), Now
	d.h.AllRoles = append(d.h.AllRoles, r)
	return r, d.h.Fail
}

type keys struct{ h *House }

func (k keys) Keys(context.Context) ([]vm.Key, error) { return k.h.AllKeys, k.h.Fail }

func (k keys) Create(_ context.Context, n vm.NewKey) (vm.MadeKey, error) {
	if k.h.Fail != nil {
		return vm.MadeKey{}, k.h.Fail
	}
	k.h.LastMade = n
	made := vm.Key{ID: k.h.id("key"), Name: n.Name, Prefix: "gh_" + n.Env + "_Rn5gD3Jm", Principal: n.Principal, Scopes: n.Scopes, Networks: n.Networks, State: "active", Created: Now, Expires: n.Expires}
	k.h.AllKeys = append(k.h.AllKeys, made)
	k.h.TokenMade = made.Prefix + "_" + sampleToken
	return vm.MadeKey{Key: made, Token: k.h.TokenMade}, nil
}

// sampleToken is invented; its check digits are wrong on purpose.
const sampleToken = "tV8kQ2xWz0LfYb7NcRu4HsPaE9jM1oGd000000"

func (k keys) Revoke(_ context.Context, id, reason string) error {
	for i := range k.h.AllKeys {
		if k.h.AllKeys[i].ID == id && k.h.Fail == nil {
			k.h.AllKeys[i].State, k.h.AllKeys[i].Reason = "revoked", reason
			k.h.Revoked[id] = reason
			return nil
		}
	}
	return k.h.Fail
}

type bundles struct{ h *House }

func (b bundles) Exports(context.Context) ([]vm.Export, error) { return b.h.History, b.h.Fail }

func (b bundles) Export(_ context.Context, n vm.NewExport) (vm.Export, error) {
	if b.h.Fail != nil {
		return vm.Export{}, b.h.Fail
	}
	b.h.LastOut = n
	e := vm.Export{ID: b.h.id("export"), Serial: uint64(len(b.h.History) + 1), Revision: "gh-000043-5f0c2a91be77", Audience: n.Audience, KeyID: "Hk3q…x9Yw", Digest: "9c1f71c40be2d51788c1e20b3f9a71c40be2d51788c1e20b3f9a71c40be2d517", Issued: Now, Expires: Now.Add(n.Lasts), Size: 48_211, Path: n.Path,
		Beside: []vm.File{{Path: n.Path + ".opa.yaml", What: "the configuration for Open Policy Agent"}, {Path: n.Path + ".pem", What: "the public key"}}}
	b.h.History = append(b.h.History, e)
	return e, nil
}

func (b bundles) Verify(_ context.Context, path string) (vm.Verified, error) {
	if b.h.Fail != nil {
		return vm.Verified{}, b.h.Fail
	}
	e := vm.Export{Serial: 42, Revision: "gh-000042-1de0aa07c3f4", Audience: "default", KeyID: "Hk3q…x9Yw", Issued: Now.Add(-time.Hour), Expires: Now.Add(13 * 24 * time.Hour), Path: path}
	return vm.Verified{Export: e, Routes: 27, Keys: 118}, nil
}

type imports struct{ h *House }

func (i imports) Imports(context.Context) ([]vm.Import, error) { return i.h.Logs, i.h.Fail }

func (i imports) Detect(context.Context, string) (vm.Detection, error) { return i.h.Looks, i.h.Fail }

func (i imports) Import(ctx context.Context, n vm.NewImport, report job.Report) (vm.Imported, error) {
	i.h.LastLog = n
	for _, p := range i.h.Reports {
		report(p)
	}
	if i.h.Hold != nil {
		if err := i.h.Hold(ctx); err != nil {
			return vm.Imported{}, err
		}
	}
	if i.h.Fail != nil {
		return vm.Imported{}, i.h.Fail
	}
	m := vm.Import{ID: i.h.id("import"), Files: []string{n.Path}, Format: n.Format, Events: 12_110_204, Rejected: 214, Findings: map[string]int{"critical": 3, "high": 4, "medium": 2}, First: Now.Add(-26 * time.Hour), Last: Now.Add(-time.Hour), Made: Now}
	i.h.Logs = append(i.h.Logs, m)
	return vm.Imported{Import: m, Seconds: 29.4}, nil
}

type findings struct{ h *House }

func (f findings) Findings(context.Context) ([]vm.Finding, error) { return f.h.Found, f.h.Fail }

func (f findings) Finding(_ context.Context, id string) (vm.Finding, error) {
	for _, x := range f.h.Found {
		if x.ID == id {
			return x, f.h.Fail
		}
	}
	return vm.Finding{}, fault.New(fault.NotFound, "There is no finding %s.", id)
}

// Opener opens one house, or fails with Fail.
type Opener struct {
	House    *House
	Fail     error
	Created  vm.NewVault
	Path     string
	Admin    string
	Password string
}

// Create implements vm.Opener.
func (o *Opener) Create(_ context.Context, n vm.NewVault) (vm.House, error) {
	o.Created = n
	return o.answer()
}

// Open implements vm.Opener.
func (o *Opener) Open(_ context.Context, path, admin, password string) (vm.House, error) {
	o.Path, o.Admin, o.Password = path, admin, password
	return o.answer()
}

// Sample implements vm.Opener.
func (o *Opener) Sample(_ context.Context, report job.Report) (vm.House, error) {
	report(job.Progress{Step: 2, Steps: 5, Label: "importing the log", Done: 40, Total: 100})
	return o.answer()
}

func (o *Opener) answer() (vm.House, error) {
	if o.Fail != nil {
		return nil, o.Fail
	}
	return o.House, nil
}

// Recents remembers opened vaults in memory.
type Recents struct{ Vaults []vm.Recent }

// List implements vm.Recents.
func (r *Recents) List() []vm.Recent { return r.Vaults }

// Add implements vm.Recents.
func (r *Recents) Add(v vm.Recent) error {
	r.Vaults = append([]vm.Recent{v}, r.Vaults...)
	return nil
}

var (
	_ vm.House   = (*House)(nil)
	_ vm.Opener  = (*Opener)(nil)
	_ vm.Recents = (*Recents)(nil)
)
