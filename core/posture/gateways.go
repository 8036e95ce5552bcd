package posture

import (
	"fmt"

	"gatehouse/core/fleet"
	"gatehouse/core/review"
)

// gatewayChecks look at what was exported, and at what enforces it.
var gatewayChecks = []Check{
	{
		ID: "gateway-behind", Topic: TopicGateways, Severity: review.High, Due: true,
		Title: "Gateways that enforce another policy than the one exported last",
		Why:   "What was revoked since then still opens doors there.",
		Mend:  "See why it does not load the newest bundle; its own log says so.",
		run: func(v *survey, f *finder) string {
			for i := range v.Gateways {
				g := &v.Gateways[i]
				switch g.Standing {
				case fleet.Behind:
					f.add(KindGateway, g.ID, is(g.Name, "its logs show an older bundle"))
				case fleet.Foreign:
					f.add(KindGateway, g.ID, is(g.Name, "its logs show a bundle that was not exported for it"))
				case fleet.BelowFloor:
					f.addAs(review.Critical, KindGateway, g.ID, is(g.Name, fmt.Sprintf("its logs show a bundle below its floor %d", g.Floor)))
				}
			}
			return ""
		},
	},
	{
		ID: "gateway-never-exported", Topic: TopicGateways, Severity: review.Medium, Due: true,
		Title: "Gateways that nothing was exported for",
		Why:   "What this vault decides is enforced nowhere until a bundle is there.",
		Mend:  "Export a bundle for the gateway's audience.",
		run: func(v *survey, f *finder) string {
			for i := range v.Gateways {
				if g := &v.Gateways[i]; g.Standing == fleet.NeverExported {
					f.add(KindGateway, g.ID, is(g.Name, "audience "+g.Audience))
				}
			}
			return ""
		},
	},
	{
		ID: "bundle-expiring", Topic: TopicGateways, Severity: review.Medium, Due: true,
		Title: "Bundles that expire soon or have expired",
		Why:   "A gateway answers every request with 503 once its bundle has expired.",
		Mend:  "Export again for the audience.",
		run: func(v *survey, f *finder) string {
			for _, a := range v.Audiences {
				last := a.Last
				// A bundle that lives for two weeks is not due two weeks before its end.
				due := last.Expires - min(ms(v.Soon), (last.Expires-last.Issued)/3)
				switch {
				case last.Serial == 0:
				case last.Expires <= v.now:
					f.addAs(review.High, KindAudience, a.Name, is(a.Name, "expired "+day(last.Expires)))
				case due <= v.now:
					f.add(KindAudience, a.Name, is(a.Name, "expires "+day(last.Expires)))
				}
			}
			return ""
		},
	},
	{
		ID: "bundle-outdated", Topic: TopicGateways, Severity: review.Medium, Due: true,
		Title: "Changes that were not exported",
		Why:   "Gateways enforce the policy as it was; what was granted or revoked since then holds nowhere.",
		Mend:  "Export again for the audience.",
		run: func(v *survey, f *finder) string {
			for _, a := range v.Audiences {
				if a.Last.Serial > 0 && a.Changes > 0 {
					f.add(KindAudience, a.Name, is(a.Name, count(a.Changes, "change")+" since "+day(a.Last.Issued)))
				}
			}
			return ""
		},
	},
}
