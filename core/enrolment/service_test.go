package enrolment_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/core/directory"
	"gatehouse/core/enrolment"
	"gatehouse/core/fault"
	"gatehouse/core/otp"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

var ctx = context.Background()

// bench is a vault with one principal, mira, and a clock to turn.
type bench struct {
	*testing.T
	*enrolment.Service
	v     *vault.Vault
	dir   *directory.Service
	clock *vaulttest.Clock
}

func newBench(t *testing.T) *bench {
	t.Helper()
	v, clock := vaulttest.NewWithClock(t)
	dir := directory.New(v)
	if _, err := dir.AddPrincipal(ctx, v.Actor(), directory.Principal{Name: "mira"}); err != nil {
		t.Fatal(err)
	}
	return &bench{t, enrolment.New(v, dir), v, dir, clock}
}

// begin enrols a device.
func (b *bench) begin(device string) enrolment.Begun {
	b.Helper()
	d, err := b.Begin(ctx, b.v.Actor(), "mira", device, "Acme", otp.SHA1, 6)
	if err != nil {
		b.Fatal(err)
	}
	return d
}

// code is the code of a device so many steps from now.
func (b *bench) code(d enrolment.Begun, steps int) string {
	b.Helper()
	code, err := d.Key.Code(otp.StepAt(b.v.Now()) + otp.Step(steps))
	if err != nil {
		b.Fatal(err)
	}
	return code
}

// active enrols a device and confirms it; the clock then stands a step later.
func (b *bench) active(device string) enrolment.Begun {
	b.Helper()
	d := b.begin(device)
	if _, err := b.Confirm(ctx, b.v.Actor(), "mira", b.code(d, 0)); err != nil {
		b.Fatal(err)
	}
	b.clock.Add(otp.Period)
	return d
}

func (b *bench) verify(code string) error {
	_, err := b.Verify(ctx, b.v.Actor(), "mira", code)
	return err
}

// wrong is a code that is none of the device's, now or near.
func (b *bench) wrong(d enrolment.Begun) string {
	b.Helper()
	for i := range 1000 {
		code, near := fmt.Sprintf("%06d", i), false
		for s := -2; s <= 2; s++ {
			near = near || code == b.code(d, s)
		}
		if !near {
			return code
		}
	}
	b.Fatal("every code is right")
	return ""
}

func (b *bench) wants(what string, kind fault.Kind, err error) {
	b.Helper()
	if fault.KindOf(err) != kind {
		b.Errorf("%s: got %v, want %v", what, err, kind)
	}
}

func TestADeviceIsPendingUntilItsCodeWasGiven(t *testing.T) {
	b := newBench(t)
	d := b.begin("phone")
	b.wants("a pending device is asked", fault.NotFound, b.verify(b.code(d, 0)))
	_, err := b.Confirm(ctx, b.v.Actor(), "mira", b.wrong(d))
	b.wants("confirmed by a wrong code", fault.Refused, err)
	got, err := b.Confirm(ctx, b.v.Actor(), "mira", b.code(d, 0))
	if err != nil || got.State != enrolment.Active || got.Confirmed == 0 {
		t.Fatalf("confirmed as %+v, %v", got, err)
	}
	b.wants("the code that confirmed", fault.Refused, b.verify(b.code(d, 0)))
	b.clock.Add(otp.Period)
	if err := b.verify(b.code(d, 0)); err != nil {
		t.Error(err)
	}
	if e, err := b.Of("mira"); err != nil || !e.Active() || len(e.Devices) != 1 {
		t.Errorf("got %+v, %v", e, err)
	}
}

func TestAnEnrolmentCanBeBegunAgain(t *testing.T) {
	b := newBench(t)
	first := b.begin("phone")
	second := b.begin("Phone")
	if e, _ := b.Of("mira"); len(e.Devices) != 1 {
		t.Errorf("%d devices are pending", len(e.Devices))
	}
	_, err := b.Confirm(ctx, b.v.Actor(), "mira", b.code(first, 0))
	b.wants("a code of the first try", fault.Refused, err)
	if _, err := b.Confirm(ctx, b.v.Actor(), "mira", b.code(second, 0)); err != nil {
		t.Error(err)
	}
	_, err = b.Begin(ctx, b.v.Actor(), "mira", "phone", "Acme", otp.SHA1, 6)
	b.wants("an active device again", fault.Conflict, err)
}

func TestEachDeviceHasItsOwnCodes(t *testing.T) {
	b := newBench(t)
	phone, token := b.active("phone"), b.active("token")
	for _, d := range []enrolment.Begun{phone, token} {
		got, err := b.Verify(ctx, b.v.Actor(), "mira", b.code(d, 0))
		if err != nil || got.ID != d.Device.ID {
			t.Errorf("%s: got %s, %v", d.Device.Name, got.Name, err)
		}
		b.wants(d.Device.Name+" twice", fault.Refused, b.verify(b.code(d, 0)))
	}
	if err := b.Reset(ctx, b.v.Actor(), "mira", "PHONE"); err != nil {
		t.Fatal(err)
	}
	b.clock.Add(otp.Period)
	b.wants("the device that is gone", fault.Refused, b.verify(b.code(phone, 0)))
	if err := b.verify(b.code(token, 0)); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"a", "b", "c", "d"} {
		b.begin(name)
	}
	_, err := b.Begin(ctx, b.v.Actor(), "mira", "e", "Acme", otp.SHA1, 6)
	b.wants("a sixth device", fault.Conflict, err)
}

