package bundle

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gatehouse/core/fault"
	"gatehouse/core/policy"
	"gatehouse/core/seal"
	"gatehouse/core/signing"
	"gatehouse/core/vault"
)

// Archive keeps what was exported, sealed, outside of the vault's records. storage/logdb implements it.
type Archive interface {
	// PutSnapshot stores sealed bytes under an id, or replaces them.
	PutSnapshot(ctx context.Context, id string, sealed []byte) error
	// Snapshot returns what was stored; NotFound when there is nothing.
	Snapshot(ctx context.Context, id string) ([]byte, error)
	// Snapshots lists the ids.
	Snapshots(ctx context.Context) ([]string, error)
	// RemoveSnapshot forgets an id; forgetting what is not there does nothing.
	RemoveSnapshot(ctx context.Context, id string) error
}

// Export is the record of one exported bundle.
type Export struct {
	ID       string       `json:"id"` // also of the archived content
	Audience string       `json:"audience"`
	Serial   uint64       `json:"serial"`
	Revision string       `json:"revision"`
	Digest   string       `json:"digest"` // of the content
	SHA256   string       `json:"sha256"` // of the file
	Size     int64        `json:"size"`   // of the file
	Kid      string       `json:"kid"`
	Previous string       `json:"previous,omitempty"`
	Issued   vault.Millis `json:"issued"`
	Expires  vault.Millis `json:"expires"`
	Epoch    uint64       `json:"epoch"` // under which the archived content is sealed
}

// Service exports bundles of one open vault and remembers them.
type Service struct {
	v       *vault.Vault
	keys    *signing.Service
	archive Archive
	current func(context.Context) (*policy.Snapshot, error)
	exports *vault.Table[Export]
}

// New returns the service of an open vault. Current compiles the policy as it is now.
func New(v *vault.Vault, keys *signing.Service, archive Archive, current func(context.Context) (*policy.Snapshot, error)) *Service {
	return &Service{
		v: v, keys: keys, archive: archive, current: current,
		exports: vault.NewTable(v, vault.KindExport, func(e *Export) string { return e.ID }),
	}
}

// List returns all exports, by audience and then by serial.
func (s *Service) List() []Export {
	all := slices.Clone(s.exports.All())
	slices.SortFunc(all, func(a, b Export) int {
		return cmp.Or(cmp.Compare(a.Audience, b.Audience), cmp.Compare(a.Serial, b.Serial))
	})
	return all
}

// Last returns the newest export for an audience.
func (s *Service) Last(audience string) (Export, bool) {
	var last Export
	for _, e := range s.exports.All() {
		if e.Audience == audience && e.Serial > last.Serial {
			last = e
		}
	}
	return last, last.Serial > 0
}

// Current is the policy of now as a bundle would hold it: without names and notes, which do not leave
// the vault. It compares with what [Bundle.Policy] returns; see [DiffPolicies].
func (s *Service) Current(ctx context.Context) (policy.Input, error) {
	snap, err := s.current(ctx)
	if err != nil {
		return policy.Input{}, err
	}
	files, err := dataFiles(snap)
	if err != nil {
		return policy.Input{}, fmt.Errorf("reading the policy of now: %w", err)
	}
	return readPolicy(s.v.ID(), files)
}

// place is where the archived content of an export is sealed.
func (s *Service) place(id string) seal.Place {
	return s.v.Place(seal.LabelSnapshot).Text(id)
}

// store archives a file.
func (s *Service) store(ctx context.Context, id string, packed []byte) (epoch uint64, err error) {
	sealer, err := s.v.Sealer(vault.DomainDirectory, "snapshot")
	if err != nil {
		return 0, err
	}
	sealed, epoch, err := sealer.Seal(s.place(id), packed)
	if err != nil {
		return 0, err
	}
	return epoch, s.archive.PutSnapshot(ctx, id, sealed)
}

// File returns an exported bundle's file again, byte for byte. NotFound when it is no longer archived.
func (s *Service) File(ctx context.Context, e Export) ([]byte, error) {
	sealed, err := s.archive.Snapshot(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	sealer, err := s.v.Sealer(vault.DomainDirectory, "snapshot")
	if err != nil {
		return nil, err
	}
	packed, err := sealer.Open(s.place(e.ID), e.Epoch, sealed)
	if err != nil {
		return nil, err
	}
	if hexSum(packed) != e.SHA256 {
		return nil, fault.New(fault.Damaged, "the archived bundle with serial %d for %q is not the one that was exported", e.Serial, e.Audience)
	}
	return packed, nil
}

// sweep forgets archived contents without a record: exports that a crash ended before their entry.
func (s *Service) sweep(ctx context.Context) error {
	ids, err := s.archive.Snapshots(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, ok := s.exports.Get(id); !ok {
			if err := s.archive.RemoveSnapshot(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}
