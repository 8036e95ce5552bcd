package ui_test

import (
	"time"

	"fyne.io/fyne/v2"

	core "gatehouse/core/directory"
	"gatehouse/core/directory/sheet"
	"gatehouse/ui/nav"
	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

// shootAccess draws what roles inherit, what is kept apart, and effects before they are made.
func shootAccess(d *desk) {
	h := d.opener.House
	h.Apart = []core.Separation{{ID: "x1", A: "o2", B: "o3"}}
	h.AllRoles[1].Inherits = []string{"o1"}
	d.open()
	d.goTo(nav.Role("o2"))
	d.still("role-apart")
	d.press("Keep apart…")
	d.still("role-keep-apart")
	d.closeOver()
	d.press("Change…")
	uitest.Find[*widgets.Picker](d.t, d.Window(), 0).Pick("o4")
	d.still("role-inherits")
	d.press("Show the effect")
	d.still("role-effect")
	d.closeOver()
}

// shootMatrix draws the matrix: a cell chosen, cells marked, the effect, a question answered.
func shootMatrix(d *desk) {
	d.opener.House.AllRoles[1].Inherits = []string{"o1"}
	d.open()
	d.goTo(nav.Matrix)
	d.still("matrix")
	d.key(fyne.KeyHome, fyne.KeyRight, fyne.KeySpace)
	d.still("matrix-marked")
	d.key(fyne.KeyEnd, fyne.KeyRight, fyne.KeyRight, fyne.KeySpace, fyne.KeyUp)
	d.press("Review and save…")
	d.still("matrix-effect")
	d.closeOver()
	d.press("Discard")
	d.key(fyne.KeyEscape)
}

// shootPeople draws what a principal may, and what a CSV file would do.
func shootPeople(d *desk) {
	h := d.opener.House
	h.AllRoles[1].Inherits = []string{"o3"}
	h.People[4].Expires = uitest.Now.Add(100 * time.Hour)
	h.Sheet = &sheet.Plan{Rows: []sheet.Row{
		{Line: 2, Name: "svc-returns", Verdict: sheet.New, Changes: []core.Difference{{Field: "kind", New: "service"}, {Field: "owner", New: "Logistics"}, {Field: "roles", New: "orders.read orders.write"}}},
		{Line: 3, Name: "svc-billing", Verdict: sheet.Changed, Changes: []core.Difference{{Field: "owner", Old: "Finance", New: "Sales"}}},
		{Line: 4, Name: "svc-feeds", Verdict: sheet.Unchanged},
	}}
	d.open()
	d.goTo(nav.Principal("p5"))
	d.still("principal-access")
	d.goTo(nav.Principals)
	d.key(fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace)
	d.still("principals-selected")
	d.action("Remove role from principal…")
	d.still("principals-remove-role")
	d.closeOver()
	d.action("Set expiry of principal…")
	uitest.Find[*widgets.Entry](d.t, d.Window(), 0).SetText("2020-01-31")
	d.press("Set expiry")
	d.still("principals-expiry-past")
	d.closeOver()
	d.action("Import principals from CSV…")
	uitest.Find[*widgets.Entry](d.t, d.Window(), 0).SetText("/home/mira/people.csv")
	d.still("csv-file")
	d.press("See what it does")
	d.still("csv-preview")
	d.closeOver()
	h.Sheet = &sheet.Plan{Faults: []sheet.Fault{{Line: 2, Field: "kind", Text: `principal kind "robot" is not one of user service`}, {Line: 5, Field: "roles", Text: `there is no role "ghost"`}, {Line: 9, Field: "name", Text: `"ann" stands in line 3 already`}}}
	d.action("Import principals from CSV…")
	uitest.Find[*widgets.Entry](d.t, d.Window(), 0).SetText("/home/mira/people.csv")
	d.press("See what it does")
	d.still("csv-mistakes")
	d.closeOver()
	d.action("Edit principal…")
	d.still("principal-form")
	d.closeOver()
}
