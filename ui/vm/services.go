package vm

import (
	"context"
	"time"

	"gatehouse/core/catalog"
	"gatehouse/core/job"
)

// House is an unlocked vault as the pages see it: one small service per page.
type House interface {
	VaultInfo() VaultInfo
	Catalog() Catalog
	Directory() Directory
	Access() Access
	Keys() Keys
	KeyTools() KeyTools
	Bundles() Bundles
	Imports() Imports
	Findings() Findings
	Limits() Limits
	Gateways() Gateways
	Postures() Postures
	Journal() Journal
	// Can reports whether the administrator's console roles allow an action ("apikey.revoke").
	Can(action string) bool
	// Subscribe calls fn after every change of the vault, on any goroutine, until cancel is called.
	Subscribe(fn func(Change)) (cancel func())
	// OTP keeps the one-time passwords of principals.
	OTP() OTP
	// Proven reports whether the password was typed within the last minutes; without that, what a
	// passer-by must not do is refused.
	Proven() bool
	// AskAgain checks the password of the signed-in administrator once more.
	AskAgain(ctx context.Context, password string) error
	// ChangePassword gives the signed-in administrator a new password.
	ChangePassword(ctx context.Context, old, next string) error
	// Backup writes a verified copy of the vault into a folder and returns its path.
	Backup(ctx context.Context, folder string) (string, error)
	// Close locks the vault: its keys leave memory.
	Close() error
}

// Change says that the vault changed; who listens reads again.
type Change struct {
	Action string   // "apikey.revoke"
	Kinds  []string // kinds of record that were touched: "apikey", "export"
}

// VaultInfo names the open vault and who opened it.
type VaultInfo struct {
	Name  string // "production.gate"
	Path  string
	Admin string
	Role  string // console role, in words
	ID    string // of the vault
	Seq   uint64 // newest entry of the journal
}

// Opener makes and opens vaults.
type Opener interface {
	// Create makes a vault file and opens it.
	Create(ctx context.Context, v NewVault) (House, error)
	// Open unlocks the vault at path. A wrong password and an unknown administrator look the same.
	Open(ctx context.Context, path, admin, password string) (House, error)
	// Sample makes a vault of an invented company with a log that was imported and reviewed.
	Sample(ctx context.Context, report job.Report) (House, error)
}

// NewVault is what a vault needs to be made.
type NewVault struct {
	Path     string
	Name     string
	Admin    string
	Password string
}

// API is an entry of the catalogue with its routes.
type API struct {
	ID, Name  string
	Hosts     []string
	Base      string
	TLSMin    string
	KeyHeader string
	MaxBody   int64  // bytes; 0 = no limit
	Document  string // title and version of the OpenAPI document that it was imported from, or ""
	Routes    []Route
	Created   time.Time
}

// Route is a path template of an API with its methods, and what is stated about them.
type Route struct {
	ID, API     string
	Path        string
	Methods     []string
	Public      bool
	Summary     string
	Accept      []string // ways to say who one is; none = any
	TLSMin      string   // "" = the API's
	Certificate bool     // a client certificate is demanded
	OTP         bool     // a one-time password is demanded
	Strict      bool     // parameters that are not declared are refused
	Parameters  []catalog.Parameter
	MediaTypes  []string // of bodies; none = any
	MaxBody     int64    // bytes; 0 = the API's
	Imported    bool     // from an OpenAPI document
}

// Catalog keeps the APIs and their routes.
type Catalog interface {
	APIs(ctx context.Context) ([]API, error)
	AddAPI(ctx context.Context, a API) (API, error)
	EditAPI(ctx context.Context, a API) (API, error)
	// RemoveAPI removes an API and its routes. Conflict while a role or a limit names it.
	RemoveAPI(ctx context.Context, id string) error
	AddRoute(ctx context.Context, r Route) (Route, error)
	EditRoute(ctx context.Context, r Route) (Route, error)
	RemoveRoute(ctx context.Context, id string) error
	// PlanImport reads an OpenAPI file and says what its import would do. It changes nothing.
	PlanImport(ctx context.Context, path string, ask catalog.Ask) (catalog.Plan, error)
	// ApplyImport does it, in one change. Conflict when the catalogue changed since.
	ApplyImport(ctx context.Context, p catalog.Plan) (API, error)
}