func TestACodeCountsOnceAlsoAfterAReopening(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	code := b.code(d, 0)
	if err := b.verify(code); err != nil {
		t.Fatal(err)
	}
	b.Service = enrolment.New(b.v, b.dir) // what was used lies in the vault, not in the service
	b.wants("the same code", fault.Refused, b.verify(code))
	b.wants("the code of the step before", fault.Refused, b.verify(b.code(d, -1)))
}

func TestWrongCodesAreCountedAndStopped(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	for range 5 {
		b.wants("a wrong code", fault.Refused, b.verify(b.wrong(d)))
	}
	err := b.verify(b.code(d, 0))
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "too many wrong codes") {
		t.Errorf("after five wrong codes the right one gives %v", err)
	}
	if e, _ := b.Of("mira"); e.Attempts.Failed != 5 {
		t.Errorf("%d failures are counted: one that waits counts, or none does", e.Attempts.Failed)
	}
	b.clock.Add(time.Minute + time.Second)
	if err := b.verify(b.code(d, 0)); err != nil {
		t.Error(err)
	}
	if e, _ := b.Of("mira"); e.Attempts.Failed != 0 {
		t.Errorf("after the right code %d failures are counted", e.Attempts.Failed)
	}
	b.wants("what is no code", fault.Invalid, b.verify("12345"))
	if e, _ := b.Of("mira"); e.Attempts.Failed != 0 {
		t.Error("what is no code was counted as a guess")
	}
}

func TestAGuessCountsWhateverOtherDevicesTake(t *testing.T) {
	b := newBench(t)
	six := b.active("phone")
	long, err := b.Begin(ctx, b.v.Actor(), "mira", "token", "Acme", otp.SHA256, 8)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Confirm(ctx, b.v.Actor(), "mira", b.code(long, 0)); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		b.wants("a wrong code of six digits", fault.Refused, b.verify(b.wrong(six)))
	}
	if e, _ := b.Of("mira"); e.Attempts.Failed != 5 {
		t.Errorf("%d of 5 guesses are counted", e.Attempts.Failed)
	}
	b.wants("what is a code of neither", fault.Refused, b.verify("1234567")) // it has to wait as well
}

func TestNoCodeIsCheckedWhileTheClockStandsBack(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	code := b.code(d, 0)
	if err := b.verify(code); err != nil {
		t.Fatal(err)
	}
	b.clock.Add(-10 * time.Minute)
	err := b.verify(b.code(d, 0))
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "clock") {
		t.Errorf("with the clock ten minutes back: %v", err)
	}
}

func TestRecoveryCodesStandInForADevice(t *testing.T) {
	b := newBench(t)
	_, err := b.NewRecovery(ctx, b.v.Actor(), "mira")
	b.wants("codes without a device", fault.NotFound, err)
	b.active("phone")
	codes, err := b.NewRecovery(ctx, b.v.Actor(), "mira")
	if err != nil || len(codes) != otp.RecoveryCodes {
		t.Fatalf("%d codes, %v", len(codes), err)
	}
	use := func(code string) (int, error) { return b.Recover(ctx, b.v.Actor(), "mira", code) }
	if left, err := use(strings.ToLower(string(codes[3].Expose()))); err != nil || left != 9 {
		t.Errorf("%d left, %v", left, err)
	}
	_, err = use(string(codes[3].Expose()))
	b.wants("a code twice", fault.Refused, err)
	again, err := b.NewRecovery(ctx, b.v.Actor(), "mira")
	if err != nil {
		t.Fatal(err)
	}
	_, err = use(string(codes[4].Expose()))
	b.wants("a code of the set before", fault.Refused, err)
	if left, err := use(string(again[0].Expose())); err != nil || left != 9 {
		t.Errorf("%d left, %v", left, err)
	}
}

func TestAResetTakesEverythingAway(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	codes, err := b.NewRecovery(ctx, b.v.Actor(), "mira")
	if err != nil {
		t.Fatal(err)
	}
	b.wants("a principal that is enrolled is removed", fault.Conflict, b.dir.RemovePrincipal(ctx, b.v.Actor(), "mira"))
	if err := b.Reset(ctx, b.v.Actor(), "mira", ""); err != nil {
		t.Fatal(err)
	}
	b.wants("a code after the reset", fault.NotFound, b.verify(b.code(d, 0)))
	_, err = b.Recover(ctx, b.v.Actor(), "mira", string(codes[0].Expose()))
	b.wants("a recovery code after the reset", fault.NotFound, err)
	b.wants("a second reset", fault.NotFound, b.Reset(ctx, b.v.Actor(), "mira", ""))
	if err := b.dir.RemovePrincipal(ctx, b.v.Actor(), "mira"); err != nil {
		t.Error(err)
	}
}

func TestNamesOfDevicesAreChecked(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"", "  ", "a\x1b[2J", "a\u202eb", strings.Repeat("a", 65)} {
		_, err := b.Begin(ctx, b.v.Actor(), "mira", name, "Acme", otp.SHA1, 6)
		b.wants(fmt.Sprintf("%q", name), fault.Invalid, err)
	}
	_, err := b.Begin(ctx, b.v.Actor(), "nobody", "phone", "Acme", otp.SHA1, 6)
	b.wants("a principal that is not there", fault.NotFound, err)
	_, err = b.Begin(ctx, b.v.Actor(), "mira", "phone", "Acme", otp.SHA1, 7)
	b.wants("seven digits", fault.Invalid, err)
	if _, _, err := otp.ParseURI(b.begin("phone").Key.URI(b.begin("phone").Label)); err != nil {
		t.Error(err)
	}
}
