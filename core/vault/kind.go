package vault

// Kind is a kind of record. It stands in the clear in the file, and in every record's associated data.
type Kind string

// The kinds of record. A new kind needs a line in domains below and nothing else.
const (
	KindAPI           Kind = "api"
	KindRoute         Kind = "route"
	KindPrincipal     Kind = "principal"
	KindRole          Kind = "role"
	KindAPIKey        Kind = "apikey"
	KindLimit         Kind = "limit"
	KindSetting       Kind = "setting"
	KindAdministrator Kind = "administrator"
	KindGateway       Kind = "gateway"
	KindExport        Kind = "export"
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
)
