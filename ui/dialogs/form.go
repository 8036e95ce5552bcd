package dialogs

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Form asks for something and then does it.
type Form struct {
	Icon, Title, Note string
	Tone              tone.Tone
	Fields            []fyne.CanvasObject
	First             fyne.Focusable // takes the keys at first; nil: the verb, and of what is dangerous the way out
	Verb, VerbIcon    string
	Danger            bool
	// Submit does it; the dialog closes when done is called without an error.
	Submit func(done func(error))
	// Entries submit the form when Enter is pressed in them.
	Entries []*widgets.Entry
	// TypeToConfirm has to be typed before the verb works; for the worst only.
	TypeToConfirm string
	// Draft returns what was filled in so far, so that it outlives a lock; nil for forms that hold
	// a secret or nothing. See [Draft].
	Draft func() any
}

// ShowForm opens the form over c.
func ShowForm(c fyne.Canvas, f Form) *Dialog {
	var d *Dialog
	trouble := container.NewStack()
	kind := widgets.Primary
	if f.Danger {
		kind = widgets.DangerFinal
	}
	if f.Tone == tone.Neutral {
		f.Tone = tone.Accent
	}
	var verb, cancel *widgets.Button
	submit := func() {
		if verb.Disabled() {
			return
		}
		verb.Disable()
		d.locked = true
		f.Submit(func(err error) {
			d.locked = false
			verb.Enable()
			if err == nil {
				d.Close()
				return
			}
			complain(trouble, err)
			d.Refresh()
		})
	}
	verb = widgets.NewButton(kind, f.VerbIcon, f.Verb, submit)
	cancel = widgets.NewButton(widgets.Ghost, "", say.L("Cancel"), func() { d.Dismiss() })
	for _, e := range f.Entries {
		e.OnSubmitted = func(string) { submit() }
	}
	if f.TypeToConfirm != "" {
		typed := widgets.NewEntry(f.TypeToConfirm)
		verb.Disable()
		typed.OnChanged = func(s string) { verb.SetEnabled(strings.TrimSpace(s) == f.TypeToConfirm) }
		typed.OnSubmitted = func(string) { submit() }
		f.Fields = append(f.Fields, widgets.Labelled(say.L("Type {{.Word}} to go on", say.V{"Word": f.TypeToConfirm}), typed))
		if f.First == nil {
			f.First = typed
		}
	}
	top, foot := head(f.Tone, f.Icon, f.Title, f.Note), widgets.Row(10, widgets.Flex(), cancel, verb)
	fields := widgets.Col(0)
	for _, field := range f.Fields {
		fields.Add(widgets.Gap(0, 14))
		fields.Add(field)
	}
	const gap = 20
	within := room{c, func() float32 {
		return top.MinSize().Height + trouble.MinSize().Height + gap + foot.MinSize().Height + 2*padding
	}}
	scroll := container.NewVScroll(widgets.Pad(fields, 0, rim, rim, rim))
	os := []fyne.CanvasObject{top, container.New(within, scroll), trouble, widgets.Gap(0, gap), foot}
	if f.First == nil { // nothing is typed
		f.First = verb
		if f.Danger {
			f.First = cancel
		}
	}
	d = show(c, widgets.Col(0, os...), f.First)
	d.draft, d.submit, d.scroll = f.Draft, submit, scroll
	return d
}

// room lets what is in a scroll be as high as it is, while the window has room for that beside what
// else stands in the dialog: the buttons must never be pushed out of the window.
type room struct {
	over fyne.Canvas
	rest func() float32 // height of everything else
}

const (
	margin float32 = 8 // what stays free above and below a dialog in a low window
	rim    float32 = 4 // by which the scroll is wider than its fields, so that it cuts no lines round them
)

