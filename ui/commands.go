package ui

import (
	"gatehouse/ui/action"
	"gatehouse/ui/nav"
	"gatehouse/ui/say"
)

// pageCommand is a command of one page, as the menu, the palette and the sheet of shortcuts have it.
// What it does is the page's: see nav.Commander.
type pageCommand struct {
	id         action.ID
	page       nav.Route
	title      string
	icon       string
	key        string // everywhere
	hint       string // in the rows
	permission string
	anywhere   bool // it needs no chosen thing, so that it can be called from other pages
}

// pageCommands lists the commands of all pages, in the order of the menu.
func pageCommands() []pageCommand {
	return []pageCommand{
		{id: "keys.new", page: nav.Keys, title: say.L("New API key…"), icon: "plus", permission: "apikey.create", anywhere: true},
		{id: "keys.edit", page: nav.Keys, title: say.L("Edit API key…"), icon: "pencil", hint: "Enter", permission: "apikey.edit"},
		{id: "keys.copy", page: nav.Keys, title: say.L("New API key like this…"), icon: "copy", permission: "apikey.create"},
		{id: "keys.rotate", page: nav.Keys, title: say.L("Rotate API key…"), icon: "refresh-cw", permission: "apikey.rotate"},
		{id: "keys.extend", page: nav.Keys, title: say.L("Change expiry…"), icon: "calendar-clock", permission: "apikey.edit"},
		{id: "keys.renew", page: nav.Keys, title: say.L("Renew API key"), icon: "calendar", permission: "apikey.renew"},
		{id: "keys.many", page: nav.Keys, title: say.L("Make API keys for many principals…"), icon: "users-round", permission: "apikey.create_all", anywhere: true},
		{id: "keys.import", page: nav.Keys, title: say.L("Take over API keys of another system…"), icon: "file-up", permission: "apikey.import", anywhere: true},
		{id: "keys.scan", page: nav.Keys, title: say.L("Find leaked API keys…"), icon: "search-alert", key: "Ctrl+Shift+F", anywhere: true},
		{id: "keys.patterns", page: nav.Keys, title: say.L("Patterns for other scanners…"), icon: "file-down", anywhere: true},
		{id: "keys.rules", page: nav.Keys, title: say.L("How long API keys last…"), icon: "timer", permission: "setting.change", anywhere: true},
		{id: "keys.pause", page: nav.Keys, title: say.L("Pause API key"), icon: "circle-minus", permission: "apikey.suspend"},
		{id: "keys.resume", page: nav.Keys, title: say.L("Resume API key"), icon: "play", permission: "apikey.resume"},
		{id: "keys.revoke", page: nav.Keys, title: say.L("Revoke API key…"), icon: "ban", hint: "Delete", permission: "apikey.revoke"},
		{id: "keys.emergency", page: nav.Keys, title: say.L("Emergency stop of API keys…"), icon: "octagon-alert", permission: "apikey.revoke"},
		{id: "apis.new", page: nav.APIs, title: say.L("New API…"), icon: "plus", permission: "api.add", anywhere: true},
		{id: "apis.import", page: nav.APIs, title: say.L("Import an OpenAPI document…"), icon: "file-down", key: "Ctrl+Shift+I", permission: "api.import", anywhere: true},
		{id: "apis.edit", page: nav.APIs, title: say.L("Edit API…"), icon: "pencil", hint: "Enter", permission: "api.edit"},
		{id: "apis.route", page: nav.APIs, title: say.L("Add route…"), icon: "route", permission: "route.add"},
		{id: "apis.route.path", page: nav.APIs, title: say.L("Edit route…"), icon: "pencil", permission: "route.edit"},
		{id: "apis.route.rules", page: nav.APIs, title: say.L("Rules of route…"), icon: "sliders-horizontal", permission: "route.edit"},
		{id: "apis.route.parameter", page: nav.APIs, title: say.L("Add parameter to route…"), icon: "plus", permission: "route.edit"},
		{id: "apis.route.remove", page: nav.APIs, title: say.L("Remove route"), icon: "trash-2", permission: "route.remove"},
		{id: "apis.remove", page: nav.APIs, title: say.L("Remove API…"), icon: "trash-2", hint: "Delete", permission: "api.remove"},
		{id: "principals.new", page: nav.Principals, title: say.L("New principal…"), icon: "plus", permission: "principal.add", anywhere: true},
		{id: "principals.edit", page: nav.Principals, title: say.L("Edit principal…"), icon: "pencil", hint: "Enter", permission: "principal.edit"},
		{id: "principals.key", page: nav.Principals, title: say.L("New API key for principal…"), icon: "key-round", permission: "apikey.create"},
		{id: "principals.role", page: nav.Principals, title: say.L("Add role to principal…"), icon: "shield-check", permission: "principal.edit"},
		{id: "principals.role.remove", page: nav.Principals, title: say.L("Remove role from principal…"), icon: "circle-minus", permission: "principal.edit"},
		{id: "principals.expiry", page: nav.Principals, title: say.L("Set expiry of principal…"), icon: "calendar-clock", permission: "principal.edit"},
		{id: "principals.keys", page: nav.Principals, title: say.L("Make API keys for the selected principals…"), icon: "key-round", permission: "apikey.create_all"},
		{id: "principals.otp", page: nav.Principals, title: say.L("Enrol one-time password…"), icon: "smartphone", permission: "enrolment.begin"},
		{id: "principals.otp.confirm", page: nav.Principals, title: say.L("Confirm pending device…"), icon: "circle-check", permission: "enrolment.confirm"},
		{id: "principals.otp.verify", page: nav.Principals, title: say.L("Check a one-time password…"), icon: "shield-check", permission: "enrolment.verify"},
		{id: "principals.otp.recovery", page: nav.Principals, title: say.L("New recovery codes…"), icon: "refresh-cw", permission: "enrolment.recovery"},
		{id: "principals.otp.recover", page: nav.Principals, title: say.L("Use a recovery code…"), icon: "key-round", permission: "enrolment.recover"},
		{id: "principals.otp.device", page: nav.Principals, title: say.L("Remove a device…"), icon: "circle-minus", permission: "enrolment.reset"},
		{id: "principals.otp.reset", page: nav.Principals, title: say.L("Reset one-time password…"), icon: "rotate-cw", permission: "enrolment.reset"},
		{id: "principals.disable", page: nav.Principals, title: say.L("Disable principal…"), icon: "ban", permission: "principal.disable"},
		{id: "principals.enable", page: nav.Principals, title: say.L("Enable principal"), icon: "check", permission: "principal.enable"},
		{id: "principals.import", page: nav.Principals, title: say.L("Import principals from CSV…"), icon: "file-up", permission: "principal.import", anywhere: true},
		{id: "principals.export", page: nav.Principals, title: say.L("Export principals as CSV…"), icon: "file-down"},
		{id: "principals.remove", page: nav.Principals, title: say.L("Remove principal…"), icon: "trash-2", hint: "Delete", permission: "principal.remove"},
		{id: "roles.new", page: nav.Roles, title: say.L("New role…"), icon: "plus", permission: "role.add", anywhere: true},
		{id: "roles.rename", page: nav.Roles, title: say.L("Rename role…"), icon: "pencil", hint: "Enter", permission: "role.rename"},
		{id: "roles.grant", page: nav.Roles, title: say.L("Add grant…"), icon: "shield-check", permission: "role.grant"},
		{id: "roles.inherit", page: nav.Roles, title: say.L("What a role inherits…"), icon: "waypoints", permission: "role.edit"},
		{id: "roles.apart", page: nav.Roles, title: say.L("Keep roles apart…"), icon: "git-compare", permission: "role.separate"},
		{id: "roles.remove", page: nav.Roles, title: say.L("Remove role…"), icon: "trash-2", hint: "Delete", permission: "role.remove"},
		{id: "matrix.toggle", page: nav.Matrix, title: say.L("Open or close the cell"), icon: "check", hint: "Space", permission: "role.grants"},
		{id: "matrix.demand", page: nav.Matrix, title: say.L("Demand a one-time password in the cell"), icon: "smartphone", hint: "O", permission: "role.grants"},
		{id: "matrix.review", page: nav.Matrix, title: say.L("Review and save the cells…"), icon: "save", permission: "role.grants"},
		{id: "matrix.discard", page: nav.Matrix, title: say.L("Discard what is marked"), icon: "undo-2", permission: "role.grants"},
		{id: "limits.new", page: nav.Limits, title: say.L("New rate limit…"), icon: "plus", permission: "limit.add", anywhere: true},
		{id: "limits.edit", page: nav.Limits, title: say.L("Edit rate limit…"), icon: "pencil", hint: "Enter", permission: "limit.edit"},
		{id: "limits.remove", page: nav.Limits, title: say.L("Remove rate limit…"), icon: "trash-2", hint: "Delete", permission: "limit.remove"},
		{id: "gateways.new", page: nav.Gateways, title: say.L("New gateway…"), icon: "plus", permission: "gateway.add", anywhere: true},
		{id: "gateways.edit", page: nav.Gateways, title: say.L("Edit gateway…"), icon: "pencil", hint: "Enter", permission: "gateway.edit"},
		{id: "gateways.floor", page: nav.Gateways, title: say.L("Raise floor of gateways…"), icon: "arrow-up", permission: "gateway.floor"},
		{id: "gateways.remove", page: nav.Gateways, title: say.L("Remove gateway…"), icon: "trash-2", hint: "Delete", permission: "gateway.remove"},
		{id: "bundles.export", page: nav.Bundles, title: say.L("Export bundle…"), icon: "package", key: "Ctrl+Shift+E", permission: "bundle.export", anywhere: true},
		{id: "bundles.verify", page: nav.Bundles, title: say.L("Verify a bundle file…"), icon: "shield-check", anywhere: true},
		{id: "imports.new", page: nav.Imports, title: say.L("Import logs…"), icon: "inbox", key: "Ctrl+I", permission: "import.add", anywhere: true},
		{id: "imports.remove", page: nav.Imports, title: say.L("Remove import…"), icon: "trash-2", hint: "Delete", permission: "import.remove"},
		{id: "findings.accept", page: nav.Findings, title: say.L("Accept finding…"), icon: "check", permission: "finding.status"},
		{id: "findings.fixed", page: nav.Findings, title: say.L("Mark finding as fixed…"), icon: "circle-check", permission: "finding.status"},
		{id: "findings.wrong", page: nav.Findings, title: say.L("Mark as false positive…"), icon: "circle-slash", permission: "finding.status"},
		{id: "findings.reopen", page: nav.Findings, title: say.L("Open finding again"), icon: "undo-2", permission: "finding.status"},
		{id: "findings.export", page: nav.Findings, title: say.L("Export what is shown…"), icon: "file-down"},
		{id: "posture.fix", page: nav.Posture, title: say.L("Go where a weakness is mended"), icon: "arrow-right", hint: "Enter"},
		{id: "posture.accept", page: nav.Posture, title: say.L("Accept weakness…"), icon: "check", permission: "posture.accept"},
		{id: "posture.withdraw", page: nav.Posture, title: say.L("Withdraw acceptance"), icon: "undo-2", permission: "posture.withdraw"},
		{id: "journal.verify", page: nav.Journal, title: say.L("Verify the journal"), icon: "shield-check", anywhere: true},
		{id: "journal.export", page: nav.Journal, title: say.L("Export what is shown…"), icon: "file-down"},
		{id: "settings.password", page: nav.Settings, title: say.L("Change password…"), icon: "lock-keyhole", permission: "password.change", anywhere: true},
		{id: "settings.backup", page: nav.Settings, title: say.L("Back up the vault…"), icon: "save", anywhere: true},
	}
}

// creates is the command that Ctrl+N means on a page.
var creates = map[string]action.ID{
	nav.Keys.Page: "keys.new", nav.APIs.Page: "apis.new", nav.Principals.Page: "principals.new", nav.Roles.Page: "roles.new", nav.Limits.Page: "limits.new",
	nav.Gateways.Page: "gateways.new", nav.Bundles.Page: "bundles.export", nav.Imports.Page: "imports.new",
}

// edits is the command that Ctrl+E means on a page.
var edits = map[string]action.ID{
	nav.Keys.Page: "keys.edit", nav.APIs.Page: "apis.edit", nav.Principals.Page: "principals.edit", nav.Roles.Page: "roles.rename", nav.Limits.Page: "limits.edit", nav.Gateways.Page: "gateways.edit", nav.Matrix.Page: "matrix.review",
}
