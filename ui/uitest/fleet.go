package uitest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/vm"
)

// fleet is a few gateways, one for each way in which one can stand.
func fleet() []vm.Gateway {
	export := func(serial uint64, ago time.Duration) vm.GatewayExport {
		return vm.GatewayExport{Serial: serial, Revision: fmt.Sprintf("gh-%06d-1de0aa07c3f4", serial), Issued: Now.Add(-ago), Expires: Now.Add(14*day - ago)}
	}
	edge := []vm.GatewayExport{export(42, time.Hour), export(41, 4*day), export(40, 8*day)}
	return []vm.Gateway{
		{ID: "g1", Name: "eu-edge-1", Target: "nginx", Audience: "default", Production: true, Proxies: []string{"10.0.0.0/8", "192.0.2.7/32"}, Notes: "Frankfurt, rack 4; the platform team looks after it", Floor: 40, Created: Now.Add(-200 * day), Last: edge[0], Exports: edge,
			Imports: 3, Carried: true, Revision: edge[0].Revision, SeenAt: Now.Add(-20 * time.Minute), Standing: "current"},
		{ID: "g2", Name: "eu-edge-2", Target: "nginx", Audience: "default", Production: true, Floor: 40, Created: Now.Add(-200 * day), Last: edge[0], Exports: edge,
			Imports: 2, Carried: true, Revision: edge[1].Revision, SeenAt: Now.Add(-10 * time.Minute), Standing: "behind"},
		{ID: "g3", Name: "partner-gw", Target: "kong", Audience: "partners", Production: true, Created: Now.Add(-90 * day), Standing: "never_exported"},
		{ID: "g4", Name: "pay-gw", Target: "apache", Audience: "default", Created: Now.Add(-30 * day), Last: edge[0], Exports: edge, Floor: 40, Imports: 1, Standing: "not_carried"},
		{ID: "g5", Name: "staging", Target: "opa", Audience: "default", Created: Now.Add(-9 * day), Last: edge[0], Exports: edge, Floor: 40, Standing: "no_logs"},
	}
}

func gatewayID(g vm.Gateway) string { return g.ID }

type gateways struct{ h *House }

func (s gateways) Gateways(context.Context) ([]vm.Gateway, error) { return s.h.Fleet, s.h.Fail }

func (s gateways) AddGateway(_ context.Context, g vm.Gateway) (vm.Gateway, error) {
	if s.h.Fail != nil {
		return g, s.h.Fail
	}
	g.ID, g.Created, g.Standing = s.h.id("gateway"), Now, "never_exported"
	s.h.Fleet = append(slices.Clone(s.h.Fleet), g)
	return g, s.h.changed("gateway.add", "gateway")
}

func (s gateways) EditGateway(_ context.Context, g vm.Gateway) (vm.Gateway, error) {
	i, err := place(s.h.Fleet, gatewayID, g.ID)
	if err != nil || s.h.Fail != nil {
		return g, orFail(err, s.h)
	}
	s.h.Fleet = slices.Clone(s.h.Fleet)
	old := s.h.Fleet[i]
	old.Name, old.Target, old.Audience, old.Production, old.Proxies, old.Notes = g.Name, g.Target, g.Audience, g.Production, g.Proxies, g.Notes
	s.h.Fleet[i] = old
	return old, s.h.changed("gateway.edit", "gateway")
}

func (s gateways) RemoveGateway(_ context.Context, id string) error {
	i, err := place(s.h.Fleet, gatewayID, id)
	if err != nil || s.h.Fail != nil {
		return orFail(err, s.h)
	}
	s.h.Fleet = slices.Delete(slices.Clone(s.h.Fleet), i, i+1)
	return s.h.changed("gateway.remove", "gateway")
}

func (s gateways) RaiseFloor(_ context.Context, audience string, serial uint64) error {
	if s.h.Fail != nil {
		return s.h.Fail
	}
	s.h.Fleet = slices.Clone(s.h.Fleet)
	for i := range s.h.Fleet {
		if s.h.Fleet[i].Audience == audience {
			s.h.Fleet[i].Floor = max(s.h.Fleet[i].Floor, serial)
		}
	}
	return s.h.changed("gateway.floor", "gateway")
}

