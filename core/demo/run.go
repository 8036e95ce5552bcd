package demo

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"gatehouse/core/bundle"
	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/core/review"
	"gatehouse/core/review/intake"
	"gatehouse/core/seal"
	"gatehouse/core/signing"
	"gatehouse/core/workspace"
)

// Admin is the name of the administrator of a demo vault.
const Admin = "ada"

// Create makes a vault file and opens it, with the given clock.
type Create func(ctx context.Context, path, admin string, password seal.Secret, now func() time.Time) (*workspace.Workspace, error)

// WriteReport writes the report over what was reviewed.
type WriteReport func(ctx context.Context, ws *workspace.Workspace, path string) error

// Options say what to play.
type Options struct {
	Dir    string // made when it is missing; it must not hold a demo already
	Lines  int    // of the log; 0 means 200,000
	Seed   uint64
	Format Format // empty means JSON
	Create Create
	Report WriteReport // nil writes none
}

// Summary is what a demo made and found.
type Summary struct {
	Vault        string           `json:"vault"`
	Admin        string           `json:"admin"`
	PasswordFile string           `json:"password_file"`
	Log          string           `json:"log"`
	Planted      string           `json:"planted"`
	Bundle       string           `json:"bundle"`
	PublicKey    string           `json:"public_key"`
	Report       string           `json:"report"`
	Import       intake.Summary   `json:"import"`
	Findings     []review.Finding `json:"findings"` // principals by id
	Seconds      float64          `json:"seconds"`

	Names   map[string]string `json:"-"` // of principals by id
	Company string            `json:"-"` // what the vault holds, in words
	Plants  int               `json:"-"` // how many things were planted
	Found   int               `json:"-"` // how many of them the review found
}

// Run plays the whole main job. When it fails, what it wrote stays in the folder for a look.
func Run(ctx context.Context, o Options, report job.Report) (Summary, error) {
	began := time.Now()
	p, err := newPlay(o, report)
	if err != nil {
		return Summary{}, err
	}
	done := false
	defer func() {
		_ = p.close()
		if !done {
			p.sweep()
		}
	}()
	for i, step := range []struct {
		label string
		do    func(context.Context) error
	}{
		{"Making the vault", p.makeVault},
		{"Exporting the first bundle", p.exportFirst},
		{"Writing the gateway's log", p.writeLog},
		{"Importing and reviewing the log", p.importLog},
		{"Exporting and verifying the next bundle", p.exportNext},
		{"Writing the report", p.writeReport},
	} {
		p.step(i+1, step.label)
		if err := ctx.Err(); err != nil {
			return Summary{}, err
		}
		if err := step.do(ctx); err != nil {
			return Summary{}, err
		}
	}
	if err := p.close(); err != nil {
		return Summary{}, err
	}
	p.sum.Seconds = time.Since(began).Seconds()
	done = true
	return p.sum, nil
}

// steps is how many steps a play has.
const steps = 6

// play is one run.
type play struct {
	Options
	company *company
	ws      *workspace.Workspace
	real    bool // the clock is real
	tick    time.Duration
	plants  []Plant
	sum     Summary
	report  job.Report
	current job.Progress
}

func newPlay(o Options, report job.Report) (*play, error) {
	if o.Lines == 0 {
		o.Lines = 200_000
	}
	if o.Format == "" {
		o.Format = JSON
	}
	if o.Lines < Fewest {
		return nil, fault.New(fault.Invalid, "--lines is %d; the smallest log that holds every incident has %d", o.Lines, Fewest)
	}
	if o.Dir == "" {
		return nil, fault.New(fault.Invalid, "no folder: name one with --dir DIR")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("finding the folder %s: %w", o.Dir, err)
	}
	o.Dir = dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "making the folder for the demo")
	}
	in := func(name string) string { return filepath.Join(dir, name) }
	p := &play{Options: o, company: found(o.Seed), report: report}
	p.sum = Summary{
		Vault: in("halden.gate"), Admin: Admin, PasswordFile: in("password.txt"), Log: in("access.log"), Planted: in("planted.json"),
		Bundle: in("halden-2.tar.gz"), Report: in("review.html"), Company: p.company.describe(), Names: map[string]string{},
	}
	for _, who := range p.company.principals {
		p.sum.Names[who.id] = who.name
	}
	if name := present(dir); name != "" {
		return nil, fault.New(fault.Conflict, "%s holds %s already; name another folder with --dir", dir, filepath.Base(name))
	}
	return p, nil
}

