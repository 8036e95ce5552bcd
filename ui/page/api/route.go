package api

import (
	"slices"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/page"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// routeNameWidth is the column of the facts' names of a route.
const routeNameWidth float32 = 124

// routeDrawer says everything about the route that is shown.
func (p *Page) routeDrawer(f vm.RouteFacts) fyne.CanvasObject {
	if p.about != f.ID {
		p.about, p.listed = f.ID, someMore
	}
	p.keys.Begin()
	button := func(icon, label, command string) *widgets.Button {
		b := p.keys.Name(command, widgets.NewSmallButton(widgets.Secondary, icon, label, func() { p.Do(command) }))
		b.SetEnabled(p.Can(command))
		return b
	}
	back := widgets.NewSmallButton(widgets.Ghost, "arrow-left", say.L("All routes"), func() { p.vm.ShowRoute("") })
	os := []fyne.CanvasObject{widgets.PadXY(widgets.Row(6, back, widgets.Flex(), button("pencil", say.L("Path…"), "apis.route.path"), button("sliders-horizontal", say.L("Rules…"), "apis.route.rules")), 16, 0), widgets.Gap(0, 12)}
	if f.Warning != "" {
		os = append(os, widgets.Pad(widgets.Banner(tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("Public writing")}, f.Warning, page.DrawerInner), 0, 16, 12, 16))
	}
	os = append(os, widgets.HLine(), widgets.Gap(0, 4), widgets.PadXY(page.Facts(f.Facts, routeNameWidth), 16, 0), widgets.Gap(0, 4),
		page.Section(say.L("Methods"), widgets.Lead(page.MethodTags(f.Methods, page.DrawerInner))), p.parameters(f),
		p.limits(f.Limits, say.L("None counts here: as many requests as the gateway can take.")))
	return page.Drawer(f.Path, f.Row.Access, func() { p.vm.ShowRoute("") }, p.scroll.Scroll(f.ID, widgets.Col(0, os...)))
}

// editRules asks what a route shall state.
func (p *Page) editRules(id string) {
	if f, ok := p.vm.Rules(id); ok {
		p.rulesForm(f)
	}
}

// rulesForm is the form for what a route states beside path and methods.
func (p *Page) rulesForm(f vm.RouteRules) {
	var ways []*widgets.Check
	var wayBoxes []fyne.CanvasObject
	for _, c := range vm.Ways() {
		box := widgets.NewCheck(c.Label, nil)
		box.Checked = slices.Contains(f.Accept, c.ID)
		ways, wayBoxes = append(ways, box), append(wayBoxes, widgets.Sized(112, 0, box))
	}
	check := func(label string, on bool) *widgets.Check {
		c := widgets.NewCheck(label, nil)
		c.Checked = on
		return c
	}
	entry := func(hint, text string) *widgets.Entry {
		e := widgets.NewEntry(hint)
		e.SetText(text)
		return e
	}
	tls := widgets.NewPicker("", page.Options(vm.RouteTLSChoices()), nil)
	tls.Pick(f.TLSMin)
	body := entry(say.L("As the API; or 1 MB"), f.MaxBody)
	types := entry(say.L("Any; or application/json, image/*"), f.MediaTypes)
	certificate, otp, strict := check(say.L("Client certificate"), f.Certificate), check(say.L("One-time password"), f.OTP), check(say.L("Strict parameters"), f.Strict)
	typed := func() vm.RouteRules {
		next := vm.RouteRules{ID: f.ID, Path: f.Path, TLSMin: first(tls.Picked()), MaxBody: body.Text, MediaTypes: types.Text, Certificate: certificate.Checked, OTP: otp.Checked, Strict: strict.Checked}
		for i, c := range vm.Ways() {
			if ways[i].Checked {
				next.Accept = append(next.Accept, c.ID)
			}
		}
		return next
	}
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "sliders-horizontal", Title: say.L("Rules of {{.Path}}", say.V{"Path": f.Path}), Note: say.L("What the route states beside its API. The stricter of both holds."), Verb: say.L("Save"), VerbIcon: "check",
		First: ways[0], Entries: []*widgets.Entry{body, types}, Draft: func() any { return typed() },
		Fields: []fyne.CanvasObject{
			widgets.Labelled(say.L("Who calls is told by (none ticked: any way)"), widgets.Row(4, wayBoxes...)),
			widgets.Labelled(say.L("Demanded"), widgets.Row(4, widgets.Sized(160, 0, certificate), widgets.Sized(164, 0, otp), widgets.Sized(160, 0, strict))),
			widgets.Fill(12, widgets.Grow(widgets.Labelled(say.L("Least TLS"), tls)), widgets.Grow(widgets.Labelled(say.L("Body limit"), body))),
			widgets.Labelled(say.L("Media types of bodies"), types),
		},
		Submit: func(done func(error)) { p.vm.SaveRules(typed(), done) },
	})
}
