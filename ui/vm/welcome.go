package vm

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/runner"
)

// Recent is a vault that was opened on this machine. Who opened it is not remembered: the names of
// administrators do not leave the vault.
type Recent struct {
	Path   string    `json:"path"`
	Opened time.Time `json:"opened"`
}

// Recents remembers which vaults were opened.
type Recents interface {
	List() []Recent
	Add(r Recent) error
}

// Screen is what the window shows while no vault is open.
type Screen uint8

// The screens.
const (
	Intro Screen = iota
	Creating
	Unlocking
)

// Welcome is the window while no vault is open: create, open, look at the sample.
type Welcome struct {
	OnChange func()
	OnOpen   func(House) // a vault is open

	run     runner.Runner
	opener  Opener
	recents Recents
	folder  string // where new vaults go
	ctx     context.Context

	screen   Screen
	path     string // of the vault to unlock
	note     string // why it is locked, or ""
	busy     bool
	progress job.Progress
	err      error
	admins   map[string]string // vault to who opened it, in this session only
}

// NewWelcome makes the window's first page. Folder is where new vaults are put.
func NewWelcome(run runner.Runner, opener Opener, recents Recents, folder string) *Welcome {
	return &Welcome{run: run, opener: opener, recents: recents, folder: folder, ctx: context.Background(), admins: map[string]string{}}
}

// Start lends the page a context that ends with it.
func (v *Welcome) Start(ctx context.Context) { v.ctx = ctx }

func (v *Welcome) changed() {
	if v.OnChange != nil {
		v.OnChange()
	}
}

// Screen is what to show.
func (v *Welcome) Screen() Screen { return v.screen }

// Path is the vault that is to be unlocked.
func (v *Welcome) Path() string { return v.path }

// Note says why the vault is locked, or nothing.
func (v *Welcome) Note() string { return v.note }

// Busy reports that a vault is being made or opened.
func (v *Welcome) Busy() bool { return v.busy }

// Progress is how far the sample is.
func (v *Welcome) Progress() job.Progress { return v.progress }

// Failed reports whether the last attempt failed, and why.
func (v *Welcome) Failed() (Problem, bool) {
	if v.err == nil {
		return Problem{}, false
	}
	return v.explain(v.err), true
}

// explain puts errors of opening into words that fit the place.
func (v *Welcome) explain(err error) Problem {
	p := Explain(err)
	switch fault.KindOf(err) {
	case fault.Denied:
		p = Problem{Title: "This name and password do not open the vault", Detail: "Check both. Nothing else is wrong that we can see."}
	case fault.NotFound:
		p.Title = "There is no vault at this place"
	case fault.Conflict:
		p.Title = "There is a file at this place already"
	case fault.Damaged:
		p.Title = "The vault is damaged"
	}
	return p
}

// RecentRow is a recently opened vault in words.
type RecentRow struct{ Path, Name, Note string }

// Recent lists the vaults opened on this machine, newest first.
func (v *Welcome) Recent() []RecentRow {
	var rows []RecentRow
	for _, r := range v.recents.List() {
		row := RecentRow{Path: r.Path, Name: filepath.Base(r.Path), Note: Tilde(filepath.Dir(r.Path)) + ", opened " + strings.TrimPrefix(Distance(r.Opened, v.run.Now()), "in ")}
		if _, err := os.Stat(r.Path); err != nil {
			row.Note = Tilde(filepath.Dir(r.Path)) + ", not there now"
		}
		rows = append(rows, row)
	}
	return rows
}

// Tilde shortens a path below the home folder.
func Tilde(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || home == "/" {
		return path
	}
	if rest, ok := strings.CutPrefix(path, home); ok && (rest == "" || rest[0] == filepath.Separator) {
		return "~" + rest
	}
	return path
}

// ShowIntro goes to the first screen.
func (v *Welcome) ShowIntro() { v.show(Intro, "", "") }

// ShowCreate goes to the form for a new vault.
func (v *Welcome) ShowCreate() { v.show(Creating, "", "") }

// ShowUnlock asks for the password of the vault at path; note says why, or is "".
func (v *Welcome) ShowUnlock(path, note string) { v.show(Unlocking, path, note) }

func (v *Welcome) show(s Screen, path, note string) {
	if v.busy {
		return
	}
	v.screen, v.path, v.note, v.err = s, path, note, nil
	v.changed()
}

