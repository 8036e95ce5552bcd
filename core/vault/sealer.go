package vault

import (
	"gatehouse/core/fault"
	"gatehouse/core/seal"
)

// Sealer seals bytes that live outside of the records, under one domain of the vault: an import's
// data key, an exported bundle's content. It works until the vault is locked.
type Sealer struct {
	v      *Vault
	domain Domain
	use    string
}

// Sealer returns a sealer for one use (a table's name) under a domain that the signed-in
// administrator holds; Denied when he does not.
func (v *Vault) Sealer(domain Domain, use string) (Sealer, error) {
	s := Sealer{v: v, domain: domain, use: use}
	if _, err := s.key(v.drawer.ring.Epoch()); err != nil {
		return Sealer{}, err
	}
	return s, nil
}

// Place begins a place in this vault: the label and the vault's id. The caller adds what is sealed.
func (v *Vault) Place(label string) seal.Place {
	id := v.roster.Vault()
	return seal.At(label).Raw(id[:])
}

// Seal seals plain in a place made by [Vault.Place]. The returned epoch is needed to open it.
func (s Sealer) Seal(p seal.Place, plain []byte) (sealed []byte, epoch uint64, err error) {
	epoch = s.v.drawer.ring.Epoch()
	k, err := s.key(epoch)
	if err != nil {
		return nil, 0, err
	}
	return seal.Seal(k, p.U64(epoch), plain), epoch, nil
}

// Open opens what was sealed in the same place at that epoch; Damaged when it does not open.
func (s Sealer) Open(p seal.Place, epoch uint64, sealed []byte) ([]byte, error) {
	k, err := s.key(epoch)
	if err != nil {
		return nil, err
	}
	plain, err := seal.Open(k, p.U64(epoch), sealed)
	if err != nil {
		return nil, fault.Wrap(fault.Damaged, err, "a stored part of the %s does not open", s.use)
	}
	return plain, nil
}

// key returns the key of the sealer's use; NeedsLogin when the vault was locked.
func (s Sealer) key(epoch uint64) (seal.Key, error) {
	if s.v.Locked() {
		return seal.Key{}, errLocked()
	}
	return s.v.drawer.ring.Table(s.domain, epoch, s.use)
}

// errLocked says what to do about a vault that was locked.
func errLocked() error { return fault.New(fault.NeedsLogin, "the vault is locked; sign in again") }
