package keyring

import (
	"slices"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// Row is the key of one domain in one epoch, sealed to one administrator.
type Row struct {
	Epoch     uint64
	Domain    Domain
	Recipient string // the administrator's id
	Sealed    []byte // seal.WrappedSize bytes
}

// Sum returns the digest by which the roster names a row.
func (r Row) Sum() [32]byte {
	return seal.Bare().U64(r.Epoch).Text(string(r.Domain)).Text(r.Recipient).LP(r.Sealed).Sum()
}

// place is the HPKE info of a row.
func place(vault roster.VaultID, epoch uint64, d Domain, recipient string) seal.Place {
	return seal.At(seal.LabelKeyring).Raw(vault[:]).U64(epoch).Text(string(d)).Text(recipient)
}

// Share seals to an administrator the keys of the domains that his roles hold, one row each. The
// administrator must come from the roster of the vault.
func Share(vault roster.VaultID, epoch uint64, keys map[Domain]seal.Key, to roster.Admin) ([]Row, error) {
	var rows []Row
	for _, d := range Held(to.Roles...) {
		k, ok := keys[d]
		if !ok {
			return nil, fault.New(fault.Denied, "the key of domain %s is not at hand", d)
		}
		sealed, err := seal.Wrap(to.Wrap, place(vault, epoch, d, to.ID), k)
		if err != nil {
			return nil, err
		}
		rows = append(rows, Row{epoch, d, to.ID, sealed})
	}
	return rows, nil
}

// NewKeys makes the random keys of a new epoch, one for each domain.
func NewKeys() (map[Domain]seal.Key, error) {
	keys := map[Domain]seal.Key{}
	for _, d := range Domains() {
		k, err := seal.NewKey(nil)
		if err != nil {
			return nil, err
		}
		keys[d] = k
	}
	return keys, nil
}

// Digests lists the rows as an epoch statement names them.
func Digests(rows []Row) []roster.RowDigest {
	var out []roster.RowDigest
	for _, r := range rows {
		sum := r.Sum()
		out = append(out, roster.RowDigest{Admin: r.Recipient, Domain: string(r.Domain), SHA256: sum[:]})
	}
	return out
}

// Check compares the stored rows with what the roster's statements name, without any key: nothing
// missing, nothing changed, nothing added. It returns one sentence for each row that is wrong.
func Check(r roster.Roster, rows []Row) []string {
	var wrong []string
	seen := map[[32]byte]bool{}
	for _, row := range rows {
		name := row.String()
		want, ok := r.Row(row.Epoch, string(row.Domain), row.Recipient)
		switch sum := row.Sum(); {
		case !ok:
			wrong = append(wrong, name+" is in the file but not in the roster")
		case sum != want:
			wrong = append(wrong, name+" is not the one that the roster names")
			seen[want] = true
		default:
			seen[sum] = true
		}
	}
	for _, d := range r.Digests() {
		if !seen[[32]byte(d.SHA256)] {
			wrong = append(wrong, Row{Epoch: d.Epoch, Domain: Domain(d.Domain), Recipient: d.Admin}.String()+" is missing")
		}
	}
	slices.SortFunc(wrong, strings.Compare)
	return wrong
}
