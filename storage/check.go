package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"gatehouse/core/bundle"
	"gatehouse/core/fault"
	"gatehouse/core/login"
	"gatehouse/core/seal"
	"gatehouse/core/vault"
	"gatehouse/core/workspace"
	"gatehouse/storage/logdb"
	"gatehouse/storage/sqlite"
	"gatehouse/storage/vaultdb"
)

// CheckOptions say how a vault is to be checked.
type CheckOptions struct {
	Admin string
	// Password is asked for after the part that needs none; false means that there is none.
	Password func() (seal.Secret, bool)
	Now      func() time.Time
}

// Check verifies the vault at path: first what needs no password, then, with one, every seal. It
// reads the file as it stands and works on a vault that does not unlock. What is wrong is in the
// report.
func Check(ctx context.Context, path string, o CheckOptions) (*vault.CheckReport, error) {
	path = resolved(path)
	db, err := vaultdb.OpenReadOnly(ctx, path)
	if fault.Is(err, fault.Damaged) {
		return torn(err), nil
	}
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rep, err := checkFile(ctx, db, nil)
	if err != nil {
		return nil, err
	}
	if o.Password == nil {
		rep.NotOpened = "no password was given"
		return rep, nil
	}
	password, ok := o.Password()
	if !ok {
		rep.NotOpened = "no password was given"
		return rep, nil
	}
	v, err := login.Check(ctx, db, login.Credentials{Admin: o.Admin, Password: password, Now: o.Now}, rep)
	if v != nil {
		defer v.Lock()
		err = checkEvidence(ctx, logdb.Path(path), v, rep)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return nil, err
	case err != nil && !rep.OK():
		rep.NotOpened = err.Error()
	case fault.Is(err, fault.Damaged):
		rep.Findings = append(rep.Findings, vault.Finding{Where: "vault", What: err.Error()})
	case err != nil:
		return nil, err // nothing is wrong as far as it was checked, and that is not far enough: the password, a disk
	}
	return rep, nil
}

// checkEvidence verifies the evidence file against the vault's records. That it is missing is a
// finding where records say what was in it: of a copy of the vault alone, too, nobody can say more.
func checkEvidence(ctx context.Context, path string, v *vault.Vault, rep *vault.CheckReport) error {
	logs, err := logdb.OpenReadOnly(ctx, path, v)
	if fault.Is(err, fault.NotFound) {
		imports, bundles := count(v, vault.KindImport), count(v, vault.KindExport)
		if imports+bundles > 0 {
			rep.Findings = append(rep.Findings, vault.Finding{Where: "evidence file",
				What: fmt.Sprintf("%s is missing: %d imports and %d archived bundles were not checked", path, imports, bundles)})
		}
		return nil
	}
	if fault.Is(err, fault.Full) {
		return err // it was not looked at, and nothing is wrong with it
	}
	if err != nil {
		rep.Findings = append(rep.Findings, vault.Finding{Where: "evidence file", What: err.Error()})
		return nil
	}
	defer logs.Close()
	wrong, err := logs.Check(ctx)
	if fault.Is(err, fault.Damaged) {
		wrong, err = append(wrong, err.Error()), nil
	}
	if err == nil {
		var archived []string
		archived, err = bundle.New(v, nil, logs, nil).Check(ctx) // reads the archive only
		wrong = append(wrong, archived...)
	}
	for _, w := range wrong {
		rep.Findings = append(rep.Findings, vault.Finding{Where: "evidence file", What: w})
	}
	return err
}

// count returns the number of records of a kind.
func count(v *vault.Vault, k vault.Kind) (n int) {
	for range v.All(k) {
		n++
	}
	return n
}

// checkFile lets SQLite look over its pages, and core/vault over everything else.
func checkFile(ctx context.Context, db *vaultdb.DB, witness []byte) (*vault.CheckReport, error) {
	pages, err := db.Check(ctx)
	if err != nil && !fault.Is(err, fault.Damaged) {
		return nil, err
	}
	rep, cerr := vault.Check(ctx, db, witness)
	if fault.Is(cerr, fault.Damaged) {
		rep = torn(cerr)
	} else if cerr != nil {
		return nil, cerr
	}
	if err != nil {
		pages = append(pages, err.Error())
	}
	for _, p := range pages {
		rep.Findings = append(rep.Findings, vault.Finding{Where: "file", What: p})
	}
	return rep, nil
}

