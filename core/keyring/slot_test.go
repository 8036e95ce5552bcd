package keyring_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"testing/cryptotest"

	"gatehouse/core/fault"
	"gatehouse/core/keyring"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
	"gatehouse/core/seal/vector"
)

var (
	password = seal.NewSecret([]byte("a password of proper length"))
	device   = seal.NewSecret(bytes.Repeat([]byte{0xd0}, 32))
)

// lock makes the fixture's slot.
func (f fixture) lock(t testing.TB, device seal.Secret) keyring.Slot {
	t.Helper()
	s, err := keyring.Lock(keyring.Header{Vault: f.roster.Vault(), Admin: adminID, Params: seal.DefaultParams(), Version: 1}, password, device, f.box)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASlotOpensWithItsPasswordAndDevice(t *testing.T) {
	f := newFixture(t)
	f.box.TOTP, f.box.Recovery = seal.NewSecret([]byte("totp")), [][]byte{{1, 2}}
	for name, dev := range map[string]seal.Secret{"password": {}, "password and device key": device} {
		t.Run(name, func(t *testing.T) {
			s := f.lock(t, dev)
			h, box, err := s.Open(f.roster, password, dev)
			if err != nil || h.Version != 1 || h.Admin != adminID || h.Device == dev.IsZero() {
				t.Fatalf("%v, %+v", err, h)
			}
			if !box.HPKE.Equal(f.box.HPKE) || !box.Ed25519.Equal(f.box.Ed25519) || !box.TOTP.Equal(f.box.TOTP) || len(box.Recovery) != 1 {
				t.Error("another box came out")
			}
			box.Wipe()
			if box.HPKE.Equal(f.box.HPKE) {
				t.Error("the box was not wiped")
			}
			for why, try := range map[string][2]seal.Secret{
				"another password":   {seal.NewSecret([]byte("another password")), dev},
				"no password":        {{}, dev},
				"another device key": {password, seed(3)},
			} {
				if _, _, err := s.Open(f.roster, try[0], try[1]); !errors.Is(err, keyring.ErrPassword) {
					t.Errorf("%s: %v", why, err)
				}
			}
		})
	}
	if _, _, err := f.lock(t, device).Open(f.roster, password, seal.Secret{}); !errors.Is(err, keyring.ErrPassword) {
		t.Errorf("without the device key: %v", err)
	}
	if _, _, err := f.lock(t, seal.Secret{}).Open(f.roster, password, device); !errors.Is(err, keyring.ErrPassword) {
		t.Errorf("with a device key that is not asked for: %v", err)
	}
}

func TestTwoSlotsOfOnePasswordShareNothing(t *testing.T) {
	f := newFixture(t)
	a, b := f.lock(t, device), f.lock(t, device)
	if bytes.Equal(a.Header, b.Header) || bytes.Equal(a.Check, b.Check) || bytes.Equal(a.Box, b.Box) {
		t.Error("they do")
	}
}

func TestLockingRefusesWhatWouldNotOpen(t *testing.T) {
	f := newFixture(t)
	h := keyring.Header{Vault: f.roster.Vault(), Admin: adminID, Params: seal.DefaultParams()}
	bad := h
	bad.Admin = "alice"
	cheap := h
	cheap.Params = seal.Params{}
	for name, c := range map[string]struct {
		h        keyring.Header
		password seal.Secret
		box      keyring.Box
	}{
		"an empty box":              {h, password, keyring.Box{}},
		"a box without HPKE seed":   {h, password, keyring.Box{Ed25519: seed(1)}},
		"an administrator's name":   {bad, password, f.box},
		"a cost below the floor":    {cheap, password, f.box},
		"an empty password":         {h, seal.Secret{}, f.box},
		"a password that's no text": {h, seal.NewSecret([]byte{0xff}), f.box},
	} {
		if _, err := keyring.Lock(c.h, c.password, seal.Secret{}, c.box); err == nil {
			t.Errorf("%s is locked", name)
		}
	}
	if box := keyring.NewBox(); box.HPKE.Equal(keyring.NewBox().HPKE) || box.HPKE.Len() != 32 || box.Ed25519.Len() != 32 {
		t.Error("new boxes are not random")
	}
	if _, err := h.Bytes(); err == nil {
		t.Error("a header without keys is encoded")
	}
	keyring.Waste(seal.Params{}, password) // must neither stop nor tell anything
}

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

// slotVectors makes one slot and the ways in which one can be wrong.
func slotVectors(t *testing.T) []vector.Case {
	cryptotest.SetGlobalRandom(t, 6)
	f := newFixture(t)
	signing, wrap, err := f.box.Keys()
	if err != nil {
		t.Fatal(err)
	}
	genesis, r, err := roster.Found(roster.Founding{
		Time: 1000, Admin: adminID, Wrap: wrap, LogKey: signing.Public(), InboxKey: wrap,
		Policy: roster.Policy{DeviceKey: roster.DeviceOptional, Owners: 1},
	}, signing)
	if err != nil {
		t.Fatal(err)
	}
	f.roster = r
	s, with := f.lock(t, seal.Secret{}), f.lock(t, device)
	c := func(name, comment, expect string, s keyring.Slot, change func(map[string][]byte)) vector.Case {
		fields := map[string][]byte{
			"genesis": genesis.Body, "genesis_sig": genesis.Sig, "header": s.Header, "check": s.Check, "box": s.Box,
			"password": password.Expose(), "device": nil, "hpke": f.box.HPKE.Expose(), "ed25519": f.box.Ed25519.Expose(),
		}
		if change != nil {
			change(fields)
		}
		return vector.Case{Name: name, Comment: comment, Expect: expect, Fields: fields}
	}
	flip := func(field string, at int) func(map[string][]byte) {
		return func(m map[string][]byte) { m[field] = vector.Flip(m[field], at) }
	}
	// Where things stand in the header.
	label := 4 + len(seal.LabelSlot)
	const vaultLen, adminLen = 20, 16
	vault := label + 2
	admin := vault + vaultLen
	kdf := admin + adminLen
	mib := kdf + 1
	salt := mib + 4 + 4 + 1
	dev := salt + 16
	hpke := dev + 1 + 4
	put := func(at int, v uint32) func(map[string][]byte) {
		return func(m map[string][]byte) {
			m["header"] = bytes.Clone(m["header"])
			binary.BigEndian.PutUint32(m["header"][at:], v)
		}
	}
	cases := []vector.Case{
		c("success", "a slot with a password", "success", s, nil),
		c("success-device", "a slot with a password and a device key", "success", with, func(m map[string][]byte) { m["device"] = device.Expose() }),
		c("device-missing", "the device key is not given", "wrong-password", with, nil),
		c("device-needless", "a device key is given that is not asked for", "wrong-password", s, func(m map[string][]byte) { m["device"] = device.Expose() }),
		c("password", "another password", "wrong-password", s, flip("password", 0)),
		c("check", "a bit of the commitment was changed", "wrong-password", s, flip("check", 0)),
		c("salt", "a bit of the salt was changed", "wrong-password", s, flip("header", salt)),
		c("version", "a bit of the slot's version was changed", "damaged", s, flip("header", -1)),
		c("device-flag", "the header says that a device key is needed", "wrong-password", s, flip("header", dev)),
		c("device-flag-other", "a device flag that is not known", "damaged", s, func(m map[string][]byte) { m["header"] = bytes.Clone(m["header"]); m["header"][dev] = 2 }),
		c("passes", "one pass more", "wrong-password", s, put(mib+4, 2)),
		c("passes-none", "no pass", "damaged", s, put(mib+4, 0)),
		c("passes-many", "21 passes", "damaged", s, put(mib+4, 21)),
		c("memory-none", "no memory", "damaged", s, put(mib, 0)),
		c("memory-huge", "4,096 TB of memory", "damaged", s, put(mib, 1<<32-1)),
		c("threads-none", "no thread", "damaged", s, flip("header", mib+8)),
		c("label", "another label", "damaged", s, flip("header", 5)),
		c("label-long", "a label of 65 bytes", "damaged", s, put(0, 65)),
		c("format", "another format", "damaged", s, flip("header", label)),
		c("suite", "another suite", "damaged", s, flip("header", label+1)),
		c("vault", "the slot of another vault", "damaged", s, flip("header", vault)),
		c("admin", "the slot of another administrator", "damaged", s, flip("header", admin)),
		c("kdf", "another way to stretch", "damaged", s, flip("header", kdf)),
		c("wrap-key", "another wrapping key than the roster's", "damaged", s, flip("header", hpke)),
		c("wrap-key-short", "a wrapping key of one byte less", "damaged", s, put(hpke-4, 1215)),
		c("wrap-key-long", "a wrapping key of one byte more", "damaged", s, put(hpke-4, 1217)),
		c("signing-key", "another signing key than the roster's", "damaged", s, flip("header", hpke+1216)),
		c("header-cut", "the last byte of the header is missing", "damaged", s, func(m map[string][]byte) { m["header"] = m["header"][:len(m["header"])-1] }),
		c("header-trailing", "one byte more in the header", "damaged", s, func(m map[string][]byte) { m["header"] = append(bytes.Clone(m["header"]), 0) }),
		c("header-empty", "no header", "damaged", s, func(m map[string][]byte) { m["header"] = nil }),
		c("box", "a bit of the box was changed", "damaged", s, flip("box", 30)),
		c("box-cut", "the box is cut off", "damaged", s, func(m map[string][]byte) { m["box"] = m["box"][:20] }),
		c("box-of-another-slot", "the box of the same administrator's other slot", "damaged", s, func(m map[string][]byte) { m["box"] = with.Box }),
	}
	// What only a wrong program would seal.
	h, err := keyring.ParseHeader(s.Header)
	if err != nil {
		t.Fatal(err)
	}
	argon, err := seal.Stretch(password.Expose(), h.Salt[:], h.Params)
	if err != nil {
		t.Fatal(err)
	}
	id, v := bytes.Repeat([]byte{7}, 16), r.Vault()
	key := seal.DeriveKey(argon, h.Salt[:], seal.At(seal.LabelSlot).Raw(v[:]).Raw(id))
	inside := func(name, comment string, plain []byte) vector.Case {
		return c(name, comment, "damaged", s, func(m map[string][]byte) { m["box"] = seal.SealBox(key, seal.Bare().Raw(s.Header), plain) })
	}
	wrong := f.box
	wrong.HPKE = seed(99)
	foreign, err := seal.Encode(wrong)
	if err != nil {
		t.Fatal(err)
	}
	wrong.HPKE = seal.Secret{}
	empty, err := seal.Encode(wrong)
	if err != nil {
		t.Fatal(err)
	}
	return append(cases,
		inside("box-not-json", "what is sealed is no JSON", []byte("x")),
		inside("box-seeds", "the seeds belong to other public keys", foreign),
		inside("box-no-seed", "a seed is missing", empty),
	)
}

func FuzzParseHeader(f *testing.F) {
	fix := newFixture(f)
	f.Add(fix.lock(f, device).Header)
	f.Add([]byte{0, 0, 0, 17})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := keyring.ParseHeader(b)
		if err != nil {
			return
		}
		again, err := h.Bytes()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x came back as %x, %v", b, again, err)
		}
		if h.Params.Check() != nil {
			t.Fatalf("%+v", h.Params)
		}
	})
}