// Principal is who calls an API.
type Principal struct {
	ID, Name string
	Service  bool // a service account, else a user
	Email    string
	Owner    string
	Notes    string
	Roles    []string // ids
	Disabled bool
	Expires  time.Time // zero = never
	Keys     int
	Created  time.Time

	otp int // how far its one-time passwords are
}

// Role is a named set of grants.
type Role struct {
	ID, Name   string
	Grants     []Grant
	Inherits   []string // ids of roles
	Principals int      // how many have it
	Created    time.Time
}

// Grant lets its role call a route pattern with some methods.
type Grant struct {
	API     string // id
	Path    string
	Methods []string
	OTP     bool
}

// Directory keeps principals and roles.
type Directory interface {
	Principals(ctx context.Context) ([]Principal, error)
	AddPrincipal(ctx context.Context, p Principal) (Principal, error)
	EditPrincipal(ctx context.Context, p Principal) (Principal, error)
	// RemovePrincipal removes one for good. Conflict while it has API keys.
	RemovePrincipal(ctx context.Context, id string) error
	SetRoles(ctx context.Context, principal string, roles []string) error
	SetDisabled(ctx context.Context, principal string, disabled bool, reason string) error
	Roles(ctx context.Context) ([]Role, error)
	AddRole(ctx context.Context, r Role) (Role, error)
	RenameRole(ctx context.Context, id, name string) (Role, error)
	// RemoveRole removes one for good. Conflict while a principal or a key has it.
	RemoveRole(ctx context.Context, id string) error
	AddGrant(ctx context.Context, role string, g Grant) (Role, error)
	RemoveGrant(ctx context.Context, role string, g Grant) (Role, error)
}

// Export is a bundle that was exported.
type Export struct {
	ID       string
	Serial   uint64
	Revision string
	Audience string
	KeyID    string // kid of the signing key
	Digest   string // SHA-256 of the file
	Issued   time.Time
	Expires  time.Time
	Size     int64
	Path     string // of the bundle; known right after the export
	Beside   []File // what else was written
}

// File is a written file and what it is for.
type File struct{ Path, What string }

// NewExport says what to export.
type NewExport struct {
	Audience string
	Path     string
	Lasts    time.Duration
}

// PolicyChange is one thing that differs between two policies.
type PolicyChange struct {
	Kind   string // "api", "route", "principal", "role", "apikey", "limit"
	ID     string
	Change string // "added", "removed", "changed"
	Old    []byte // JSON as the bundle has it, without anything secret; nil when added
	New    []byte // nil when removed
}

// Preview is what an export would hold, and what it changes.
type Preview struct {
	Last     *Export // the newest export for the audience, or nil
	Changes  []PolicyChange
	Names    map[string]string // ids to names, for the words
	Holds    map[string]int    // how many of each kind: "apikey": 1281
	Audience string
}

// Verified is what a bundle file says about itself once its signature holds.
type Verified struct {
	Export
	Vault   string
	Routes  int
	Keys    int
	Expired bool
}

// Bundles exports the policy and verifies files.
type Bundles interface {
	Exports(ctx context.Context) ([]Export, error)
	// Preview compares the policy of now with the newest export for an audience.
	Preview(ctx context.Context, audience string) (Preview, error)
	// Compare says what an export changed against the one before it.
	Compare(ctx context.Context, id string) (Preview, error)
	Export(ctx context.Context, e NewExport) (Export, error)
	Verify(ctx context.Context, path string) (Verified, error)
}

