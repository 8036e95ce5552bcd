package review

import (
	"net/netip"
	"testing"

	"gatehouse/core/auditlog"
)

func TestXForwardedForCountsOnlyFromATrustedProxy(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:1::/48")}
	for name, c := range map[string]struct{ source, forwarded, want string }{
		"straight from the client":                 {"203.0.113.9", "", "203.0.113.9"},
		"a client that claims to be somebody else": {"203.0.113.9", "198.51.100.1", "203.0.113.9"},
		"through the proxy":                        {"10.1.2.3", "203.0.113.9", "203.0.113.9"},
		"a client that sent the header itself":     {"10.1.2.3", "198.51.100.1, 203.0.113.9", "203.0.113.9"},
		"through two proxies":                      {"10.1.2.3", "203.0.113.9, 10.4.4.4", "203.0.113.9"},
		"two proxies and a forged beginning":       {"10.1.2.3", "10.9.9.9, 203.0.113.9,10.4.4.4", "203.0.113.9"},
		"proxies alone":                            {"10.1.2.3", "10.5.5.5, 10.4.4.4", "10.5.5.5"},
		"the proxy says nothing":                   {"10.1.2.3", "", "10.1.2.3"},
		"the proxy does not know":                  {"10.1.2.3", "203.0.113.9, unknown", "10.1.2.3"},
		"what is no address ends the way":          {"10.1.2.3", "203.0.113.9, x'y, 10.4.4.4", "10.4.4.4"},
		"with a port":                              {"10.1.2.3:4711", "203.0.113.9:443", "203.0.113.9:443"},
		"IPv6":                                     {"[2001:db8:1::5]:443", "2001:db8:2::7", "2001:db8:2::7"},
		"a name where the server looked it up":     {"proxy.example", "203.0.113.9", "proxy.example"},
		"an empty entry":                           {"10.1.2.3", "203.0.113.9,", "10.1.2.3"},
	} {
		e := auditlog.Event{Has: auditlog.FieldSource, Source: []byte(c.source), Forwarded: []byte(c.forwarded)}
		if c.forwarded != "" {
			e.Has |= auditlog.FieldForwarded
		}
		if got := string(clientOf(&e, trusted)); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func FuzzClientOf(f *testing.F) {
	f.Add("10.1.2.3", "203.0.113.9, 10.4.4.4")
	f.Add("10.1.2.3", ",,,,,,,,,,,,,,,,,,,,,,,,")
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, source, forwarded string) {
		e := auditlog.Event{Has: auditlog.FieldSource | auditlog.FieldForwarded, Source: []byte(source), Forwarded: []byte(forwarded)}
		got := clientOf(&e, trusted)
		if _, ok := auditlog.ParseAddr(got); !ok && string(got) != source {
			t.Errorf("%q through %q gives %q, which is no address", source, forwarded, got)
		}
		if addr, ok := auditlog.ParseAddr(e.Source); string(got) != source && (!ok || !within(addr, trusted)) {
			t.Errorf("%q is believed, which nobody trusts", source)
		}
	})
}
