package vault

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/core/journal"
	"gatehouse/core/keyring"
	"gatehouse/core/roster"
	"gatehouse/core/seal"
)

// CheckReport is what a check of a vault found.
type CheckReport struct {
	Vault      string    `json:"vault,omitempty"` // id
	Entries    uint64    `json:"entries"`
	Records    int       `json:"records"`
	Statements int       `json:"statements"`
	Opened     bool      `json:"opened"`               // every seal was opened, too
	NotOpened  string    `json:"not_opened,omitempty"` // why not
	Findings   []Finding `json:"findings"`
}

// Finding is one thing that is not as it was written.
type Finding struct {
	Where string `json:"where"` // "entry 12", "record apikey …", "roster"
	What  string `json:"what"`
}

// OK reports whether nothing was found.
func (c *CheckReport) OK() bool { return len(c.Findings) == 0 }

func (c *CheckReport) add(where, format string, args ...any) {
	c.Findings = append(c.Findings, Finding{where, fmt.Sprintf(format, args...)})
}

// flaws takes over what a verification of the journal found.
func (c *CheckReport) flaws(rep *journal.Report) {
	for _, f := range rep.Flaws {
		where := fmt.Sprintf("entry %d", f.Seq)
		if f.Row != nil {
			where = "row " + f.Row.Kind + " " + f.Row.ID
		}
		c.add(where, "%s", f.What)
	}
	if rep.More > 0 {
		c.add("journal", "%d more flaws are not listed", rep.More)
	}
}