// MinSize implements fyne.Layout.
func (r room) MinSize(os []fyne.CanvasObject) fyne.Size {
	m := os[0].(*container.Scroll).Content.MinSize()
	if most := r.over.Size().Height - r.rest() - 2*margin; most > 0 {
		m.Height = min(m.Height-rim, most)
	}
	return fyne.NewSize(m.Width-2*rim, m.Height)
}

// Layout implements fyne.Layout.
func (r room) Layout(os []fyne.CanvasObject, s fyne.Size) {
	os[0].Move(fyne.NewPos(-rim, 0))
	os[0].Resize(fyne.NewSize(s.Width+2*rim, s.Height+rim))
}

// Draft returns what was filled in in the form that is open over c, or nil.
func Draft(c fyne.Canvas) any {
	for _, o := range c.Overlays().List() {
		if d, ok := o.(*Dialog); ok && d.draft != nil {
			return d.draft()
		}
	}
	return nil
}

// complain shows an error above the buttons.
func complain(box *fyne.Container, err error) { complainIn(box, err, Inner) }

// complainIn is complain in a dialog of another width.
func complainIn(box *fyne.Container, err error, width float32) {
	p := vm.Explain(err)
	box.RemoveAll()
	if p.Detail == "" {
		p.Detail = p.Title
	}
	m := tone.Mark{Tone: tone.Danger, Icon: "circle-alert", Word: p.Detail}
	var right []fyne.CanvasObject
	if p.Ref != "" {
		right = append(right, widgets.NewSmallButton(widgets.Secondary, "copy", say.L("Copy reference"), func() { fyne.CurrentApp().Clipboard().SetContent(p.Ref) }))
	}
	box.Add(widgets.Pad(widgets.Banner(m, "", width, right...), 14, 0, 0, 0))
	box.Refresh()
}

// Confirm asks before something is done; the title names the thing, the verb says what happens.
func Confirm(c fyne.Canvas, a vm.Asking, icon string, submit func(done func(error))) *Dialog {
	if a.Blocked != "" {
		return Message(c, tone.Warn, "triangle-alert", a.Title, say.L("This is not possible yet."), widgets.Para(a.Blocked, theme.Body, theme.Current().Text2, Inner))
	}
	return ShowForm(c, Form{Icon: icon, Title: a.Title, Tone: tone.Danger, Danger: true, Verb: a.Verb, VerbIcon: icon, TypeToConfirm: a.TypeToConfirm, Submit: submit,
		Fields: []fyne.CanvasObject{widgets.Para(a.Body, theme.Body, theme.Current().Text2, Inner)}})
}

// ConfirmWithReason asks before something is done, and why; the reason is kept in the journal.
func ConfirmWithReason(c fyne.Canvas, a vm.Asking, icon string, submit func(reason string, done func(error))) *Dialog {
	reason := widgets.NewEntry(say.L("For example: leaked in a public repository"))
	return ShowForm(c, Form{Icon: icon, Title: a.Title, Tone: tone.Danger, Danger: true, Verb: a.Verb, VerbIcon: icon, TypeToConfirm: a.TypeToConfirm,
		First: reason, Entries: []*widgets.Entry{reason},
		Fields: []fyne.CanvasObject{
			widgets.Para(a.Body, theme.Body, theme.Current().Text2, Inner),
			widgets.Labelled(say.L("Reason"), reason, widgets.Help(say.L("It stands in the journal."))),
		},
		Submit: func(done func(error)) { submit(reason.Text, done) }})
}

// Message says something and closes.
func Message(c fyne.Canvas, t tone.Tone, icon, title, note string, body ...fyne.CanvasObject) *Dialog {
	var d *Dialog
	done := widgets.NewButton(widgets.Primary, "check", say.L("Done"), func() { d.Close() })
	os := []fyne.CanvasObject{head(t, icon, title, note)}
	for _, o := range body {
		os = append(os, widgets.Gap(0, 14), o)
	}
	os = append(os, widgets.Gap(0, 20), widgets.Row(10, widgets.Flex(), done))
	d = show(c, widgets.Col(0, os...), done)
	return d
}
