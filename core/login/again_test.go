package login_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/login"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// again types a password at an open vault.
func again(v *vault.Vault, password string) error {
	return login.AskAgain(context.Background(), v, seal.NewSecret([]byte(password)))
}

func TestAPasswordStandsForFiveMinutes(t *testing.T) {
	d := newDesk(t)
	v := d.mustUnlock()
	for _, c := range []struct {
		name string
		wait time.Duration
		ok   bool
	}{
		{"right after the log-in", 0, true},
		{"a second before five minutes", 5*time.Minute - time.Second, true},
		{"after five minutes", time.Second, false},
		{"with the clock put back to before the log-in", -time.Hour, false},
	} {
		d.clock.Add(c.wait)
		if err := v.NeedProof(); v.Proven() != c.ok || (err == nil) != c.ok {
			t.Errorf("%s: proven %v, %v", c.name, v.Proven(), err)
		}
	}
	if k := fault.KindOf(v.NeedProof()); k != fault.NeedsLogin {
		t.Errorf("what needs a password is refused as %v", k)
	}
	if err := again(v, vaulttest.Password); err != nil || !v.Proven() {
		t.Errorf("after the right password: proven %v, %v", v.Proven(), err)
	}
	if v.Lock(); v.Proven() {
		t.Error("a locked vault is proven")
	}
}

func TestPasswordsAskedForAgainAreEntriesAndCounted(t *testing.T) {
	d := newDesk(t)
	v := d.mustUnlock()
	d.clock.Add(time.Hour)
	for range 5 {
		if err := again(v, "wrong"); fault.KindOf(err) != fault.Denied || v.Proven() {
			t.Fatalf("a wrong password: %v, proven %v", err, v.Proven())
		}
	}
	if err := again(v, vaulttest.Password); !strings.Contains(fmt.Sprint(err), "too many wrong passwords") || v.Proven() {
		t.Errorf("the right one after five wrong ones: %v", err)
	}
	err := login.ChangePassword(context.Background(), v, seal.NewSecret([]byte(vaulttest.Password)), seal.NewSecret([]byte("copper otter ridge maple")))
	if !strings.Contains(fmt.Sprint(err), "too many wrong passwords") {
		t.Errorf("the other door is open: %v", err)
	}
	if _, err := login.Unlock(context.Background(), d.store.Copy(), login.Credentials{Admin: vaulttest.Admin, Password: seal.NewSecret([]byte(vaulttest.Password)), Now: d.clock.Now}); !strings.Contains(fmt.Sprint(err), "too many wrong passwords") {
		t.Errorf("whoever starts the program anew does not wait: %v", err)
	}
	d.clock.Add(time.Minute)
	if err := again(v, vaulttest.Password); err != nil || !v.Proven() {
		t.Errorf("after the wait: %v", err)
	}
	for range 4 { // the count began anew
		_ = again(v, "wrong")
	}
	if err := again(v, vaulttest.Password); err != nil {
		t.Error(err)
	}
	said := strings.Join(vaulttest.Entries(t, v, 0), "\n")
	if strings.Count(said, "password.refused") != 9 || strings.Count(said, "password.confirm") != 2 {
		t.Errorf("the journal says\n%s", said)
	}
}
