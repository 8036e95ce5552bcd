package review

import "crypto/sha256"

// hit is what is kept of an event that matters to a check. Many may wait for their minute to pass,
// so what they have in common is held once.
type hit struct {
	*profile
	source string
	raw    string
	values []string // of the fields whose distinct values are counted, by window
	sum    [sha256.Size]byte
	hashed bool
	status int16
}

// profile is what many events have in common.
type profile struct{ route, principal, key, reason, missing string }

// maxInterned bounds the tables of what is held once; a full table starts anew.
const maxInterned = 1 << 16

// newHit copies what grouping and evidence need out of a row.
func (s *Sequencer) newHit(r *Row) *hit {
	h := &hit{profile: s.profile(r), source: s.name(r.Event.Source), status: r.Event.Status}
	for i := range s.engine.wins {
		if f := s.engine.wins[i].value; f != nil {
			if h.values == nil {
				h.values = make([]string, len(s.engine.wins))
			}
			h.values[i] = string(appendField(nil, f.name, r))
		}
	}
	if len(r.Raw) > 0 {
		h.sum, h.hashed = sha256.Sum256(r.Raw), true
		if s.texts < maxTexts {
			h.raw = string(r.Raw[:min(len(r.Raw), maxRaw)])
			s.texts += len(h.raw)
		}
	}
	return h
}

// profile returns the one copy of what the row has in common with others.
func (s *Sequencer) profile(r *Row) *profile {
	p := profile{route: r.Route, principal: r.Principal, key: s.name(r.Event.Key), reason: r.Reason, missing: s.name(r.missing)}
	if p.principal == "" {
		p.principal = s.name(r.Event.Principal)
	}
	if known, ok := s.profiles[p]; ok {
		return known
	}
	if len(s.profiles) >= maxInterned {
		clear(s.profiles)
	}
	s.profiles[p] = &p
	return &p
}

// name returns the one copy of a short text.
func (s *Sequencer) name(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if known, ok := s.names[string(b)]; ok {
		return known
	}
	if len(s.names) >= maxInterned {
		clear(s.names)
	}
	n := string(b)
	s.names[n] = n
	return n
}
