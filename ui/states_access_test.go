package ui_test

import (
	"fyne.io/fyne/v2"

	core "gatehouse/core/directory"
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
