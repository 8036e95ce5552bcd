package keyring_test

import (
	"bytes"
	"errors"
	"testing"

	"gatehouse/core/keyring"
	"gatehouse/core/seal"
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
