package intake

import (
	"gatehouse/core/auditlog"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
)

// Record is an import as the vault keeps it (kind import). It is what makes the import's rows in
// the evidence file count: without it they are staged and nobody sees them.
type Record struct {
	ID      string `json:"id"`
	Gateway string `json:"gateway"` // audience of the bundles that judge it
	// GatewayID is the record of the gateway that wrote the log, "" where only an audience was named.
	GatewayID string `json:"gateway_id,omitempty"`

	Format   auditlog.Format `json:"format"`
	Sampled  int             `json:"sampled"` // lines that detection looked at
	Matched  int             `json:"matched"` // lines of those that parse
	Files    []File          `json:"files"`
	Lines    uint64          `json:"lines"`
	Events   uint64          `json:"events"`
	Rejected uint64          `json:"rejected"`
	Bytes    int64           `json:"bytes"` // decompressed
	First    vault.Millis    `json:"first"`
	Last     vault.Millis    `json:"last"`
	Made     vault.Millis    `json:"made"`
	Review   string          `json:"review"` // the review made with it

	Segments int         `json:"segments"` // rows in the evidence file
	Rejects  int         `json:"rejects"`  // rows of rejected lines there
	Root     []byte      `json:"root"`     // Merkle root over both
	Key      seal.Secret `json:"key"`      // seals the rows; destroyed with the record
}

// File is one file of an import. A file is known by its content: its first block, and the digest
// of all of its blocks up to Size. Offsets and sizes are of the decompressed stream.
type File struct {
	Name   string `json:"name"`
	From   int64  `json:"from"`  // where this import began to read; more than 0 for a continuation
	Size   int64  `json:"size"`  // where it ended
	Lines  uint64 `json:"lines"` // in the whole file up to Size
	Ended  bool   `json:"ended"` // the last line had its line end
	Head   []byte `json:"head"`  // SHA-256 of the first 64 KiB, or of what there is
	Blocks []byte `json:"blocks"`
}

// Confidence is the share of sampled lines that parse.
func (r *Record) Confidence() float64 {
	if r.Sampled == 0 {
		return 0
	}
	return float64(r.Matched) / float64(r.Sampled)
}
