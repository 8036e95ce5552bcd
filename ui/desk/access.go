package desk

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/core/apikey"
	"gatehouse/core/bundle"
	"gatehouse/core/fault"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
	"gatehouse/ui/vm"
)

// keys answers vm.Keys.
type keys struct{ ws *workspace.Workspace }

// Keys implements vm.Keys.
func (s keys) Keys(context.Context) ([]vm.Key, error) {
	all := s.ws.Keys.Keys()
	out := make([]vm.Key, len(all))
	for i := range all {
		out[i] = keyView(all[i])
	}
	return out, nil
}

// Create implements vm.Keys.
func (s keys) Create(ctx context.Context, n vm.NewKey) (vm.MadeKey, error) {
	d := apikey.Draft{Principal: n.Principal, Name: n.Name, Env: n.Env, Scopes: n.Scopes, Networks: n.Networks}
	if !n.Expires.IsZero() {
		d.Expires = vault.MillisOf(n.Expires)
	}
	made, err := s.ws.Keys.Create(ctx, s.ws.Actor(), d)
	if err != nil {
		return vm.MadeKey{}, err
	}
	return vm.MadeKey{Key: keyView(made.Key), Token: string(made.Token.Expose())}, nil
}

// Revoke implements vm.Keys.
func (s keys) Revoke(ctx context.Context, id, reason string) error {
	_, err := s.ws.Keys.Revoke(ctx, s.ws.Actor(), id, reason)
	return err
}

// keyView shows the newest token of a key.
func keyView(k apikey.Key) vm.Key {
	v := vm.Key{ID: k.ID, Name: k.Name, Prefix: k.Prefix(), Principal: k.Principal, Scopes: k.Scopes, Networks: k.Networks,
		State: string(k.State), Reason: k.Reason, Created: k.Created.Time(), Expires: k.Expires.Time(), Revoked: k.Revoked.Time()}
	for _, t := range k.Tokens {
		v.LastFour, v.SHA256 = t.Last4, t.SHA256
	}
	v.Name = cmp.Or(v.Name, v.Prefix)
	return v
}

// bundles answers vm.Bundles.
type bundles struct{ ws *workspace.Workspace }

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
