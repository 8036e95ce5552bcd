package review

import (
	"bytes"
	"net/netip"

	"gatehouse/core/auditlog"
)

// maxHops is how many proxies a request is followed back through. More stand in nobody's way of a
// request but in that of who invents them.
const maxHops = 16

// clientOf returns the address of who made a request, as logged. It is the one that the connection
// came from, unless that is a proxy that the gateway trusts: then it is who the proxy says it got the
// request from, which is the last address of X-Forwarded-For, and so on from right to left. What
// stands further left was written by somebody whom nobody vouches for. Where an entry is no address,
// the last one that is known counts.
func clientOf(e *auditlog.Event, trusted []netip.Prefix) []byte {
	client, rest := e.Source, e.Forwarded
	if e.Has&auditlog.FieldForwarded == 0 {
		return client
	}
	for range maxHops {
		if addr, ok := auditlog.ParseAddr(client); !ok || !within(addr, trusted) || len(rest) == 0 {
			return client
		}
		hop := rest
		if i := bytes.LastIndexByte(rest, ','); i >= 0 {
			hop, rest = rest[i+1:], rest[:i]
		} else {
			rest = nil
		}
		hop = bytes.TrimSpace(hop)
		if _, ok := auditlog.ParseAddr(hop); !ok {
			return client
		}
		client = hop
	}
	return client
}

// within reports whether an address lies in one of the networks.
func within(addr netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(addr) {
			return true
		}
	}
	return false
}
