package keyring_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"testing/cryptotest"

	"gatehouse/core/fault"
	"gatehouse/core/keyring"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
	"gatehouse/core/seal/vector"
)

func TestVectorsOfSlots(t *testing.T) {
	vector.Run(t, "testdata/vectors/slot", slotVectors, func(t *testing.T, c vector.Case) string {
		r, err := roster.Replay([]roster.Statement{{Body: c.Fields["genesis"], Sig: c.Fields["genesis_sig"]}})
		if err != nil {
			t.Fatal(err)
		}
		s := keyring.Slot{Header: c.Fields["header"], Check: c.Fields["check"], Box: c.Fields["box"]}
		_, box, err := s.Open(r, seal.NewSecret(c.Fields["password"]), seal.NewSecret(c.Fields["device"]))
		switch {
		case errors.Is(err, keyring.ErrPassword):
			return "wrong-password"
		case fault.KindOf(err) == fault.Damaged:
			return "damaged"
		case err != nil:
			return err.Error()
		case !bytes.Equal(box.HPKE.Expose(), c.Fields["hpke"]) || !bytes.Equal(box.Ed25519.Expose(), c.Fields["ed25519"]):
			return "another box"
		}
		return "success"
	})
}

// Where things stand in a header.
const (
	atFormat  = 4 + len(seal.LabelSlot)
	atSuite   = atFormat + 1
	atVault   = atSuite + 1
	atAdmin   = atVault + roster.VaultIDSize
	atKDF     = atAdmin + seal.IDSize
	atMiB     = atKDF + 1
	atPasses  = atMiB + 4
	atThreads = atPasses + 4
	atSalt    = atThreads + 1
	atDevice  = atSalt + seal.SaltSize
	atWrap    = atDevice + 1 + 4
	atSigning = atWrap + seal.WrapPublicSize
)

// forger makes slots that are wrong in one way.
type forger struct {
	fixture
	t           *testing.T
	genesis     roster.Statement
	plain, with keyring.Slot // right ones, without and with a device key
}

// c makes a vector of a slot, after a change.
func (f forger) c(name, comment, expect string, s keyring.Slot, change func(map[string][]byte)) vector.Case {
	fields := map[string][]byte{
		"genesis": f.genesis.Body, "genesis_sig": f.genesis.Sig, "header": s.Header, "check": s.Check, "box": s.Box,
		"password": password.Expose(), "device": nil, "hpke": f.box.HPKE.Expose(), "ed25519": f.box.Ed25519.Expose(),
	}
	if change != nil {
		change(fields)
	}
	return vector.Case{Name: name, Comment: comment, Expect: expect, Fields: fields}
}

// flip changes a bit of a field.
func flip(field string, at int) func(map[string][]byte) {
	return func(m map[string][]byte) { m[field] = vector.Flip(m[field], at) }
}

// put writes a number into the header.
func put(at int, v uint32) func(map[string][]byte) {
	return func(m map[string][]byte) {
		m["header"] = bytes.Clone(m["header"])
		binary.BigEndian.PutUint32(m["header"][at:], v)
	}
}

// slotVectors makes one slot and the ways in which one can be wrong.
func slotVectors(t *testing.T) []vector.Case {
	cryptotest.SetGlobalRandom(t, 6)
	f := forger{fixture: newFixture(t), t: t}
	signing, wrap, err := f.box.Keys()
	if err != nil {
		t.Fatal(err)
	}
	f.genesis, f.roster, err = roster.Found(roster.Founding{
		Time: 1000, Admin: adminID, Wrap: wrap, LogKey: signing.Public(), InboxKey: wrap,
		Policy: roster.Policy{DeviceKey: roster.DeviceOptional, Owners: 1},
	}, signing)
	if err != nil {
		t.Fatal(err)
	}
	f.plain, f.with = f.lock(t, seal.Secret{}), f.lock(t, device)
	return slices.Concat(f.secrets(), f.costs(), f.layouts(), f.insides())
}

// secrets are wrong in what is typed, or in what is sealed.
func (f forger) secrets() []vector.Case {
	return []vector.Case{
		f.c("success", "a slot with a password", "success", f.plain, nil),
		f.c("success-device", "a slot with a password and a device key", "success", f.with, func(m map[string][]byte) { m["device"] = device.Expose() }),
		f.c("device-missing", "the device key is not given", "wrong-password", f.with, nil),
		f.c("device-needless", "a device key is given that is not asked for", "wrong-password", f.plain, func(m map[string][]byte) { m["device"] = device.Expose() }),
		f.c("password", "another password", "wrong-password", f.plain, flip("password", 0)),
		f.c("check", "a bit of the commitment was changed", "wrong-password", f.plain, flip("check", 0)),
		f.c("box", "a bit of the box was changed", "damaged", f.plain, flip("box", 30)),
		f.c("box-cut", "the box is cut off", "damaged", f.plain, func(m map[string][]byte) { m["box"] = m["box"][:20] }),
		f.c("box-of-another-slot", "the box of the same administrator's other slot", "damaged", f.plain, func(m map[string][]byte) { m["box"] = f.with.Box }),
	}
}

