package otp

import (
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"gatehouse/core/fault"
)

// Period is how long a step lasts, and with it a code (RFC 6238, section 4.1).
const Period = 30 * time.Second

// Step counts periods since 1970.
type Step int64

// StepAt is the step of a moment; moments before 1970 are in step 0.
func StepAt(t time.Time) Step { return Step(max(0, t.Unix()) / int64(Period/time.Second)) }

// Window is how many steps beside the present one are accepted, for clocks that differ and for people
// who type slowly (RFC 6238, section 5.2).
type Window struct{ Back, Ahead int }

// The windows to choose from.
var (
	Usual  = Window{1, 1}
	Strict = Window{1, 0}
)

// String lists the steps: "-1, 0, +1".
func (w Window) String() string {
	var s []string
	for i := -w.Back; i <= w.Ahead; i++ {
		if i == 0 {
			s = append(s, "0")
			continue
		}
		s = append(s, fmt.Sprintf("%+d", i))
	}
	return strings.Join(s, ", ")
}

// Code is the one-time password of a step.
//
// Errors: Invalid when the key is none.
func (k Key) Code(s Step) (string, error) {
	if err := k.Valid(); err != nil {
		return "", err
	}
	code, err := hotp.GenerateCodeCustom(unpadded.EncodeToString(k.Secret.Expose()), uint64(s), hotp.ValidateOpts{Digits: otp.Digits(k.Digits), Algorithm: otp.Algorithm(k.Algorithm)})
	if err != nil {
		return "", fault.New(fault.Invalid, "the secret makes no code")
	}
	return code, nil
}

// Check tells which step a code belongs to, at a time and in a window around it. Last is the newest
// step of which a code was used before, or a negative one: an older code, and the same one again, is
// refused (RFC 6238, section 5.2). Who accepts the code stores the step before anything follows from it.
//
// All steps are compared, in constant time, whichever fits.
//
// Errors: Invalid when the code has not as many digits as the key makes, or the key is none; Refused
// when it is wrong, or was used.
func (k Key) Check(code string, now time.Time, last Step, w Window) (Step, error) {
	if err := k.Valid(); err != nil {
		return 0, err
	}
	if !digits(code, k.Digits) {
		return 0, fault.New(fault.Invalid, "a one-time password has %d digits", k.Digits)
	}
	found, err := k.match(code, StepAt(now)-Step(w.Back), StepAt(now)+Step(w.Ahead))
	switch {
	case err != nil:
		return 0, err
	case found < 0:
		return 0, fault.New(fault.Refused, "the one-time password is wrong")
	case found <= last:
		return 0, fault.New(fault.Refused, "this one-time password was used already; wait for the next one")
	}
	return found, nil
}

// match is the newest step from first to last whose code this is, or -1.
func (k Key) match(code string, first, last Step) (Step, error) {
	found := Step(-1)
	for s := max(0, first); s <= last; s++ {
		want, err := k.Code(s)
		if err != nil {
			return -1, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = s
		}
	}
	return found, nil
}

// maxDrift is how far two clocks may differ for the difference to be told: ten minutes.
const maxDrift = 20

// Drift tells by how much the clock of an authenticator is ahead of ours, from a code that was wrong.
// It is told only to who gave the right password, and the code stays wrong.
func (k Key) Drift(code string, now time.Time) (ahead time.Duration, ok bool) {
	if k.Valid() != nil || !digits(code, k.Digits) {
		return 0, false
	}
	at := StepAt(now)
	found, err := k.match(code, at-maxDrift, at+maxDrift)
	if err != nil || found < 0 || found == at {
		return 0, false
	}
	return time.Duration(found-at) * Period, true
}

// digits reports whether s is n digits and nothing else.
func digits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// maxBackwards is how far the clock may stand before the newest entry of the journal.
const maxBackwards = 2 * time.Minute

// Clock refuses codes while the clock stands before what is known to have happened: at such a time
// codes that were used are new again.
//
// Errors: Refused.
func Clock(now, newest time.Time) error {
	if newest.Sub(now) > maxBackwards {
		return fault.New(fault.Refused, "this computer's clock says %s, but the journal is at %s already; set the clock and try again", now.UTC().Format(time.DateTime), newest.UTC().Format(time.DateTime))
	}
	return nil
}