// now is the demo's clock: it stands at [Start], a millisecond further at each look, until the log
// was written; then it is real.
func (p *play) now() time.Time {
	if p.real {
		return time.Now()
	}
	p.tick += time.Millisecond
	return Start.Add(p.tick)
}

func (p *play) step(n int, label string) {
	p.current = job.Progress{Step: n, Steps: steps, Label: label}
	if p.report != nil {
		p.report(p.current)
	}
}

func (p *play) close() error {
	if p.ws == nil {
		return nil
	}
	ws := p.ws
	p.ws = nil
	return ws.Close()
}

func (p *play) makeVault(ctx context.Context) error {
	password := rand.Text()
	if err := os.WriteFile(p.sum.PasswordFile, []byte(password+"\n"), 0o600); err != nil {
		return fmt.Errorf("writing the password file: %w", err)
	}
	ws, err := p.Create(ctx, p.sum.Vault, Admin, seal.NewSecret([]byte(password)), p.now)
	if err != nil {
		return fmt.Errorf("making the demo vault: %w", err)
	}
	p.ws = ws
	return p.company.fill(ctx, ws)
}

func (p *play) exportFirst(ctx context.Context) error {
	_, err := p.ws.Bundles.Export(ctx, p.ws.Vault.Actor(), bundle.ExportOptions{Out: filepath.Join(p.Dir, "halden-1.tar.gz")})
	return err
}

func (p *play) writeLog(context.Context) error {
	f, err := os.OpenFile(p.sum.Log, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("making the log: %w", err)
	}
	defer f.Close()
	if p.plants, err = writeLog(f, p.company, p.Seed, p.Lines, p.Format); err != nil {
		return fmt.Errorf("writing the log: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("writing the log: %w", err)
	}
	p.real = true
	return writePlants(p.sum.Planted, p.plants)
}

// writePlants writes the list of what was planted: a JSON array, one object a line.
func writePlants(path string, plants []Plant) error {
	b := []byte("[\n")
	for i, plant := range plants {
		line, err := json.Marshal(plant)
		if err != nil {
			return fmt.Errorf("writing the list of plants: %w", err)
		}
		b = append(b, line...)
		if i < len(plants)-1 {
			b = append(b, ',')
		}
		b = append(b, '\n')
	}
	if err := os.WriteFile(path, append(b, "]\n"...), 0o600); err != nil {
		return fmt.Errorf("writing the list of plants: %w", err)
	}
	return nil
}

func (p *play) importLog(ctx context.Context) (err error) {
	forward := func(q job.Progress) {
		if p.report != nil {
			q.Step, q.Steps, q.Label = p.current.Step, p.current.Steps, p.current.Label
			p.report(q)
		}
	}
	o := intake.Options{Sources: []intake.Source{{Path: p.sum.Log}}, Gateway: gatewayName}
	if p.sum.Import, err = p.ws.Imports.Add(ctx, p.ws.Vault.Actor(), o, forward); err != nil {
		return err
	}
	if p.sum.Findings, err = p.ws.Reviews.Findings(ctx, review.Filter{}); err != nil {
		return err
	}
	return p.compare(ctx)
}

// exportNext exports with the real clock and verifies the file as a gateway would.
func (p *play) exportNext(ctx context.Context) error {
	e, err := p.ws.Bundles.Export(ctx, p.ws.Vault.Actor(), bundle.ExportOptions{Out: p.sum.Bundle})
	if err != nil {
		return err
	}
	p.sum.PublicKey = e.PublicKey
	pem, err := os.ReadFile(e.PublicKey)
	if err != nil {
		return fmt.Errorf("reading the public key: %w", err)
	}
	keys, err := signing.ParsePublic(pem)
	if err != nil {
		return err
	}
	f, err := os.Open(p.sum.Bundle)
	if err != nil {
		return fmt.Errorf("opening the bundle: %w", err)
	}
	defer f.Close()
	_, err = bundle.Verify(f, bundle.Expect{Keys: keys, Audience: bundle.DefaultAudience, MinSerial: e.Serial, Now: time.Now()})
	return err
}

func (p *play) writeReport(ctx context.Context) error {
	if p.Report == nil {
		p.sum.Report = ""
		return nil
	}
	return p.Report(ctx, p.ws, p.sum.Report)
}
