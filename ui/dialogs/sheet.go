package dialogs

import (
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/widgets"
)

// Sheet is a dialog that goes through steps: what it holds changes while it is open.
type Sheet struct {
	*Dialog
	box     *fyne.Container
	trouble *fyne.Container
	verb    *widgets.Button
}

// Step is what a sheet holds at a time.
type Step struct {
	Icon, Title, Note string
	Body              fyne.CanvasObject
	Foot              string // said at the left of the buttons
	Leave             string // on the button that closes; "" = there is none, and Esc does nothing
	Skip              string // on a button between both, or ""
	OnSkip            func()
	Verb, VerbIcon    string // on the button that goes on
	Blocked           bool   // the verb is grey, until [Sheet.Allow]
	OnVerb            func()
	First             fyne.Focusable // takes the keys at first
}

// ShowSheet opens a sheet over c; closed is called when somebody closes it, not when it is wiped.
func ShowSheet(c fyne.Canvas, first Step, closed func()) *Sheet {
	s := &Sheet{box: container.NewStack()}
	s.Dialog = show(c, s.box, nil)
	s.OnClosed = closed
	s.Show(first)
	return s
}

// SheetWidth is how wide the body of a sheet may be.
const SheetWidth float32 = 696

// Show replaces what the sheet holds.
func (s *Sheet) Show(step Step) {
	if !s.open {
		return
	}
	s.trouble = container.NewStack()
	s.locked = step.Leave == ""
	s.verb = widgets.NewButton(widgets.Primary, step.VerbIcon, step.Verb, step.OnVerb)
	s.verb.SetEnabled(!step.Blocked)
	foot := []fyne.CanvasObject{widgets.Text(step.Foot, theme.Small, theme.Current().Text3), widgets.Flex()}
	if step.Leave != "" {
		foot = append(foot, widgets.NewButton(widgets.Ghost, "", step.Leave, func() { s.Dismiss() }))
	}
	if step.Skip != "" {
		foot = append(foot, widgets.NewButton(widgets.Secondary, "", step.Skip, func() {
			if !s.locked {
				step.OnSkip()
			}
		}))
	}
	foot = append(foot, s.verb)
	step.Body = s.within(step.Body)
	body := widgets.Col(0, head(tone.Accent, step.Icon, step.Title, step.Note), widgets.Gap(0, 16), widgets.HLine(), widgets.Gap(0, 16),
		step.Body, s.trouble, widgets.Gap(0, 16), widgets.HLine(), widgets.Gap(0, 14), widgets.Row(10, foot...))
	s.box.Objects = []fyne.CanvasObject{widgets.Sized(SheetWidth, 0, body)}
	s.box.Refresh()
	s.Refresh()
	slog.Debug("ready: sheet")
	if step.First != nil {
		s.over.Focus(step.First)
	} else if !step.Blocked {
		s.over.Focus(s.verb)
	}
}

// sheetFrame is how much of the window's height a sheet needs beside its body: head, foot, edges, and
// room for what went wrong.
const sheetFrame float32 = 260

// within lets a body scroll that is higher than the window.
func (s *Sheet) within(body fyne.CanvasObject) fyne.CanvasObject {
	s.scroll = nil
	room := s.over.Size().Height - sheetFrame
	if room <= 0 || body.MinSize().Height <= room {
		return body
	}
	s.scroll = container.NewVScroll(body)
	return widgets.Sized(0, room, s.scroll)
}

// Allow makes the verb possible, or grey.
func (s *Sheet) Allow(on bool) { s.verb.SetEnabled(on) }

// Do presses the verb, if it is possible: Enter in a field.
func (s *Sheet) Do() {
	if !s.verb.Disabled() {
		s.verb.Tapped(nil)
	}
}

// Hold makes a sheet wait: its verb is grey and Esc does nothing.
func (s *Sheet) Hold() {
	s.locked = true
	s.verb.Disable()
}

// Unlock lets Esc close the sheet again.
func (s *Sheet) Unlock() { s.locked = false }

// Complain says what went wrong, in words, above the buttons; nil says nothing.
func (s *Sheet) Complain(err error) {
	if !s.open {
		return
	}
	s.trouble.RemoveAll()
	if err != nil {
		complainIn(s.trouble, err, SheetWidth)
		slog.Debug("ready: sheet/failed")
	}
	s.trouble.Refresh()
	s.Refresh()
}
