package vm

import (
	"cmp"
	"strings"

	"gatehouse/ui/say"
)

// deeds say in words what an action of the journal did to what.
var deeds = map[string]string{
	"vault.init": say.Key("Vault created"), "vault.backup": say.Key("Vault backed up"), "login": say.Key("Signed in"), "signing_key.create": say.Key("Signing key created"),
	"api.add": say.Key("API added"), "api.edit": say.Key("API changed"), "api.remove": say.Key("API removed"), "api.import": say.Key("OpenAPI document imported"),
	"route.add": say.Key("Route added"), "route.edit": say.Key("Route changed"), "route.remove": say.Key("Route removed"),
	"principal.add": say.Key("Principal added"), "principal.edit": say.Key("Principal changed"), "principal.remove": say.Key("Principal removed"),
	"principal.disable": say.Key("Principal disabled"), "principal.enable": say.Key("Principal enabled"), "principal.roles": say.Key("Roles of principals changed"),
	"principal.expiry": say.Key("Expiry of principals changed"), "principal.import": say.Key("Principals imported"), "role.edit": say.Key("Role changed"), "role.grants": say.Key("Grants of roles changed"),
	"role.import": say.Key("Roles imported"), "role.separate": say.Key("Roles kept apart"), "role.join": say.Key("Roles no longer kept apart"),
	"role.add": say.Key("Role added"), "role.rename": say.Key("Role renamed"), "role.grant": say.Key("Grant added"), "role.revoke": say.Key("Grant removed"), "role.remove": say.Key("Role removed"),
	"apikey.create": say.Key("API key created"), "apikey.create_all": say.Key("API keys created"), "apikey.import": say.Key("API keys imported"), "apikey.edit": say.Key("API key changed"), "apikey.rotate": say.Key("API key rotated"),
	"apikey.suspend": say.Key("API key paused"), "apikey.resume": say.Key("API key resumed"), "apikey.revoke": say.Key("API key revoked"), "apikey.expiry": say.Key("Expiry of an API key changed"),
	"apikey.renew":    say.Key("API key renewed"),
	"enrolment.begin": say.Key("One-time password enrolled"), "enrolment.import": say.Key("One-time password imported"), "enrolment.confirm": say.Key("One-time password confirmed"), "enrolment.verify": say.Key("One-time password checked"),
	"enrolment.reset": say.Key("One-time password reset"), "enrolment.recovery": say.Key("Recovery codes made"), "enrolment.recover": say.Key("Recovery code used"), "enrolment.save": say.Key("Recovery codes saved to a file"),
	"limit.add": say.Key("Rate limit added"), "limit.edit": say.Key("Rate limit changed"), "limit.remove": say.Key("Rate limit removed"),
	"gateway.add": say.Key("Gateway added"), "gateway.edit": say.Key("Gateway changed"), "gateway.remove": say.Key("Gateway removed"), "gateway.floor": say.Key("Floor of gateways raised"),
	"posture.accept": say.Key("Weakness accepted"), "posture.withdraw": say.Key("Acceptance withdrawn"),
	"bundle.export": say.Key("Bundle exported"), "import.add": say.Key("Log imported"), "import.remove": say.Key("Import removed"),
	"review.run": say.Key("Logs reviewed"), "finding.status": say.Key("Finding decided"), "finding.close": say.Key("Finding closed"),
	"setting.change": say.Key("Setting changed"), "setting.otp_window": say.Key("Time window of one-time passwords changed"),
	"password.change": say.Key("Password changed"), "password.confirm": say.Key("Password asked for again"), "password.refused": say.Key("Wrong password at the open vault"), "admin.invite": say.Key("Administrator invited"),
}

// ActionWords says in words what an entry of the journal did: "API key revoked". An action without words
// stays as the journal has it.
func ActionWords(action string) string {
	if s, ok := deeds[action]; ok {
		return say.Of(s)
	}
	return Escaped([]byte(action))
}

// plainWords is a deed in English: sorting and searching run elsewhere, where nothing may be said.
func plainWords(action string) string { return cmp.Or(deeds[action], action) }

// journalKinds are what the first part of an action is about.
var journalKinds = map[string]string{
	"vault": say.Key("Vault"), "session": say.Key("Sessions"), "api": say.Key("APIs"), "route": say.Key("Routes"), "principal": say.Key("Principals"), "role": say.Key("Roles"), "apikey": say.Key("API keys"),
	"limit": say.Key("Rate limits"), "bundle": say.Key("Bundles"), "import": say.Key("Imports"), "review": say.Key("Reviews"), "finding": say.Key("Findings"), "setting": say.Key("Settings"),
	"password": say.Key("Passwords"), "gateway": say.Key("Gateways"), "posture": say.Key("Posture"), "enrolment": say.Key("One-time passwords"), "admin": say.Key("Administrators"),
}

// kindOfAction is the first part of an action: "apikey".
func kindOfAction(action string) string {
	kind, _, _ := strings.Cut(action, ".")
	return kind
}

// journalKind names a kind of thing in the plural.
func journalKind(kind string) string {
	if s, ok := journalKinds[kind]; ok {
		return say.Of(s)
	}
	return Escaped([]byte(kind))
}

// fieldWord writes the name of a field as words: "expires_at" is "expires at".
func fieldWord(name string) string {
	return Escaped([]byte(strings.NewReplacer("_", " ", ".", " ").Replace(name)))
}
