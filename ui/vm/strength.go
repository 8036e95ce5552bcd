package vm

import (
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// MinPassword is the shortest password of a vault, in characters: the file may be copied and
// attacked offline, so it has to hold without any limit on guesses.
const MinPassword = 15

// measured is how much of a password is measured: the estimate takes time that grows with the
// square of the length, and what comes later only makes it stronger.
const measured = 48

// Strength says how good a password is.
type Strength struct {
	Score int // 0 to 4
	Mark  tone.Mark
	Good  bool // long enough and not easily guessed
}

// Measure estimates a password; known are words that an attacker would try first, such as the
// vault's name.
func Measure(password string, known ...string) Strength {
	n := utf8.RuneCountInString(password)
	if n == 0 {
		return Strength{}
	}
	if n < MinPassword {
		return Strength{Mark: tone.Mark{Tone: tone.Warn, Icon: "circle-alert", Word: say.N(int64(MinPassword-n), "{{.Count}} more character", "{{.Count}} more characters")}}
	}
	r := []rune(password)
	s := zxcvbn.PasswordStrength(string(r[:min(len(r), measured)]), known).Score
	switch {
	case s < 3:
		return Strength{s, tone.Mark{Tone: tone.Warn, Icon: "circle-alert", Word: say.L("Easily guessed")}, false}
	case s == 3:
		return Strength{s, tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Good")}, true}
	}
	return Strength{s, tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Strong")}, true}
}

// weakPassword says what a password needs.
func weakPassword() error {
	return fault.New(fault.Invalid, "%s", say.N(MinPassword, "The password needs at least {{.Count}} character and must not be easy to guess. Five random words do.", "The password needs at least {{.Count}} characters and must not be easy to guess. Five random words do."))
}
