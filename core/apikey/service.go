package apikey

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"sync"

	"gatehouse/core/fault"
	"gatehouse/core/name"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Service keeps the API keys of an open vault. It may be used by several goroutines.
type Service struct {
	v      *vault.Vault
	keys   *vault.Table[Key]
	random io.Reader

	mu          sync.RWMutex
	byDigest    map[Digest]string
	byPublic    map[string]string
	byPrincipal map[string]map[string]struct{}
}

// New returns the keys of v. It is made once for a vault.
func New(v *vault.Vault) *Service {
	s := &Service{
		v: v, random: rand.Reader,
		byDigest: map[Digest]string{}, byPublic: map[string]string{}, byPrincipal: map[string]map[string]struct{}{},
	}
	s.keys = vault.NewTable(v, vault.KindAPIKey, func(k *Key) string { return k.ID })
	s.keys.OnChange(s.index)
	return s
}

func (s *Service) index(old, new *Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old != nil {
		for _, t := range old.Tokens {
			if d, err := ParseDigest(t.SHA256); err == nil {
				delete(s.byDigest, d)
			}
			delete(s.byPublic, t.Public)
		}
		delete(s.byPrincipal[old.Principal], old.ID)
	}
	if new == nil {
		return
	}
	for _, t := range new.Tokens {
		if d, err := ParseDigest(t.SHA256); err == nil {
			s.byDigest[d] = new.ID
		}
		if t.Public != "" {
			s.byPublic[t.Public] = new.ID
		}
	}
	if s.byPrincipal[new.Principal] == nil {
		s.byPrincipal[new.Principal] = map[string]struct{}{}
	}
	s.byPrincipal[new.Principal][new.ID] = struct{}{}
}

// Keys returns all keys in the order of their ids. The slice must not be changed.
func (s *Service) Keys() []Key { return s.keys.All() }

// Len returns the number of keys.
func (s *Service) Len() int { return s.keys.Len() }

// Key returns the key with an id or a public id (with or without gh_live_ before it); NotFound when
// there is none.
func (s *Service) Key(id string) (Key, error) {
	if k, ok := s.keys.Get(id); ok {
		return k, nil
	}
	public := id
	if len(id) == len("gh_live_")+PublicLen {
		public = id[len("gh_live_"):]
	}
	s.mu.RLock()
	found, ok := s.byPublic[public]
	s.mu.RUnlock()
	if ok {
		if k, ok := s.keys.Get(found); ok {
			return k, nil
		}
	}
	if _, err := Parse([]byte(id)); err == nil {
		return Key{}, fault.New(fault.NotFound, "a whole API key was given; name it by its id or its public id, and keep the key out of command lines")
	}
	return Key{}, fault.New(fault.NotFound, "there is no API key %q", id)
}

// CountOf counts the keys of a principal.
func (s *Service) CountOf(principal string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.byPrincipal[principal])
}

// KeysOf returns the keys of a principal, by id, the oldest first.
func (s *Service) KeysOf(principal string) []Key {
	s.mu.RLock()
	ids := make([]string, 0, len(s.byPrincipal[principal]))
	for id := range s.byPrincipal[principal] {
		ids = append(ids, id)
	}
	s.mu.RUnlock()
	keys := make([]Key, 0, len(ids))
	for _, id := range ids {
		if k, ok := s.keys.Get(id); ok {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b Key) int {
		return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.ID, b.ID))
	})
	return keys
}

// Draft is a key that is to be made.
type Draft struct {
	ID        string // empty: random
	Principal string // the principal's id
	Name      string
	Notes     string
	Env       string   // empty: live
	Scopes    []string // role ids
	Networks  []string // CIDR, or an address
	NotBefore vault.Millis
	Expires   vault.Millis

	Public string // the token's public id; empty: random
	SHA256 string // digest of a token of another system; then none is made here
	Last4  string // with SHA256: how people know it again
}

// Created is a new key and its token, which is shown once and kept nowhere.
type Created struct {
	Key   Key
	Token seal.Secret // zero for an imported digest
}

// Create makes a key and its token. The token is returned after the key was committed; when that
// fails there is none.
//
// Errors: Invalid with what would be right; NotFound for the principal or a scope; Conflict when the
// id, the public id or the digest is taken.
func (s *Service) Create(ctx context.Context, actor vault.Actor, d Draft) (Created, error) {
	all, err := s.create(ctx, actor, "apikey.create", []Draft{d}, nil)
	if err != nil {
		return Created{}, err
	}
	return all[0], nil
}

// CreateAll makes many keys as one change with one entry: all of them or none.
//
// Errors: as Create.
func (s *Service) CreateAll(ctx context.Context, actor vault.Actor, drafts []Draft) ([]Created, error) {
	return s.create(ctx, actor, "apikey.create_all", drafts, nil)
}

// ImportAll takes over keys of other systems by their digests, as one change with one entry: all of
// them or none. No token is made.
//
// Errors: as Create; Invalid for a draft without a digest.
func (s *Service) ImportAll(ctx context.Context, actor vault.Actor, drafts []Draft) ([]Key, error) {
	for _, d := range drafts {
		if d.SHA256 == "" {
			return nil, fault.New(fault.Invalid, "an imported API key needs its digest: the SHA-256 of the whole key in 64 hex digits")
		}
	}
	all, err := s.create(ctx, actor, "apikey.import", drafts, nil)
	keys := make([]Key, len(all))
	for i := range all {
		keys[i] = all[i].Key
	}
	return keys, err
}

