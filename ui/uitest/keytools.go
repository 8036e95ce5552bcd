package uitest

import (
	"context"
	"fmt"
	"slices"

	"gatehouse/core/job"
	"gatehouse/ui/vm"
)

// KeyWork is what is done with many keys, and what it answers.
type KeyWork struct {
	Emergency vm.EmergencyDone // beside how many keys it revoked
	Digests   vm.Digests       // what lines of digests hold
	Leaks     vm.LeakResult    // what a scan finds
	LastMany  vm.NewKeys
	LastLeak  vm.LeakQuery
	LastStop  vm.KeyEmergency
	Patterns  [2]string // format and path
}

type keyTools struct{ h *House }

func (k keyTools) Emergency(ctx context.Context, e vm.KeyEmergency) (vm.EmergencyDone, error) {
	k.h.LastStop = e
	if err := keys(k).Revoke(ctx, e.Keys, e.Reason); err != nil {
		return vm.EmergencyDone{}, err
	}
	out := k.h.Emergency
	out.Revoked = len(e.Keys)
	return out, nil
}

func (k keyTools) CreateMany(ctx context.Context, n vm.NewKeys) (int, error) {
	k.h.LastMany = n
	for _, p := range n.Principals {
		n.Key.Principal = p
		if _, err := keys(k).Create(ctx, n.Key); err != nil {
			return 0, err
		}
	}
	return len(n.Principals), nil
}

func (k keyTools) ReadDigests(context.Context, vm.DigestSource) (vm.Digests, error) {
	return k.h.Digests, k.h.Fail
}

func (k keyTools) TakeDigests(_ context.Context, all []vm.DigestKey) error {
	if k.h.Fail != nil {
		return k.h.Fail
	}
	next := slices.Clone(k.h.AllKeys)
	for _, d := range all {
		next = append(next, vm.Key{ID: k.h.id("key"), Name: d.Name, Principal: d.Principal, SHA256: d.SHA256, LastFour: d.Last4, Env: "live", State: "active", Created: Now, Expires: d.Expires})
	}
	k.h.AllKeys = next
	return k.h.changed("apikey.import", "apikey")
}

func (k keyTools) Scan(ctx context.Context, q vm.LeakQuery, report job.Report) (vm.LeakResult, error) {
	k.h.LastLeak = q
	for _, p := range k.h.Reports {
		report(p)
	}
	if k.h.Hold != nil {
		if err := k.h.Hold(ctx); err != nil {
			return vm.LeakResult{}, err
		}
	}
	return k.h.Leaks, k.h.Fail
}

func (k keyTools) WritePatterns(_ context.Context, format, path string) error {
	k.h.Patterns = [2]string{format, path}
	return k.h.Fail
}

// emergency is what an emergency of the invented company says: one audience could not be written.
func emergency() vm.EmergencyDone {
	return vm.EmergencyDone{Steps: []vm.EmergencyStep{
		{Audience: "default", File: "/home/mira/gatehouse-bundle/default.tar.gz", Serial: 43, Gateways: []string{"edge-eu-1", "edge-eu-2"}},
		{Audience: "partner", File: "/home/mira/gatehouse-bundle/partner.tar.gz", Serial: 12},
	}}
}

// digests are five lines of another system, two of them wrong.
func digests() vm.Digests {
	key := func(line int, of, name, last4 string) vm.DigestKey {
		return vm.DigestKey{Line: line, Principal: "p1", Of: of, Name: name, Last4: last4, SHA256: fmt.Sprintf("%08x%056x", line*954_437_177, line), Expires: Now.Add(200 * day)}
	}
	return vm.Digests{
		Keys: []vm.DigestKey{key(2, "svc-billing", "Old billing", "x9Yw"), key(3, "svc-checkout", "Old shop", "0aPq"), key(5, "svc-billing", "", "")},
		Bad:  []vm.BadDigest{{Line: 4, Why: "principal: there is no principal \"svc-biling\""}, {Line: 6, Why: "digest: it stands in line 2 already"}},
	}
}

// leaks are what a scan finds in a checked-out repository.
func leaks() vm.LeakResult {
	return vm.LeakResult{Files: 1284, Bytes: 611_204_118, Total: 4, Live: 2, Links: 3, Unread: 1, Keys: []string{"k2"},
		Hits: []vm.LeakHit{
			{Path: "/home/mira/src/shop/deploy/values.yaml", Line: 48, Column: 14, Prefix: "gh_live_7Kq2mZ9x", Last4: "x9Yw", Known: true, Live: true, Key: "k2", Of: "svc-billing", State: "valid"},
			{Path: "/home/mira/src/shop/logs/debug.log.gz", Line: 120_481, Column: 201, Prefix: "gh_live_7Kq2mZ9x", Last4: "x9Yw", Known: true, Live: true, Key: "k2", Of: "svc-billing", State: "valid"},
			{Path: "/home/mira/src/shop/test/\x1b[2Jfixtures.json", Line: 7, Column: 22, Prefix: "gh_test_Qe6RtN5b", Last4: "p0Lk", Known: true, Key: "k7", Of: "nordwind-gmbh", State: "revoked"},
			{Path: "/home/mira/src/shop/README.md", Line: 12, Column: 1, Prefix: "gh_live_Example0", Last4: "UCPw", State: "unknown"},
		},
		Problems: [][2]string{{"/home/mira/src/shop/backup.zip", "it is zip, which was not unpacked"}}}
}
