package principal

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// enrolOTP begins an enrolment; who has a device gets another one only after the password.
func (p *Page) enrolOTP() {
	w, ok := p.vm.EnrolOTP()
	if !ok {
		return
	}
	if w.NeedsProof() {
		p.askAgain(func() { p.enrol(w) })
		return
	}
	p.enrol(w)
}

// enrolling is an enrolment on the screen.
type enrolling struct {
	p      *Page
	w      *vm.OTPWizard
	sheet  *dialogs.Sheet
	shown  vm.OTPStep
	code   *widgets.CodeEntry
	clock  *codeClock
	secret *shownSecret
}

// enrol opens the sheet of an enrolment.
func (p *Page) enrol(w *vm.OTPWizard) {
	e := &enrolling{p: p, w: w, clock: p.newClock()}
	e.sheet = dialogs.ShowSheet(p.env.Canvas(), e.choose(), e.closed)
	w.OnChange = e.render
}

// closed ends everything that shows or counts.
func (e *enrolling) closed() {
	e.clock.stop()
	if e.secret != nil {
		e.secret.hide()
	}
	e.w.OnChange = nil
	if e.w.Step() == vm.OTPCode && e.w.Made().ID != "" {
		e.p.env.Done(vm.Undone{Text: say.L("“{{.Device}}” stays pending until a code of it is given.", say.V{"Device": e.w.Made().Name})}, nil)
	}
	e.w.Finish()
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
	return dialogs.Step{
		Icon: "smartphone", Title: say.L("Enrol a one-time password for “{{.Name}}”", say.V{"Name": e.w.Who()}), Note: say.L("Do this together: the code must come from their authenticator."),
		Body: widgets.Col(14, widgets.Lead(which.Object()), widgets.Labelled(say.L("Device"), name), body), First: name,
		Foot: say.L("Step 1 of 3"), Leave: say.L("Cancel"), Verb: say.L("Go on"), VerbIcon: "arrow-right",
		OnVerb: func() {
			f := typed()
			e.w.Make(f)
		},
	}
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

// noCodes says why there are no recovery codes, and tries again.
func (e *enrolling) noCodes() dialogs.Step {
	return dialogs.Step{Icon: "key-round", Title: say.L("Recovery codes for “{{.Name}}”", say.V{"Name": e.w.Who()}), Note: say.L("The device is active. Its recovery codes could not be made."),
		Body: widgets.Gap(0, 0), Leave: say.L("Without codes"), Verb: say.L("Try again"), VerbIcon: "refresh-cw", OnVerb: func() { e.p.askAgain(e.w.MakeCodes) }}
}

// codes is the third step: recovery codes, for the only time.
func (e *enrolling) codes() dialogs.Step {
	e.clock.stop()
	return e.p.codesStep(func() *dialogs.Sheet { return e.sheet }, e.w.Who(), e.w.Principal(), e.w.Codes(), e.w.Finish)
}

// showCodes shows recovery codes for the only time, in a dialog of their own.
func (p *Page) showCodes(who, principal string, codes []string) {
	var sheet *dialogs.Sheet
	sheet = dialogs.ShowSheet(p.env.Canvas(), p.codesStep(func() *dialogs.Sheet { return sheet }, who, principal, codes, func() { sheet.Close() }), nil)
}

// codesStep shows recovery codes; who leaves says that they are stored.
func (p *Page) codesStep(sheet func() *dialogs.Sheet, who, principal string, codes []string, done func()) dialogs.Step {
	k := theme.Current()
	said := widgets.Text("", theme.Small, k.Text2)
	say1 := func(s string) {
		said.Text = s
		said.Refresh()
		sheet().Refresh()
	}
	copied := widgets.NewButton(widgets.Secondary, "copy", say.L("Copy"), func() {
		p.env.Copy(strings.Join(codes, "\n"))
		say1(say.L("Copied. The clipboard is cleared by itself."))
	})
	saved := widgets.NewButton(widgets.Secondary, "save", say.L("Save to a file…"), func() {
		p.env.PickFolder(func(folder string) {
			p.vm.SaveCodes(folder, principal, codes, func(u vm.Undone, err error) {
				if sheet().Complain(err); err == nil {
					say1(u.Text)
				}
			})
		})
	})
	stored := widgets.NewCheck(say.L("They are stored where they belong"), func(on bool) { sheet().Allow(on) })
	var columns [2][]fyne.CanvasObject
	for i, c := range codes {
		number := widgets.Sized(26, 0, widgets.Text(strconv.Itoa(i+1), theme.Small, k.Text3))
		at := i * len(columns) / max(1, len(codes))
		columns[at] = append(columns[at], widgets.Sized(0, 26, widgets.Row(0, number, widgets.Mono(c, 14, k.Text))))
	}
	list := widgets.Sunken(widgets.PadXY(widgets.Fill(24, widgets.Grow(widgets.Col(0, columns[0]...)), widgets.Grow(widgets.Col(0, columns[1]...))), 20, 12))
	warn := tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("This is the only time you can see them.")}
	return dialogs.Step{Icon: "key-round", Title: say.L("Recovery codes for “{{.Name}}”", say.V{"Name": who}), Note: say.L("Each stands in for a one-time password, once, when the authenticator is lost."),
		Body: widgets.Col(14, widgets.Banner(warn, say.L("Gatehouse keeps digests, never the codes. New ones end these."), dialogs.SheetWidth), list, widgets.Row(8, copied, saved, said, widgets.Flex()), widgets.Lead(stored)),
		Verb: say.L("Done"), VerbIcon: "check", Blocked: true, OnVerb: done, First: copied}
}