// weaknesses are a few findings of the posture, of each severity and state.
func weaknesses() []vm.Weakness {
	return []vm.Weakness{
		{Check: "gateway-behind", Title: "Gateways that enforce another policy than the one exported last", Why: "What was revoked since then still opens doors there.", Mend: "See why it does not load the newest bundle; its own log says so.",
			Topic: "gateways", Severity: "high", Due: true, Count: 1, State: "open", Subjects: []vm.WeakSubject{{Kind: "gateway", ID: "g2", Name: "eu-edge-2", Detail: "its logs show an older bundle"}}},
		{Check: "api-no-tls", Title: "APIs that accept plain text", Why: "Keys and data travel readable for everybody on the way.", Mend: "Set a minimum of TLS 1.2 on the API.",
			Topic: "apis", Severity: "high", Count: 1, State: "open", Subjects: []vm.WeakSubject{{Kind: "api", ID: "a3", Name: "Catalogue"}}},
		{Check: "key-never-expires", Title: "API keys that never expire", Why: "A key that leaks unnoticed opens the door for as long as it is valid; without an expiry that is for good.", Mend: "Give the key an expiry, and rotate it before.",
			Topic: "keys", Severity: "medium", Count: 1, Accepted: 1, State: "open", Subjects: []vm.WeakSubject{{Kind: "apikey", ID: "k8", Name: "Status page of svc-feeds"}}},
		{Check: "key-anywhere", Title: "API keys of services that production accepts from anywhere", Why: "A program calls from known networks. A key that is bound to them is of no use to who steals it.", Mend: "Give the key the networks that its program calls from.",
			Topic: "keys", Severity: "medium", Count: 5, State: "open", Subjects: []vm.WeakSubject{{Kind: "apikey", ID: "k3", Name: "Nordwind B2B of nordwind-gmbh"}, {Kind: "apikey", ID: "k4", Name: "Checkout web of svc-checkout"},
				{Kind: "apikey", ID: "k5", Name: "Label printers of svc-shipping"}, {Kind: "apikey", ID: "k8", Name: "Status page of svc-feeds"}, {Kind: "apikey", ID: "k9", Name: "Warehouse sync with a name that is far too long for its column of svc-shipping"}}},
		{Check: "bundle-outdated", Title: "Changes that were not exported", Why: "Gateways enforce the policy as it was; what was granted or revoked since then holds nowhere.", Mend: "Export again for the audience.",
			Topic: "gateways", Severity: "medium", Due: true, Count: 1, State: "open", Subjects: []vm.WeakSubject{{Kind: "audience", ID: "default", Name: "default", Detail: "5 changes since 2026-11-24"}}},
		{Check: "principal-disabled-keys", Title: "Disabled principals with active API keys", Why: "The keys open nothing while the principal is disabled. The day somebody enables it, all of them do again.", Mend: "Revoke the keys.",
			Topic: "principals", Severity: "medium", Count: 1, State: "open", Subjects: []vm.WeakSubject{{Kind: "principal", ID: "p8", Name: "jens.lindqvist", Detail: "1 active key"}}},
		{Check: "route-unlimited", Title: "Routes without a rate limit", Why: "One caller, gone wrong or gone bad, can take what all others need, and may guess as fast as the network carries.", Mend: "Add a limit that counts by key or address, for all routes or for these.",
			Topic: "apis", Severity: "low", Count: 2, State: "open", Subjects: []vm.WeakSubject{{Kind: "route", ID: "r5", Parent: "a2", Name: "GET /invoices", Detail: "Billing"}, {Kind: "route", ID: "r6", Parent: "a2", Name: "GET /invoices/{id}/pdf", Detail: "Billing"}}},
		{Check: "role-unheld", Title: "Roles that nobody has", Why: "They do nothing today, and something the day that somebody gives them without reading.", Mend: "Remove them.",
			Topic: "roles", Severity: "informational", Count: 1, State: "open", Subjects: []vm.WeakSubject{{Kind: "role", ID: "o3", Name: "billing"}}},
		{Check: "vault-one-owner", Title: "One administrator alone owns the vault", Why: "When that person's password is lost, so is the vault.", Mend: "Keep the password and a backup where a second person gets at them, or make a second owner.",
			Topic: "vault", Severity: "low", Count: 1, State: "accepted", Until: Now.Add(60 * day), Reason: "The second owner starts in January", Subjects: []vm.WeakSubject{{Kind: "administrator", ID: "m1", Name: "Mira Kovač"}}},
		{Check: "key-stale", Title: "API keys that were not used for 90 days", Why: "Nobody would notice that such a key was stolen, and nobody would miss it.", Mend: "Ask its owner, then revoke it; suspend it first if nobody knows.",
			Topic: "keys", Severity: "medium", State: "unassessed", Reason: "no imported log tells which keys are used: log gh_key at the gateway and import its logs"},
	}
}

type postures struct{ h *House }

func (s postures) Weaknesses(context.Context) ([]vm.Weakness, error) { return s.h.Weak, s.h.Fail }

func (s postures) Accept(_ context.Context, check string, _ []string, reason string, until time.Time) error {
	return s.become(check, "posture.accept", func(w *vm.Weakness) { w.State, w.Reason, w.Until = "accepted", reason, until })
}

func (s postures) Withdraw(_ context.Context, check string) error {
	return s.become(check, "posture.withdraw", func(w *vm.Weakness) { w.State, w.Reason, w.Until = "open", "", time.Time{} })
}

// become changes what a check says.
func (s postures) become(check, action string, change func(*vm.Weakness)) error {
	if s.h.Fail != nil {
		return s.h.Fail
	}
	i := slices.IndexFunc(s.h.Weak, func(w vm.Weakness) bool { return w.Check == check })
	if i < 0 {
		return fault.New(fault.NotFound, "there is no posture check %q", check)
	}
	s.h.Weak = slices.Clone(s.h.Weak)
	change(&s.h.Weak[i])
	return s.h.changed(action, "acceptance")
}
