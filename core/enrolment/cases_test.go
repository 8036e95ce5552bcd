package enrolment_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/core/directory"
	"gatehouse/core/enrolment"
	"gatehouse/core/fault"
	"gatehouse/core/login"
	"gatehouse/core/otp"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/vault/vaulttest"
)

// failed is how many wrong codes of mira are counted.
func (b *bench) failed() int {
	b.Helper()
	e, err := b.Of("mira")
	if err != nil {
		b.Fatal(err)
	}
	return e.Attempts.Failed
}

// says checks what stands in a refusal.
func (b *bench) says(what, words string, err error) {
	b.Helper()
	if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), words) {
		b.Errorf("%s: got %v; want it to say %q", what, err, words)
	}
}

// toStep turns the clock to the beginning of the next step.
func (b *bench) toStep() {
	now := b.v.Now()
	b.clock.Add(now.Truncate(otp.Period).Add(otp.Period).Sub(now))
}

// again types the administrator's password once more.
func (b *bench) again() {
	b.Helper()
	if err := login.AskAgain(ctx, b.v, seal.NewSecret([]byte(vaulttest.Password))); err != nil {
		b.Fatal(err)
	}
}

func TestReplayOneCodeAtTheSameTimeCountsOnce(t *testing.T) {
	b := newBench(t)
	code := b.code(b.active("phone"), 0)
	var taken, refused atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			switch err := b.verify(code); {
			case err == nil:
				taken.Add(1)
			case fault.KindOf(err) == fault.Refused:
				refused.Add(1)
			}
		}()
	}
	all.Wait()
	if taken.Load() != 1 || refused.Load() != 7 {
		t.Errorf("taken %d times, refused %d times", taken.Load(), refused.Load())
	}
}

func TestReplayACodeOfOneDeviceOpensNoOther(t *testing.T) {
	b := newBench(t)
	phone := b.active("phone")
	uri := phone.Key.URI(phone.Label)
	_, err := b.Import(ctx, b.v.Actor(), "mira", "tablet", uri)
	b.wants("the phone's secret as another device", fault.Conflict, err)
	if _, err := b.dir.AddPrincipal(ctx, b.v.Actor(), directory.Principal{Name: "nadia"}); err != nil {
		t.Fatal(err)
	}
	_, err = b.Import(ctx, b.v.Actor(), "nadia", "phone", uri)
	b.wants("the phone's secret for somebody else", fault.Conflict, err)
}

