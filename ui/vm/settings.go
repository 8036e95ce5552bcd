package vm

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"gatehouse/core/fault"
	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
)

// Choices are what one chose for the desktop. They hold nothing of a vault.
type Choices struct {
	Theme     string  // "system", "light" or "dark"
	Density   string  // "normal" or "compact"
	Scale     float64 // of everything that is drawn, from the next start on
	Start     string  // the page to begin with: the name of a route, or "last"
	Idle      int     // minutes without input until the vault locks
	Clipboard int     // seconds that a secret stays on the clipboard
}

// Preferences keep choices between starts.
type Preferences interface {
	// Choices returns what was chosen, within its limits.
	Choices() Choices
	// Choose keeps what was chosen and puts it into force at once.
	Choose(Choices)
	// ResetColumns forgets the widths and the choice of columns of all lists.
	ResetColumns()
}

// Limits of the choices.
const (
	MinScale, MaxScale, scaleStep = 0.8, 2.0, 0.1
	MinIdle, MaxIdle              = 1, 60
	MinClipboard, MaxClipboard    = 5, 60
)

// Settings is the page of settings. What is chosen there counts at once.
type Settings struct {
	OnChange func()

	run     runner.Runner
	house   House
	prefs   Preferences
	version string
	started float64 // the scale that this window was started with
	ctx     context.Context
	busy    bool
}

// NewSettings makes the page; version is that of the program.
func NewSettings(run runner.Runner, house House, prefs Preferences, version string) *Settings {
	return &Settings{run: run, house: house, prefs: prefs, version: version, started: prefs.Choices().Scale, ctx: context.Background()}
}

// StartedWith says which scale the window has; the chosen one may be another until the next start.
func (v *Settings) StartedWith(scale float64) { v.started = scale }

// Start lends the page a context that ends with it.
func (v *Settings) Start(ctx context.Context) { v.ctx = ctx }

func (v *Settings) changed() {
	if v.OnChange != nil {
		v.OnChange()
	}
}

// Choices are what is chosen now.
func (v *Settings) Choices() Choices { return v.prefs.Choices() }

func (v *Settings) choose(edit func(*Choices)) {
	c := v.prefs.Choices()
	was := c
	edit(&c)
	if c == was {
		return
	}
	v.prefs.Choose(c)
	v.changed()
}

// Themes are the colours to choose from.
func (v *Settings) Themes() []Choice {
	return []Choice{{"system", say.L("As the system"), ""}, {"light", say.L("Light"), ""}, {"dark", say.L("Dark"), ""}}
}

// Densities are the heights of rows to choose from.
func (v *Settings) Densities() []Choice {
	return []Choice{{"normal", say.L("Normal"), ""}, {"compact", say.L("Compact"), ""}}
}

// Starts are the pages to begin with.
func (v *Settings) Starts() []Choice {
	return []Choice{{nav.Overview.Page, say.L("Overview"), ""}, {nav.APIs.Page, say.L("APIs"), ""}, {nav.Principals.Page, say.L("Principals"), ""}, {nav.Roles.Page, say.L("Roles"), ""}, {nav.Keys.Page, say.L("API keys"), ""},
		{nav.Limits.Page, say.L("Rate limits"), ""}, {nav.Bundles.Page, say.L("Bundles"), ""}, {nav.Imports.Page, say.L("Imports"), ""}, {nav.Findings.Page, say.L("Findings"), ""}, {nav.Journal.Page, say.L("Journal"), ""},
		{"last", say.L("The page of last time"), ""}}
}

// SetTheme chooses colours.
func (v *Settings) SetTheme(id string) { v.choose(func(c *Choices) { c.Theme = id }) }

// SetDensity chooses how high rows are.
func (v *Settings) SetDensity(id string) { v.choose(func(c *Choices) { c.Density = id }) }

// SetStart chooses the page to begin with.
func (v *Settings) SetStart(id string) { v.choose(func(c *Choices) { c.Start = id }) }

// StepScale makes everything larger or smaller by steps of a tenth, from the next start on.
func (v *Settings) StepScale(steps int) {
	v.choose(func(c *Choices) {
		c.Scale = min(max(math.Round((c.Scale+float64(steps)*scaleStep)*10)/10, MinScale), MaxScale)
	})
}

// StepIdle moves the minutes until an untouched vault locks.
func (v *Settings) StepIdle(steps int) {
	v.choose(func(c *Choices) { c.Idle = min(max(c.Idle+steps, MinIdle), MaxIdle) })
}

// StepClipboard moves the seconds that a secret stays on the clipboard, by fives.
func (v *Settings) StepClipboard(steps int) {
	v.choose(func(c *Choices) { c.Clipboard = min(max(c.Clipboard+5*steps, MinClipboard), MaxClipboard) })
}

