package journal

import (
	"fmt"

	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Table is the name under which the key of bodies is derived from the journal domain's key.
const Table = "journal"

// Body is what an entry says, to those who hold the journal key.
type Body struct {
	Action    string     `json:"action"`  // "apikey.revoke"
	Subject   string     `json:"subject"` // the id of what it was done to
	Diff      []Change   `json:"diff"`    // what changed, readable; secrets as fingerprints
	Reason    string     `json:"reason"`
	Approvals []Approval `json:"approvals"`
	Program   string     `json:"program"` // the version of Gatehouse that wrote it
	Touched   []Touched  `json:"touched"` // the rows that it wrote or removed
	// Above TouchedLimit rows the list lies in parts of its own, and these two name it.
	TouchedCount  int64  `json:"touched_count,omitzero"`
	TouchedSHA256 []byte `json:"touched_sha256,omitempty"`
}

// Change is one line of a readable diff.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Approval is another administrator's signature under the proposal that led to an entry.
type Approval struct {
	Admin    string `json:"admin"`
	Proposal []byte `json:"proposal"` // SHA-256
	Sig      []byte `json:"sig"`
}

// Touched names a row of the file as an entry left it.
type Touched struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Version uint64 `json:"version"`
	SHA256  []byte `json:"sha256"` // empty: the row was removed
}

// Touch names a row that was written.
func Touch(r Row) Touched { return Touched{r.Kind, r.ID, r.Version, r.Sum[:]} }

// TouchRemoved names a row that was removed in the given version.
func TouchRemoved(kind, id string, version uint64) Touched {
	return Touched{kind, id, version, []byte{}}
}

// TouchedParts encodes a list that is too long for a body. The parts are to be stored, sealed, in
// this order; the digest and the count go into the body.
func TouchedParts(list []Touched) (parts [][]byte, digest []byte, err error) {
	for start := 0; start < len(list); start += TouchedLimit {
		part, err := seal.Encode(list[start:min(start+TouchedLimit, len(list))])
		if err != nil {
			return nil, nil, err
		}
		parts = append(parts, part)
	}
	return parts, partsDigest(parts), nil
}

// JoinTouched reads the parts of a list and checks them against the body that names them.
func JoinTouched(b Body, parts [][]byte) ([]Touched, error) {
	var list []Touched
	for _, part := range parts {
		var some []Touched
		if err := seal.Decode(part, &some); err != nil {
			return nil, fmt.Errorf("a part of the list of touched rows: %w", err)
		}
		list = append(list, some...)
	}
	if int64(len(list)) != b.TouchedCount || string(partsDigest(parts)) != string(b.TouchedSHA256) {
		return nil, fmt.Errorf("the list of touched rows is not the one that the entry names")
	}
	return list, nil
}

// partsDigest is the SHA-256 over LP of each part under a label.
func partsDigest(parts [][]byte) []byte {
	p := seal.At(seal.LabelTouched)
	for _, part := range parts {
		sum := seal.Bare().LP(part).Sum()
		p = p.Raw(sum[:])
	}
	sum := p.Sum()
	return sum[:]
}

// bodyPlace is where a body is sealed.
func bodyPlace(vault roster.VaultID, epoch, seq uint64, actor string) seal.Place {
	return seal.At(seal.LabelEntry).Raw(vault[:]).U64(epoch).U64(seq).Text(actor)
}

// Open opens the body of an entry with the journal domain's subkey for [Table] in the entry's
// epoch. The error is seal.ErrOpen, or says that the body is none.
func (e Entry) Open(vault roster.VaultID, key seal.Key) (Body, error) {
	plain, err := seal.Open(key, bodyPlace(vault, e.Epoch, e.Seq, e.Actor), e.Sealed)
	if err != nil {
		return Body{}, err
	}
	var b Body
	if err := seal.Decode(plain, &b); err != nil {
		return Body{}, fmt.Errorf("the body of entry %d: %w", e.Seq, err)
	}
	return b, nil
}
