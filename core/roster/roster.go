package roster

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"gatehouse/core/fault"
	"gatehouse/core/seal"
)

// Roster is who may do what, after a number of statements. It is a value: applying a statement
// leaves the old roster as it was. Its zero value is the roster before the genesis.
type Roster struct {
	vault    VaultID
	length   uint64   // statements so far
	last     [32]byte // digest of the last body
	lastTime int64
	policy   Policy
	log      []byte
	inbox    []byte
	admins   map[string]Admin
	epoch    uint64
	rows     map[rowRef][32]byte
}

// rowRef names a keyring row.
type rowRef struct {
	epoch         uint64
	domain, admin string
}

// Replay checks the chain from the genesis on and returns the roster at its end. Every error is
// Damaged and names the statement.
func Replay(chain []Statement) (Roster, error) {
	if len(chain) == 0 {
		return Roster{}, fault.New(fault.Damaged, "the roster is empty: this vault has no genesis")
	}
	var r Roster
	for _, s := range chain {
		next, err := r.Apply(s)
		if err != nil {
			return Roster{}, err
		}
		r = next
	}
	return r, nil
}

// Apply returns the roster after one more statement.
func (r Roster) Apply(s Statement) (Roster, error) {
	next, err := r.apply(s)
	if err != nil {
		return Roster{}, fault.Wrap(fault.Damaged, err, "roster statement %d does not hold", r.length)
	}
	next.length, next.last = r.length+1, s.Sum()
	return next, nil
}

// apply dispatches on the kind of statement.
func (r Roster) apply(s Statement) (Roster, error) {
	if s.Seq != r.length {
		return r, fmt.Errorf("statement %d stands in its place", s.Seq)
	}
	kind, err := kindOf(s.Body)
	switch {
	case err != nil:
		return r, err
	case (kind == kindGenesis) != (r.length == 0):
		return r, fmt.Errorf("a genesis is the first statement and no other is")
	}
	switch kind {
	case kindGenesis:
		return r.applyGenesis(s)
	case kindEpoch:
		return r.applyEpoch(s)
	}
	return r, fmt.Errorf("statements of kind %q are not known here: a newer Gatehouse wrote it; update the program", printable(kind))
}

// kindOf reads the kind of a statement before anything else of it, so that a later kind is named
// instead of being called malformed.
func kindOf(body []byte) (string, error) {
	var head struct {
		Kind string `json:"kind"`
	}
	if len(body) > maxBody {
		return "", fmt.Errorf("it is longer than %d bytes", maxBody)
	}
	if err := json.Unmarshal(body, &head); err != nil || head.Kind == "" {
		return "", fmt.Errorf("it is not a statement")
	}
	return head.Kind, nil
}

// maxBody bounds a statement: an epoch of 1,000 administrators with five domains each is 0.6 MB.
const maxBody = 1 << 20

// printable keeps a foreign word fit for a message.
func printable(s string) string {
	if len(s) > 32 {
		s = s[:32]
	}
	return s
}

// applyGenesis begins a roster.
func (r Roster) applyGenesis(s Statement) (Roster, error) {
	var g genesis
	if err := seal.Decode(s.Body, &g); err != nil {
		return r, err
	}
	switch {
	case g.Seq != 0:
		return r, fmt.Errorf("its number is %d", g.Seq)
	case g.Format != Format:
		return r, fmt.Errorf("format %d is not known here: a newer Gatehouse wrote it; update the program", g.Format)
	case len(g.Nonce) != nonceSize:
		return r, fmt.Errorf("its nonce has %d bytes", len(g.Nonce))
	case !seal.ValidID(g.Admin):
		return r, fmt.Errorf("its owner has no proper id")
	case len(g.Ed25519) != 32 || len(g.LogKey) != 32:
		return r, fmt.Errorf("a signing key in it has the wrong size")
	case len(g.HPKE) != seal.WrapPublicSize || len(g.InboxKey) != seal.WrapPublicSize:
		return r, fmt.Errorf("a wrapping key in it has the wrong size")
	case g.Time < 0:
		return r, fmt.Errorf("its time lies before 1970")
	}
	if err := g.Policy.check(); err != nil {
		return r, err
	}
	r = Roster{
		vault: idOf(s.Body), lastTime: g.Time, policy: g.Policy, log: g.LogKey, inbox: g.InboxKey,
		admins: map[string]Admin{g.Admin: {ID: g.Admin, Roles: []Role{Owner}, Signing: g.Ed25519, Wrap: g.HPKE}},
		rows:   map[rowRef][32]byte{},
	}
	// The genesis signs itself: one owner exists, whatever the policy asks of later statements.
	return r, r.signed(s, 1)
}

// applyEpoch adds the digests of a new epoch's keyring rows.
func (r Roster) applyEpoch(s Statement) (Roster, error) {
	var e epoch
	if err := seal.Decode(s.Body, &e); err != nil {
		return r, err
	}
	switch {
	case e.Seq != r.length:
		return r, fmt.Errorf("its number is %d", e.Seq)
	case !bytes.Equal(e.Prev, r.last[:]):
		return r, fmt.Errorf("it does not follow the statement before it")
	case e.Time < r.lastTime:
		return r, fmt.Errorf("its time lies before the statement before it")
	case e.Epoch != r.epoch+1:
		return r, fmt.Errorf("epoch %d follows epoch %d", e.Epoch, r.epoch)
	case len(e.Rows) == 0:
		return r, fmt.Errorf("epoch %d has no keys", e.Epoch)
	}
	rows := maps.Clone(r.rows)
	for i, row := range e.Rows {
		switch a, ok := r.admins[row.Admin]; {
		case i > 0 && compareRows(e.Rows[i-1], row) >= 0:
			return r, fmt.Errorf("its rows are not in order")
		case !ok || a.Left != 0:
			return r, fmt.Errorf("it gives a key to somebody who is no administrator")
		case row.Domain == "" || len(row.Domain) > 32:
			return r, fmt.Errorf("a domain in it has no proper name")
		case len(row.SHA256) != 32:
			return r, fmt.Errorf("a digest in it has %d bytes", len(row.SHA256))
		}
		rows[rowRef{e.Epoch, row.Domain, row.Admin}] = [32]byte(row.SHA256)
	}
	if err := r.signed(s, r.policy.Owners); err != nil {
		return r, err
	}
	r.rows, r.epoch, r.lastTime = rows, e.Epoch, e.Time
	return r, nil
}

// signed checks that at least need owners signed the statement, and nobody else.
func (r Roster) signed(s Statement, need int64) error {
	if len(s.Sig) == 0 || len(s.Sig)%sigLen != 0 {
		return fmt.Errorf("its signatures have %d bytes", len(s.Sig))
	}
	if got := int64(len(s.Sig) / sigLen); got < need {
		return fmt.Errorf("%d of %d owners signed it", got, need)
	}
	var before []byte
	for one := range slices.Chunk(s.Sig, sigLen) {
		id, sig := one[:seal.IDSize], one[seal.IDSize:]
		if bytes.Compare(before, id) >= 0 {
			return fmt.Errorf("its signatures are not in order")
		}
		before = id
		a, ok := r.admins[seal.IDText(id)]
		if !ok || a.Left != 0 || !a.Has(Owner) {
			return fmt.Errorf("somebody signed it who is no owner")
		}
		if !seal.Verified(a.Signing, seal.SigRoster, r.vault[:], s.Body, sig) {
			return fmt.Errorf("a signature does not verify")
		}
	}
	return nil
}
