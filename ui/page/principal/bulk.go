package principal

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/widgets"
)

// removeRole asks which role the targets shall no longer have; only what one of them has is offered.
func (p *Page) removeRole() {
	held := p.vm.HeldRoles()
	role := widgets.NewPicker(say.L("Pick one"), page.Options(held), nil)
	if len(held) == 1 {
		role.Pick(held[0].ID)
	}
	n := int64(len(p.vm.Targets()))
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "circle-minus", Title: say.N(n, "Remove a role from {{.Count}} principal", "Remove a role from {{.Count}} principals"), Note: say.L("Who does not have it stays as it is. It can be undone."), Verb: say.L("Remove role"), VerbIcon: "circle-minus",
		First: role, Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Role"), role, widgets.Help(say.L("What they inherit through another role stays.")))},
		Submit: func(done func(error)) { p.vm.RemoveRole(first(role.Picked()), p.closing(done)) },
	})
}

// expire asks for the day on which the targets expire.
func (p *Page) expire() {
	day := widgets.NewEntry(say.L("Never; or a day like 2027-01-31"))
	day.SetText(p.vm.ExpiryForm())
	n := int64(len(p.vm.Targets()))
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "calendar-clock", Title: say.N(n, "Set the expiry of {{.Count}} principal", "Set the expiry of {{.Count}} principals"), Note: p.vm.ExpiryNote(), Verb: say.L("Set expiry"), VerbIcon: "check",
		First: day, Entries: []*widgets.Entry{day}, Fields: []fyne.CanvasObject{widgets.Labelled(say.L("Expires"), day, widgets.Help(say.L("From that day on none of their keys is accepted. Leave it empty for never.")))},
		Submit: func(done func(error)) { p.vm.Expire(day.Text, p.closing(done)) },
	})
}
