package seal

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

// full runs a test with the floor of the real program.
func full(t *testing.T) {
	t.Helper()
	was := cheapened.Load()
	cheapened.Store(false)
	t.Cleanup(func() { cheapened.Store(was) })
}

func TestStretchRefusesCostsBeforeTakingMemory(t *testing.T) {
	full(t)
	for name, p := range map[string]Params{
		"nothing":                    {},
		"memory below the floor":     {63, 3, 4},
		"passes below the floor":     {64, 2, 4},
		"threads below the floor":    {64, 3, 3},
		"memory above the ceiling":   {1025, 3, 4},
		"memory beyond any machine":  {1<<32 - 1, 3, 4},
		"passes above the ceiling":   {64, 21, 4},
		"threads above the ceiling":  {64, 3, 17},
		"the cost of tests, outside": cheap,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Stretch([]byte("password"), make([]byte, SaltSize), p); err != ErrParams {
				t.Errorf("got %v", err)
			}
		})
	}
	if DefaultParams() != usual || usual.Check() != nil || floor.Check() != nil || ceiling.Check() != nil {
		t.Error("the program's own costs are refused")
	}
}

func TestStretchRefusesWhatIsNoPassword(t *testing.T) {
	CheapForTests()
	salt := make([]byte, SaltSize)
	for name, c := range map[string]struct{ password, salt []byte }{
		"empty":            {nil, salt},
		"too long":         {[]byte(strings.Repeat("x", MaxPassword+1)), salt},
		"not UTF-8":        {[]byte("\xff\xfe"), salt},
		"a salt too short": {[]byte("password"), salt[1:]},
		"no salt":          {[]byte("password"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Stretch(c.password, c.salt, DefaultParams()); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestStretchTakesAccentsInEitherForm(t *testing.T) {
	CheapForTests()
	salt := make([]byte, SaltSize)
	given := []byte("cafe\u0301 au lait")
	a, err := Stretch(given, salt, DefaultParams())
	if err != nil {
		t.Fatal(err)
	}
	b, err := Stretch([]byte("caf\u00e9 au lait"), salt, DefaultParams())
	if err != nil {
		t.Fatal(err)
	}
	if !a.Equal(b) {
		t.Error("composed and decomposed accents differ")
	}
	if string(given) != "cafe\u0301 au lait" {
		t.Error("the caller's password was overwritten")
	}
	plain := []byte("cafe au lait")
	if _, err := Stretch(plain, salt, DefaultParams()); err != nil || string(plain) != "cafe au lait" {
		t.Errorf("got %v, %q", err, plain)
	}
}

// The value is what golang.org/x/crypto computed when the formats were fixed: it must never change,
// or passwords open nothing any more.
func TestStretchNeverChanges(t *testing.T) {
	full(t)
	got, err := Stretch([]byte("a long enough password"), []byte("0123456789abcdef"), floor)
	if err != nil {
		t.Fatal(err)
	}
	if h := hex.EncodeToString(got.Expose()); h != "321d9a8e3c53dd6b88934be7ea32cf8e32be697014d54a5bf1de60db2f35b146" {
		t.Errorf("got %s", h)
	}
}

func TestCalibrationStaysWithinItsBounds(t *testing.T) {
	full(t)
	for name, c := range map[string]struct {
		perMiB time.Duration // cost of one MiB in one pass
		target time.Duration
	}{
		"a fast machine":      {100 * time.Microsecond, time.Second},
		"the usual machine":   {time.Millisecond, time.Second},
		"a slow machine":      {10 * time.Millisecond, time.Second},
		"a hopeless machine":  {time.Second, time.Second},
		"a machine of dreams": {time.Nanosecond, time.Second},
		"a clock that stands": {0, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			cost := func(p Params) time.Duration { return c.perMiB * time.Duration(p.MiB) * time.Duration(p.Time) }
			p := calibrate(c.target, cost)
			if err := p.Check(); err != nil {
				t.Fatalf("%+v: %v", p, err)
			}
			took := cost(p)
			if took > c.target && p.MiB != floor.MiB {
				t.Errorf("%+v takes %v although it could be cheaper", p, took)
			}
			if took < c.target/2 && p.Time != ceiling.Time && took > 0 {
				t.Errorf("%+v takes only %v", p, took)
			}
		})
	}
}

func TestCalibrationInTestsIsCheap(t *testing.T) {
	CheapForTests()
	if p := Calibrate(time.Second); p != cheap {
		t.Errorf("got %+v", p)
	}
	if testing.Short() {
		return
	}
	full(t)
	if err := Calibrate(50 * time.Millisecond).Check(); err != nil {
		t.Error(err)
	}
}
