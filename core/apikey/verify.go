package apikey

import "time"

// Verdict is what there is to say about one token.
type Verdict struct {
	Valid  bool
	Reason string // "valid", "malformed", "unknown", "revoked", "suspended", "not_yet_valid" or "expired"
	Detail string // why it is malformed
	Key    Key    // zero when the token is not known
	Until  time.Time
}

// Verify says whether a token is valid at a time, by its form, its digest, state and times. It knows
// no request: networks and grants are not tested. A token of another system is known by its digest,
// whatever its form.
func (s *Service) Verify(token []byte, at time.Time) Verdict {
	digest := DigestOf(token)
	s.mu.RLock()
	id, known := s.byDigest[digest]
	s.mu.RUnlock()
	k, ok := s.keys.Get(id)
	if !known || !ok {
		if _, err := Parse(token); err != nil {
			return Verdict{Reason: "malformed", Detail: err.Error()}
		}
		return Verdict{Reason: "unknown"}
	}
	v := Verdict{Key: k, Reason: "valid"}
	now := at.UnixMilli()
	for _, t := range k.Tokens {
		if t.SHA256 == digest.String() {
			v.Until = k.ValidUntil(t).Time()
		}
	}
	switch {
	case k.State == Revoked:
		v.Reason = "revoked"
	case k.State == Suspended:
		v.Reason = "suspended"
	case now < int64(k.NotBefore):
		v.Reason = "not_yet_valid"
	case !v.Until.IsZero() && now >= v.Until.UnixMilli():
		v.Reason = "expired"
	}
	v.Valid = v.Reason == "valid"
	return v
}

// ByDigest returns the key that has a token with this digest.
func (s *Service) ByDigest(d Digest) (Key, bool) { return s.byDigestOf(d) }

// HasForeign reports whether a key was taken over by its digest without a public id: its token need
// not have the form of ours.
func (s *Service) HasForeign() bool {
	for _, k := range s.keys.All() {
		for _, t := range k.Tokens {
			if t.Public == "" {
				return true
			}
		}
	}
	return false
}
