package apikey

import (
	"strconv"

	"fyne.io/fyne/v2"

	"gatehouse/ui/dialogs"
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// New implements nav.Creator: it asks what the new key is for.
func (p *Page) New() {
	people := p.vm.Principals()
	if len(people) == 0 && p.vm.Phase() != vm.Loading {
		p.needPrincipal()
		return
	}
	name := widgets.NewEntry("Where it is used, like Billing worker")
	networks := widgets.NewEntry("Anywhere; or 10.2.0.0/24, 2001:db8::/48")
	scopes := widgets.NewMultiPicker("All roles of the principal", nil, nil)
	who := widgets.NewPicker("Pick one", page.Options(people), func(ids []string) {
		if len(ids) > 0 {
			scopes.SetOptions(page.Options(p.vm.Scopes(ids[0])))
		}
	})
	env := widgets.NewPicker("", []widgets.Option{{ID: "live", Label: "live"}, {ID: "test", Label: "test"}}, nil)
	env.Pick("live")
	lasts := widgets.NewPicker("", page.Options(vm.Lifetimes()), nil)
	lasts.Pick("90")
	dialogs.ShowForm(p.env.Canvas(), dialogs.Form{
		Icon: "key-round", Title: "New API key", Note: "It is made, stored as a digest, and shown to you once.", Verb: "Create key", VerbIcon: "plus",
		First: who, Entries: []*widgets.Entry{name, networks},
		Fields: []fyne.CanvasObject{
			widgets.Labelled("Principal", who),
			widgets.Labelled("Name", name),
			widgets.Fill(12, widgets.Grow(widgets.Labelled("Environment", env)), widgets.Grow(widgets.Labelled("Expires after", lasts))),
			widgets.Labelled("Scopes", scopes, widgets.Help("Cuts the key down to some of the principal's roles.")),
			widgets.Labelled("Networks", networks, widgets.Help("From anywhere else the key is refused.")),
		},
		Submit: func(done func(error)) {
			days, _ := strconv.Atoi(first(lasts.Picked())) // the picker holds numbers only
			f := vm.KeyForm{Principal: first(who.Picked()), Name: name.Text, Env: first(env.Picked()), Days: days, Networks: networks.Text, Scopes: scopes.Picked()}
			p.vm.Create(f, func(k vm.MadeKey, err error) {
				done(err)
				if err == nil {
					p.showOnce(k)
				}
			})
		},
	})
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// needPrincipal says that a key needs somebody.
func (p *Page) needPrincipal() {
	var d *dialogs.Dialog
	goThere := widgets.NewButton(widgets.Secondary, "users-round", "Go to principals", func() {
		d.Close()
		p.env.Go(nav.Principals)
	})
	d = dialogs.Message(p.env.Canvas(), tone.Info, "users-round", "A key belongs to a principal", "There is none yet. Add the user or the service account that will use the key first.", widgets.Lead(goThere))
}

// showOnce shows a new key for the only time and then chooses it in the list.
func (p *Page) showOnce(k vm.MadeKey) {
	expires := "never"
	if !k.Expires.IsZero() {
		expires = vm.Date(k.Expires)
	}
	dialogs.ShowOnce(p.env.Canvas(), dialogs.Once{
		Title: "Copy the key “" + k.Name + "”", Note: "It was made and journalled just now.", Secret: k.Token, Copy: p.env.Copy,
		Facts:  [][2]string{{"Expires", expires}, {"Send it as", "X-API-Key: " + k.Prefix + "_…"}, {"Works from", "the next bundle that you export"}},
		OnDone: func() { p.vm.Choose(k.ID) },
	})
}

// Revoke asks for the reason and revokes the chosen key.
func (p *Page) Revoke() {
	title, body, ok := p.vm.RevokeText()
	if !ok {
		return
	}
	dialogs.ConfirmWithReason(p.env.Canvas(), title, body, "ban", "Revoke key", p.vm.Revoke)
}

var (
	_ page.Page    = (*Page)(nil)
	_ nav.Creator  = (*Page)(nil)
	_ nav.Searcher = (*Page)(nil)
	_ nav.Reloader = (*Page)(nil)
)
