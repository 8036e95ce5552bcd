package vm

import (
	"cmp"
	"slices"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/ui/say"
)

// alone tells one sentence that is never told together with others.
func (t *teller) alone(e Effect, icon, text, note string) {
	t.tell(atom{effect: e, icon: icon, same: "alone", subject: text, note: note, one: func(s string) string { return s }})
}

// ofAPI is the note of something that belongs to an API.
func (t *teller) ofAPI(id string) string {
	if id == "" {
		return say.L("all APIs")
	}
	return t.name(id, "")
}

// route tells what changed about a route.
func (t *teller) route(id string, old, now *policyRoute) {
	tell := func(e Effect, icon, same string, r *policyRoute, one func(string) string, many func(int64, string) string) {
		t.tell(atom{effect: e, icon: icon, same: "route " + same, subject: methods(r.Methods) + " " + r.Path, note: t.ofAPI(r.API), one: one, many: many})
	}
	switch {
	case old == nil && now.Public:
		tell(GivesAccess, "lock-open", "public", now, func(s string) string { return say.L("1 public route added: {{.Name}}", say.V{"Name": s}) }, func(n int64, s string) string {
			return say.N(n, "{{.Count}} public route added: {{.Names}}", "{{.Count}} public routes added: {{.Names}}", say.V{"Names": s})
		})
	case old == nil:
		tell(GivesAccess, "route", "came", now, func(s string) string { return say.L("1 route added: {{.Name}}", say.V{"Name": s}) }, func(n int64, s string) string {
			return say.N(n, "{{.Count}} route added: {{.Names}}", "{{.Count}} routes added: {{.Names}}", say.V{"Names": s})
		})
	case now == nil:
		tell(TakesAccess, "route", "went", old, func(s string) string { return say.L("1 route removed: {{.Name}}", say.V{"Name": s}) }, func(n int64, s string) string {
			return say.N(n, "{{.Count}} route removed: {{.Names}}", "{{.Count}} routes removed: {{.Names}}", say.V{"Names": s})
		})
	default:
		t.routeDetails(old, now)
	}
}

// routeDetails tells how a route differs.
func (t *teller) routeDetails(old, now *policyRoute) {
	note := t.ofAPI(now.API)
	if old.Path != now.Path || old.API != now.API {
		t.alone(ChangesAnswers, "route", say.L("Route {{.Old}} is {{.New}} now", say.V{"Old": old.Path, "New": now.Path}), note)
	}
	gone, come := goneAndCome(old.Methods, now.Methods)
	if len(gone) > 0 {
		t.alone(TakesAccess, "circle-minus", say.L("Route {{.Path}} no longer answers {{.Methods}}", say.V{"Path": now.Path, "Methods": methods(gone)}), note)
	}
	if len(come) > 0 {
		t.alone(GivesAccess, "plus", say.L("Route {{.Path}} also answers {{.Methods}}", say.V{"Path": now.Path, "Methods": methods(come)}), note)
	}
	switch {
	case now.Public && !old.Public:
		t.alone(GivesAccess, "lock-open", say.L("Route {{.Path}} is public: anybody may call it", say.V{"Path": now.Path}), note)
	case old.Public && !now.Public:
		t.alone(TakesAccess, "lock", say.L("Route {{.Path}} is no longer public: it asks for a key", say.V{"Path": now.Path}), note)
	}
	if gone, come := goneAndCome(old.Accept, now.Accept); len(gone)+len(come) > 0 {
		ways := and(now.Accept)
		if len(now.Accept) == 0 || len(now.Accept) == len(catalog.Ways) {
			ways = say.L("any way to say who one is")
		}
		t.alone(ChangesAnswers, "ticket", say.L("Route {{.Path}} accepts {{.Ways}}", say.V{"Path": now.Path, "Ways": ways}), note)
	}
	t.routeDemands(old, now, note)
	t.routeBounds(old, now, note)
}

// routeDemands tells what else a caller must bring, or need not any more.
func (t *teller) routeDemands(old, now *policyRoute, note string) {
	path := say.V{"Path": now.Path}
	switch {
	case now.Certificate && !old.Certificate:
		t.alone(TakesAccess, "file-badge", say.L("Route {{.Path}} demands a client certificate", path), note)
	case old.Certificate && !now.Certificate:
		t.alone(GivesAccess, "file-badge", say.L("Route {{.Path}} no longer demands a client certificate", path), note)
	}
	switch {
	case now.OTP && !old.OTP:
		t.alone(TakesAccess, "smartphone", say.L("Route {{.Path}} demands a one-time password", path), note)
	case old.OTP && !now.OTP:
		t.alone(GivesAccess, "smartphone", say.L("Route {{.Path}} no longer demands a one-time password", path), note)
	}
}

