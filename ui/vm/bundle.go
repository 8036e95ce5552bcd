package vm

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/ui/runner"
	"gatehouse/ui/tone"
)

// BundlesPage is the page of bundles: export, history, verify.
type BundlesPage struct {
	*List[Export]
	svc  Bundles
	busy bool
}

// NewBundles makes the page.
func NewBundles(run runner.Runner, svc Bundles) *BundlesPage {
	return &BundlesPage{svc: svc, List: &List[Export]{run: run, load: only(svc.Exports), id: func(e Export) string { return e.ID },
		text:   func(e Export) string { return e.Revision + " " + e.Audience + " " + e.KeyID },
		sorted: func(a, b Export) int { return b.Issued.Compare(a.Issued) }}}
}

// ExportRow is one row of the history.
type ExportRow struct {
	Serial, Revision, Audience, Issued, Expires, Digest string
	Status                                              tone.Mark
}

// Row returns row i in words.
func (v *BundlesPage) Row(i int) ExportRow {
	e := v.At(i)
	now := v.run.Now()
	r := ExportRow{Serial: strconv.FormatUint(e.Serial, 10), Revision: e.Revision, Audience: e.Audience, Issued: DateTime(e.Issued), Expires: Distance(e.Expires, now), Digest: short(e.Digest)}
	switch {
	case !e.Expires.After(now):
		r.Status = tone.Mark{Tone: tone.Neutral, Icon: "clock", Word: "Expired"}
	case v.newest(e):
		r.Status = tone.Mark{Tone: tone.Ok, Icon: "circle-check", Word: "Newest"}
	default:
		r.Status = tone.Mark{Tone: tone.Neutral, Icon: "history", Word: "Replaced"}
	}
	return r
}

func (v *BundlesPage) newest(e Export) bool {
	for _, o := range v.all {
		if o.Audience == e.Audience && o.Serial > e.Serial {
			return false
		}
	}
	return true
}

// short keeps the first half of a digest's first half: enough to compare by eye.
func short(digest string) string { return digest[:min(16, len(digest))] }

// Foot says what one sees.
func (v *BundlesPage) Foot() string { return Plural(int64(v.Total()), "export") }

// Busy reports that an export or a verification runs.
func (v *BundlesPage) Busy() bool { return v.busy }

// ExportForm is the form for an export, as typed.
type ExportForm struct{ Audience, Folder, Days string }

// DefaultDays is how long a bundle counts unless one says otherwise.
const DefaultDays = 14

// Check turns the form into an export, or says what is wrong with it.
func (f ExportForm) Check() (NewExport, error) {
	e := NewExport{Audience: cmp.Or(strings.TrimSpace(f.Audience), "default")}
	folder := strings.TrimSpace(f.Folder)
	if folder == "" {
		return e, fault.New(fault.Invalid, "Say where the bundle should be written.")
	}
	e.Path = folder
	if !strings.HasSuffix(folder, ".tar.gz") {
		e.Path = filepath.Join(folder, "bundle.tar.gz")
	}
	days := DefaultDays
	if s := strings.TrimSpace(f.Days); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 365 {
			return e, fault.New(fault.Invalid, "A bundle lasts between 1 and 365 days.")
		}
		days = n
	}
	e.Lasts = time.Duration(days) * 24 * time.Hour
	return e, nil
}

// Export exports the policy as it is now.
func (v *BundlesPage) Export(f ExportForm, done func(ExportResult, error)) {
	e, err := f.Check()
	if err != nil {
		done(ExportResult{}, err)
		return
	}
	v.busy = true
	v.changed()
	after(v.List, func(ctx context.Context) (Export, error) { return v.svc.Export(ctx, e) }, func(x Export, err error) {
		v.busy = false
		v.changed()
		done(v.result(x), err)
	})
}

// ExportResult says what an export wrote, in words.
type ExportResult struct {
	Title string
	Facts [][2]string
	Files []File
}

func (v *BundlesPage) result(e Export) ExportResult {
	return ExportResult{
		Title: fmt.Sprintf("Bundle %d for %s", e.Serial, e.Audience),
		Facts: [][2]string{{"Serial", strconv.FormatUint(e.Serial, 10)}, {"Revision", e.Revision}, {"Signed with", e.KeyID}, {"Expires", DateTime(e.Expires) + ", " + Distance(e.Expires, v.run.Now())}, {"Size", Bytes(e.Size)}, {"SHA-256", e.Digest}, {"Folder", Tilde(filepath.Dir(e.Path))}},
		Files: append([]File{{e.Path, "the bundle"}}, e.Beside...),
	}
}

// Verdict is the outcome of verifying a file, in words.
type Verdict struct {
	Mark  tone.Mark
	More  string
	Facts [][2]string
}

// Verify verifies a bundle file and says what it is.
func (v *BundlesPage) Verify(path string, done func(Verdict, error)) {
	path = strings.TrimSpace(path)
	if path == "" {
		done(Verdict{}, fault.New(fault.Invalid, "Say which file to verify."))
		return
	}
	v.busy = true
	v.changed()
	runner.Go(v.run, v.ctx, func(ctx context.Context) (Verified, error) { return v.svc.Verify(ctx, path) }, func(b Verified, err error) {
		v.busy = false
		v.changed()
		if fault.Is(err, fault.Refused) {
			done(Verdict{Mark: tone.Mark{Tone: tone.Danger, Icon: "shield-x", Word: "This is not a bundle of this vault, or it was changed."}, More: Sentence(err)}, nil)
			return
		}
		if err != nil {
			done(Verdict{}, err)
			return
		}
		done(v.verdict(b), nil)
	})
}

func (v *BundlesPage) verdict(b Verified) Verdict {
	d := Verdict{Mark: tone.Mark{Tone: tone.Ok, Icon: "shield-check", Word: "The signature holds and nothing was changed."},
		Facts: [][2]string{{"Revision", b.Revision}, {"Audience", b.Audience}, {"Signed with", b.KeyID}, {"Issued", DateTime(b.Issued)}, {"Expires", DateTime(b.Expires)}, {"Holds", Plural(int64(b.Routes), "route") + ", " + Plural(int64(b.Keys), "key")}}}
	if b.Expired {
		d.Mark = tone.Mark{Tone: tone.Warn, Icon: "clock", Word: "The signature holds, but the bundle has expired."}
		d.More = "Gateways that check the expiry refuse every request. Export a new one."
	}
	return d
}
