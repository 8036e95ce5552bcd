package principal

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// enrolOTP begins a round of enrolments; who has a device gets another one only after the password.
func (p *Page) enrolOTP() {
	r, ok := p.vm.EnrolRound()
	if !ok {
		return
	}
	w, ok := r.Next()
	if !ok {
		return
	}
	if w.NeedsProof() {
		p.askAgain(func() { p.enrol(r, w) })
		return
	}
	p.enrol(r, w)
}

// enrolling is an enrolment on the screen, and the round that it belongs to.
type enrolling struct {
	p      *Page
	round  *vm.OTPRound
	w      *vm.OTPWizard
	sheet  *dialogs.Sheet
	shown  vm.OTPStep
	code   *widgets.CodeEntry
	clock  *codeClock
	secret *shownSecret
}

// enrol opens the sheet of a round.
func (p *Page) enrol(r *vm.OTPRound, w *vm.OTPWizard) {
	e := &enrolling{p: p, round: r, w: w, clock: p.newClock()}
	e.sheet = dialogs.ShowSheet(p.env.Canvas(), e.choose(), e.closed)
	w.OnChange = e.render
}

// next goes on with who comes next in the round, in the same sheet, or ends it.
func (e *enrolling) next() {
	e.quiet()
	w, ok := e.round.Next()
	if !ok {
		e.sheet.Close() // and says what it came to
		return
	}
	e.w, e.shown = w, vm.OTPChoose
	w.OnChange = e.render
	e.sheet.Show(e.choose())
}

// quiet ends everything of one enrolment that shows or counts.
func (e *enrolling) quiet() {
	e.clock.stop()
	if e.secret != nil {
		e.secret.hide()
		e.secret = nil
	}
	e.w.OnChange = nil
	e.w.Finish()
}

// closed ends the round early.
func (e *enrolling) closed() {
	pending := e.w.Step() == vm.OTPCode && e.w.Made().ID != ""
	device := e.w.Made().Name
	e.quiet()
	if e.round.Place() == "" && pending {
		e.p.env.Done(vm.Undone{Text: say.L("“{{.Device}}” stays pending until a code of it is given.", say.V{"Device": device})}, nil)
	}
	e.summary()
}

// summary says what a round of several came to, and leads to those that are left.
func (e *enrolling) summary() {
	text, left := e.round.Finish()
	if text == "" {
		return
	}
	t := page.Toast{Mark: tone.Mark{Tone: tone.Ok, Icon: "circle-check"}, Text: text}
	if left {
		t.Mark = tone.Mark{Tone: tone.Warn, Icon: "clock"}
		t.Link, t.Run = say.L("Go on"), func() { e.p.env.Run("principals.otp") } // over those of the selection that are left
	}
	e.p.env.Toast(t)
}

// about puts the place in the round, and the way past this one, on a step.
func (e *enrolling) about(s dialogs.Step) dialogs.Step {
	place := e.round.Place()
	if place == "" {
		return s
	}
	switch s.Foot = strings.TrimSuffix(place+" · "+s.Foot, " · "); {
	case s.Leave == "" && e.round.More(): // recovery codes, which nobody can leave
		s.Verb, s.VerbIcon = say.L("Next principal"), "arrow-right"
	case s.Leave == "":
	case e.round.More():
		s.Leave, s.Skip, s.OnSkip = say.L("Stop here"), say.L("Skip"), e.next
	}
	return s
}

// render follows the enrolment.
func (e *enrolling) render() {
	if !e.sheet.IsOpen() {
		return
	}
	if e.w.Busy() {
		e.sheet.Hold()
		return
	}
	step := e.w.Step()
	switch {
	case step == vm.OTPDone && e.round.Place() != "":
		e.next()
		return
	case step == vm.OTPDone:
		text := e.w.Text()
		e.sheet.Close()
		e.p.env.Done(vm.Undone{Text: text}, nil)
		return
	case step == vm.OTPCodes && e.w.Err() == nil:
		e.sheet.Show(e.codes())
	case step == vm.OTPCodes:
		e.sheet.Show(e.noCodes())
	case step == vm.OTPCode && step != e.shown:
		e.sheet.Show(e.typeCode())
		e.clock.start(e.sheet.IsOpen)
	case step == vm.OTPCode: // the code was wrong
		e.code.Clear()
		e.sheet.Unlock()
		e.p.env.Canvas().Focus(e.code)
	default:
		e.sheet.Unlock()
		e.sheet.Allow(true)
	}
	e.shown = step
	e.sheet.Complain(e.w.Err())
}

