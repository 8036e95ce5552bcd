package policy

// credentials tests what was presented, each thing in the order of the reasons; the first fault is
// the answer. On a public route nothing need be presented, but what is presented must be good.
func (r *run) credentials() Reason {
	rt := &r.s.routes[r.d.Route]
	if r.key != "" || r.keySHA256 != "" || r.public != "" {
		r.presented |= acceptKey
	}
	if r.token != "" {
		r.presented |= acceptToken
	}
	if r.certificate != "" && !rt.certificate { // where one is demanded, it says nothing about who calls
		r.presented |= acceptCertificate
	}
	switch {
	case r.presented == 0 && rt.public:
		return pass
	case r.presented == 0:
		return ReasonCredentialsMissing
	case r.presented&^(rt.accept&acceptKey) != 0: // keys are all that this version can test
		return ReasonMethodNotAccepted
	}
	return r.testKey()
}

// testKey finds the key and tests its state, times and networks.
func (r *run) testKey() Reason {
	if r.replay {
		r.row = r.s.byPublic(r.public)
	} else {
		d := r.digestOf()
		r.row = r.s.byDigest(&d)
	}
	if r.row == 0 {
		return ReasonKeyUnknown
	}
	t := &r.s.tokens[r.row]
	r.d.Key, r.d.Principal = t.key, t.principal
	switch {
	case t.state == keyRevoked:
		return ReasonKeyRevoked
	case t.state == keySuspended:
		return ReasonKeySuspended
	case r.at < t.notBefore:
		return ReasonKeyNotYetValid
	case r.at >= t.until:
		return ReasonKeyExpired
	case t.nets > 0 && !r.inNetworks(t):
		return ReasonKeyWrongNetwork
	}
	return pass
}

// inNetworks reports whether the request came from one of the key's networks.
func (r *run) inNetworks(t *token) bool {
	for i := t.firstNet; i < t.firstNet+uint32(t.nets); i++ {
		if r.s.networks[i].Contains(r.address) {
			return true
		}
	}
	return false
}