// routeBounds tells which requests are refused otherwise because of how they come.
func (t *teller) routeBounds(old, now *policyRoute, note string) {
	if old.TLSMin != now.TLSMin {
		least := say.L("what its API asks for")
		if now.TLSMin != "" {
			least = "TLS " + now.TLSMin
		}
		t.alone(ChangesAnswers, "lock-keyhole", say.L("Route {{.Path}} asks for at least {{.TLS}}", say.V{"Path": now.Path, "TLS": least}), note)
	}
	if old.MaxBody != now.MaxBody {
		most := say.L("what its API takes")
		if now.MaxBody > 0 {
			most = sizeWords(now.MaxBody)
		}
		t.alone(ChangesAnswers, "gauge", say.L("Route {{.Path}} takes bodies up to {{.Size}}", say.V{"Path": now.Path, "Size": most}), note)
	}
	if gone, come := goneAndCome(old.MediaTypes, now.MediaTypes); len(gone)+len(come) > 0 {
		types := say.L("bodies of any type")
		if len(now.MediaTypes) > 0 {
			types = and(now.MediaTypes)
		}
		t.alone(ChangesAnswers, "file-text", say.L("Route {{.Path}} takes {{.Types}}", say.V{"Path": now.Path, "Types": types}), note)
	}
}

// api tells what changed about an API.
func (t *teller) api(id string, old, now *policyAPI) {
	switch {
	case old == nil:
		t.tell(atom{effect: ChangesAnswers, icon: "blocks", same: "api came", subject: t.name(id, now.Name), detail: apiAt(now),
			one: func(s string) string { return say.L("1 API added: {{.Name}}", say.V{"Name": s}) },
			many: func(n int64, s string) string {
				return say.N(n, "{{.Count}} API added: {{.Names}}", "{{.Count}} APIs added: {{.Names}}", say.V{"Names": s})
			}})
	case now == nil:
		t.tell(atom{effect: TakesAccess, icon: "blocks", same: "api went", subject: t.name(id, old.Name), detail: apiAt(old),
			one: func(s string) string { return say.L("1 API removed: {{.Name}}", say.V{"Name": s}) },
			many: func(n int64, s string) string {
				return say.N(n, "{{.Count}} API removed: {{.Names}}", "{{.Count}} APIs removed: {{.Names}}", say.V{"Names": s})
			}})
	default:
		t.apiHosts(id, old, now)
		t.apiDetails(id, old, now)
	}
}

// apiAt says where an API answers.
func apiAt(a *policyAPI) string {
	return cmp.Or(strings.Join(a.Hosts, ", "), say.L("any host")) + a.Base
}

// apiHosts tells of hosts that an API answers at; no hosts means any.
func (t *teller) apiHosts(id string, old, now *policyAPI) {
	name := t.name(id, now.Name)
	gone, come := goneAndCome(old.Hosts, now.Hosts)
	switch {
	case len(gone)+len(come) == 0:
	case len(old.Hosts) == 0:
		t.alone(TakesAccess, "server", say.L("API {{.Name}} answers only at {{.Hosts}}", say.V{"Name": name, "Hosts": and(now.Hosts)}), "")
	case len(now.Hosts) == 0:
		t.alone(GivesAccess, "server", say.L("API {{.Name}} answers at any host", say.V{"Name": name}), "")
	default:
		if len(gone) > 0 {
			t.alone(TakesAccess, "server", say.L("API {{.Name}} no longer answers at {{.Hosts}}", say.V{"Name": name, "Hosts": and(gone)}), "")
		}
		if len(come) > 0 {
			t.alone(GivesAccess, "server", say.L("API {{.Name}} also answers at {{.Hosts}}", say.V{"Name": name, "Hosts": and(come)}), "")
		}
	}
}

