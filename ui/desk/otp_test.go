package desk_test

import (
	"encoding/base32"
	"os"
	"strings"
	"testing"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/otp"
	"gatehouse/core/seal"
	"gatehouse/ui/vm"
)

// authenticator is the key that somebody typed into a phone.
func authenticator(t *testing.T, m vm.MadeDevice) otp.Key {
	t.Helper()
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(m.Secret, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	var a otp.Algorithm
	if err := a.UnmarshalText([]byte(m.Algorithm)); err != nil {
		t.Fatal(err)
	}
	return otp.Key{Secret: seal.NewSecret(secret), Algorithm: a, Digits: m.Digits}
}

func TestOneTimePasswordsOfARealVault(t *testing.T) {
	h, dir := newHouse(t)
	ctx := t.Context()
	_, _, who, _ := access(t, h)
	made := must[vm.MadeDevice](t)(h.OTP().Enrol(ctx, vm.NewDevice{Principal: who.ID, Name: "Phone", Algorithm: "SHA256", Digits: 8}))
	if made.Issuer != "production" || made.Account != "svc-billing" || len(made.QR) < 21 || len(made.Ignoring) == 0 || made.Active {
		t.Errorf("made %+v", made.Device)
	}
	key := authenticator(t, made)
	code := func(steps int) string { return must[string](t)(key.Code(otp.StepAt(time.Now()) + otp.Step(steps))) }
	if d := must[vm.Device](t)(h.OTP().Confirm(ctx, who.ID, code(-1))); !d.Active {
		t.Errorf("confirmed %+v", d)
	}
	if d := must[vm.Device](t)(h.OTP().Verify(ctx, who.ID, code(0))); d.LastUsed.IsZero() {
		t.Errorf("used %+v", d)
	}
	codes := must[[]string](t)(h.OTP().NewRecovery(ctx, who.ID))
	path := must[string](t)(h.OTP().SaveCodes(ctx, dir, who.ID, codes))
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	if text := string(must[[]byte](t)(os.ReadFile(path))); strings.Count(text, "[ ]") != 10 || !strings.Contains(text, codes[9]) || !strings.Contains(text, "svc-billing") {
		t.Errorf("the file says\n%s", text)
	}
	if es := must[[]vm.Entry](t)(h.Journal().About(ctx, who.ID)); es[0].Action != "enrolment.save" || strings.Contains(es[0].Diff[0].New, codes[0]) {
		t.Errorf("the journal says %+v", es[0])
	}
	if _, err := h.OTP().SaveCodes(ctx, dir, who.ID, codes); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a file that is there gives %v", err)
	}
	if left := must[int](t)(h.OTP().Recover(ctx, who.ID, codes[0])); left != 9 {
		t.Errorf("%d codes are left", left)
	}
	if es := must[[]vm.Enrolment](t)(h.OTP().Enrolments(ctx)); len(es) != 1 || es[0].Recovery != 9 || es[0].Locked || len(es[0].Devices) != 1 {
		t.Errorf("got %+v", es)
	}
	if !h.Proven() {
		t.Error("right after the vault was made the password does not stand")
	}
	if err := h.AskAgain(ctx, "wrong"); fault.KindOf(err) != fault.Denied {
		t.Errorf("a wrong password gives %v", err)
	}
	if err := h.AskAgain(ctx, password); err != nil {
		t.Error(err)
	}
	if err := h.OTP().SetStrict(ctx, true); err != nil || !h.OTP().Strict() {
		t.Errorf("strict: %v, %v", h.OTP().Strict(), err)
	}
	if err := h.OTP().Reset(ctx, who.ID, made.ID); err != nil {
		t.Error(err)
	}
	if es := must[[]vm.Enrolment](t)(h.OTP().Enrolments(ctx)); len(es) != 0 {
		t.Errorf("after the reset: %+v", es)
	}
	if made := must[vm.MadeDevice](t)(h.OTP().Enrol(ctx, vm.NewDevice{Principal: who.ID, Name: "Old", URI: "otpauth://totp/Old:x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"})); made.Secret != "" || made.QR != nil {
		t.Error("an import shows its secret")
	}
}
