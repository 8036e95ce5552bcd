package policy_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/directory"
	"gatehouse/core/fault"
	"gatehouse/core/policy"
)

// heirs is the house with a boss who inherits the reader and the writer, and who expires in an hour.
func heirs() policy.Input {
	in := house()
	in.Roles = append(in.Roles,
		directory.Role{ID: "staff", Inherits: []string{"reader"}},
		directory.Role{ID: "boss", Inherits: []string{"staff", "writer"}})
	in.Principals = append(in.Principals, directory.Principal{ID: "dan", State: directory.Active, Roles: []string{"boss"}, Expires: millis(time.Hour)})
	in.Keys = append(in.Keys,
		key("dans", "dan", nil),
		key("dans-long", "dan", func(k *apikey.Key) { k.Expires = millis(2 * time.Hour) }),
		key("dans-short", "dan", func(k *apikey.Key) { k.Expires = millis(time.Minute) }),
		key("dans-scoped", "dan", func(k *apikey.Key) { k.Scopes = []string{"staff"} }),
		key("dans-inherited", "dan", func(k *apikey.Key) { k.Scopes = []string{"writer"} }),
		key("dans-other", "dan", func(k *apikey.Key) { k.Scopes = []string{"remover"} }))
	return in
}

func TestInheritedRolesCountAndPrincipalsExpire(t *testing.T) {
	s := compile(t, heirs())
	again := compile(t, s.Input())
	for name, c := range map[string]struct {
		key, method, path string
		at                time.Duration
		want              policy.Reason
	}{
		"a role inherited through two":         {"dans", "GET", "/v1/orders/7", 0, policy.ReasonAllowed},
		"the other role inherited":             {"dans", "POST", "/v1/orders", 0, policy.ReasonAllowed},
		"a role that is not inherited":         {"dans", "DELETE", "/v1/orders/7", 0, policy.ReasonRoleLacksGrant},
		"a scope opens what it inherits":       {"dans-scoped", "GET", "/v1/orders/7", 0, policy.ReasonAllowed},
		"and nothing else":                     {"dans-scoped", "POST", "/v1/orders", 0, policy.ReasonRoleLacksGrant},
		"a scope that is inherited":            {"dans-inherited", "POST", "/v1/orders", 0, policy.ReasonAllowed},
		"a scope that the principal lacks":     {"dans-other", "DELETE", "/v1/orders/7", 0, policy.ReasonRoleLacksGrant},
		"just before the principal expires":    {"dans", "GET", "/v1/orders/7", time.Hour - time.Millisecond, policy.ReasonAllowed},
		"when the principal expires":           {"dans", "GET", "/v1/orders/7", time.Hour, policy.ReasonKeyExpired},
		"a key does not outlive its principal": {"dans-long", "GET", "/v1/orders/7", time.Hour, policy.ReasonKeyExpired},
		"a key may end before its principal":   {"dans-short", "GET", "/v1/orders/7", time.Minute, policy.ReasonKeyExpired},
		"on a public route, too":               {"dans", "GET", "/v1/status", time.Hour, policy.ReasonKeyExpired},
	} {
		req := request(func(r *policy.Request) { r.Key, r.Method, r.Path, r.At = c.key, c.method, c.path, noon.Add(c.at) })
		if d := s.Decide(&req, nil); d.Reason != c.want {
			t.Errorf("%s: got %s, want %s", name, tell(s, d), c.want)
		}
		if d := again.Decide(&req, nil); d.Reason != c.want {
			t.Errorf("%s, compiled from what it decides by: got %s, want %s", name, tell(again, d), c.want)
		}
	}
	if r := s.Source().Roles; len(r[len(r)-1].Inherits) != 2 {
		t.Error("compiling changed its input")
	}
}

func TestInheritanceThatCannotBeDoesNotCompile(t *testing.T) {
	for name, inherits := range map[string]string{"itself": "boss", "nothing": "ghost"} {
		in := heirs()
		in.Roles[len(in.Roles)-1].Inherits = []string{inherits}
		if _, err := policy.Compile(in, noon); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "role boss") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
