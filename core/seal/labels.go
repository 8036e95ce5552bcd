package seal

// Labels separate the uses of one key from another. Each stands in exactly one kind of place,
// derivation or signature; none is a prefix of another with the length in front of it. They never
// change: a new use or a new layout gets a new label.
const (
	LabelRecord  = "gatehouse/v1/record"     // associated data of a vault record
	LabelEntry   = "gatehouse/v1/entry"      // associated data of a journal entry's body
	LabelSlot    = "gatehouse/v1/slot"       // slot header and the key of an administrator's box
	LabelCheck   = "gatehouse/v1/slot/check" // key commitment of a slot
	LabelKeyring = "gatehouse/v1/keyring"    // HPKE info of a wrapped domain key
	LabelTable   = "gatehouse/v1/table/"     // subkey of a domain for one kind of record; the kind follows
	LabelInbox   = "gatehouse/v1/inbox"      // HPKE info of an event written while the vault was locked
	LabelTouched = "gatehouse/v1/touched"    // digest of an entry's long list of touched rows

	LabelImport   = "gatehouse/v1/import"   // an import's data key, sealed under the evidence domain
	LabelSegment  = "gatehouse/v1/segment"  // columns of imported events
	LabelReject   = "gatehouse/v1/reject"   // rejected lines of an import
	LabelFinding  = "gatehouse/v1/finding"  // a finding of a review
	LabelSnapshot = "gatehouse/v1/snapshot" // an exported bundle's content

	LabelProgress  = "gatehouse/v1/progress"  // plan and mark of a staged import
	LabelAggregate = "gatehouse/v1/aggregate" // counts per minute of a review
	LabelUsage     = "gatehouse/v1/usage"     // uses of API keys that a review saw
)

// Kinds of signature. What is signed is "gatehouse/v1/sig/<kind>\x00", the vault's id and the
// bytes; see [SigningKey.Sign].
const (
	SigRoster = "roster" // a roster statement's body
	SigEntry  = "entry"  // a journal entry
	SigNote   = "note"   // a checkpoint's text, by the acting administrator
)

// sigPrefix starts the bytes under every labelled signature.
const sigPrefix = "gatehouse/v1/sig/"
