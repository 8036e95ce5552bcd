package vm

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"gatehouse/core/fault"
	"gatehouse/core/job"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
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
		if left, ok := waitOf(err); ok {
			return Problem{Title: say.L("Too many wrong passwords"), Detail: say.L("Try again in {{.Time}}. Each further mistake makes the wait longer, up to a quarter of an hour.", say.V{"Time": left})}
		}
		p = Problem{Title: say.L("This name and password do not open the vault"), Detail: say.L("Check both: capital letters count. Nothing else is wrong that we can see.")}
	case fault.NotFound:
		p.Title = say.L("There is no vault at this place")
	case fault.Conflict:
		p.Title = say.L("There is a file at this place already")
	case fault.Damaged:
		p.Title = say.L("The vault is damaged")
	}
	return p
}

// waitText is how a log-in that comes too early says how long to wait.
var waitText = regexp.MustCompile(`try again in ([0-9hms.]+)`)

// waitOf is how long one has to wait after too many wrong passwords, in words.
func waitOf(err error) (string, bool) {
	m := waitText.FindStringSubmatch(err.Error())
	if m == nil {
		return "", false
	}
	d, err := time.ParseDuration(m[1])
	if err != nil {
		return "", false
	}
	if d < time.Minute {
		return say.N(int64(max(1, d/time.Second)), "{{.Count}} second", "{{.Count}} seconds"), true
	}
	return say.N(int64((d+time.Minute-1)/time.Minute), "{{.Count}} minute", "{{.Count}} minutes"), true
}

// RecentRow is a recently opened vault in words. Missing means that its file is not where it was.
type RecentRow struct {
	Path, Name, Note string
	Missing          bool
}

// Recent lists the vaults opened on this machine, newest first.
func (v *Welcome) Recent() []RecentRow {
	var rows []RecentRow
	for _, r := range v.recents.List() {
		row := RecentRow{Path: r.Path, Name: filepath.Base(r.Path)}
		place := Tilde(filepath.Dir(r.Path))
		if _, err := os.Stat(r.Path); err != nil {
			row.Missing, row.Note = true, say.L("{{.Place}}, not there now", say.V{"Place": place})
		} else {
			row.Note = say.L("{{.Place}}, opened {{.When}}", say.V{"Place": place, "When": openedWords(r.Opened, v.run.Now())})
		}
		rows = append(rows, row)
	}
	return rows
}

// opened says when something was opened; a clock that was set back does not lead into the future.
func openedWords(t, now time.Time) string {
	if t.After(now) {
		t = now
	}
	return Distance(t, now)
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
		v.err = fault.New(fault.NotFound, "%s", say.L("{{.Path}} is not there. If it lies on another disk, connect that; if it was moved, choose it where it is now.", say.V{"Path": path}))
	case st.IsDir():
		v.err = fault.New(fault.Invalid, "%s", say.L("{{.Path}} is a folder. Choose the file, which ends in .gate.", say.V{"Path": path}))
	case slices.Contains(logEndings, strings.ToLower(filepath.Ext(path))):
		v.err = fault.New(fault.Invalid, "%s", say.L("{{.File}} looks like a log. Unlock a vault first, then import it there.", say.V{"File": filepath.Base(path)}))
	default:
		v.ShowUnlock(path, "")
		return
	}
	v.changed()
}

// logEndings are how files end that are dropped here before a vault is open.
var logEndings = []string{".log", ".json", ".jsonl", ".ndjson", ".txt", ".csv", ".gz", ".zst"}

// Expand writes out a leading "~/".
func Expand(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return path
}

// VaultForm is the form for a new vault, as typed. Kept says that one keeps the password where it is
// found again: nobody can bring it back.
type VaultForm struct {
	Name, Folder, Admin, Password, Again string
	Kept                                 bool
}

// Suggest proposes a password.
func (v *Welcome) Suggest() string {
	p, err := Passphrase()
	if err != nil { // the system has no random numbers: nothing is proposed, and one can still type
		v.err = err
		v.changed()
		return ""
	}
	return p
}

// Warnings say what cannot be recovered, before a vault is made.
func Warnings() []string {
	return []string{
		say.L("Without the password nobody opens the vault again: there is no second way in, for us neither."),
		say.L("A backup opens with the password it was made with. Keep the password in another place than the file."),
	}
}

// DefaultFolder is where new vaults go unless one says otherwise.
func (v *Welcome) DefaultFolder() string { return v.folder }

// Check turns the form into a vault to make, or says what is wrong with it.
func (f VaultForm) Check() (NewVault, error) {
	name := strings.TrimSuffix(strings.TrimSpace(f.Name), ".gate")
	n := NewVault{Name: name, Admin: strings.TrimSpace(f.Admin), Password: f.Password, Path: filepath.Join(Expand(strings.TrimSpace(f.Folder)), name+".gate")}
	switch {
	case name == "":
		return n, fault.New(fault.Invalid, "%s", say.L("Give the vault a name."))
	case strings.ContainsAny(name, `/\`) || name[0] == '.':
		return n, fault.New(fault.Invalid, "%s", say.L("The name becomes a file: no slashes, and no dot first."))
	case strings.TrimSpace(f.Folder) == "":
		return n, fault.New(fault.Invalid, "%s", say.L("Say in which folder the vault should lie."))
	case n.Admin == "":
		return n, fault.New(fault.Invalid, "%s", say.L("Give your name; it signs every change."))
	case !Measure(f.Password, name, n.Admin).Good:
		return n, weakPassword()
	case f.Password != f.Again:
		return n, fault.New(fault.Invalid, "%s", say.L("The two passwords differ."))
	case !f.Kept:
		return n, fault.New(fault.Invalid, "%s", say.L("Tick that you keep the password where you find it again."))
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
		v.err = fault.New(fault.Invalid, "%s", say.L("Both your name and the password are needed."))
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