// torn is the report on a file that can't be read far enough to be checked.
func torn(err error) *vault.CheckReport {
	return &vault.CheckReport{Findings: []vault.Finding{{Where: "file", What: err.Error()}}}
}

// VerifyJournal verifies the journal of the vault at path without a password. Witness, if not nil,
// is a checkpoint kept elsewhere that it must continue.
func VerifyJournal(ctx context.Context, path string, witness []byte) (*vault.CheckReport, error) {
	path = resolved(path)
	db, err := vaultdb.OpenReadOnly(ctx, path)
	if fault.Is(err, fault.Damaged) {
		return torn(err), nil
	}
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return checkFile(ctx, db, witness)
}

// Checkpoint returns the newest checkpoint of the vault at path: a note to be kept elsewhere.
func Checkpoint(ctx context.Context, path string) (string, error) {
	path = resolved(path)
	db, err := vaultdb.OpenReadOnly(ctx, path)
	if err != nil {
		return "", err
	}
	defer db.Close()
	img, err := db.Load(ctx)
	if err != nil {
		return "", err
	}
	if img.Last == nil {
		return "", fault.New(fault.Damaged, "the journal of %s is empty", path)
	}
	return string(img.Last.Checkpoint), nil
}

// Status is what a vault's file tells without a password.
type Status struct {
	File           string         `json:"file"`
	ID             string         `json:"id"`
	Bytes          int64          `json:"bytes"`
	Administrators int            `json:"administrators"`
	Entries        uint64         `json:"entries"`
	Last           string         `json:"last"` // time of the newest entry
	Records        map[string]int `json:"records"`
	Holder         string         `json:"holder,omitempty"` // who has it open
}

// Inspect returns what the file tells without a password.
func Inspect(ctx context.Context, path string) (Status, error) {
	path = resolved(path)
	db, err := vaultdb.OpenReadOnly(ctx, path)
	if err != nil {
		return Status{}, err
	}
	defer db.Close()
	img, err := db.Load(ctx)
	if err != nil {
		return Status{}, err
	}
	r, err := img.Roster()
	if err != nil {
		return Status{}, err
	}
	st, err := os.Stat(path)
	if err != nil {
		return Status{}, fmt.Errorf("looking at %s: %w", path, err)
	}
	s := Status{File: path, ID: r.Vault().String(), Bytes: st.Size(), Administrators: len(r.Admins()), Records: map[string]int{}}
	for _, rec := range img.Records {
		s.Records[string(rec.Kind)]++
	}
	if img.Last != nil {
		s.Entries, s.Last = img.Last.Seq+1, img.Last.Time.String()
	}
	if h, held := sqlite.HeldBy(path); held {
		s.Holder = h.String()
	}
	return s, nil
}

// Backup writes a verified copy of an open vault into dir and returns its name, which holds the time
// and the number of entries that it holds at least: others may be changing the vault meanwhile. The
// evidence file is not part of it.
func Backup(ctx context.Context, ws *workspace.Workspace, path, dir string) (string, error) {
	stem := filepath.Base(path)
	stem = stem[:len(stem)-len(filepath.Ext(stem))]
	receipt, err := ws.Vault.Change(ctx, ws.Actor(), vault.Action{Name: "vault.backup"}, func(*vault.Tx) error { return nil })
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("%s-%s-e%d.gate", stem, ws.Vault.Now().UTC().Format("20060102-150405"), receipt.Seq+1)
	target := filepath.Join(dir, name)
	path = resolved(path)
	db, err := vaultdb.OpenReadOnly(ctx, path)
	if err != nil {
		return "", err
	}
	defer db.Close()
	err = db.Backup(ctx, target, func(copy string) error {
		rep, err := VerifyJournal(ctx, copy, receipt.Checkpoint) // the vault may have moved on since
		if err != nil {
			return err
		}
		if !rep.OK() {
			return fault.New(fault.Damaged, "%s: %s", rep.Findings[0].Where, rep.Findings[0].What)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return target, nil
}
