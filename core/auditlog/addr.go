package auditlog

import "net/netip"

// Addr returns the client's address; ok is false where the log holds a name or nothing.
func (e *Event) Addr() (addr netip.Addr, ok bool) { return ParseAddr(e.Source) }

// ParseAddr reads an address as logs hold it, without allocating: IPv4, IPv6, IPv6 in brackets,
// each with or without a port. IPv4 mapped into IPv6 is returned as IPv4. Zones are refused.
func ParseAddr(text []byte) (addr netip.Addr, ok bool) { return netip.Addr{}, false }
