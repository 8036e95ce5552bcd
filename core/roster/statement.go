package roster

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"

	"gatehouse/core/seal"
)

// Statement is one link of the chain, as it is stored. Body is canonical JSON; Sig is one or more
// signatures in the order of the administrators' ids, each 16 bytes of id and 64 of Ed25519.
type Statement struct {
	Seq  uint64
	Body []byte
	Sig  []byte
}

// sigLen is the size of one signature with its signer in front.
const sigLen = seal.IDSize + 64

// Kinds of statement.
const (
	kindGenesis = "genesis"
	kindEpoch   = "epoch"
)

// Format is the number of the layouts that a genesis names.
const Format = 1

// Policy is what the owners agreed on for the whole vault.
type Policy struct {
	DeviceKey string `json:"device_key"` // "off", "optional" or "required"
	Owners    int64  `json:"owners"`     // how many owners sign a statement
}

// Ways to use a device key.
const (
	DeviceOff      = "off"
	DeviceOptional = "optional"
	DeviceRequired = "required"
)

// check returns what is wrong with a policy.
func (p Policy) check() error {
	if !slices.Contains([]string{DeviceOff, DeviceOptional, DeviceRequired}, p.DeviceKey) {
		return fmt.Errorf("device key policy %q is not known", p.DeviceKey)
	}
	if p.Owners < 1 {
		return fmt.Errorf("the policy asks for %d owners", p.Owners)
	}
	return nil
}

// genesis is the body of statement 0.
type genesis struct {
	Kind     string `json:"kind"`
	Seq      uint64 `json:"seq"`
	Time     int64  `json:"time"`
	Format   int64  `json:"format"`
	Nonce    []byte `json:"nonce"`
	Admin    string `json:"admin"`
	Ed25519  []byte `json:"ed25519"`
	HPKE     []byte `json:"hpke"`
	LogKey   []byte `json:"log_key"`
	InboxKey []byte `json:"inbox_key"`
	Policy   Policy `json:"policy"`
}

// nonceSize is the size of the random part of a genesis: two vaults never share an id.
const nonceSize = 32

// RowDigest names one keyring row of an epoch.
type RowDigest struct {
	Admin  string `json:"admin"`  // the recipient's id
	Domain string `json:"domain"` // one of core/keyring's
	SHA256 []byte `json:"sha256"` // of the row, see core/keyring
}

// compareRows orders the rows of an epoch statement.
func compareRows(a, b RowDigest) int {
	if c := bytes.Compare([]byte(a.Admin), []byte(b.Admin)); c != 0 {
		return c
	}
	return bytes.Compare([]byte(a.Domain), []byte(b.Domain))
}

// epoch is the body of a statement that names the keyring rows of a new epoch.
type epoch struct {
	Kind  string      `json:"kind"`
	Seq   uint64      `json:"seq"`
	Prev  []byte      `json:"prev"` // SHA-256 of the previous body
	Time  int64       `json:"time"`
	Epoch uint64      `json:"epoch"`
	Rows  []RowDigest `json:"rows"`
}

// Founding is what a genesis says.
type Founding struct {
	Time     int64  // Unix milliseconds
	Admin    string // the first owner's id
	Wrap     []byte // his HPKE public key
	LogKey   []byte // Ed25519 public key of checkpoints
	InboxKey []byte // HPKE public key of notes made while locked
	Policy   Policy
}

// Found writes and signs a genesis with the first owner's key, and returns the roster that it
// begins. Two calls never give the same vault: the statement holds 32 random bytes.
func Found(f Founding, owner seal.SigningKey) (Statement, Roster, error) {
	if owner.IsZero() {
		return Statement{}, Roster{}, fmt.Errorf("a genesis needs the owner's signing key")
	}
	nonce := seal.RandomSecret(nonceSize)
	body, err := seal.Encode(genesis{
		Kind: kindGenesis, Time: f.Time, Format: Format, Nonce: nonce.Expose(), Admin: f.Admin,
		Ed25519: owner.Public(), HPKE: f.Wrap, LogKey: f.LogKey, InboxKey: f.InboxKey, Policy: f.Policy,
	})
	if err != nil {
		return Statement{}, Roster{}, err
	}
	return finish(Roster{}, 0, body, idOf(body), f.Admin, owner)
}

// BeginEpoch writes and signs the statement that names the keyring rows of the next epoch, and
// returns the roster after it. The rows may come in any order.
func (r Roster) BeginEpoch(time int64, rows []RowDigest, owner string, key seal.SigningKey) (Statement, Roster, error) {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, compareRows)
	body, err := seal.Encode(epoch{
		Kind: kindEpoch, Seq: r.length, Prev: r.last[:], Time: time, Epoch: r.epoch + 1, Rows: rows,
	})
	if err != nil {
		return Statement{}, Roster{}, err
	}
	return finish(r, r.length, body, r.vault, owner, key)
}

// finish signs a body and applies it, so that nothing is written that would not be read.
func finish(r Roster, seq uint64, body []byte, vault VaultID, signer string, key seal.SigningKey) (Statement, Roster, error) {
	id, err := seal.IDBytes(signer)
	if err != nil {
		return Statement{}, Roster{}, fmt.Errorf("the signer's id: %w", err)
	}
	s := Statement{Seq: seq, Body: body, Sig: append(id[:], key.Sign(seal.SigRoster, vault[:], body)...)}
	after, err := r.Apply(s)
	if err != nil {
		return Statement{}, Roster{}, err
	}
	return s, after, nil
}

// Sum returns the SHA-256 of the body, by which the next statement names this one.
func (s Statement) Sum() [32]byte { return sha256.Sum256(s.Body) }