// apiDetails tells how requests to an API are answered otherwise.
func (t *teller) apiDetails(id string, old, now *policyAPI) {
	name := t.name(id, now.Name)
	if old.Base != now.Base {
		t.alone(ChangesAnswers, "blocks", say.L("API {{.Name}} moves from {{.Old}} to {{.New}}", say.V{"Name": name, "Old": cmp.Or(old.Base, "/"), "New": cmp.Or(now.Base, "/")}), "")
	}
	if a, b := cmp.Or(old.TLSMin, "none"), cmp.Or(now.TLSMin, "none"); a != b {
		text := say.L("API {{.Name}} asks for TLS {{.Version}} or newer", say.V{"Name": name, "Version": b})
		if b == "none" {
			text = say.L("API {{.Name}} no longer asks for TLS", say.V{"Name": name})
		}
		t.alone(ChangesAnswers, "lock", text, "")
	}
	if !strings.EqualFold(cmp.Or(old.KeyHeader, "x-api-key"), cmp.Or(now.KeyHeader, "x-api-key")) {
		t.alone(ChangesAnswers, "key-round", say.L("API {{.Name}} reads the key from {{.Header}}", say.V{"Name": name, "Header": cmp.Or(now.KeyHeader, "x-api-key")}), "")
	}
	if old.MaxBody != now.MaxBody {
		text := say.L("API {{.Name}} takes bodies of up to {{.Size}}", say.V{"Name": name, "Size": Bytes(now.MaxBody)})
		if now.MaxBody == 0 {
			text = say.L("API {{.Name}} takes bodies of any size", say.V{"Name": name})
		}
		t.alone(ChangesAnswers, "file-up", text, "")
	}
}

// limit tells what changed about a rate limit.
func (t *teller) limit(id string, old, now *policyLimit) {
	if old == nil || now == nil {
		l, same := now, "came"
		one := func(s string) string { return say.L("Rate limit added: {{.Name}}", say.V{"Name": s}) }
		many := func(n int64, s string) string {
			return say.N(n, "{{.Count}} rate limit added: {{.Names}}", "{{.Count}} rate limits added: {{.Names}}", say.V{"Names": s})
		}
		if now == nil {
			l, same = old, "went"
			one = func(s string) string { return say.L("Rate limit removed: {{.Name}}", say.V{"Name": s}) }
			many = func(n int64, s string) string {
				return say.N(n, "{{.Count}} rate limit removed: {{.Names}}", "{{.Count}} rate limits removed: {{.Names}}", say.V{"Names": s})
			}
		}
		t.tell(atom{effect: ChangesAnswers, icon: "timer", same: "limit " + same, subject: t.name(id, l.Name), one: one, many: many, note: t.ofAPI(l.API), detail: perWords(l.Rate, l.Per)})
		return
	}
	name, note := t.name(id, now.Name), t.ofAPI(now.API)
	switch {
	case old.Per == now.Per && old.Rate != now.Rate:
		t.alone(ChangesAnswers, "timer", say.L("Rate limit {{.Name}}: {{.Old}} to {{.New}}", say.V{"Name": name, "Old": Count(int64(old.Rate)), "New": perWords(now.Rate, now.Per)}), note)
	case old.Per != now.Per:
		t.alone(ChangesAnswers, "timer", say.L("Rate limit {{.Name}}: {{.Old}} to {{.New}}", say.V{"Name": name, "Old": perWords(old.Rate, old.Per), "New": perWords(now.Rate, now.Per)}), note)
	}
	if a, b := cmp.Or(old.Burst, old.Rate), cmp.Or(now.Burst, now.Rate); a != b && (a != old.Rate || b != now.Rate) {
		t.alone(ChangesAnswers, "timer", say.L("Rate limit {{.Name}}: up to {{.New}} at once, before {{.Old}}", say.V{"Name": name, "Old": Count(int64(a)), "New": Count(int64(b))}), note)
	}
	if old.By != now.By {
		t.alone(ChangesAnswers, "timer", say.L("Rate limit {{.Name}} counts by {{.By}}", say.V{"Name": name, "By": now.By}), note)
	}
	if old.Match != now.Match || old.API != now.API {
		t.alone(ChangesAnswers, "timer", say.L("Rate limit {{.Name}} holds for {{.Routes}}", say.V{"Name": name, "Routes": cmp.Or(now.Match, say.L("every route"))}), note)
	}
}

// perWords writes a rate: "600 per minute".
func perWords(rate int, ms int64) string {
	v := say.V{"Rate": Count(int64(rate))}
	i := slices.Index([]int64{1000, 60_000, 3_600_000, 86_400_000}, ms)
	switch i {
	case 0:
		return say.L("{{.Rate}} per second", v)
	case 1:
		return say.L("{{.Rate}} per minute", v)
	case 2:
		return say.L("{{.Rate}} per hour", v)
	case 3:
		return say.L("{{.Rate}} per day", v)
	}
	v["Seconds"] = Count(ms / 1000)
	if ms%1000 != 0 {
		v["Seconds"] = Count(ms) + " m"
		return say.L("{{.Rate}} per {{.Seconds}}s", v)
	}
	return say.L("{{.Rate}} per {{.Seconds}} s", v)
}
