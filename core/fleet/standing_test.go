package fleet_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/core/fleet"
	"gatehouse/core/vault"
)

func TestAGatewayStandsWhereItsLogsSay(t *testing.T) {
	noon := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) vault.Millis { return vault.MillisOf(noon.Add(d)) }
	last := fleet.Export{Serial: 14, Revision: "gh-000014-aaaaaaaaaaaa", Issued: at(0)}
	const before, old = "gh-000013-bbbbbbbbbbbb", "gh-000009-cccccccccccc"
	for name, c := range map[string]struct {
		last fleet.Export
		seen fleet.Seen
		want fleet.Standing
		care bool
	}{
		"nothing was exported":                   {fleet.Export{}, fleet.Seen{Imports: 1, Carried: true, Revision: before}, fleet.NeverExported, true},
		"no log was imported":                    {last, fleet.Seen{}, fleet.NoLogs, false},
		"its logs do not tell":                   {last, fleet.Seen{Imports: 2}, fleet.NotCarried, false},
		"its logs could tell and do not":         {last, fleet.Seen{Imports: 2, Carried: true}, fleet.NotCarried, false},
		"the newest":                             {last, fleet.Seen{1, true, last.Revision, at(time.Hour)}, fleet.Current, false},
		"the newest, without its digest":         {last, fleet.Seen{1, true, "gh-000014", at(time.Hour)}, fleet.Current, false},
		"the beginning of a serial":              {last, fleet.Seen{1, true, "gh-00001", at(time.Hour)}, fleet.Foreign, true},
		"older, but before the newest was there": {last, fleet.Seen{1, true, before, at(-time.Hour)}, fleet.Unconfirmed, false},
		"older, while it may be loading":         {last, fleet.Seen{1, true, before, at(9 * time.Minute)}, fleet.Unconfirmed, false},
		"older, though it had the time":          {last, fleet.Seen{1, true, before, at(10 * time.Minute)}, fleet.Behind, true},
		"so old that it must be refused":         {last, fleet.Seen{1, true, old, at(time.Hour)}, fleet.BelowFloor, true},
		"a serial that was not exported":         {last, fleet.Seen{1, true, "gh-000015-dddddddddddd", at(time.Hour)}, fleet.Foreign, true},
		"the newest serial with another content": {last, fleet.Seen{1, true, "gh-000014-dddddddddddd", at(time.Hour)}, fleet.Foreign, true},
		"a text that is no revision":             {last, fleet.Seen{1, true, "<script>", at(time.Hour)}, fleet.Foreign, true},
	} {
		got := fleet.Stand(fleet.Gateway{Floor: 10}, c.last, c.seen)
		if got != c.want || got.NeedsCare() != c.care {
			t.Errorf("%s: got %s (care %v), want %s", name, got, got.NeedsCare(), c.want)
		}
	}
}

func TestOnlyRevisionsOfOursHaveASerial(t *testing.T) {
	for s, want := range map[string]uint64{
		"gh-000012-a1b2c3d4e5f6": 12, "gh-1000000-a1b2c3d4e5f6": 1_000_000,
		"gh-000012": 12,
		"":          0, "gh-": 0, "gh-000012-": 0, "gh-000000-a1b2c3d4e5f6": 0, "gh-12-a1b2c3d4e5f6": 0, "gh-000012-A1B2C3D4E5F6": 0, "gh-000012-a1b2c3d4e5f": 0,
		"gh-+00012-a1b2c3d4e5f6": 0, "gh-000012-a1b2c3d4e5f6\n": 0, "gh-" + strings.Repeat("9", 30) + "-a1b2c3d4e5f6": 0, "rev-000012-a1b2c3d4e5f6": 0,
	} {
		if got, ok := fleet.ParseRevision(s); got != want || ok != (want > 0) {
			t.Errorf("%q: got %d, %v", s, got, ok)
		}
	}
}

func FuzzParseRevision(f *testing.F) {
	for _, s := range []string{"gh-000012-a1b2c3d4e5f6", "gh--", "gh-000012-", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if serial, ok := fleet.ParseRevision(s); ok && (serial == 0 || len(s) > fleet.MaxRevision || strings.ContainsFunc(s, func(r rune) bool { return r < '-' || r > 'z' })) {
			t.Errorf("%q has the serial %d", s, serial)
		}
	})
}