// Admin is the administrator who opened the chosen vault since the program was started, or "".
func (v *Welcome) Admin() string { return v.admins[v.path] }

// Choose takes a path that was typed or picked. A file asks for its password; anything else is
// said at once.
func (v *Welcome) Choose(path string) {
	path = Expand(strings.TrimSpace(path))
	if v.busy || path == "" {
		return
	}
	if abs, err := filepath.Abs(path); err == nil {
		path = abs // what is remembered must still lead there from another folder
	}
	st, err := os.Stat(path)
	switch {
	case err != nil:
		v.err = fault.New(fault.NotFound, "%s is not there.", path)
	case st.IsDir():
		v.err = fault.New(fault.Invalid, "%s is a folder. Choose the file, which ends in .gate.", path)
	default:
		v.ShowUnlock(path, "")
		return
	}
	v.changed()
}

// Expand writes out a leading "~/".
func Expand(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return path
}

// VaultForm is the form for a new vault, as typed.
type VaultForm struct{ Name, Folder, Admin, Password, Again string }

// DefaultFolder is where new vaults go unless one says otherwise.
func (v *Welcome) DefaultFolder() string { return v.folder }

// Check turns the form into a vault to make, or says what is wrong with it.
func (f VaultForm) Check() (NewVault, error) {
	name := strings.TrimSuffix(strings.TrimSpace(f.Name), ".gate")
	n := NewVault{Name: name, Admin: strings.TrimSpace(f.Admin), Password: f.Password, Path: filepath.Join(Expand(strings.TrimSpace(f.Folder)), name+".gate")}
	switch {
	case name == "":
		return n, fault.New(fault.Invalid, "Give the vault a name.")
	case strings.ContainsAny(name, `/\`) || name[0] == '.':
		return n, fault.New(fault.Invalid, "The name becomes a file: no slashes, and no dot first.")
	case strings.TrimSpace(f.Folder) == "":
		return n, fault.New(fault.Invalid, "Say in which folder the vault should lie.")
	case n.Admin == "":
		return n, fault.New(fault.Invalid, "Give your name; it signs every change.")
	case !Measure(f.Password, name, n.Admin).Good:
		return n, fault.New(fault.Invalid, "The password needs at least %d characters and must not be easy to guess. Four or five random words do.", MinPassword)
	case f.Password != f.Again:
		return n, fault.New(fault.Invalid, "The two passwords differ.")
	}
	return n, nil
}

// Create makes a vault and opens it.
func (v *Welcome) Create(f VaultForm) {
	n, err := f.Check()
	if err != nil {
		v.err = err
		v.changed()
		return
	}
	v.work(func(ctx context.Context) (House, error) { return v.opener.Create(ctx, n) })
}

// Unlock opens the chosen vault.
func (v *Welcome) Unlock(admin, password string) {
	admin = strings.TrimSpace(admin)
	if admin == "" || password == "" {
		v.err = fault.New(fault.Invalid, "Both your name and the password are needed.")
		v.changed()
		return
	}
	path := v.path
	v.work(func(ctx context.Context) (House, error) { return v.opener.Open(ctx, path, admin, password) })
}

// Sample makes and opens the vault of the invented company.
func (v *Welcome) Sample() {
	report, _ := job.Throttle(func(p job.Progress) {
		runner.Post(v.run, v.ctx, func() {
			v.progress = p
			v.changed()
		})
	}, time.Now)
	v.work(func(ctx context.Context) (House, error) { return v.opener.Sample(ctx, report) })
}

// work opens a house in the background and hands it over.
func (v *Welcome) work(open func(context.Context) (House, error)) {
	if v.busy {
		return
	}
	v.busy, v.err, v.progress = true, nil, job.Progress{}
	v.changed()
	// The outcome is wanted even when the page is drawn anew meanwhile.
	runner.Go(v.run, context.WithoutCancel(v.ctx), open, func(h House, err error) {
		v.busy, v.err = false, err
		if err != nil {
			v.changed()
			return
		}
		info := h.VaultInfo()
		v.admins[info.Path] = info.Admin
		if err := v.recents.Add(Recent{Path: info.Path, Opened: v.run.Now()}); err != nil {
			Explain(err) // remembering is a comfort: it is logged, and the vault opens
		}
		v.OnOpen(h)
	})
}
