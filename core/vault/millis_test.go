package vault_test

import (
	"testing"
	"time"

	"gatehouse/core/vault"
)

func TestMillis(t *testing.T) {
	cases := []struct {
		name string
		time time.Time
		want vault.Millis
		text string
	}{
		{"none", time.Time{}, 0, "-"},
		{"an instant", time.Date(2026, 11, 2, 8, 0, 0, 123456789, time.UTC), 1793606400123, "2026-11-02T08:00:00Z"},
		{"elsewhere", time.Date(2026, 11, 2, 9, 0, 0, 0, time.FixedZone("CET", 3600)), 1793606400000, "2026-11-02T08:00:00Z"},
		{"before 1970", time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC), -1000, "1969-12-31T23:59:59Z"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := vault.MillisOf(c.time)
			if m != c.want || m.String() != c.text || m.IsZero() != c.time.IsZero() {
				t.Errorf("got %d %q", int64(m), m)
			}
			if back := m.Time(); !back.Equal(c.time.Truncate(time.Millisecond)) || back.Location() != time.UTC {
				t.Errorf("back: %v", back)
			}
		})
	}
}
