package finding

import (
	"strconv"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// rule asks why, and for acceptance until when, and records the decision.
func (p *Page) rule(f vm.RulingForm) {
	ask := p.vm.RuleText(f.Status)
	note := widgets.NewEntry(hints()[f.Status])
	note.SetText(f.Note)
	days := widgets.NewPicker("", page.Options(vm.AcceptDays()), nil)
	days.Pick(strconv.Itoa(f.Days))
	typed := func() vm.RulingForm {
		r := vm.RulingForm{Status: f.Status, Note: note.Text}
		if ids := days.Picked(); len(ids) > 0 {
			r.Days, _ = strconv.Atoi(ids[0]) // the picker holds numbers only
		}
		return r
	}
	label, help := say.L("Reason"), say.L("It stands in the journal and in reports.")
	if f.Status == "fixed" {
		label = say.L("What was done (may be empty)")
	}
	fields := []fyne.CanvasObject{
		widgets.Para(ask.Body, theme.Body, theme.Current().Text2, dialogs.Inner),
		widgets.Labelled(label, note, widgets.Help(help)),
	}
	if f.Status == "accepted" {
		fields = append(fields, widgets.Labelled(say.L("Accepted for"), days, widgets.Help(say.L("Then it is open again by itself."))))
	}
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: icons[f.Status], Title: ask.Title, Verb: ask.Verb, VerbIcon: icons[f.Status], Tone: tone.Accent, First: note, Entries: []*widgets.Entry{note}, Fields: fields, Draft: func() any { return typed() },
		Submit: func(done func(error)) {
			p.vm.Rule(typed(), func(u vm.Undone, err error) {
				done(err)
				if err == nil {
					p.vm.ClearSelection()
					p.env.Done(u, nil)
				}
			})
		},
	})
}

// icons are the pictures of the decisions.
var icons = map[string]string{"accepted": "check", "fixed": "circle-check", "false positive": "circle-slash"}

// hints are examples of reasons.
func hints() map[string]string {
	return map[string]string{
		"accepted":       say.L("For example: our own scanner, runs every Monday"),
		"fixed":          say.L("For example: bundle 42 is in force on eu-edge-2"),
		"false positive": say.L("For example: the shop’s search sends quotes in names"),
	}
}