// choose is the first step: which device, and what it computes.
func (e *enrolling) choose() dialogs.Step {
	f := e.w.Form()
	name := widgets.NewEntry(say.L("Like Phone or Hardware token"))
	name.SetText(f.Name)
	algorithm := widgets.NewPicker("", page.Options(vm.OTPAlgorithms()), nil)
	algorithm.Pick(f.Algorithm)
	digits := widgets.NewPicker("", page.Options(vm.OTPDigitChoices()), nil)
	digits.Pick(strconv.Itoa(f.Digits))
	uri := page.NewSecret(say.L("otpauth://totp/…"))
	typed := func() vm.OTPForm {
		n, _ := strconv.Atoi(first(digits.Picked())) // the picker holds numbers only
		return vm.OTPForm{Import: f.Import, Name: name.Text, Algorithm: first(algorithm.Picked()), Digits: n, URI: uri.Text()}
	}
	warning := page.NewNotice()
	warn := func() {
		m := tone.Mark{}
		if text := typed().Warning(); text != "" {
			m = tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: text}
		}
		if warning.Say(m, dialogs.SheetWidth) && e.sheet != nil {
			e.sheet.Refresh()
		}
	}
	algorithm.OnChanged, digits.OnChanged = func([]string) { warn() }, func([]string) { warn() }
	fresh := widgets.Col(14, widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("Algorithm"), algorithm)), widgets.Grow(widgets.Labelled(say.L("Digits"), digits))), warning.Object())
	old := widgets.Labelled(say.L("otpauth URI"), uri.Entry, widgets.Help(say.L("Paste it. It holds the secret, so it is neither shown nor kept here once the device is enrolled.")))
	body := container.NewStack(fresh)
	words := []string{say.L("A new secret"), say.L("Existing authenticator")}
	var which *widgets.Segmented
	which = widgets.NewSegmented(func(i int) {
		f.Import = i == 1
		body.Objects = []fyne.CanvasObject{fresh}
		if f.Import {
			body.Objects = []fyne.CanvasObject{old}
		}
		which.Show(words, i)
		e.sheet.Refresh()
	})
	which.Show(words, 0)
	for _, x := range []*widgets.Entry{name, uri.Entry} {
		x.OnSubmitted = func(string) { e.sheet.Do() }
	}
	return e.about(dialogs.Step{
		Icon: "smartphone", Title: say.L("Enrol a one-time password for “{{.Name}}”", say.V{"Name": e.w.Who()}), Note: say.L("Do this together: the code must come from their authenticator."),
		Body: widgets.Col(14, widgets.Lead(which.Object()), widgets.Labelled(say.L("Device"), name), body), First: name,
		Foot: say.L("Step 1 of 3"), Leave: say.L("Cancel"), Verb: say.L("Go on"), VerbIcon: "arrow-right",
		OnVerb: func() {
			f := typed()
			e.w.Make(f)
		},
	})
}

// secretColumn is how wide the left part of the second step is at least; between the parts lie a line
// and its gaps.
const (
	secretColumn float32 = 240
	betweenParts float32 = 57
)

// typeCode is the second step: the secret at the left, the code at the right.
func (e *enrolling) typeCode() dialogs.Step {
	k, m := theme.Current(), e.w.Made()
	e.code = widgets.NewCodeEntry(m.Digits)
	e.code.OnChanged = func(string) { e.sheet.Allow(e.code.Full()) }
	e.code.OnSubmitted = func(string) { e.sheet.Do() }
	var facts []fyne.CanvasObject
	for _, x := range e.w.Facts() {
		facts = append(facts, widgets.FactText(x.Name, 96, x.Value))
	}
	number := "2"
	if m.Secret == "" {
		number = "1"
	}
	var qr fyne.CanvasObject = widgets.Gap(0, 0)
	if m.QR != nil {
		qr = widgets.QR(m.QR)
	}
	room := dialogs.SheetWidth - max(secretColumn, qr.MinSize().Width) - betweenParts
	right := widgets.Col(0, numbered(number, say.L("Type the code that it shows")), widgets.Gap(0, 12), widgets.Lead(e.code), widgets.Gap(0, 8), e.clock.object, widgets.Gap(0, 12),
		page.Note(tone.Info, "info", say.L("The device stays pending until one code fits. Each code counts once; after five wrong ones one has to wait."), room), widgets.Gap(0, 12), widgets.HLine(), widgets.Gap(0, 4), widgets.Col(0, facts...))
	step := dialogs.Step{Icon: "smartphone", Title: say.L("Enrol a one-time password for “{{.Name}}”", say.V{"Name": e.w.Who()}), Note: say.L("Do this together: the code must come from their authenticator."),
		Body: right, First: e.code, Blocked: true, Foot: say.L("Next: ten recovery codes, shown once"), Leave: say.L("Later"), Verb: say.L("Confirm"), VerbIcon: "check",
		OnVerb: func() { e.w.Confirm(e.code.Code()) }}
	step = e.about(step)
	if m.Secret == "" {
		return step
	}
	e.secret = newShownSecret(m.Secret, e.p.env.Copy)
	left := []fyne.CanvasObject{numbered("1", say.L("Scan it with the authenticator")), widgets.Gap(0, 12)}
	left = append(left, qr, widgets.Gap(0, 12), e.secret.object)
	step.Body = widgets.Fill(28, widgets.Col(0, left...), widgets.VLine(), widgets.Grow(right))
	if len(m.Ignoring) > 0 {
		step.Body = widgets.Col(12, step.Body, widgets.Text(say.L("Not for {{.Apps}}.", say.V{"Apps": strings.Join(m.Ignoring, ", ")}), theme.Small, k.Text3))
	}
	return step
}

// numbered is the title of a part that comes in an order.
func numbered(n, title string) fyne.CanvasObject {
	k := theme.Current()
	mark := widgets.Sized(22, 22, widgets.Stack(widgets.Rect(k.AccentSoft, 11), widgets.Mid(widgets.Semi(n, theme.Small, k.AccentText))))
	return widgets.Row(10, mark, widgets.Semi(title, theme.Section, k.Text))
}