// costs are wrong in the parameters of the password. One MiB and one pass is the cost of tests.
func (f forger) costs() []vector.Case {
	return []vector.Case{
		f.c("salt", "a bit of the salt was changed", "wrong-password", f.plain, flip("header", atSalt)),
		f.c("version", "a bit of the slot's version was changed", "damaged", f.plain, flip("header", -1)),
		f.c("device-flag", "the header says that a device key is needed", "wrong-password", f.plain, flip("header", atDevice)),
		f.c("device-flag-other", "a device flag that is not known", "damaged", f.plain, func(m map[string][]byte) { m["header"] = bytes.Clone(m["header"]); m["header"][atDevice] = 2 }),
		f.c("passes", "one pass more", "wrong-password", f.plain, put(atPasses, 2)),
		f.c("passes-none", "no pass", "damaged", f.plain, put(atPasses, 0)),
		f.c("passes-many", "21 passes", "damaged", f.plain, put(atPasses, 21)),
		f.c("memory-none", "no memory", "damaged", f.plain, put(atMiB, 0)),
		f.c("memory-huge", "4,096 TB of memory", "damaged", f.plain, put(atMiB, 1<<32-1)),
		f.c("threads-none", "no thread", "damaged", f.plain, flip("header", atThreads)),
	}
}

// layouts are wrong elsewhere in the header.
func (f forger) layouts() []vector.Case {
	return []vector.Case{
		f.c("label", "another label", "damaged", f.plain, flip("header", 5)),
		f.c("label-long", "a label of 65 bytes", "damaged", f.plain, put(0, 65)),
		f.c("format", "another format", "damaged", f.plain, flip("header", atFormat)),
		f.c("suite", "another suite", "damaged", f.plain, flip("header", atSuite)),
		f.c("vault", "the slot of another vault", "damaged", f.plain, flip("header", atVault)),
		f.c("admin", "the slot of another administrator", "damaged", f.plain, flip("header", atAdmin)),
		f.c("kdf", "another way to stretch", "damaged", f.plain, flip("header", atKDF)),
		f.c("wrap-key", "another wrapping key than the roster's", "damaged", f.plain, flip("header", atWrap)),
		f.c("wrap-key-short", "a wrapping key of one byte less", "damaged", f.plain, put(atWrap-4, 1215)),
		f.c("wrap-key-long", "a wrapping key of one byte more", "damaged", f.plain, put(atWrap-4, 1217)),
		f.c("signing-key", "another signing key than the roster's", "damaged", f.plain, flip("header", atSigning)),
		f.c("header-cut", "the last byte of the header is missing", "damaged", f.plain, func(m map[string][]byte) { m["header"] = m["header"][:len(m["header"])-1] }),
		f.c("header-trailing", "one byte more in the header", "damaged", f.plain, func(m map[string][]byte) { m["header"] = append(bytes.Clone(m["header"]), 0) }),
		f.c("header-empty", "no header", "damaged", f.plain, func(m map[string][]byte) { m["header"] = nil }),
	}
}

// insides open and hold what only a wrong program would seal.
func (f forger) insides() []vector.Case {
	h, err := keyring.ParseHeader(f.plain.Header)
	if err != nil {
		f.t.Fatal(err)
	}
	argon, err := seal.Stretch(password.Expose(), h.Salt[:], h.Params)
	if err != nil {
		f.t.Fatal(err)
	}
	id, vault := bytes.Repeat([]byte{7}, seal.IDSize), f.roster.Vault()
	key := seal.DeriveKey(argon, h.Salt[:], seal.At(seal.LabelSlot).Raw(vault[:]).Raw(id))
	inside := func(name, comment string, plain []byte) vector.Case {
		return f.c(name, comment, "damaged", f.plain, func(m map[string][]byte) {
			m["box"] = seal.SealBox(key, seal.Bare().Raw(f.plain.Header), plain)
		})
	}
	encode := func(hpke seal.Secret) []byte {
		box := f.box
		box.HPKE = hpke
		b, err := seal.Encode(box)
		if err != nil {
			f.t.Fatal(err)
		}
		return b
	}
	return []vector.Case{
		inside("box-not-json", "what is sealed is no JSON", []byte("x")),
		inside("box-seeds", "the seeds belong to other public keys", encode(seed(99))),
		inside("box-no-seed", "a seed is missing", encode(seal.Secret{})),
	}
}
