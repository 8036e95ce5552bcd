package vm

import (
	"context"
	"errors"

	"gatehouse/ui/runner"
)

// ExportStep is where the wizard that exports is.
type ExportStep uint8

// The steps of an export.
const (
	ExportChoose   ExportStep = iota // whom for, where to, for how long
	ExportChanges                    // what it changes for the gateways
	ExportSign                       // it is being signed and written, or that failed
	ExportVerified                   // it was written and read back
)

// ExportWizard leads from a form to a bundle that was read back. It belongs to the page of bundles,
// which is told of every change.
type ExportWizard struct {
	page *BundlesPage

	step    ExportStep
	form    ExportForm
	problem error
	asked   int // of the newest question; answers to older ones are dropped
	busy    bool
	stop    context.CancelFunc // the signing

	preview Preview
	groups  []ChangeGroup
	asJSON  bool
	open    map[int]bool // lines that were opened, by their place

	made      Export
	verifying bool
	verified  Verified
	verdict   Verdict
	read      error // why the file could not be read back
}

// ExportDraft is what outlives the lock: what was typed, and whether one had looked at the changes.
type ExportDraft struct {
	Form ExportForm
	Step ExportStep
}

// Wizard is the export that is being prepared, or nil.
func (v *BundlesPage) Wizard() *ExportWizard { return v.wizard }

// BeginExport opens the wizard, with the last audience unless there is a form to go on with.
func (v *BundlesPage) BeginExport(f ExportForm) {
	if v.wizard != nil && v.wizard.busy {
		return
	}
	if as := v.Audiences(); f.Audience == "" && len(as) > 0 {
		f.Audience = as[0]
	}
	v.wizard = &ExportWizard{page: v, form: f}
	v.changed()
}

// ResumeExport goes on where a draft was left. What changed is read again.
func (v *BundlesPage) ResumeExport(d ExportDraft) {
	v.BeginExport(d.Form)
	if d.Step >= ExportChanges && v.wizard != nil && v.ctx != nil {
		v.wizard.Next()
	}
}

// Draft is what to remember of the wizard; false when there is nothing to go on with.
func (w *ExportWizard) Draft() (ExportDraft, bool) {
	if w == nil || w.step >= ExportSign {
		return ExportDraft{}, false
	}
	return ExportDraft{w.form, w.step}, true
}

// Step is where the wizard is.
func (w *ExportWizard) Step() ExportStep { return w.step }

// Form is what was typed.
func (w *ExportWizard) Form() ExportForm { return w.form }

// SetForm takes over what is typed. It changes nothing that is shown, so nobody is told.
func (w *ExportWizard) SetForm(f ExportForm) { w.form = f }

// Busy reports that an answer is waited for.
func (w *ExportWizard) Busy() bool { return w.busy }

// Trouble is what went wrong in this step; empty when nothing did.
func (w *ExportWizard) Trouble() Problem {
	if w.problem == nil {
		return Problem{}
	}
	return Explain(w.problem)
}

// Audience is whom the export is for.
func (w *ExportWizard) Audience() string {
	e, _ := w.form.Check()
	return e.Audience
}

// CanNext reports whether one can go on.
func (w *ExportWizard) CanNext() bool {
	return !w.busy && w.page.house.Can("bundle.export") || w.step == ExportVerified && !w.verifying
}

// Next goes on: it reads what changed, then signs, and at the end leaves the wizard.
func (w *ExportWizard) Next() {
	if w.busy {
		return
	}
	switch w.step {
	case ExportChoose:
		w.look()
	case ExportChanges, ExportSign:
		w.sign()
	case ExportVerified:
		w.Leave()
	}
}

// CanBack reports whether the step before can be gone to.
func (w *ExportWizard) CanBack() bool {
	return w.step == ExportChanges || w.step == ExportSign && !w.busy
}

// Back goes to the step before.
func (w *ExportWizard) Back() {
	if !w.CanBack() {
		return
	}
	w.forget()
	if w.step--; w.step == ExportChanges && w.preview.Audience != w.Audience() {
		w.step = ExportChoose
	}
	w.page.changed()
}

// forget drops the answers that are on the way.
func (w *ExportWizard) forget() {
	w.asked++
	w.busy, w.problem = false, nil
}