// shownSecret is the secret for typing it in: hidden until one wants to see it, and then not for long.
type shownSecret struct {
	object fyne.CanvasObject
	lines  []string
	texts  []*canvas.Text
	note   *canvas.Text
	eye    *widgets.Button
	stop   func()
	shown  bool
}

// secretGroups are how many groups of four stand in a line.
const secretGroups = 4

// newShownSecret makes the hidden secret, with the way to copy it.
func newShownSecret(secret string, copies func(string)) *shownSecret {
	k := theme.Current()
	s := &shownSecret{note: widgets.Text("", theme.Caption, k.Text3)}
	groups := strings.Fields(secret)
	for i := 0; i < len(groups); i += secretGroups {
		s.lines = append(s.lines, strings.Join(groups[i:min(len(groups), i+secretGroups)], " "))
	}
	var os []fyne.CanvasObject
	for range s.lines {
		t := widgets.Mono("", theme.Body, k.Text)
		s.texts, os = append(s.texts, t), append(os, t)
	}
	s.eye = widgets.NewIconButton(widgets.Ghost, "eye", "", s.toggle)
	s.eye.Height = 24
	link := widgets.NewSmallButton(widgets.Link, "copy", say.L("Copy the secret"), func() { copies(strings.Join(groups, "")) })
	box := widgets.Sunken(widgets.Pad(widgets.Row(4, widgets.Grow(widgets.Col(2, append(os, s.note)...)), s.eye), 8, 6, 8, 10))
	s.object = widgets.Sized(secretColumn, 0, widgets.Col(2, widgets.Row(4, widgets.Text(say.L("No camera?"), theme.Small, k.Text3), link, widgets.Flex()), box))
	s.hide()
	return s
}

func (s *shownSecret) toggle() {
	if s.shown {
		s.hide()
		return
	}
	s.shown = true
	if widgets.After != nil {
		s.stop = widgets.After(widgets.SecretShown, s.hide)
	}
	s.draw()
}

func (s *shownSecret) hide() {
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	s.shown = false
	s.draw()
}

func (s *shownSecret) draw() {
	s.note.Text, s.eye.Icon, s.eye.Tip = say.L("Hidden. The eye shows it for 15 s."), "eye", say.L("Show for 15 seconds")
	if s.shown {
		s.note.Text, s.eye.Icon, s.eye.Tip = say.L("Small or large letters, blanks or not."), "eye-off", say.L("Hide")
	}
	for i, t := range s.texts {
		if t.Text = s.lines[i]; !s.shown {
			t.Text = "•••• •••• •••• ••••"
		}
		t.Refresh()
	}
	s.note.Refresh()
	s.eye.Refresh()
}

// codeClock says how long the code of now is still shown.
type codeClock struct {
	object fyne.CanvasObject
	p      *Page
	ring   *widgets.Ring
	words  *canvas.Text
	halt   func()
}

func (p *Page) newClock() *codeClock {
	c := &codeClock{p: p, ring: widgets.NewRing(18), words: widgets.Text("", theme.Small, theme.Current().Text2)}
	c.object = widgets.Row(8, c.ring.Object(), c.words, widgets.Flex())
	c.draw()
	return c
}

func (c *codeClock) draw() {
	words, over := vm.NextCode(c.p.env.Runner.Now())
	c.words.Text = words
	c.words.Refresh()
	c.ring.SetOver(over)
}

// start counts as long as what it stands in is open.
func (c *codeClock) start(open func() bool) {
	c.stop()
	c.draw()
	c.halt = c.p.env.Runner.After(time.Second, func() {
		if c.halt = nil; open() {
			c.start(open)
		}
	})
}

// stop ends counting.
func (c *codeClock) stop() {
	if c.halt != nil {
		c.halt()
		c.halt = nil
	}
}
