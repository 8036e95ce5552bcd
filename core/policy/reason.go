package policy

import "fmt"

// Reason says in one word why a request was allowed or refused. The words are stable: logs,
// findings, bundles and scripts hold them. They are in the order in which they are tested.
type Reason uint8

// The reasons. Those that this version never gives are marked so in [Reasons].
const (
	ReasonUnjudged Reason = iota // replay only: what the log carries does not decide it

	ReasonBundleRolledBack
	ReasonBundleExpired
	ReasonRequestMalformed
	ReasonPathNotCanonical
	ReasonTargetTooLong
	ReasonHeadersTooLarge
	ReasonTLSRequired
	ReasonTLSTooOld
	ReasonLimitAddress
	ReasonRouteUnknown
	ReasonMethodNotAllowed
	ReasonBodyTooLarge
	ReasonMediaTypeUnsupported
	ReasonCredentialsMissing
	ReasonMethodNotAccepted
	ReasonKeyUnknown
	ReasonKeyRevoked
	ReasonKeySuspended
	ReasonKeyNotYetValid
	ReasonKeyExpired
	ReasonKeyWrongNetwork
	ReasonTokenMalformed
	ReasonTokenKeyUnknown
	ReasonTokenSignature
	ReasonTokenType
	ReasonTokenIssuer
	ReasonTokenAudience
	ReasonTokenNotYetValid
	ReasonTokenExpired
	ReasonTokenRevoked
	ReasonCertificateMissing
	ReasonCertificateUntrusted
	ReasonCertificateUnknown
	ReasonSignatureInvalid
	ReasonSignatureExpired
	ReasonSignatureReplayed
	ReasonCredentialsConflict
	ReasonPrincipalDisabled
	ReasonRoleLacksGrant
	ReasonOTPRequired
	ReasonOTPTooOld
	ReasonLimitKey
	ReasonLimitPrincipal
	ReasonLimitRoute
	ReasonParameterMissing
	ReasonParameterInvalid
	ReasonParameterUndeclared
	ReasonAllowed

	reasonCount
)

// ReasonInfo is one row of the table of reasons.
type ReasonInfo struct {
	Reason Reason
	Name   string
	Status int
	Given  Given
	Means  string // one sentence for people
}

// Given says who gives a reason in this version.
type Given uint8

// Who gives a reason.
const (
	Reserved Given = iota // nobody yet; the name is kept
	ByDecide              // Decide, Explain and every target
	ByBundle              // only what enforces a bundle: Rego and agent
	ByMeter               // Decide with a meter; never Rego
)

// String returns the stable word.
func (r Reason) String() string {
	if r < reasonCount {
		return reasons[r].Name
	}
	return fmt.Sprintf("reason(%d)", uint8(r))
}

// Status returns the HTTP status that goes with the reason; 0 for [ReasonUnjudged].
func (r Reason) Status() int {
	if r < reasonCount {
		return reasons[r].Status
	}
	return 0
}

// Info returns the row of the table.
func (r Reason) Info() ReasonInfo {
	if r < reasonCount {
		return reasons[r]
	}
	return ReasonInfo{Reason: r}
}

// Reasons returns all reasons in the order in which they are tested.
func Reasons() []ReasonInfo {
	all := make([]ReasonInfo, 0, reasonCount-1)
	for r := ReasonUnjudged + 1; r < reasonCount; r++ {
		all = append(all, reasons[r])
	}
	return all
}

// ParseReason returns the reason of a stable word.
func ParseReason(word string) (Reason, bool) {
	r, ok := reasonsByName[word]
	return r, ok
}

// MarshalText returns the stable word.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a stable word; the empty word is [ReasonUnjudged].
func (r *Reason) UnmarshalText(text []byte) error {
	v, ok := ParseReason(string(text))
	if !ok {
		return fmt.Errorf("policy: %q is no reason", text)
	}
	*r = v
	return nil
}

var reasonsByName = func() map[string]Reason {
	m := make(map[string]Reason, reasonCount)
	for r, info := range reasons {
		m[info.Name] = Reason(r)
	}
	return m
}()