// Cancel leaves the wizard. While it signs it asks the signing to stop; what was written by then is
// told, because it counts.
func (w *ExportWizard) Cancel() {
	if w.step == ExportSign && w.busy {
		w.stop()
		return
	}
	w.Leave()
}

// Leave closes the wizard and chooses what it made in the history.
func (w *ExportWizard) Leave() {
	w.forget()
	if w.page.wizard == w {
		w.page.wizard = nil
	}
	if w.step == ExportVerified {
		w.page.chosen = w.made.ID
		w.page.place = w.page.find(w.made.ID)
	}
	w.page.changed()
}

// look checks the form and reads what an export would change.
func (w *ExportWizard) look() {
	e, err := w.form.Check()
	if err != nil {
		w.problem = err
		w.page.changed()
		return
	}
	w.asked++
	asked := w.asked
	w.busy, w.problem = true, nil
	w.page.changed()
	runner.Go(w.page.run, w.page.ctx, func(ctx context.Context) (looked, error) {
		return lookAt(ctx, w.page.house, e.Audience)
	}, func(l looked, err error) {
		if asked != w.asked {
			return
		}
		w.busy, w.problem = false, err
		if err == nil {
			w.preview, w.groups, w.step = l.diff.preview, l.diff.words(l.holders, w.page.run.Now()), ExportChanges
			w.preview.Audience = e.Audience
			w.open = map[int]bool{}
		}
		w.page.changed()
	})
}

// looked is a preview, and how many principals have each role.
type looked struct {
	diff    policyDiff
	holders map[string]int
}

// lookAt reads what an export would change, and whom it concerns.
func lookAt(ctx context.Context, house House, audience string) (looked, error) {
	p, err := house.Bundles().Preview(ctx, audience)
	if err != nil {
		return looked{}, err
	}
	roles, err := house.Directory().Roles(ctx)
	if err != nil {
		return looked{}, err
	}
	holders := make(map[string]int, len(roles))
	for _, r := range roles {
		holders[r.ID] = r.Principals
	}
	return looked{readDiff(p), holders}, nil
}

// policyKinds are the records that a bundle is made of.
var policyKinds = map[string]bool{"api": true, "route": true, "principal": true, "role": true, "apikey": true, "limit": true}

// policyChanged reads again what an export would change: somebody changed the policy while one was
// looking.
func (v *BundlesPage) policyChanged() {
	if w := v.wizard; w != nil && w.step == ExportChanges {
		w.look()
	}
}

// Start reads the history, and follows the policy while an export is prepared.
func (v *BundlesPage) Start(ctx context.Context) {
	v.List.Start(ctx)
	cancel := v.house.Subscribe(func(c Change) {
		for _, k := range c.Kinds {
			if policyKinds[k] {
				runner.Post(v.run, ctx, v.policyChanged)
				return
			}
		}
	})
	context.AfterFunc(ctx, cancel)
}

// sign exports, then reads back what was written.
func (w *ExportWizard) sign() {
	e, err := w.form.Check()
	if err != nil {
		w.problem = err
		w.page.changed()
		return
	}
	w.asked++
	w.step, w.busy, w.problem, w.verifying = ExportSign, true, nil, false
	ctx, stop := context.WithCancel(context.WithoutCancel(w.page.ctx))
	w.stop = stop
	w.page.changed()
	after(w.page.List, func(context.Context) (Export, error) { return w.page.house.Bundles().Export(ctx, e) }, func(x Export, err error) {
		stop()
		w.busy = false
		switch {
		case errors.Is(err, context.Canceled):
			w.step, w.problem = ExportChanges, err
		case err != nil:
			w.problem = err
		default:
			w.made = x
			w.verify()
			return
		}
		w.page.changed()
	})
}

// verify reads the file back, as a gateway would.
func (w *ExportWizard) verify() {
	w.verifying, w.busy = true, true
	w.page.changed()
	path := w.made.Path
	runner.Go(w.page.run, w.page.ctx, func(ctx context.Context) (Verified, error) { return w.page.house.Bundles().Verify(ctx, path) }, func(b Verified, err error) {
		w.verifying, w.busy, w.step = false, false, ExportVerified
		w.verified = b
		w.verdict, w.read = judged(b, err)
		if w.read == nil && w.verdict.Mark.Icon == "shield-check" && (b.Revision != w.made.Revision || b.Serial != w.made.Serial) {
			w.verdict = otherFile(b)
		}
		w.page.changed()
	})
}
