// Package uitest holds what tests of the desktop need: a house whose services keep everything in
// memory, an opener that opens it, invented data, and a place to put pictures.
//
// The services answer at once, or fail with what [House.Fail] says. Nothing here is linked into
// the programs.
package uitest

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	core "gatehouse/core/directory"
	"gatehouse/core/directory/sheet"
	"gatehouse/core/event"
	"gatehouse/core/job"
	"gatehouse/ui/vm"
)

// Now is the fixed time of tests: the morning on which the mock-ups were drawn.
var Now = time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC)

// Tests show times as a machine in UTC does, wherever they run.
func init() { time.Local = time.UTC }

// House is a vault in memory. Its fields are what the services answer.
type House struct {
	Info       vm.VaultInfo
	AllAPIs    []vm.API
	People     []vm.Principal
	AllRoles   []vm.Role
	Apart      []core.Separation
	Sheet      *sheet.Plan // what a CSV file would do
	SheetFrom  string      // the file that was imported
	AllKeys    []vm.Key
	KeyRules   vm.KeyRules
	History    []vm.Export
	Logs       []vm.Import
	Found      []vm.Finding
	Looks      vm.Detection
	Reports    []job.Progress // what an import reports before it ends
	Hold       func(context.Context) error
	Fail       error // what every service answers, if set
	AllLimits  []vm.Limit
	Fleet      []vm.Gateway
	Weak       []vm.Weakness
	Book       []vm.Entry // the journal, newest first
	Hours      []vm.Hour
	Waiting    vm.Preview               // what an export would change
	Check      vm.JournalCheck          // what verifying the journal says
	May        func(action string) bool // nil = everything
	Ruled      map[string]vm.Ruling     // finding id to what was decided
	Passwords  []string                 // old and new, of the last change
	Enrolled   []vm.Enrolment
	Stale      bool // the password was typed long ago
	OTPStrict  bool
	SavedCodes []string // recovery codes that were written to a file
	listeners  event.Topic[vm.Change]
	Closed     bool
	serial     int
	changes    int
	rights     compiled
	Revoked    map[string]string // key id to reason
	LastLog    vm.NewImport
	LastOut    vm.NewExport
	LastMade   vm.NewKey
	TokenMade  string
	KeyWork
}

// Empty returns a house with nothing in it.
func Empty() *House {
	return &House{Info: vm.VaultInfo{Name: "production.gate", Path: "/home/mira/vaults/production.gate", Admin: "Mira Kovač", Role: "owner", ID: "GH7Q2KZ5M3XW"}, Revoked: map[string]string{}, Ruled: map[string]vm.Ruling{}}
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

// Access implements vm.House.
func (h *House) Access() vm.Access { return rights{h} }

// Keys implements vm.House.
func (h *House) Keys() vm.Keys { return keys{h} }

// KeyTools implements vm.House.
func (h *House) KeyTools() vm.KeyTools { return keyTools{h} }

// Bundles implements vm.House.
func (h *House) Bundles() vm.Bundles { return bundles{h} }

// Imports implements vm.House.
func (h *House) Imports() vm.Imports { return imports{h} }

// Findings implements vm.House.
func (h *House) Findings() vm.Findings { return findings{h} }

// Limits implements vm.House.
func (h *House) Limits() vm.Limits { return limits{h} }

// Gateways implements vm.House.
func (h *House) Gateways() vm.Gateways { return gateways{h} }

// Postures implements vm.House.
func (h *House) Postures() vm.Postures { return postures{h} }

// Journal implements vm.House.
func (h *House) Journal() vm.Journal { return book{h} }

// Can implements vm.House.
func (h *House) Can(action string) bool { return h.May == nil || h.May(action) }

// Subscribe implements vm.House.
func (h *House) Subscribe(fn func(vm.Change)) (cancel func()) { return h.listeners.Subscribe(fn) }

// changed tells who listens, unless the change failed.
func (h *House) changed(action string, kinds ...string) error {
	if h.Fail == nil {
		h.changes++
		h.listeners.Publish(vm.Change{Action: action, Kinds: kinds})
	}
	return h.Fail
}

// ChangePassword implements vm.House.
func (h *House) ChangePassword(_ context.Context, old, next string) error {
	h.Passwords = []string{old, next}
	return h.Fail
}

// Backup implements vm.House.
func (h *House) Backup(_ context.Context, folder string) (string, error) {
	return filepath.Join(folder, "production-20261124-140500-e4812.gate"), h.Fail
}

// Close implements vm.House.
func (h *House) Close() error { h.Closed = true; return nil }

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
