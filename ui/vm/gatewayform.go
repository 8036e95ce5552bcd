package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/say"
)

// GatewayForm is the form for a gateway, as typed. ID is "" for a new one.
type GatewayForm struct {
	ID, Name   string
	Target     string
	Audience   string
	Production bool
	Proxies    string // networks, divided by spaces or commas
	Notes      string
}

// Check turns the form into a gateway, or says what is wrong with it. Names and networks are checked
// by the vault.
func (f GatewayForm) Check() (Gateway, error) {
	g := Gateway{ID: f.ID, Name: strings.TrimSpace(f.Name), Target: cmp.Or(f.Target, "opa"), Audience: strings.TrimSpace(f.Audience), Production: f.Production, Notes: strings.TrimSpace(f.Notes)}
	g.Proxies = strings.FieldsFunc(f.Proxies, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' })
	switch {
	case g.Name == "":
		return g, fault.New(fault.Invalid, "%s", say.L("Give the gateway a name."))
	case g.Audience == "":
		return g, fault.New(fault.Invalid, "%s", say.L("Say whose bundles it takes: the audience."))
	}
	return g, nil
}

// NewForm is what the form for a new gateway begins with.
func (v *GatewaysPage) NewForm() GatewayForm {
	return GatewayForm{Target: "opa", Audience: "default", Production: true}
}

// EditForm is the form of the chosen gateway.
func (v *GatewaysPage) EditForm() (GatewayForm, bool) {
	g, ok := v.Chosen()
	if !ok {
		return GatewayForm{}, false
	}
	return GatewayForm{g.ID, g.Name, g.Target, g.Audience, g.Production, strings.Join(g.Proxies, " "), g.Notes}, true
}

// audienceChoices are the audiences that gateways have, in order.
func (v *GatewaysPage) audienceChoices() []Choice {
	var all []string
	for i := range v.all {
		all = append(all, v.all[i].Audience)
	}
	slices.Sort(all)
	var cs []Choice
	for _, a := range slices.Compact(all) {
		cs = append(cs, Choice{ID: a, Label: a})
	}
	return cs
}

// Save adds the gateway of a form and chooses it, or changes the one that it is of.
func (v *GatewaysPage) Save(f GatewayForm, done func(error)) {
	g, err := f.Check()
	if err != nil {
		done(err)
		return
	}
	if f.ID == "" {
		after(v.List, func(ctx context.Context) (Gateway, error) { return v.house.Gateways().AddGateway(ctx, g) }, func(g Gateway, err error) {
			if err == nil {
				v.Choose(g.ID)
			}
			done(err)
		})
		return
	}
	act(v.List, &v.history, func(ctx context.Context) error { _, err := v.house.Gateways().EditGateway(ctx, g); return err }, done)
}
