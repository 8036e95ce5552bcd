package vm

import "gatehouse/ui/say"

// OTPRound enrols one principal after the other: those that were selected and have no device that
// counts. A round of one also takes somebody who has one; see [OTPWizard.NeedsProof].
type OTPRound struct {
	v        *Principals
	ids      []string
	at       int // of the one that is enrolled now, counted from 1
	enrolled int
	had      int // that were selected and have a device already
	last     *OTPWizard
}

// EnrolRound begins a round over the targets; false where nobody is left to enrol.
func (v *Principals) EnrolRound() (*OTPRound, bool) {
	r := &OTPRound{v: v}
	ps := v.Targets()
	for _, p := range ps {
		if e := v.otp[p.ID]; len(ps) > 1 && e.state() == otpActive {
			r.had++
			continue
		}
		r.ids = append(r.ids, p.ID)
	}
	return r, len(r.ids) > 0
}

// CanEnrol reports whether somebody among the targets can be enrolled.
func (v *Principals) CanEnrol() bool { _, ok := v.EnrolRound(); return ok }

// Next begins the enrolment of the next one; false after the last. Who is gone by now is passed over.
func (r *OTPRound) Next() (*OTPWizard, bool) {
	r.count()
	for r.at < len(r.ids) {
		id := r.ids[r.at]
		r.at++
		if i := r.v.find(id); i >= 0 {
			r.last = &OTPWizard{v: r.v, who: r.v.all[i], have: r.v.otp[id]}
			return r.last, true
		}
	}
	return nil, false
}

// count adds the one that was begun, if it came to its end.
func (r *OTPRound) count() {
	if r.last != nil && r.last.confirmed {
		r.enrolled++
	}
	r.last = nil
}

// More reports whether somebody comes after the one of now.
func (r *OTPRound) More() bool { return r.at < len(r.ids) }

// Place says which one of how many it is, or "" in a round of one.
func (r *OTPRound) Place() string {
	if len(r.ids) == 1 {
		return ""
	}
	return say.L("{{.At}} of {{.All}}", say.V{"At": Count(int64(r.at)), "All": Count(int64(len(r.ids)))})
}

// Finish ends the round and says what it came to; left reports that some are not enrolled. A round of
// one says nothing: its wizard did.
func (r *OTPRound) Finish() (text string, left bool) {
	r.count()
	n := int64(len(r.ids))
	if n == 1 {
		return "", false
	}
	text = say.N(n, "{{.Done}} of {{.Count}} principal is enrolled.", "{{.Done}} of {{.Count}} principals are enrolled.", say.V{"Done": Count(int64(r.enrolled))})
	if r.had > 0 {
		text += " " + say.N(int64(r.had), "{{.Count}} had a device already.", "{{.Count}} had a device already.")
	}
	return text, r.enrolled < len(r.ids)
}