// create makes keys. Keep, where there is one, is given what was made before the change is written,
// and may put a line into its entry; when it fails nothing is written.
func (s *Service) create(ctx context.Context, actor vault.Actor, action string, drafts []Draft, keep func(*vault.Tx, []Created) error) ([]Created, error) {
	if len(drafts) == 0 {
		return nil, fault.New(fault.Invalid, "no API key was given")
	}
	if len(drafts) > MaxAtOnce {
		return nil, fault.New(fault.Invalid, "%d API keys at once; at most %d are made in one change", len(drafts), MaxAtOnce)
	}
	all := make([]Created, len(drafts))
	for i, d := range drafts {
		c, err := s.make(d)
		if err != nil {
			return nil, err
		}
		all[i] = c
	}
	subject := ""
	if len(all) == 1 {
		subject = all[0].Key.ID
	}
	_, err := s.v.Change(ctx, actor, vault.Action{Name: action, Subject: subject}, func(tx *vault.Tx) error {
		digests, publics := map[string]bool{}, map[string]bool{}
		for i := range all {
			k := &all[i].Key
			t := &k.Tokens[0]
			k.Created, t.Made = vault.MillisOf(tx.Now()), vault.MillisOf(tx.Now())
			if digests[t.SHA256] || t.Public != "" && publics[t.Public] {
				return fault.New(fault.Conflict, "the same API key was given twice")
			}
			digests[t.SHA256], publics[t.Public] = true, true
			if _, taken := tx.Get(vault.KindAPIKey, k.ID); taken {
				return fault.New(fault.Conflict, "there is an API key with the id %s already", k.ID)
			}
			if err := s.lasts(tx, *k); err != nil {
				return err
			}
			if err := s.fits(tx, *k); err != nil {
				return err
			}
			if i < maxBulkNotes {
				tx.Note("key", "", cmp.Or(k.Prefix(), k.ID))
			}
			if err := tx.Put(vault.KindAPIKey, k.ID, *k); err != nil {
				return err
			}
		}
		if more := len(all) - maxBulkNotes; more > 0 {
			tx.Note("others", "", fmt.Sprintf("%d more keys", more))
		}
		if keep != nil {
			return keep(tx, all)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// make turns a draft into a key that is not stored yet.
func (s *Service) make(d Draft) (Created, error) {
	k := Key{ID: d.ID, Principal: d.Principal, Name: d.Name, Notes: d.Notes, Env: d.Env, Scopes: d.Scopes, Networks: d.Networks,
		NotBefore: d.NotBefore, Expires: d.Expires, State: Active}
	k, err := check(k)
	if err != nil {
		return Created{}, err
	}
	if k.ID, err = name.NewID("API key", k.ID); err != nil {
		return Created{}, err
	}
	if d.SHA256 != "" {
		row, err := foreign(d)
		k.Tokens = []TokenRow{row}
		return Created{Key: k}, err
	}
	token, row, err := NewToken(s.random, k.Env, d.Public)
	if err != nil {
		return Created{}, err
	}
	k.Tokens = []TokenRow{row}
	return Created{Key: k, Token: token}, nil
}

// foreign returns the row of a token that another system made.
func foreign(d Draft) (TokenRow, error) {
	if _, err := ParseDigest(d.SHA256); err != nil {
		return TokenRow{}, err
	}
	if d.Public != "" && (len(d.Public) != PublicLen || !isBase62(d.Public)) {
		return TokenRow{}, fault.New(fault.Invalid, "public id %q is not %d of 0-9 A-Z a-z", d.Public, PublicLen)
	}
	if len(d.Last4) > 4 || !isBase62(d.Last4) {
		return TokenRow{}, fault.New(fault.Invalid, "the last four characters %q are not at most four letters and digits", d.Last4)
	}
	return TokenRow{Public: d.Public, SHA256: d.SHA256, Last4: d.Last4}, nil
}

// fits checks a new or changed key against the vault: principal, scopes, public ids, digests.
func (s *Service) fits(tx *vault.Tx, k Key) error {
	if _, ok := tx.Get(vault.KindPrincipal, k.Principal); !ok {
		return fault.New(fault.NotFound, "there is no principal %q", k.Principal)
	}
	for _, id := range k.Scopes {
		if _, ok := tx.Get(vault.KindRole, id); !ok {
			return fault.New(fault.NotFound, "there is no role %q", id)
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, t := range k.Tokens {
		d, err := ParseDigest(t.SHA256)
		if err != nil {
			return err
		}
		if id, taken := s.byDigest[d]; taken && id != k.ID {
			return fault.New(fault.Conflict, "this API key exists already, as %s", id)
		}
		if id, taken := s.byPublic[t.Public]; t.Public != "" && taken && id != k.ID {
			return fault.New(fault.Conflict, "the public id %s is taken by the API key %s", t.Public, id)
		}
	}
	return nil
}