// Check verifies a vault without any key: the roster's chain, the keyring rows and slots it names,
// every journal entry, the tree, the newest checkpoint, and the root over all rows with the sums of
// its buckets. Witness, if not nil, is a checkpoint kept elsewhere that the journal must continue.
// What is wrong is in the report, also when the vault does not unlock; the error is only for a
// store that can't be read at all. Another program may hold the vault and change it meanwhile.
func Check(ctx context.Context, store Store, witness []byte) (c *CheckReport, err error) {
	err = Steady(ctx, store, func(img Image) error {
		c, err = check(ctx, store, img, witness)
		return err
	})
	if c == nil && fault.Is(err, fault.Damaged) { // not even loaded
		c, err = &CheckReport{Findings: []Finding{{"file", err.Error()}}}, nil
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// check is [Check] of what was loaded.
func check(ctx context.Context, store Store, img Image, witness []byte) (*CheckReport, error) {
	c := &CheckReport{Findings: []Finding{}}
	c.Records, c.Statements = len(img.Records), len(img.Statements)
	r, err := img.Roster()
	if err != nil {
		c.add("roster", "%v", err)
		return c, nil
	}
	c.Vault = r.Vault().String()
	for _, wrong := range keyring.Check(r, img.keyring()) {
		c.add("keyring", "%s", wrong)
	}
	c.slots(r, img)
	return c, c.book(ctx, store, r, img, witness)
}

// slots checks that every slot belongs to somebody of the roster.
func (c *CheckReport) slots(r roster.Roster, img Image) {
	for _, s := range img.Slots {
		h, err := keyring.ParseHeader(s.Header)
		switch {
		case err != nil:
			c.add("slot "+s.Admin, "%v", err)
		case h.Admin != s.Admin || h.Version != s.Version || !h.Belongs(r):
			c.add("slot "+s.Admin, "its header is not the one of that administrator in the roster")
		}
	}
}

// book checks journal, tree and state root.
func (c *CheckReport) book(ctx context.Context, store Store, r roster.Roster, img Image, witness []byte) error {
	state, err := journal.NewState(img.rows())
	if err != nil {
		c.add("rows", "%v", err)
	}
	sums := bucketSums(img.Buckets)
	// Old checkpoints' signatures cost twice what the entries' do: checked while that is a second.
	all := img.Last == nil || img.Last.Seq < 10_000
	rep, err := journal.Verify(ctx, source{store}, r, journal.Options{State: state, Sums: sums, Checkpoints: all})
	if err != nil {
		return err
	}
	c.Entries = rep.Entries
	c.flaws(rep)
	if state != nil && rep.Last.StateRoot == state.Root() {
		c.buckets(state, sums)
	}
	beyond, err := store.Nodes(ctx, journal.NodeCount(rep.Entries), nodesBeyond)
	if err != nil {
		return err
	}
	if len(beyond) > 0 {
		c.add("journal tree", "there are nodes beyond the last entry")
	}
	return c.witness(ctx, store, r, rep, witness)
}

// nodesBeyond is how far beyond the last entry a check looks for nodes: each would stop the vault
// when the journal grows to it.
const nodesBeyond = 1 << 16

// buckets compares the kept sums with the rows, whose root is the right one.
func (c *CheckReport) buckets(state *journal.State, kept []byte) {
	right := state.Sums()
	for i := 0; i < len(right); i += 32 {
		if [32]byte(right[i:]) != [32]byte(kept[i:]) {
			c.add("state bucket "+strconv.Itoa(i/32), "its stored sum is not that of its rows")
		}
	}
}

// witness checks that the journal continues a checkpoint that was kept elsewhere.
func (c *CheckReport) witness(ctx context.Context, store Store, r roster.Roster, rep *journal.Report, note []byte) error {
	if note == nil {
		return nil
	}
	seen, err := journal.ParseCheckpoint(note)
	switch {
	case err != nil:
		return fault.Wrap(fault.Invalid, err, "reading the witness")
	case seen.Vault != r.Vault():
		return fault.New(fault.Invalid, "the witness is of another vault, %s", seen.Vault)
	case seen.Size > rep.Entries:
		c.add("witness", "it has seen %d entries; the file has %d: entries %d to %d are missing", seen.Size, rep.Entries, rep.Entries, seen.Size-1)
		return nil
	}
	tree, err := journal.ReadTree(ctx, source{store}, seen.Size)
	if err != nil {
		return err
	}
	if tree.Root() != seen.Root {
		c.add("witness", "it has seen other first %d entries than the file has: the journal was rewritten, or it is a fork", seen.Size)
	}
	return nil
}

// CheckSealed adds to a report what needs keys: that every record opens in its place, and that the
// rows are those that the entries' bodies say they wrote.
func CheckSealed(ctx context.Context, store Store, u Unlocked, c *CheckReport) error {
	var sealed *CheckReport
	err := Steady(ctx, store, func(img Image) error {
		sealed = &CheckReport{}
		return sealed.bodies(ctx, store, u, img)
	})
	if err != nil {
		return err
	}
	c.Findings = append(c.Findings, sealed.Findings...)
	c.Opened = true
	return nil
}

// bodies opens every seal of what was loaded.
func (c *CheckReport) bodies(ctx context.Context, store Store, u Unlocked, img Image) error {
	d := drawer{vault: u.Roster.Vault(), ring: u.Ring}
	_, errs := d.openAll(img.Records)
	for _, err := range errs {
		c.add("record", "%v", err)
	}
	state, err := journal.NewState(img.rows())
	if err != nil {
		state = nil // said by Check
	}
	rep, err := journal.VerifyBodies(ctx, source{store}, journal.Reading{
		Roster: u.Roster, State: state,
		Key: func(epoch uint64) (seal.Key, error) { return u.Ring.Table(DomainJournal, epoch, journal.Table) },
		Parts: func(_ context.Context, seq uint64) ([][]byte, error) {
			return d.touched(img, seq), nil
		},
		Permits: func(a roster.Admin, action string) bool { return Permits(roleNames(a.Roles), action) },
	})
	if err != nil {
		return err
	}
	c.flaws(rep)
	return nil
}

// touched returns the parts of an entry's long list of touched rows, in order, as far as they are
// there and open.
func (d drawer) touched(img Image, seq uint64) [][]byte {
	parts := map[int][]byte{}
	prefix := strconv.FormatUint(seq, 10) + "."
	for _, row := range img.Records {
		rest, ok := strings.CutPrefix(row.ID, prefix)
		if !ok || row.Kind != KindTouched {
			continue
		}
		n, err := strconv.Atoi(rest)
		rec, oerr := d.open(row)
		if err == nil && oerr == nil {
			parts[n] = rec.Body
		}
	}
	out := make([][]byte, 0, len(parts))
	for i := range len(parts) {
		out = append(out, parts[i])
	}
	return out
}

// keyring returns the keyring's rows as core/keyring knows them.
func (img Image) keyring() []keyring.Row {
	rows := make([]keyring.Row, len(img.Keyring))
	for i, r := range img.Keyring {
		rows[i] = keyring.Row{Epoch: r.Epoch, Domain: keyring.Domain(r.Domain), Recipient: r.Recipient, Sealed: r.Sealed}
	}
	return rows
}

// OpenRing opens the administrator's domain keys with the seed from his box.
func (img Image) OpenRing(r roster.Roster, admin roster.Admin, seed seal.Secret) (*keyring.Ring, error) {
	return keyring.OpenRing(r, admin, seed, img.keyring())
}

func roleNames(roles []roster.Role) []string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = string(r)
	}
	return out
}
