package login

import (
	"context"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/keyring"
	"gatehouse/core/name"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Setup is what a new vault is made of.
type Setup struct {
	Name     string // of the vault
	Admin    string // name of its owner
	Password seal.Secret
	Params   seal.Params      // cost of the password; zero = measured on this machine
	Now      func() time.Time // the clock; nil is time.Now
	Memory   vault.Memory     // the device's; may be nil
	Program  string           // name and version of the program, for the journal
}

// stretchTarget is how long stretching a password may take on the machine where the vault is made;
// it takes half of it at least.
const stretchTarget = time.Second

// maxName is the longest name of a vault or an administrator, in bytes.
const maxName = 200

// Create founds a vault in an empty store: genesis, first epoch, the owner's slot and keyring rows,
// log and inbox key, and the first entry, in one transaction. The vault is open and owns the store.
// A password that is too weak or a name that cannot be shown is Invalid.
func Create(ctx context.Context, store vault.Store, s Setup) (*vault.Vault, error) {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Params == (seal.Params{}) {
		s.Params = seal.Calibrate(stretchTarget)
	}
	var err error
	if s.Name, err = name.Text("the vault's name", s.Name, maxName); err != nil {
		return nil, err
	}
	if s.Admin, err = adminName(s.Admin); err != nil {
		return nil, err
	}
	if err := CheckPassword(s.Password, s.Admin, s.Name); err != nil {
		return nil, err
	}
	u, f, err := found(s)
	if err != nil {
		return nil, err
	}
	return vault.Found(ctx, store, u, f)
}

// adminName brings the name of an administrator to its form, or says what is wrong with it.
func adminName(s string) (string, error) {
	s, err := name.Text("the administrator's name", s, maxName)
	if err == nil && strings.TrimSpace(s) == "" {
		err = fault.New(fault.Invalid, "the administrator's name is empty")
	}
	return s, err
}

// found makes the keys and signs the statements of a new vault.
func found(s Setup) (vault.Unlocked, vault.Founding, error) {
	box := keyring.NewBox()
	defer box.Wipe()
	signing, wrap, err := box.Keys()
	if err != nil {
		return vault.Unlocked{}, vault.Founding{}, err
	}
	logSeed, inboxSeed := seal.RandomSecret(seal.SeedSize), seal.RandomSecret(seal.SeedSize)
	logKey, err := seal.NewSigningKey(logSeed)
	if err != nil {
		return vault.Unlocked{}, vault.Founding{}, err
	}
	inboxKey, err := seal.WrapPublic(inboxSeed)
	if err != nil {
		return vault.Unlocked{}, vault.Founding{}, err
	}
	at, admin := int64(vault.MillisOf(s.Now())), seal.NewID()
	genesis, r, err := roster.Found(roster.Founding{
		Time: at, Admin: admin, Wrap: wrap, LogKey: logKey.Public(), InboxKey: inboxKey,
		Policy: roster.Policy{DeviceKey: roster.DeviceOff, Owners: 1},
	}, signing)
	if err != nil {
		return vault.Unlocked{}, vault.Founding{}, err
	}
	owner, _ := r.Admin(admin)
	keys, err := keyring.NewKeys()
	if err != nil {
		return vault.Unlocked{}, vault.Founding{}, err
	}
	rows, err := keyring.Share(r.Vault(), r.Epoch()+1, keys, owner)
	if err != nil {
		return vault.Unlocked{}, vault.Founding{}, err
	}
	epoch, r, err := r.BeginEpoch(at, keyring.Digests(rows), admin, signing)
	if err != nil {
		return vault.Unlocked{}, vault.Founding{}, err
	}
	slot, err := newSlot(r, s.Admin, keyring.Header{Vault: r.Vault(), Admin: admin, Params: s.Params, Version: 1}, s.Password, box)
	if err != nil {
		return vault.Unlocked{}, vault.Founding{}, err
	}
	u := vault.Unlocked{
		Roster: r, Admin: owner, Name: s.Admin, Ring: keyring.NewRing(r.Epoch(), keys), Signing: signing,
		Now: s.Now, Memory: s.Memory, Program: s.Program,
	}
	f := vault.Founding{Name: s.Name, LogKey: logSeed, InboxKey: inboxSeed}
	f.Write.Slots = []vault.SlotRow{slot}
	for _, st := range []roster.Statement{genesis, epoch} {
		f.Write.Statements = append(f.Write.Statements, vault.StatementRow(st))
	}
	for _, row := range rows {
		f.Write.Keyring = append(f.Write.Keyring, vault.KeyringRow{
			Epoch: row.Epoch, Domain: string(row.Domain), Recipient: row.Recipient, Sealed: row.Sealed,
		})
	}
	return u, f, nil
}

// newSlot locks a box and gives it the tag of the administrator's name.
func newSlot(r roster.Roster, admin string, h keyring.Header, password seal.Secret, box keyring.Box) (vault.SlotRow, error) {
	slot, err := keyring.Lock(h, password, seal.Secret{}, box)
	if err != nil {
		return vault.SlotRow{}, err
	}
	return vault.SlotRow{
		Admin: h.Admin, Tag: keyring.Tag(r.Vault(), admin), Version: h.Version,
		Header: slot.Header, Check: slot.Check, Box: slot.Box,
	}, nil
}
