package bundle

import (
	"regexp"
	"time"

	"gatehouse/core/fault"
)

const (
	manifestFile = ".manifest"
	root         = "gatehouse"
	factsFile    = root + "/bundle/data.json"
	regoFile     = root + "/authz/authz.rego"
)

// manifest is OPA's manifest; what is ours stands in the metadata.
type manifest struct {
	Metadata struct {
		Gatehouse metadata `json:"gatehouse"`
	} `json:"metadata"`
	RegoVersion int      `json:"rego_version"`
	Revision    string   `json:"revision"`
	Roots       []string `json:"roots"`
}

// metadata is a bundle's [Meta] on the wire.
type metadata struct {
	Audience   string `json:"audience"`
	Checkpoint string `json:"checkpoint"`
	Expires    string `json:"expires_at"`
	Format     string `json:"format"`
	Issued     string `json:"issued_at"`
	Previous   string `json:"previous"`
	Serial     uint64 `json:"serial"`
	Vault      string `json:"vault"`
}

// facts is what the policy can read about its own bundle: /gatehouse/bundle.
type facts struct {
	Audience string  `json:"audience"`
	Expires  string  `json:"expires_at"`
	Format   string  `json:"format"`
	Grammar  grammar `json:"grammar"`
	Issued   string  `json:"issued_at"`
	Leeway   int     `json:"leeway"`
	Serial   uint64  `json:"serial"`
	Vault    string  `json:"vault"`
}

// grammar is what may stand in a request, as anchored RE2 expressions.
type grammar struct {
	Host string `json:"host"`
	Path string `json:"path"`
}

var (
	audienceForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$`)
	digestForm   = regexp.MustCompile(`^[0-9a-f]{64}$`)
	vaultForm    = regexp.MustCompile(`^[a-z2-7]{32}$`)
)

// maxSerial keeps serials exact in every JSON reader (2^53).
const maxSerial = 1<<53 - 1

// check refuses a Meta that no bundle can carry.
func (m Meta) check() error {
	switch {
	case !audienceForm.MatchString(m.Audience):
		return fault.New(fault.Invalid, "the audience %q is not a name: letters, digits and . _ @ -, at most 64, beginning with a letter or digit", m.Audience)
	case m.Serial < 1 || m.Serial > maxSerial:
		return fault.New(fault.Invalid, "the serial %d is not between 1 and 2^53", m.Serial)
	case !vaultForm.MatchString(m.Vault):
		return fault.New(fault.Invalid, "the vault id %q is not one", m.Vault)
	case m.Previous != "" && !digestForm.MatchString(m.Previous):
		return fault.New(fault.Invalid, "the digest of the previous bundle is not a SHA-256 in hex")
	case m.Issued.Nanosecond() != 0 || m.Expires.Nanosecond() != 0:
		return fault.New(fault.Invalid, "a bundle's times are whole seconds")
	case m.Issued.Year() < 1970 || m.Expires.Year() > 2200: // OPA's clock counts nanoseconds in 64 bits
		return fault.New(fault.Invalid, "the bundle's times lie outside 1970 to 2200")
	case !m.Expires.After(m.Issued):
		return fault.New(fault.Invalid, "the bundle would expire at %s, before it is issued", stamp(m.Expires))
	}
	return nil
}

// stamp writes a time as the bundle does: RFC 3339, UTC, whole seconds.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// parseStamp reads what stamp wrote, and nothing else.
func parseStamp(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC(), err == nil && stamp(t) == s
}

// manifestOf returns the manifest of a content.
func manifestOf(m Meta, revision string) manifest {
	doc := manifest{RegoVersion: 1, Revision: revision, Roots: []string{root}}
	doc.Metadata.Gatehouse = metadata{
		Audience: m.Audience, Checkpoint: m.Checkpoint, Expires: stamp(m.Expires), Format: Format,
		Issued: stamp(m.Issued), Previous: m.Previous, Serial: m.Serial, Vault: m.Vault,
	}
	return doc
}

// parseManifest reads a manifest of ours.
func parseManifest(b []byte) (Meta, string, error) {
	var doc manifest
	if err := decode(b, &doc); err != nil {
		return Meta{}, "", refuse("%s: %v", manifestFile, err)
	}
	g := doc.Metadata.Gatehouse
	if g.Format != Format {
		return Meta{}, "", refuse("the bundle's format is %q; this program reads %q", g.Format, Format)
	}
	if doc.RegoVersion != 1 || len(doc.Roots) != 1 || doc.Roots[0] != root {
		return Meta{}, "", refuse("%s: the roots and the version of Rego are not those of a bundle of ours", manifestFile)
	}
	issued, ok1 := parseStamp(g.Issued)
	expires, ok2 := parseStamp(g.Expires)
	if !ok1 || !ok2 {
		return Meta{}, "", refuse("%s: a time is not RFC 3339 in UTC", manifestFile)
	}
	m := Meta{
		Vault: g.Vault, Audience: g.Audience, Serial: g.Serial, Issued: issued, Expires: expires,
		Previous: g.Previous, Checkpoint: g.Checkpoint,
	}
	if err := m.check(); err != nil {
		return Meta{}, "", refuse("%s: %v", manifestFile, err)
	}
	return m, doc.Revision, nil
}

// factsOf returns what the policy can read about the bundle.
func factsOf(m Meta, g grammar) facts {
	return facts{
		Audience: m.Audience, Expires: stamp(m.Expires), Format: Format, Grammar: g,
		Issued: stamp(m.Issued), Leeway: Leeway, Serial: m.Serial, Vault: m.Vault,
	}
}
