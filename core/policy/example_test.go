package policy_test

import (
	"fmt"
	"time"

	"gatehouse/core/apikey"
	"gatehouse/core/catalog"
	"gatehouse/core/directory"
	"gatehouse/core/policy"
)

// A policy of one route, one role and one key, and what it says to three requests.
func ExampleSnapshot_Decide() {
	token := "gh_live_demo0001_…"
	s, err := policy.Compile(policy.Input{
		APIs:       []catalog.API{{ID: "orders", Base: "/v1", TLSMin: "1.2"}},
		Routes:     []catalog.Route{{ID: "order", API: "orders", Path: "/orders/{id}", Methods: []string{"GET", "DELETE"}}},
		Roles:      []directory.Role{{ID: "reader", Grants: []directory.Grant{{API: "orders", Path: "/orders/**", Methods: []string{"GET"}}}}},
		Principals: []directory.Principal{{ID: "ann", Roles: []string{"reader"}, State: directory.Active}},
		Keys: []apikey.Key{{ID: "key", Principal: "ann", State: apikey.Active,
			Tokens: []apikey.TokenRow{{SHA256: apikey.DigestOf([]byte(token)).String()}}}},
	}, time.Now())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, method := range []string{"GET", "DELETE", "PUT"} {
		d := s.Decide(&policy.Request{Method: method, Host: "api.example.com", Path: "/v1/orders/7", TLS: policy.TLS13, Key: token}, nil)
		fmt.Println(method, d.Status, d.Reason, s.Headers(d))
	}
	// Output:
	// GET 200 allowed map[]
	// DELETE 403 role_lacks_grant map[]
	// PUT 405 method_not_allowed map[Allow:GET, HEAD, DELETE]
}
