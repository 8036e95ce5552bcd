package page

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/say"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// AskAgain runs then at once when the password was typed lately; else it asks for it first. Why says
// what it is asked for.
func AskAgain(env Env, who vm.Prover, why string, then func()) {
	if who.Proven() {
		then()
		return
	}
	password := NewSecret(say.L("Your password"))
	d := dialogs.ShowForm(env.Canvas(), dialogs.Form{
		Icon: "lock-keyhole", Title: say.L("Your password, once more"), Note: why, Verb: say.L("Go on"), VerbIcon: "arrow-right", First: password.Entry, Entries: []*widgets.Entry{password.Entry},
		Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Password"), password.Entry, widgets.Help(say.L("It counts for five minutes. That it was asked for stands in the journal.")))},
		Submit: func(done func(error)) {
			who.Prove(password.Text(), func(err error) {
				if done(err); err == nil {
					then()
				}
			})
		},
	})
	d.OnClosed = password.Wipe
}