func TestDriftACodeAtTheBordersOfItsSteps(t *testing.T) {
	for _, c := range []struct {
		after  time.Duration // since the code's step began
		usual  bool
		strict bool
	}{
		{-30 * time.Second, true, false},
		{-time.Millisecond, true, false},
		{0, true, true},
		{29_999 * time.Millisecond, true, true},
		{30 * time.Second, true, true},
		{59 * time.Second, true, true},
		{59_999 * time.Millisecond, true, true},
		{60 * time.Second, false, false},
		{89 * time.Second, false, false},
	} {
		for _, strict := range []bool{false, true} {
			t.Run(fmt.Sprintf("%v strict %v", c.after, strict), func(t *testing.T) {
				b := newBench(t)
				d := b.active("phone")
				if err := b.SetStrict(ctx, b.v.Actor(), strict); err != nil {
					t.Fatal(err)
				}
				b.toStep()
				b.toStep()
				code := b.code(d, 2) // the step that begins in a minute
				b.clock.Add(time.Minute + c.after)
				want := c.usual
				if strict {
					want = c.strict
				}
				if err := b.verify(code); (err == nil) != want {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

func TestDriftAPhoneThatIsOffByMinutesIsToldSo(t *testing.T) {
	for _, c := range []struct {
		steps int
		says  string
	}{
		{2, "about 1 min ahead of this computer's"}, {-2, "about 1 min behind this computer's"}, {8, "about 4 min ahead"}, {-20, "about 10 min behind"}, {20, "about 10 min ahead"},
		{21, "is wrong"}, {-21, "is wrong"},
	} {
		b := newBench(t)
		d := b.active("phone")
		b.clock.Add(time.Hour)
		b.says(fmt.Sprintf("a code %d steps from now", c.steps), c.says, b.verify(b.code(d, c.steps)))
		if b.failed() != 1 {
			t.Errorf("a code %d steps from now counts as %d guesses", c.steps, b.failed())
		}
	}
	b := newBench(t)
	d := b.begin("phone")
	_, err := b.Confirm(ctx, b.v.Actor(), "mira", b.code(d, 10))
	b.says("a device that is to be confirmed", "about 5 min ahead", err)
	if e, _ := b.Of("mira"); e.Active() {
		t.Error("a code of another time confirms a device")
	}
}

func TestDriftAStrictSiteTakesNoCodeOfTheComingStep(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	if err := b.SetStrict(ctx, b.v.Actor(), true); err != nil {
		t.Fatal(err)
	}
	b.says("the coming step", "about 30 seconds ahead", b.verify(b.code(d, 1)))
	b.clock.Add(otp.Period)
	if err := b.verify(b.code(d, -1)); err != nil {
		t.Errorf("the step before: %v", err)
	}
	if b.Window() != otp.Strict {
		t.Errorf("the window is %v", b.Window())
	}
	if err := b.SetStrict(ctx, b.v.Actor(), true); err != nil { // as it is already
		t.Error(err)
	}
	b.clock.Add(vault.ProofLasts)
	b.wants("loosened without the password", fault.NeedsLogin, b.SetStrict(ctx, b.v.Actor(), false))
	b.again()
	if err := b.SetStrict(ctx, b.v.Actor(), false); err != nil || b.Window() != otp.Usual {
		t.Errorf("the window is %v, %v", b.Window(), err)
	}
	var said []string
	for _, line := range vaulttest.Entries(t, b.v, 0) {
		if strings.HasPrefix(line, "setting.otp_window") {
			said = append(said, line)
		}
	}
	if want := "setting.otp_window; steps: -1, 0, +1 -> -1, 0|setting.otp_window; steps: -1, 0 -> -1, 0, +1"; strings.Join(said, "|") != want {
		t.Errorf("the journal says %v", said)
	}
}

func TestLockOutWaitsGrowToAQuarterOfAnHour(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	for range 4 {
		b.says("one of the first", "is wrong", b.verify(b.wrong(d)))
	}
	for i, wait := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
		b.says("the guess that makes wait", "is wrong", b.verify(b.wrong(d)))
		e, _ := b.Of("mira")
		if until, locked := e.Attempts.Locked(b.v.Now()); !locked || until.Sub(b.v.Now()) < wait-time.Second || until.Sub(b.v.Now()) > wait+time.Second {
			t.Errorf("failure %d: locked %v until %v", 5+i, locked, until)
		}
		b.clock.Add(wait - time.Second)
		b.says("a second too early", "too many wrong codes", b.verify(b.code(d, 0)))
		b.clock.Add(2 * time.Second)
	}
	if b.failed() != 10 {
		t.Errorf("%d failures: who has to wait has guessed nothing", b.failed())
	}
	if err := b.verify(b.code(d, 0)); err != nil {
		t.Error(err)
	}
}

func TestLockOutAfterAHundredGuessesOnlyAResetHelps(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	for range 100 {
		b.says("a guess", "is wrong", b.verify(b.wrong(d)))
		b.clock.Add(16 * time.Minute)
	}
	b.clock.Add(365 * 24 * time.Hour)
	b.says("the right code a year later", "has to reset", b.verify(b.code(d, 0)))
	e, _ := b.Of("mira")
	if until, locked := e.Attempts.Locked(b.v.Now()); !locked || !until.IsZero() {
		t.Errorf("locked %v until %v", locked, until)
	}
	b.again()
	if err := b.Reset(ctx, b.v.Actor(), "mira", ""); err != nil {
		t.Fatal(err)
	}
	b.clock.Add(otp.Period)
	if err := b.verify(b.code(b.active("phone"), 0)); err != nil {
		t.Error(err)
	}
}

func TestLockOutCountsCodesAndRecoveryCodesTogether(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	codes, err := b.NewRecovery(ctx, b.v.Actor(), "mira")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		b.says("a wrong code", "is wrong", b.verify(b.wrong(d)))
	}
	for range 2 {
		_, err := b.Recover(ctx, b.v.Actor(), "mira", strings.Repeat("A", 24))
		b.says("a wrong recovery code", "is wrong", err)
	}
	_, err = b.Recover(ctx, b.v.Actor(), "mira", string(codes[0].Expose()))
	b.says("a right recovery code", "too many", err)
	b.says("a right code", "too many", b.verify(b.code(d, 0)))
}

func TestLockOutIsStoredThoughTheCheckFailed(t *testing.T) {
	store, clock := vaulttest.NewStore(), vaulttest.NewClock()
	v := vaulttest.In(t, store, clock)
	b := &bench{T: t, v: v, dir: directory.New(v), clock: clock}
	if _, err := b.dir.AddPrincipal(ctx, v.Actor(), directory.Principal{Name: "mira"}); err != nil {
		t.Fatal(err)
	}
	b.Service = enrolment.New(v, b.dir)
	d := b.active("phone")
	for range 5 {
		b.says("a guess", "is wrong", b.verify(b.wrong(d)))
	}
	v.Close()
	again, err := login.Unlock(context.Background(), store, login.Credentials{Admin: vaulttest.Admin, Password: seal.NewSecret([]byte(vaulttest.Password)), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	b.v, b.dir = again, directory.New(again)
	b.Service = enrolment.New(again, b.dir)
	b.says("the right code after a restart", "too many wrong codes", b.verify(b.code(d, 0)))
}

func TestClockPutBackRefusesCodesAndCountsNothing(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	used := b.code(d, 0)
	if err := b.verify(used); err != nil {
		t.Fatal(err)
	}
	b.clock.Add(-3 * time.Minute)
	b.says("three minutes back", "set the clock", b.verify(b.code(d, 0)))
	_, err := b.Recover(ctx, b.v.Actor(), "mira", "x")
	b.says("three minutes back, a recovery code", "set the clock", err)
	if b.failed() != 0 {
		t.Errorf("%d guesses are counted", b.failed())
	}
	b.clock.Add(90 * time.Second)
	b.says("a minute and a half back, the code that was used", "", b.verify(used))
	b.says("a minute and a half back, a code older than the last", "used already", b.verify(b.code(d, 0)))
	b.clock.Add(3 * time.Minute)
	if err := b.verify(b.code(d, 0)); err != nil {
		t.Errorf("with the clock right again: %v", err)
	}
}

func TestClockSetForwardAndBackAcceptsNoCodeTwice(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	b.clock.Add(24 * time.Hour)
	if err := b.verify(b.code(d, 0)); err != nil {
		t.Fatal(err)
	}
	b.clock.Add(-24 * time.Hour)
	b.says("a day back", "set the clock", b.verify(b.code(d, 0)))
	b.clock.Add(24*time.Hour - time.Minute)
	b.says("a minute before the last code", "used already", b.verify(b.code(d, 0)))
}

func TestRecoveryCodesAskAgainButRightAfterTheEnrolment(t *testing.T) {
	b := newBench(t)
	b.clock.Add(vault.ProofLasts)
	if b.v.Proven() {
		t.Fatal("the password still stands")
	}
	b.active("phone") // a first device asks for nothing
	first, err := b.NewRecovery(ctx, b.v.Actor(), "mira")
	if err != nil {
		t.Fatalf("the first codes right after the enrolment: %v", err)
	}
	_, err = b.NewRecovery(ctx, b.v.Actor(), "mira")
	b.wants("new codes in place of those", fault.NeedsLogin, err)
	b.again()
	if _, err := b.NewRecovery(ctx, b.v.Actor(), "mira"); err != nil {
		t.Error(err)
	}
	_, err = b.Recover(ctx, b.v.Actor(), "mira", string(first[0].Expose()))
	b.wants("one of the old set", fault.Refused, err)

	late := newBench(t)
	late.active("phone")
	late.clock.Add(vault.ProofLasts)
	_, err = late.NewRecovery(ctx, late.v.Actor(), "mira")
	late.wants("first codes long after the enrolment", fault.NeedsLogin, err)
}

func TestResetAndReEnrolmentAskAgain(t *testing.T) {
	b := newBench(t)
	d := b.active("phone")
	b.clock.Add(vault.ProofLasts)
	b.wants("one device is removed", fault.NeedsLogin, b.Reset(ctx, b.v.Actor(), "mira", "phone"))
	b.wants("everything is reset", fault.NeedsLogin, b.Reset(ctx, b.v.Actor(), "mira", ""))
	_, err := b.Begin(ctx, b.v.Actor(), "mira", "tablet", "Acme", otp.SHA1, 6)
	b.wants("a second device", fault.NeedsLogin, err)
	_, err = b.Import(ctx, b.v.Actor(), "mira", "tablet", imported)
	b.wants("a second device from a URI", fault.NeedsLogin, err)
	if err := b.verify(b.code(d, 0)); err != nil {
		t.Errorf("what was refused changed something: %v", err)
	}
	b.again()
	b.begin("tablet")
	if err := b.Reset(ctx, b.v.Actor(), "mira", ""); err != nil {
		t.Error(err)
	}
}

// imported is a URI of another system, of the seed of RFC 6238 for SHA256.
const imported = "otpauth://totp/Old%20Portal:mira@acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&issuer=Old%20Portal&algorithm=SHA256&digits=8&period=30"

func TestImportAURIOfAnotherSystem(t *testing.T) {
	b := newBench(t)
	d, err := b.Import(ctx, b.v.Actor(), "mira", "phone", imported)
	if err != nil {
		t.Fatal(err)
	}
	if d.Device.State != enrolment.Pending || d.Device.Algorithm != otp.SHA256 || d.Device.Digits != 8 || d.Label.Issuer != "Old Portal" {
		t.Errorf("got %+v of %q", d.Device, d.Label.Issuer)
	}
	again, err := b.Import(ctx, b.v.Actor(), "mira", "PHONE", imported) // a pending one is replaced
	if err != nil {
		t.Fatal(err)
	}
	b.wants("before it is confirmed", fault.NotFound, b.verify(b.code(again, 0)))
	if _, err := b.Confirm(ctx, b.v.Actor(), "mira", b.code(again, 0)); err != nil {
		t.Fatal(err)
	}
	b.clock.Add(otp.Period)
	if err := b.verify(b.code(again, 0)); err != nil {
		t.Error(err)
	}
	if said := strings.Join(vaulttest.Entries(t, b.v, 0), "\n"); !strings.Contains(said, "enrolment.import") || strings.Contains(said, "GEZDGNBV") {
		t.Errorf("the journal says\n%s", said)
	}
	for _, uri := range []string{"", "otpauth://hotp/mira?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0", "otpauth://totp/mira?secret=GEZDGNBV", "otpauth://totp/mira?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=60"} {
		_, err := b.Import(ctx, b.v.Actor(), "mira", "old", uri)
		b.wants(fmt.Sprintf("%.40q", uri), fault.Invalid, err)
	}
}

func TestDevicesTellWhenTheyWereUsedLast(t *testing.T) {
	b := newBench(t)
	if d := b.begin("phone"); !d.Device.LastUsed().IsZero() {
		t.Errorf("a new device was used at %v", d.Device.LastUsed())
	}
	d := b.active("phone")
	b.clock.Add(time.Hour)
	if err := b.verify(b.code(d, 0)); err != nil {
		t.Fatal(err)
	}
	e, _ := b.Of("mira")
	if got := e.Devices[0].LastUsed(); b.v.Now().Sub(got) < 0 || b.v.Now().Sub(got) >= otp.Period {
		t.Errorf("used at %v, now %v", got, b.v.Now())
	}
}
