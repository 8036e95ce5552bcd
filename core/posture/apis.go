package posture

import (
	"slices"
	"strings"

	"gatehouse/core/catalog"
	"gatehouse/core/policy"
	"gatehouse/core/review"
)

// apiChecks look at APIs and routes.
var apiChecks = []Check{
	{
		ID: "route-open-write", Topic: TopicAPIs, Severity: review.High,
		Title: "Routes on which anybody may change something",
		Why:   "No credential is asked for: whoever finds the path may create, change or delete.",
		Mend:  "Take \"public\" away from the route, or split off the method that has to be open.",
		run: func(v *survey, f *finder) string {
			apis := map[string]*catalog.API{}
			for i := range v.Input.APIs {
				apis[v.Input.APIs[i].ID] = &v.Input.APIs[i]
			}
			for i := range v.Input.Routes {
				r := &v.Input.Routes[i]
				if !r.Public {
					continue
				}
				var open []string
				for _, m := range writes {
					if slices.Contains(r.Methods, m) {
						open = append(open, m)
					}
				}
				if len(open) > 0 {
					base, name := "", ""
					if a := apis[r.API]; a != nil {
						base, name = a.Base, a.Name
					}
					f.add(KindRoute, r.ID, is(strings.Join(open, ",")+" "+base+r.Path, name))
				}
			}
			return ""
		},
	},
	{
		ID: "api-no-tls", Topic: TopicAPIs, Severity: review.High,
		Title: "APIs that accept plain text",
		Why:   "Keys and data travel readable for everybody on the way.",
		Mend:  "Set a minimum of TLS 1.2 on the API.",
		run: func(v *survey, f *finder) string {
			for i := range v.Input.APIs {
				if a := &v.Input.APIs[i]; a.TLSMin == "" || a.TLSMin == "none" {
					f.add(KindAPI, a.ID, is(a.Name, ""))
				}
			}
			return ""
		},
	},
	{
		ID: "route-unlimited", Topic: TopicAPIs, Severity: review.Low,
		Title: "Routes without a rate limit",
		Why:   "One caller, gone wrong or gone bad, can take what all others need, and may guess as fast as the network carries.",
		Mend:  "Add a limit that counts by key or address, for all routes or for these.",
		run: func(v *survey, f *finder) string {
			if v.Policy == nil {
				return "the policy does not compile"
			}
			for ref := policy.RouteRef(1); int(ref) <= v.Policy.Routes(); ref++ {
				if !v.Policy.HasLimit(ref) {
					info := v.Policy.Route(ref)
					f.add(KindRoute, info.ID, is(strings.Join(info.Methods, ",")+" "+info.Template, info.APIName))
				}
			}
			return ""
		},
	},
}
