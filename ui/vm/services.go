package vm

import (
	"context"
	"time"

	"gatehouse/core/job"
)

// House is an unlocked vault as the pages see it: one small service per page.
type House interface {
	VaultInfo() VaultInfo
	Catalog() Catalog
	Directory() Directory
	Keys() Keys
	Bundles() Bundles
	Imports() Imports
	Findings() Findings
	// Close locks the vault: its keys leave memory.
	Close() error
}

// VaultInfo names the open vault and who opened it.
type VaultInfo struct {
	Name  string // "production.gate"
	Path  string
	Admin string
	Role  string // console role, in words
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
	Routes    []Route
	Created   time.Time
}

// Route is a path template of an API with its methods.
type Route struct {
	ID, API string
	Path    string
	Methods []string
	Public  bool
}

// Catalog keeps the APIs and their routes.
type Catalog interface {
	APIs(ctx context.Context) ([]API, error)
	AddAPI(ctx context.Context, a API) (API, error)
	AddRoute(ctx context.Context, r Route) (Route, error)
	RemoveRoute(ctx context.Context, id string) error
}

// Principal is who calls an API.
type Principal struct {
	ID, Name string
	Service  bool // a service account, else a user
	Email    string
	Owner    string
	Roles    []string // ids
	Disabled bool
	Keys     int
	Created  time.Time
}

// Role is a named set of grants.
type Role struct {
	ID, Name   string
	Grants     []Grant
	Principals int // how many have it
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
	SetRoles(ctx context.Context, principal string, roles []string) error
	SetDisabled(ctx context.Context, principal string, disabled bool) error
	Roles(ctx context.Context) ([]Role, error)
	AddRole(ctx context.Context, r Role) (Role, error)
}

// Key is an API key as it is listed: never the key itself.
type Key struct {
	ID, Name  string
	Prefix    string // "gh_live_7Kq2mZ9x"
	LastFour  string
	SHA256    string // of the newest token
	Principal string // id
	Scopes    []string
	Networks  []string
	State     string // "active", "suspended", "revoked"
	Reason    string // why it was revoked
	Created   time.Time
	Expires   time.Time // zero = never
	Revoked   time.Time
}

// NewKey is what a key needs to be made.
type NewKey struct {
	Principal string
	Name      string
	Env       string // "live" or "test"
	Scopes    []string
	Networks  []string
	Expires   time.Time // zero = never
}

// MadeKey is a key at the one moment when it can be seen.
type MadeKey struct {
	Key
	Token string
}

// Keys keeps the API keys.
type Keys interface {
	Keys(ctx context.Context) ([]Key, error)
	Create(ctx context.Context, k NewKey) (MadeKey, error)
	Revoke(ctx context.Context, id, reason string) error
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
	Size       int64 // as stored; compressed files are smaller than what they hold
}

// NewImport says what to import.
type NewImport struct {
	Path    string
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
	Status           string
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
}
