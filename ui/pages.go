package ui

import (
	"gatehouse/ui/nav"
	"gatehouse/ui/page"
	"gatehouse/ui/page/api"
	"gatehouse/ui/page/apikey"
	"gatehouse/ui/page/bundle"
	"gatehouse/ui/page/finding"
	"gatehouse/ui/page/gateway"
	"gatehouse/ui/page/imports"
	"gatehouse/ui/page/journal"
	"gatehouse/ui/page/limit"
	"gatehouse/ui/page/matrix"
	"gatehouse/ui/page/overview"
	"gatehouse/ui/page/posture"
	"gatehouse/ui/page/principal"
	"gatehouse/ui/page/role"
	"gatehouse/ui/page/settings"
	"gatehouse/ui/vm"
)

// build makes the page of a route with a new view-model. It is the one place that knows which page
// belongs to which route.
func (a *App) build(r nav.Route) page.Page {
	run, env, house := a.deps.Runner, a.env(), a.house
	switch r.Page {
	case nav.APIs.Page:
		return api.New(env, vm.NewAPIs(run, house), r)
	case nav.Principals.Page:
		return principal.New(env, vm.NewPrincipals(run, house), r)
	case nav.Roles.Page:
		return role.New(env, vm.NewRoles(run, house), r)
	case nav.Matrix.Page:
		return matrix.New(env, vm.NewMatrix(run, house), r)
	case nav.Keys.Page:
		return apikey.New(env, vm.NewAPIKeys(run, house), a.scan, r)
	case nav.Limits.Page:
		return limit.New(env, vm.NewLimits(run, house), r)
	case nav.Gateways.Page:
		return gateway.New(env, vm.NewGateways(run, house), r)
	case nav.Posture.Page:
		return posture.New(env, vm.NewPosture(run, house), r)
	case nav.Bundles.Page:
		return bundle.New(env, vm.NewBundles(run, house), r)
	case nav.Imports.Page:
		return imports.New(env, a.imports, r)
	case nav.Findings.Page:
		return finding.New(env, vm.NewFindings(run, house), r)
	case nav.Journal.Page:
		v := vm.NewJournal(run, house)
		v.OnVerified = a.journalVerified
		return journal.New(env, v, r)
	case nav.Settings.Page:
		return settings.New(env, a.settings(), r)
	}
	return overview.New(env, vm.NewOverview(run, house), r)
}
