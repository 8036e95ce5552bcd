package signing

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"fmt"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Service keeps the signing keys of one open vault.
type Service struct {
	v    *vault.Vault
	keys *vault.Table[Key]
}

// New returns the service of an open vault.
func New(v *vault.Vault) *Service {
	return &Service{v: v, keys: vault.NewTable(v, vault.KindSigningKey, func(k *Key) string { return k.ID })}
}

// List returns all keys in the order of their ids.
func (s *Service) List() []Key { return s.keys.All() }

// Public returns the keys that verify what this vault signs for a purpose.
func (s *Service) Public(p Purpose) ([]Public, error) {
	var out []Public
	for _, k := range s.keys.All() {
		if k.Purpose != p {
			continue
		}
		pub, err := k.Verifier()
		if err != nil {
			return nil, err
		}
		out = append(out, pub)
	}
	return out, nil
}

// Bundle returns the signer of bundles. The first call makes its key, which is a change of its own
// in the journal. Denied when this administrator does not hold the secrets domain.
func (s *Service) Bundle(ctx context.Context, actor vault.Actor) (Signer, error) {
	for _, k := range s.keys.All() {
		if k.Purpose == PurposeBundle && k.State == Active {
			return s.open(k)
		}
	}
	return s.create(ctx, actor, PurposeBundle)
}

// open returns the signer of a key.
func (s *Service) open(k Key) (Signer, error) {
	rec, ok := s.v.Get(vault.KindSigningSecret, k.ID)
	if !ok {
		return Signer{}, fault.New(fault.Denied, "signing needs the secrets domain: ask an owner or a custodian")
	}
	secret, err := vault.Decode[secretKey](rec)
	if err != nil {
		return Signer{}, fault.New(fault.Damaged, "the private half of signing key %s does not decode", k.ID)
	}
	return k.signer(secret)
}

// create makes a key and stores both halves.
func (s *Service) create(ctx context.Context, actor vault.Actor, p Purpose) (Signer, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Signer{}, fmt.Errorf("making a signing key: %w", err)
	}
	signer, err := NewSigner(private)
	if err != nil {
		return Signer{}, err
	}
	scalar, err := private.Bytes()
	if err != nil {
		return Signer{}, fmt.Errorf("making a signing key: %w", err)
	}
	point, err := private.PublicKey.Bytes()
	if err != nil {
		return Signer{}, fmt.Errorf("making a signing key: %w", err)
	}
	secret := seal.NewSecret(scalar)
	clear(scalar)
	key := Key{
		ID: seal.NewID(), Kid: signer.Kid(), Purpose: p, Alg: ES256,
		Public: base64.StdEncoding.EncodeToString(point), State: Active,
	}
	_, err = s.v.Change(ctx, actor, vault.Action{Name: "signing_key.create", Subject: key.ID}, func(tx *vault.Tx) error {
		key.Created = vault.MillisOf(tx.Now())
		tx.Note("purpose", "", string(p))
		tx.Note("kid", "", key.Kid)
		if err := tx.Put(vault.KindSigningKey, key.ID, key); err != nil {
			return err
		}
		return tx.Put(vault.KindSigningSecret, key.ID, secretKey{ID: key.ID, Private: secret})
	})
	if err != nil {
		return Signer{}, err
	}
	return signer, nil
}
