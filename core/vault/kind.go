package vault

import (
	"maps"
	"slices"

	"gatehouse/core/keyring"
)

// Kind is a kind of record. It stands in the clear in the file, and in every record's associated data.
type Kind string

// The kinds of record. A new kind needs a line in domains below and nothing else.
const (
	KindAPI           Kind = "api"
	KindRoute         Kind = "route"
	KindPrincipal     Kind = "principal"
	KindRole          Kind = "role"
	KindSeparation    Kind = "separation" // two roles that nobody may hold together
	KindAPIKey        Kind = "apikey"
	KindLimit         Kind = "limit"
	KindSetting       Kind = "setting"
	KindAdministrator Kind = "administrator"
	KindGateway       Kind = "gateway"
	KindExport        Kind = "export"
	KindAcceptance    Kind = "acceptance" // a weakness that somebody accepted
	KindSigningKey    Kind = "signing_key"
	KindEnrolment     Kind = "enrolment"
	KindSigningSecret Kind = "signing_secret"
	KindRequestSecret Kind = "request_secret"
	KindFactorSecret  Kind = "factor_secret"
	KindLogKey        Kind = "log_key"
	KindInboxKey      Kind = "inbox_key"
	KindImport        Kind = "import"
	KindReview        Kind = "review"
	KindFindingStatus Kind = "finding_status"
	KindTouched       Kind = "touched" // a part of an entry's long list of touched rows
)

// Domain is a group of kinds under one key; which role holds which is a table in core/keyring.
type Domain = keyring.Domain

// The domains, by the names that callers of this package know.
const (
	DomainDirectory = keyring.Directory
	DomainSecrets   = keyring.Secrets
	DomainFactors   = keyring.Factors
	DomainJournal   = keyring.Journal
	DomainEvidence  = keyring.Evidence
)

var domains = map[Kind]Domain{
	KindAPI: DomainDirectory, KindRoute: DomainDirectory, KindPrincipal: DomainDirectory, KindRole: DomainDirectory, KindSeparation: DomainDirectory,
	KindAPIKey: DomainDirectory, KindLimit: DomainDirectory, KindSetting: DomainDirectory, KindAdministrator: DomainDirectory,
	KindAcceptance: DomainDirectory,
	KindGateway:    DomainDirectory, KindExport: DomainDirectory, KindSigningKey: DomainDirectory, KindEnrolment: DomainDirectory,
	KindSigningSecret: DomainSecrets, KindRequestSecret: DomainSecrets,
	KindFactorSecret: DomainFactors,
	KindLogKey:       DomainJournal, KindInboxKey: DomainJournal, KindTouched: DomainJournal,
	KindImport: DomainEvidence, KindReview: DomainEvidence, KindFindingStatus: DomainEvidence,
}

// Domain returns the domain whose key seals records of the kind; "" for an unknown kind.
func (k Kind) Domain() Domain { return domains[k] }

// Kinds returns every kind, in no order.
func Kinds() []Kind { return slices.Collect(maps.Keys(domains)) }

// keptSealed reports whether records of the kind stay sealed in memory and are opened when asked for.
func (k Kind) keptSealed() bool {
	d := k.Domain()
	return d == DomainSecrets || d == DomainFactors || d == DomainJournal
}
