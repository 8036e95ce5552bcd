package page

import (
	"log/slog"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// WizardHeight is how high the line of steps and the foot of a wizard are.
const WizardHeight float32 = 56

// WizardFoot is the line below a wizard: the way out at the left, a note, back and next at the
// right.
type WizardFoot struct {
	Cancel       string // on the button that leaves; "" = it cannot be left now
	OnCancel     func()
	Note         string // what the person should know, or what blocks
	Back         bool
	OnBack       func()
	Next         string // on the button that goes on; "" = nothing
	NextIcon     string
	NextDisabled bool
	OnNext       func()
}

// Wizard frames one step: where one is above, what one does there, and the foot. It also returns
// what goes on by Enter, or nil, so that a page can put the keys there when the step is new.
func Wizard(steps []string, at int, body fyne.CanvasObject, f WizardFoot) (o fyne.CanvasObject, next fyne.Focusable) {
	slog.Debug("ready: step " + strconv.Itoa(at+1))
	k := theme.Current()
	head := widgets.Sized(0, WizardHeight, widgets.Stack(widgets.Rect(k.Surface, 0), widgets.PadXY(stepper(steps, at), 24, 0)))
	foot, next := foot(f)
	return widgets.Col(0, head, widgets.HLine(), widgets.Grow(widgets.Stack(widgets.Rect(k.Ground, 0), container.NewVScroll(widgets.PadXY(widgets.Col(0, body), 16, 15)))), widgets.HLine(), foot), next
}

// foot draws the line below.
func foot(f WizardFoot) (o fyne.CanvasObject, next fyne.Focusable) {
	k := theme.Current()
	var os []fyne.CanvasObject
	if f.Cancel != "" {
		os = append(os, widgets.NewButton(widgets.Ghost, "", f.Cancel, f.OnCancel), widgets.Gap(4, 0))
	}
	note := widgets.Gap(0, 0)
	if f.Note != "" {
		note = widgets.Row(8, widgets.Icon(theme.Icon("info", k.Text3), 14), widgets.Grow(widgets.Cut(widgets.Text(f.Note, theme.Body, k.Text2))))
	}
	os = append(os, widgets.Grow(note))
	if f.OnBack != nil {
		back := widgets.NewButton(widgets.Secondary, "arrow-left", say.L("Back"), f.OnBack)
		back.SetEnabled(f.Back)
		os = append(os, back)
	}
	if f.Next != "" {
		b := widgets.NewButton(widgets.Primary, f.NextIcon, f.Next, f.OnNext)
		b.SetEnabled(!f.NextDisabled)
		os = append(os, b)
		if !f.NextDisabled {
			next = b
		}
	}
	return widgets.Sized(0, WizardHeight, widgets.Stack(widgets.Rect(k.Surface, 0), widgets.PadXY(widgets.Row(8, os...), 16, 0))), next
}

// stepper draws the steps: done ones checked, the one of now filled.
func stepper(steps []string, at int) fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for i, s := range steps {
		if i > 0 {
			line := k.LineStrong
			if i <= at {
				line = k.AccentLine
			}
			os = append(os, widgets.Grow(widgets.Sized(0, 2, widgets.Rect(line, 1))))
		}
		os = append(os, widgets.Row(8, stepMark(i, at), stepWord(s, i, at)))
	}
	return widgets.Row(12, os...)
}

// stepMark is the circle of a step.
func stepMark(i, at int) fyne.CanvasObject {
	k := theme.Current()
	number := strconv.Itoa(i + 1)
	switch {
	case i < at:
		return widgets.Sized(24, 24, widgets.Stack(widgets.Border(k.AccentSoft, k.AccentLine, 12), widgets.Mid(widgets.Icon(theme.Icon("check", k.AccentText), 14))))
	case i == at:
		return widgets.Sized(24, 24, widgets.Stack(widgets.Rect(k.Accent, 12), widgets.Mid(widgets.Semi(number, theme.Small, k.OnAccent))))
	}
	return widgets.Sized(24, 24, widgets.Stack(widgets.Border(k.Sunken, k.LineStrong, 12), widgets.Mid(widgets.Medium(number, theme.Small, k.Text3))))
}

func stepWord(s string, i, at int) fyne.CanvasObject {
	k := theme.Current()
	if i == at {
		return widgets.Semi(s, theme.Body, k.Text)
	}
	return widgets.Medium(s, theme.Body, k.Text2)
}

// How wide sentences may be in a wizard: what the smallest window leaves to its body, to a card in it, and
// to a card beside [WizardAside]. What asks for more makes the window grow.
const (
	WizardInner  float32 = 764
	WizardCard           = WizardInner - 32
	WizardAside  float32 = 308
	WizardBeside         = WizardCard - 12 - WizardAside
)

// Trouble is a banner with what went wrong, or nothing.
func Trouble(p vm.Problem, env Env, width float32) fyne.CanvasObject {
	if p.Title == "" {
		return nil
	}
	m := tone.Mark{Tone: tone.Danger, Icon: "circle-alert", Word: p.Title}
	if p.Title == say.L("Stopped") {
		m.Tone, m.Icon = tone.Neutral, "circle-slash" // as it was asked for
	}
	var right []fyne.CanvasObject
	if p.Ref != "" {
		right = append(right, widgets.NewSmallButton(widgets.Secondary, "copy", say.L("Copy reference"), func() { env.CopyText(p.Ref) }))
	}
	return widgets.Banner(m, p.Detail, width, right...)
}

// Note is a sentence with an icon on a tint, for what is good to know.
func Note(t tone.Tone, icon, text string, width float32) fyne.CanvasObject {
	k := theme.Current()
	fg, bg := k.Of(t)
	return widgets.Stack(widgets.Rect(bg, theme.RadiusCard), widgets.PadXY(widgets.Row(10, widgets.Icon(theme.Icon(icon, fg), 16), widgets.Grow(widgets.Para(text, theme.Small, k.Text2, width-50))), 12, 8))
}

// Point is one thing that a wizard says before it begins.
type Point struct{ Icon, Text string }

// WhatHappens is the card beside the first step of a wizard, width pixels wide: what it will do, and
// what it will not.
func WhatHappens(width float32, points ...Point) fyne.CanvasObject {
	k := theme.Current()
	var lines []fyne.CanvasObject
	for _, p := range points {
		icon := widgets.Col(0, widgets.Gap(0, 1), widgets.Icon(theme.Icon(p.Icon, k.AccentText), 16))
		lines = append(lines, widgets.Fill(10, icon, widgets.Grow(widgets.Para(p.Text, theme.Small, k.Text2, width-34-26))))
	}
	return widgets.Card(widgets.Col(0, widgets.CardHead(say.L("What happens"), ""), widgets.HLine(), widgets.PadXY(widgets.Col(12, lines...), 16, 14)))
}
