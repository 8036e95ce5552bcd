package desk

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/core/bundle"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/signing"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// bundles answers vm.Bundles.
type bundles struct {
	ws *workspace.Workspace
	h  *House
}

// previewed is what a preview depends on: every change of the vault is an entry of its journal.
type previewed struct {
	seq      uint64
	audience string
}

// Exports implements vm.Bundles.
func (s bundles) Exports(context.Context) ([]vm.Export, error) {
	var all []vm.Export
	for _, e := range s.ws.Bundles.List() {
		all = append(all, exportView(e))
	}
	return all, nil
}

// Export implements vm.Bundles. It makes the folder where that is missing.
func (s bundles) Export(ctx context.Context, n vm.NewExport) (vm.Export, error) {
	if err := os.MkdirAll(filepath.Dir(n.Path), 0o755); err != nil {
		return vm.Export{}, fault.Wrap(fault.Invalid, err, "making the folder %s", filepath.Dir(n.Path))
	}
	e, err := s.ws.Bundles.Export(ctx, s.ws.Actor(), bundle.ExportOptions{Out: n.Path, Audience: n.Audience, Life: n.Lasts})
	if err != nil {
		return vm.Export{}, err
	}
	v := exportView(e.Export)
	v.Path = e.File
	v.Beside = []vm.File{{Path: e.Config, What: "configuration for Open Policy Agent"}, {Path: e.PublicKey, What: "public key"}}
	return v, nil
}

// Verify implements vm.Bundles: a bundle must be signed by a key of this vault.
func (s bundles) Verify(_ context.Context, path string) (vm.Verified, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return vm.Verified{}, fault.New(fault.NotFound, "there is no file %s", path)
	}
	if err != nil {
		return vm.Verified{}, fault.Wrap(fault.Invalid, err, "reading the bundle")
	}
	defer f.Close()
	pubs, err := s.ws.Signing.Public(signing.PurposeBundle)
	if err != nil {
		return vm.Verified{}, err
	}
	if len(pubs) == 0 {
		return vm.Verified{}, fault.New(fault.Refused, "this vault has not signed a bundle yet")
	}
	b, err := bundle.Verify(f, bundle.Expect{Keys: pubs})
	if err != nil {
		return vm.Verified{}, err
	}
	in, err := b.Policy()
	if err != nil {
		return vm.Verified{}, err
	}
	e := vm.Export{Serial: b.Serial, Revision: b.Revision, Audience: b.Audience, KeyID: b.SignedBy, Digest: b.SHA256, Issued: b.Issued, Expires: b.Expires, Size: b.Size, Path: path}
	return vm.Verified{Export: e, Vault: b.Vault, Routes: len(in.Routes), Keys: len(in.Keys), Expired: b.ExpiredAt(s.ws.Vault.Now())}, nil
}

func exportView(e bundle.Export) vm.Export {
	return vm.Export{ID: e.ID, Serial: e.Serial, Revision: e.Revision, Audience: e.Audience, KeyID: e.Kid, Digest: e.SHA256, Issued: e.Issued.Time(), Expires: e.Expires.Time(), Size: e.Size}
}

// Preview implements vm.Bundles.
func (s bundles) Preview(ctx context.Context, audience string) (vm.Preview, error) {
	audience = cmp.Or(audience, bundle.DefaultAudience)
	return s.h.preview.get(previewed{s.ws.Vault.Seq(), audience}, func() (vm.Preview, error) { return s.previewOf(ctx, audience) })
}

// previewOf compares the vault with the newest export for an audience.
func (s bundles) previewOf(ctx context.Context, audience string) (vm.Preview, error) {
	now, err := s.ws.Bundles.Current(ctx)
	if err != nil {
		return vm.Preview{}, err
	}
	p := vm.Preview{Audience: audience}
	var before policy.Input
	if last, ok := s.ws.Bundles.Last(audience); ok {
		v := exportView(last)
		p.Last = &v
		if before, err = s.policyOf(ctx, last); err != nil {
			return p, err
		}
	}
	return s.compare(p, before, now)
}

// Compare implements vm.Bundles.
func (s bundles) Compare(ctx context.Context, id string) (vm.Preview, error) {
	var this, before bundle.Export
	for _, e := range s.ws.Bundles.List() {
		if e.ID == id {
			this = e
		}
	}
	if this.ID == "" {
		return vm.Preview{}, fault.New(fault.NotFound, "there is no such export")
	}
	for _, e := range s.ws.Bundles.List() {
		if e.Audience == this.Audience && e.Serial < this.Serial && e.Serial > before.Serial {
			before = e
		}
	}
	p := vm.Preview{Audience: this.Audience}
	var old policy.Input
	if before.ID != "" {
		v := exportView(before)
		p.Last = &v
		var err error
		if old, err = s.policyOf(ctx, before); err != nil {
			return p, err
		}
	}
	now, err := s.policyOf(ctx, this)
	if err != nil {
		return p, err
	}
	return s.compare(p, old, now)
}

// policyOf is the policy of an exported bundle.
func (s bundles) policyOf(ctx context.Context, e bundle.Export) (policy.Input, error) {
	b, err := s.ws.Bundles.Open(ctx, e)
	if err != nil {
		return policy.Input{}, err
	}
	return b.Policy()
}

// compare says what differs, and how things are called.
func (s bundles) compare(p vm.Preview, before, now policy.Input) (vm.Preview, error) {
	changes, err := bundle.DiffPolicies(before, now)
	if err != nil {
		return p, err
	}
	for _, c := range changes {
		p.Changes = append(p.Changes, vm.PolicyChange{Kind: c.Kind, ID: c.ID, Change: c.Change, Old: c.Old, New: c.New})
	}
	p.Names = book{s.ws}.names()
	gone := map[string]bool{} // from the vault; the bundle alone knows them
	for _, c := range changes {
		if k, err := s.ws.Keys.Key(c.ID); err == nil {
			p.Names[c.ID] = cmp.Or(k.Name, k.Prefix())
		} else {
			gone[c.ID] = true
		}
	}
	for i := 0; i < len(before.Keys) && len(gone) > 0; i++ {
		if k := &before.Keys[i]; gone[k.ID] {
			p.Names[k.ID] = cmp.Or(k.Name, k.Prefix())
		}
	}
	p.Holds = map[string]int{"api": len(now.APIs), "route": len(now.Routes), "principal": len(now.Principals), "role": len(now.Roles), "apikey": len(now.Keys), "limit": len(now.Limits)}
	return p, nil
}
