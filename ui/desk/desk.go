// Package desk lays an unlocked workspace out for the pages: it answers the small interfaces of
// ui/vm from the services of core.
//
// It translates and does nothing else. The pages know flat structs and names; the services know
// records, ids and actors. Every call acts as the administrator who unlocked the vault. Its
// methods run on the runner's goroutines.
package desk

import (
	"context"
	"path/filepath"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// House is an open workspace as the pages see it.
type House struct {
	ws     *workspace.Workspace
	path   string
	backup func(ctx context.Context, folder string) (string, error)

	keyViews memo[uint64, []vm.Key] // by the vault's revision of what they are made of
	people   memo[uint64, []vm.Principal]
	roles    memo[uint64, []vm.Role]
	preview  memo[previewed, vm.Preview]
}

// New lays out a workspace that was opened from path. Closing the house closes it.
func New(ws *workspace.Workspace, path string) *House { return &House{ws: ws, path: path} }

// WithBackup gives the house the way to copy its vault, which storage knows.
func (h *House) WithBackup(backup func(ctx context.Context, folder string) (string, error)) *House {
	h.backup = backup
	return h
}

// VaultInfo implements vm.House.
func (h *House) VaultInfo() vm.VaultInfo {
	a := h.ws.Actor()
	return vm.VaultInfo{Name: filepath.Base(h.path), Path: h.path, Admin: a.Name, Role: strings.Join(a.Roles, ", "), ID: h.ws.Vault.ID(), Seq: h.ws.Vault.Seq()}
}

// Catalog implements vm.House.
func (h *House) Catalog() vm.Catalog { return apis{h.ws} }

// Directory implements vm.House.
func (h *House) Directory() vm.Directory { return people{h.ws, h} }

// Keys implements vm.House.
func (h *House) Keys() vm.Keys { return keys{h.ws, h} }

// KeyTools implements vm.House.
func (h *House) KeyTools() vm.KeyTools { return keyTools{h.ws} }

// Limits implements vm.House.
func (h *House) Limits() vm.Limits { return limits{h.ws} }

// Gateways implements vm.House.
func (h *House) Gateways() vm.Gateways { return gateways{h.ws} }

// Postures implements vm.House.
func (h *House) Postures() vm.Postures { return postures{h.ws} }

// Bundles implements vm.House.
func (h *House) Bundles() vm.Bundles { return bundles{h.ws, h} }

// Imports implements vm.House.
func (h *House) Imports() vm.Imports { return imports{h.ws} }

// Findings implements vm.House.
func (h *House) Findings() vm.Findings { return findings{h.ws} }

// Journal implements vm.House.
func (h *House) Journal() vm.Journal { return book{h.ws} }

// Can implements vm.House.
func (h *House) Can(action string) bool { return vault.Permits(h.ws.Actor().Roles, action) }

// Subscribe implements vm.House.
func (h *House) Subscribe(fn func(vm.Change)) (cancel func()) {
	return h.ws.Vault.Subscribe(func(n vault.Notice) {
		c := vm.Change{Action: n.Action}
		for _, k := range n.Kinds {
			c.Kinds = append(c.Kinds, string(k))
		}
		fn(c)
	})
}

// ChangePassword implements vm.House.
func (h *House) ChangePassword(ctx context.Context, old, next string) error {
	return h.ws.ChangePassword(ctx, seal.NewSecret([]byte(old)), seal.NewSecret([]byte(next)))
}

// Backup implements vm.House.
func (h *House) Backup(ctx context.Context, folder string) (string, error) {
	if h.backup == nil {
		return "", fault.New(fault.Invalid, "this vault cannot be copied from here; use gatectl vault backup")
	}
	return h.backup(ctx, folder)
}

// Close implements vm.House.
func (h *House) Close() error {
	err := h.ws.Close()
	h.keyViews.forget()
	h.people.forget()
	h.roles.forget()
	h.preview.forget()
	return err
}

var _ vm.House = (*House)(nil)