// Import is a log that was imported.
type Import struct {
	ID       string
	Files    []string
	Format   string
	Gateway  string
	Events   int64
	Rejected int64
	Findings map[string]int // by severity
	First    time.Time
	Last     time.Time
	Made     time.Time
}

// Detection is what a file looks like.
type Detection struct {
	Format     string
	Confidence float64 // 0 to 1
	Sample     []string
	Rows       []SampleRow // the sample as it is read
	Missing    []string    // what this format does not carry: "tls", "principal", "key"
	Size       int64       // as stored; compressed files are smaller than what they hold
}

// SampleRow is one line of a sample as it is read. Every text of it is hostile.
type SampleRow struct {
	Line                                 uint64
	Time                                 time.Time
	Source, Method, Path, Principal, Bad string // Bad = why the line can't be read
	Status                               int
}

// NewImport says what to import.
type NewImport struct {
	Paths   []string
	Format  string // "" = as detected
	Gateway string // "" = default
}

// Imported sums up a finished import.
type Imported struct {
	Import
	Continued bool // an earlier import holds the beginning of the file; only what is new was read
	Seconds   float64
}

// Imports imports and reviews logs.
type Imports interface {
	Imports(ctx context.Context) ([]Import, error)
	Detect(ctx context.Context, path string) (Detection, error)
	Import(ctx context.Context, n NewImport, report job.Report) (Imported, error)
	// Remove destroys an import's key and rows.
	Remove(ctx context.Context, id string) error
	// Traffic returns the requests of all imports by the hour, in order.
	Traffic(ctx context.Context) ([]Hour, error)
}

// Hour counts the requests of one hour.
type Hour struct {
	At     time.Time // its beginning, UTC
	Events int64
	Class  [5]int64 // 1xx or unknown, 2xx, 3xx, 4xx, 5xx
}

// Finding is what a review found, grouped.
type Finding struct {
	ID, Check, Title string
	Severity         string // "critical" … "informational"
	Grade            string // "possible success", "attempt", "blocked" or ""
	Count            int64
	Principal        string
	Source           string
	Route            string
	Key              string
	Reason           string
	Detail           string
	Status           string    // "open", "accepted", "fixed", "false positive"
	Note             string    // why
	Until            time.Time // when an accepted finding opens again; zero = never
	First, Last      time.Time
	Import           string
	Evidence         []Evidence
}

// Evidence is one line that a finding rests on.
type Evidence struct {
	File   string
	Line   uint64
	Offset int64
	SHA256 string
	Raw    []byte // hostile text
}

// Findings reads reviews.
type Findings interface {
	Findings(ctx context.Context) ([]Finding, error)
	Finding(ctx context.Context, id string) (Finding, error)
	// SetStatus records one decision about several findings.
	SetStatus(ctx context.Context, ids []string, r Ruling) error
}

// Ruling is what a person decided about findings.
type Ruling struct {
	Status string // as [Finding.Status]
	Note   string
	Until  time.Time // for "accepted"; zero = for good
}

// Entry is one entry of the journal.
type Entry struct {
	Seq     uint64
	Time    time.Time
	Admin   string
	Action  string // "apikey.revoke"
	ID      string // of the subject, or ""
	Subject string // its name, as far as it is known
	Reason  string
	Program string
	Touched int // rows written or removed
	Diff    []Field
}

// Field is what an entry changed.
type Field struct{ Name, Old, New string }

// JournalCheck is the outcome of verifying the whole journal.
type JournalCheck struct {
	Entries    uint64
	Flaws      []string // what is wrong, entry by entry; empty when nothing is
	Checkpoint string   // the newest signed tree head, as a note
	At         time.Time
}

// Journal reads and verifies the book of changes.
type Journal interface {
	// Entries returns the newest entries, newest first; limit 0 means all.
	Entries(ctx context.Context, limit int) ([]Entry, error)
	// About returns the entries about one thing, newest first.
	About(ctx context.Context, id string) ([]Entry, error)
	Verify(ctx context.Context, report job.Report) (JournalCheck, error)
}
