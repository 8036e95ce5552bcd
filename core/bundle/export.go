package bundle

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/gateway"
	"gatehouse/core/seal"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
)

// ExportOptions say what to export.
type ExportOptions struct {
	Out      string        // the bundle's file; its folder must exist
	Audience string        // empty means [DefaultAudience]
	Life     time.Duration // how long it is valid; 0 means [DefaultLife]
}

// Exported is an export and the files that it wrote.
type Exported struct {
	Export
	File      string // the bundle
	Config    string // an OPA's configuration
	PublicKey string // the public key, PEM
}

// The shortest and the longest life that an export accepts.
const (
	minLife = time.Minute
	maxLife = 10 * 366 * 24 * time.Hour
)

// Export compiles the policy, signs it and writes three files: the bundle, an OPA's configuration
// and the public key. It is all or nothing but for the file names: the files are written aside, the
// content is archived, the entry is committed, and only then do the files take their names. A crash
// before the entry leaves nothing that counts; a crash after it leaves a serial that was used up.
func (s *Service) Export(ctx context.Context, actor vault.Actor, o ExportOptions) (Exported, error) {
	o, err := o.normal()
	if err != nil {
		return Exported{}, err
	}
	if !vault.Permits(actor.Roles, "bundle.export") {
		return Exported{}, fault.New(fault.Denied, "exporting a bundle needs the role owner or custodian")
	}
	signer, err := s.keys.Bundle(ctx, actor)
	if err != nil {
		return Exported{}, err
	}
	snap, err := s.current(ctx)
	if err != nil {
		return Exported{}, err
	}
	last, _ := s.Last(o.Audience)
	issued := s.v.Now().UTC().Truncate(time.Second)
	meta := Meta{
		Vault: s.v.ID(), Audience: o.Audience, Serial: last.Serial + 1, Issued: issued, Expires: issued.Add(o.Life),
		Previous: last.SHA256, Checkpoint: string(s.v.Checkpoint()),
	}
	content, err := Build(snap, meta)
	if err != nil {
		return Exported{}, err
	}
	packed, err := Sign(content, signer)
	if err != nil {
		return Exported{}, err
	}
	e := Export{
		ID: seal.NewID(), Audience: o.Audience, Serial: meta.Serial, Revision: content.Revision, Digest: content.Digest,
		SHA256: hexSum(packed), Size: int64(len(packed)), Kid: signer.Kid(), Previous: meta.Previous,
		Issued: vault.MillisOf(meta.Issued), Expires: vault.MillisOf(meta.Expires),
	}
	files, err := s.beside(o.Out, packed, meta, signer.Public())
	if err != nil {
		return Exported{}, err
	}
	defer files.drop()
	if err := s.commit(ctx, actor, &e, packed, files); err != nil {
		return Exported{}, err
	}
	return Exported{Export: e, File: files[0].name, Config: files[1].name, PublicKey: files[2].name}, nil
}

// normal fills in what was not said, and refuses what cannot be.
func (o ExportOptions) normal() (ExportOptions, error) {
	if o.Audience == "" {
		o.Audience = DefaultAudience
	}
	if o.Life == 0 {
		o.Life = DefaultLife
	}
	base := filepath.Base(o.Out)
	switch {
	case o.Out == "" || base == "." || base == string(filepath.Separator):
		return o, fault.New(fault.Invalid, "an export needs the name of a file to write")
	case o.Life < minLife || o.Life > maxLife:
		return o, fault.New(fault.Invalid, "a bundle is valid for a minute at least and ten years at most, not for %s", o.Life)
	case o.Life%time.Second != 0:
		return o, fault.New(fault.Invalid, "a bundle's life is counted in whole seconds")
	}
	return o, nil
}

// beside writes the export's files aside: the bundle, the configuration, the key.
func (s *Service) beside(out string, packed []byte, m Meta, key signing.Public) (asides, error) {
	pem, err := key.PEM()
	if err != nil {
		return nil, err
	}
	config, err := gateway.OPA{
		Audience: m.Audience, Keys: []signing.Public{key}, MinSerial: m.Serial, Resource: filepath.Base(out),
	}.Config()
	if err != nil {
		return nil, err
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(out, ".gz"), ".tar")
	var files asides
	for _, f := range []struct {
		name         string
		body, begins []byte
	}{
		{out, packed, gzipHeader},
		{stem + ".opa.yaml", config, line(config)},
		{stem + ".pem", pem, line(pem)},
	} {
		a, err := writeAside(f.name, f.body, f.begins)
		if err != nil {
			files.drop()
			return nil, err
		}
		files = append(files, a)
	}
	return files, nil
}

// line returns the first line of text up to its first digit, which may be of a version.
func line(text []byte) []byte {
	if i := bytes.IndexAny(text, "0123456789\n"); i >= 0 {
		return text[:i]
	}
	return text
}

// commit archives the file, writes the entry and gives the files their names.
func (s *Service) commit(ctx context.Context, actor vault.Actor, e *Export, packed []byte, files asides) error {
	vault.Failpoint("bundle.before-archive")
	if err := s.sweep(ctx); err != nil {
		return fmt.Errorf("archiving the bundle: %w", err)
	}
	epoch, err := s.store(ctx, e.ID, packed)
	if err != nil {
		return fmt.Errorf("archiving the bundle: %w", err)
	}
	e.Epoch = epoch
	vault.Failpoint("bundle.after-archive")
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "bundle.export", Subject: e.ID}, func(tx *vault.Tx) error {
		for rec := range tx.All(vault.KindExport) {
			other, err := vault.Decode[Export](rec)
			if err == nil && other.Audience == e.Audience && other.Serial >= e.Serial {
				return fault.New(fault.Conflict, "another export for %q was made meanwhile; export again", e.Audience)
			}
		}
		tx.Note("audience", "", e.Audience)
		tx.Note("revision", "", e.Revision)
		tx.Note("sha256", "", e.SHA256)
		return tx.Put(vault.KindExport, e.ID, *e)
	})
	if err != nil {
		_ = s.archive.RemoveSnapshot(context.WithoutCancel(ctx), e.ID) // the next sweep would do it
		return err
	}
	vault.Failpoint("bundle.before-rename")
	for _, f := range files {
		if err := f.settle(); err != nil {
			return fmt.Errorf("the export is recorded as serial %d, but its files are not in place (export again): %w", e.Serial, err)
		}
	}
	vault.Failpoint("bundle.after-rename")
	return nil
}

// Open reads an exported bundle back from the archive.
func (s *Service) Open(ctx context.Context, e Export) (Bundle, error) {
	packed, err := s.File(ctx, e)
	if err != nil {
		return Bundle{}, err
	}
	b, err := Inspect(bytes.NewReader(packed)) // the seal vouches for it
	if err != nil {
		return Bundle{}, fault.Wrap(fault.Damaged, err, "the archived bundle with serial %d for %q", e.Serial, e.Audience)
	}
	return b, nil
}
