package apikey_test

import (
	"testing"
	"time"

	"gatehouse/core/apikey"
)

func TestAConditionFollowsFromStateAndTimes(t *testing.T) {
	const day = 24 * time.Hour
	d := newDesk(t)
	at := func(after time.Duration) apikey.Key { return apikey.Key{Expires: d.in(after), State: apikey.Active} }
	for name, c := range map[string]struct {
		key  apikey.Key
		want apikey.Condition
		live bool
	}{
		"no end":                           {apikey.Key{State: apikey.Active}, apikey.IsActive, true},
		"an end that is far away":          {at(31 * day), apikey.IsActive, true},
		"an end that is near":              {at(29 * day), apikey.IsExpiring, true},
		"an end that is over":              {at(-day), apikey.IsExpired, false},
		"revoked and over":                 {apikey.Key{State: apikey.Revoked, Expires: d.in(-day)}, apikey.IsRevoked, false},
		"suspended, and can be resumed":    {apikey.Key{State: apikey.Suspended}, apikey.IsSuspended, true},
		"suspended and over":               {apikey.Key{State: apikey.Suspended, Expires: d.in(-day)}, apikey.IsExpired, false},
		"not begun":                        {apikey.Key{State: apikey.Active, NotBefore: d.in(day)}, apikey.IsNotYetValid, true},
		"an old token in its grace":        {apikey.Key{State: apikey.Active, Tokens: []apikey.TokenRow{{Until: d.in(day)}, {}}}, apikey.IsRotating, true},
		"an old token whose grace is over": {apikey.Key{State: apikey.Active, Tokens: []apikey.TokenRow{{Until: d.in(-day)}, {}}}, apikey.IsActive, true},
	} {
		if got := c.key.Condition(d.in(0)); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
		if got := c.key.Live(d.in(0)); got != c.live {
			t.Errorf("%s: live is %v", name, got)
		}
	}
}
