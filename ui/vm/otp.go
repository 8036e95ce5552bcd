package vm

import (
	"strings"
	"time"

	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// The states of a principal's one-time passwords, as "otp:" asks for them.
const (
	otpActive  = "active"
	otpPending = "pending"
	otpNone    = "none"
	otpLocked  = "locked"
)

// state is that of the device that is furthest.
func (e Enrolment) state() string {
	s := otpNone
	for _, d := range e.Devices {
		if d.Active {
			return otpActive
		}
		s = otpPending
	}
	return s
}

// locked reports whether nothing is checked at this time: a lock that was read ends by itself.
func (e Enrolment) locked(now time.Time) bool {
	return e.Locked && (e.Until.IsZero() || e.Until.After(now))
}

// active are the devices that are confirmed.
func (e Enrolment) active() (ds []Device) {
	for _, d := range e.Devices {
		if d.Active {
			ds = append(ds, d)
		}
	}
	return ds
}

// otpFacet narrows principals by their one-time passwords.
func (v *Principals) otpFacet() Facet[Principal] {
	return Facet[Principal]{ID: "otp", Name: say.L("One-time password"), Options: otpStates, Has: func(p Principal, what string) bool {
		e := v.otp[p.ID]
		return e.state() == what || what == otpLocked && e.locked(v.run.Now())
	}}
}

// otpStates are what "otp:" can ask.
func otpStates() []Choice {
	return []Choice{{otpActive, say.L("Enrolled"), ""}, {otpPending, say.L("Pending"), ""}, {otpNone, say.L("None"), ""}, {otpLocked, say.L("Locked"), ""}}
}

// otpRank orders principals by how far their one-time passwords are.
var otpRank = map[string]int{otpActive: 0, otpPending: 1, otpNone: 2}

// otpMark is the badge of a principal's one-time passwords; without a tone where there are none.
func (v *Principals) otpMark(id string) tone.Mark {
	e := v.otp[id]
	switch {
	case e.locked(v.run.Now()):
		return tone.Mark{Tone: tone.Danger, Icon: "lock", Word: say.L("Locked")}
	case e.state() == otpActive:
		return tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Enrolled")}
	case e.state() == otpPending:
		return tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("Pending")}
	}
	return tone.Mark{}
}

// OTPFacts are what the drawer says about a principal's one-time passwords.
type OTPFacts struct {
	Mark     tone.Mark // zero = there are none
	Devices  []DeviceLine
	Recovery string    // how many codes are left; "" where there is no device
	Locked   tone.Mark // why nothing is checked now, or zero
}

// DeviceLine is a device in words.
type DeviceLine struct {
	ID, Name string
	Status   tone.Mark
	Note     string // "last used 3 hours ago"
	Tip      string
}

// OTPFacts returns what is known about the one-time passwords of the chosen principal.
func (v *Principals) OTPFacts() OTPFacts {
	p, _ := v.Chosen()
	e, now := v.otp[p.ID], v.run.Now()
	f := OTPFacts{Mark: v.otpMark(p.ID)}
	for _, d := range e.Devices {
		l := DeviceLine{ID: d.ID, Name: d.Name, Status: tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Active")}, Note: say.L("never used"), Tip: keySettings(d.Algorithm, d.Digits)}
		if !d.Active {
			l.Status, l.Note = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: say.L("Pending")}, say.L("waits for a code since {{.When}}", say.V{"When": Day(d.Created, now)})
		} else if !d.LastUsed.IsZero() {
			l.Note, l.Tip = say.L("last used {{.When}}", say.V{"When": Distance(d.LastUsed, now)}), l.Tip+", "+Both(d.LastUsed)
		}
		f.Devices = append(f.Devices, l)
	}
	if e.state() == otpActive {
		f.Recovery = say.N(int64(e.Recovery), "{{.Count}} recovery code left", "{{.Count}} recovery codes left")
		if e.Recovery == 0 {
			f.Recovery = say.L("No recovery codes")
		}
	}
	if e.locked(now) {
		f.Locked = tone.Mark{Tone: tone.Danger, Icon: "lock", Word: say.L("Locked after {{.Count}} wrong codes until it is reset.", say.V{"Count": Count(int64(e.Failed))})}
		if !e.Until.IsZero() {
			f.Locked.Word = say.L("Locked after {{.Count}} wrong codes until {{.Time}}.", say.V{"Count": Count(int64(e.Failed)), "Time": e.Until.Local().Format("15:04:05")})
		}
	}
	return f
}

// keySettings says in words what an authenticator computes.
func keySettings(algorithm string, digits int) string {
	return say.L("{{.Algorithm}}, {{.Digits}} digits, every 30 seconds", say.V{"Algorithm": strings.Replace(algorithm, "SHA", "SHA-", 1), "Digits": Count(int64(digits))})
}

// NextCode says how long the code that authenticators show now is still shown, and which part of its
// half minute is over.
func NextCode(now time.Time) (words string, over float64) {
	const period = 30 * time.Second
	in := now.Sub(now.Truncate(period))
	left := int64((period - in + time.Second - 1) / time.Second)
	return say.N(left, "A new code in {{.Count}} s", "A new code in {{.Count}} s"), float64(in) / float64(period)
}
