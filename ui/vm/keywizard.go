package vm

import (
	"context"
	"strconv"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// KeyWizard is a wizard over the list of keys: the takeover of keys of another system, or the making
// of many. Kind says which.
type KeyWizard struct {
	page *APIKeys
	kind KeyWizardKind

	step    int // 0 choose, 1 look, 2 done
	source  DigestSource
	many    ManyForm
	digests Digests
	new     NewKeys
	made    int
	problem error
	busy    bool
	asked   int // of the newest question; answers to older ones are dropped
}

// KeyWizardKind is what a wizard does.
type KeyWizardKind uint8

// The wizards.
const (
	TakeOver KeyWizardKind = iota + 1 // keys of other systems, by their digests
	MakeMany                          // keys for many principals
)

// Wizard is the wizard that covers the list, or nil.
func (v *APIKeys) Wizard() *KeyWizard { return v.wizard }

// BeginWizard covers the list with a wizard.
func (v *APIKeys) BeginWizard(kind KeyWizardKind) {
	if v.wizard != nil && v.wizard.busy {
		return
	}
	v.wizard = &KeyWizard{page: v, kind: kind, many: v.newMany()}
	v.changed()
}

// newMany is what the form for many keys begins with.
func (v *APIKeys) newMany() ManyForm {
	return ManyForm{Form: v.NewForm(), Path: ExportName("~/api-keys", "csv", v.run.Now())}
}

// KeyWizardDraft is what outlives the lock: what was typed.
type KeyWizardDraft struct {
	Kind   KeyWizardKind
	Source DigestSource
	Many   ManyForm
}

// Draft is what to remember of the wizard; false when there is nothing to go on with.
func (w *KeyWizard) Draft() (KeyWizardDraft, bool) {
	if w == nil || w.step == 2 {
		return KeyWizardDraft{}, false
	}
	return KeyWizardDraft{w.kind, w.source, w.many}, true
}

// ResumeWizard goes on where a draft was left, or with nothing but principals that another page chose.
func (v *APIKeys) ResumeWizard(d KeyWizardDraft) {
	if d.Many.Form.Env == "" {
		who := d.Many.Principals
		d.Many = v.newMany()
		d.Many.Principals = who
	}
	if v.wizard == nil || !v.wizard.busy {
		v.wizard = &KeyWizard{page: v, kind: d.Kind, source: d.Source, many: d.Many}
		v.changed()
	}
}

// Kind says what the wizard does.
func (w *KeyWizard) Kind() KeyWizardKind { return w.kind }

// Step is where it is: 0 choose, 1 look, 2 done.
func (w *KeyWizard) Step() int { return w.step }

// Busy reports that an answer is waited for.
func (w *KeyWizard) Busy() bool { return w.busy }

// Source is where digests come from, as typed.
func (w *KeyWizard) Source() DigestSource { return w.source }

// SetSource takes over what is typed.
func (w *KeyWizard) SetSource(s DigestSource) { w.source = s }

// Many is what is typed about many keys.
func (w *KeyWizard) Many() ManyForm { return w.many }

// SetMany takes over what is typed.
func (w *KeyWizard) SetMany(m ManyForm) { w.many = m }

// Trouble is what went wrong in this step; empty when nothing did.
func (w *KeyWizard) Trouble() Problem {
	if w.problem == nil {
		return Problem{}
	}
	return Explain(w.problem)
}

// Leave closes the wizard.
func (w *KeyWizard) Leave() {
	if w.busy {
		return
	}
	w.asked++
	w.page.wizard = nil
	w.page.changed()
}

// CanBack reports whether one can go back.
func (w *KeyWizard) CanBack() bool { return w.step == 1 && !w.busy }

// Back goes from the look to the choice.
func (w *KeyWizard) Back() {
	if w.CanBack() {
		w.step, w.problem = 0, nil
		w.page.changed()
	}
}

// CanNext reports whether one can go on.
func (w *KeyWizard) CanNext() bool {
	if w.busy {
		return false
	}
	return w.step != 1 || w.kind == MakeMany || len(w.digests.Keys) > 0 && len(w.digests.Bad) == 0
}

// Next goes on.
func (w *KeyWizard) Next() {
	switch {
	case !w.CanNext():
	case w.step == 2:
		w.Leave()
	case w.kind == TakeOver && w.step == 0:
		w.read()
	case w.kind == TakeOver:
		keys := w.digests.Keys
		w.ask(func(ctx context.Context) (int, error) {
			return len(keys), w.page.house.KeyTools().TakeDigests(ctx, keys)
		})
	case w.step == 0:
		w.new, w.problem = w.many.check(w.page)
		if w.problem == nil {
			w.step = 1
		}
		w.page.changed()
	default:
		n := w.new
		w.ask(func(ctx context.Context) (int, error) { return w.page.house.KeyTools().CreateMany(ctx, n) })
	}
}

// ask does what the wizard is for, and goes to its end.
func (w *KeyWizard) ask(work func(context.Context) (int, error)) {
	w.busy, w.problem = true, nil
	w.page.changed()
	after(w.page.List, work, func(n int, err error) {
		w.busy, w.problem = false, err
		if err == nil {
			w.made, w.step = n, 2
		}
		w.page.changed()
	})
}

// read reads the digests.
func (w *KeyWizard) read() {
	s := w.source
	s.Path = strings.TrimSpace(s.Path)
	if s.Path != "" {
		s.Path = Expand(s.Path)
	} else if strings.TrimSpace(s.Text) == "" {
		w.problem = fault.New(fault.Invalid, "%s", say.L("Choose a file, or paste its lines."))
		w.page.changed()
		return
	}
	w.busy, w.problem = true, nil
	w.asked++
	asked := w.asked
	w.page.changed()
	runner.Go(w.page.run, w.page.ctx, func(ctx context.Context) (Digests, error) { return w.page.house.KeyTools().ReadDigests(ctx, s) }, func(d Digests, err error) {
		if asked != w.asked {
			return
		}
		w.busy, w.problem, w.digests = false, err, d
		switch {
		case err != nil:
		case len(d.Keys)+len(d.Bad) == 0:
			w.problem = fault.New(fault.Invalid, "%s", say.L("There is no digest in it."))
		default:
			w.step = 1
		}
		w.page.changed()
	})
}

// DigestRow is a line of digests in words.
type DigestRow struct {
	Line, Digest, Who, Name, Expires string
	Mark                             tone.Mark
	Why                              string
}

// Rows are the lines that were read, the wrong ones first.
func (w *KeyWizard) Rows() int { return len(w.digests.Bad) + len(w.digests.Keys) }

// Row returns line i in words.
func (w *KeyWizard) Row(i int) DigestRow {
	if i < len(w.digests.Bad) {
		b := w.digests.Bad[i]
		return DigestRow{Line: strconv.Itoa(b.Line), Why: Escaped([]byte(b.Why)), Mark: tone.Mark{Tone: tone.Danger, Icon: "circle-x", Word: say.L("Wrong")}}
	}
	k := w.digests.Keys[i-len(w.digests.Bad)]
	r := DigestRow{Line: strconv.Itoa(k.Line), Digest: k.SHA256[:min(8, len(k.SHA256))] + "…", Who: k.Of, Name: k.Name, Expires: say.L("never"), Mark: tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: say.L("Right")}}
	if !k.Expires.IsZero() {
		r.Expires = Date(k.Expires)
	}
	return r
}

// RowsTitle says what was read.
func (w *KeyWizard) RowsTitle() (title, note string) {
	n, bad := int64(len(w.digests.Keys)), int64(len(w.digests.Bad)+w.digests.More)
	title = say.N(n, "{{.Count}} key to take over", "{{.Count}} keys to take over")
	if bad > 0 {
		note = say.N(bad, "{{.Count}} line is wrong; put it right and read it again", "{{.Count}} lines are wrong; put them right and read them again")
	}
	return title, note
}

// DoneText says what was done.
func (w *KeyWizard) DoneText() (title, more string) {
	n := int64(w.made)
	if w.kind == TakeOver {
		return say.N(n, "{{.Count}} key was taken over", "{{.Count}} keys were taken over"), say.L("They work with the next bundle that you export. Gatehouse knows their digests only.")
	}
	return say.N(n, "{{.Count}} key is in {{.File}}", "{{.Count}} keys are in {{.File}}", say.V{"File": Escaped([]byte(Tilde(w.new.Path)))}), say.L("They are kept nowhere else. Whoever reads the file can use them: hand them out, then remove it.")
}

// NewPath is the file of tokens, when it was written.
func (w *KeyWizard) NewPath() string { return w.new.Path }