// ScaleText is the scale in words, and what has to happen until it counts; "" = it counts now.
func (v *Settings) ScaleText() (value, later string) {
	c := v.prefs.Choices()
	value = strconv.Itoa(int(math.Round(c.Scale*100))) + " %"
	if math.Abs(c.Scale-v.started) > 0.001 {
		later = say.L("Takes effect at the next start.")
	}
	return value, later
}

// IdleText says after how long the vault locks.
func (v *Settings) IdleText() string {
	if v.prefs.Choices().Idle == 0 {
		return say.L("never")
	}
	return say.N(int64(v.prefs.Choices().Idle), "{{.Count}} minute", "{{.Count}} minutes")
}

// ClipboardText says how long a secret stays on the clipboard.
func (v *Settings) ClipboardText() string {
	return say.N(int64(v.prefs.Choices().Clipboard), "{{.Count}} second", "{{.Count}} seconds")
}

// ResetColumns gives all lists their own columns again.
func (v *Settings) ResetColumns() string {
	v.prefs.ResetColumns()
	return say.L("All lists have their own columns again.")
}

// VaultFacts are what is known about the open vault.
func (v *Settings) VaultFacts() []Pair {
	i := v.house.VaultInfo()
	ps := []Pair{{say.L("Name"), i.Name, ""}, {say.L("Path"), Tilde(i.Path), i.Path}}
	if i.ID != "" {
		ps = append(ps, Pair{say.L("Vault id"), i.ID, i.ID})
	}
	ps = append(ps, Pair{say.L("Journal"), say.N(int64(i.Seq), "{{.Count}} entry", "{{.Count}} entries"), ""})
	who := i.Admin
	if i.Role != "" {
		who += " (" + i.Role + ")"
	}
	return append(ps, Pair{say.L("Signed in"), who, ""})
}

// Busy reports that a password is being changed or a backup written.
func (v *Settings) Busy() bool { return v.busy }

// PasswordForm is the form for a new password, as typed.
type PasswordForm struct{ Old, New, Again string }

// Strength says how good the new password of a form is.
func (v *Settings) Strength(password string) Strength {
	i := v.house.VaultInfo()
	return Measure(password, strings.TrimSuffix(i.Name, ".gate"), i.Admin)
}

// Check says what is wrong with the form.
func (v *Settings) check(f PasswordForm) error {
	switch {
	case f.Old == "":
		return fault.New(fault.Invalid, "%s", say.L("Type the password that you have now."))
	case !v.Strength(f.New).Good:
		return weakPassword()
	case f.New != f.Again:
		return fault.New(fault.Invalid, "%s", say.L("The two new passwords differ."))
	case f.New == f.Old:
		return fault.New(fault.Invalid, "%s", say.L("The new password is the old one. Choose another."))
	}
	return nil
}

// ChangePassword gives the signed-in administrator a new password.
func (v *Settings) ChangePassword(f PasswordForm, done func(Undone, error)) {
	if err := v.check(f); err != nil {
		done(Undone{}, err)
		return
	}
	v.work(func(ctx context.Context) (string, error) { return "", v.house.ChangePassword(ctx, f.Old, f.New) }, func(_ string, err error) {
		if fault.KindOf(err) == fault.Denied {
			err = fault.New(fault.Denied, "%s", say.L("The password that you have now is not the one you typed. Nothing was changed."))
		}
		done(Undone{Text: say.L("Your password is changed. It counts from the next unlock on; older backups still open with the old one.")}, err)
	})
}

// Backup writes a verified copy of the vault into a folder.
func (v *Settings) Backup(folder string, done func(Undone, error)) {
	folder = Expand(strings.TrimSpace(folder))
	if folder == "" {
		done(Undone{}, fault.New(fault.Invalid, "%s", say.L("Choose the folder for the copy.")))
		return
	}
	v.work(func(ctx context.Context) (string, error) { return v.house.Backup(ctx, folder) }, func(path string, err error) {
		done(Undone{Text: say.L("The copy is verified and lies at {{.Path}}.", say.V{"Path": Tilde(path)})}, err)
	})
}

// work runs something that takes a while; it goes on when the page is left.
func (v *Settings) work(f func(context.Context) (string, error), done func(string, error)) {
	if v.busy {
		done("", fault.New(fault.Busy, "%s", say.L("Something else is still going on here. Wait until it is done.")))
		return
	}
	v.busy = true
	v.changed()
	runner.Go(v.run, context.WithoutCancel(v.ctx), f, func(s string, err error) {
		v.busy = false
		if v.ctx.Err() != nil {
			if err != nil {
				Explain(err) // for the log
			}
			return
		}
		v.changed()
		done(s, err)
	})
}

// Version names the program.
func (v *Settings) Version() string { return fmt.Sprintf("Gatehouse %s", v.version) }
