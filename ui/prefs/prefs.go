// Package prefs keeps how the window looks and behaves: theme, sizes, columns, the last page.
//
// Preferences are a plain file that anybody on the machine can read and change, so they hold UI
// state only: no secret, no policy, and no name of a thing in a vault. Every key is in one table
// ([Keys]) with its default and limits; what is out of its limits counts as not there, and keys that
// the table doesn't know are ignored. Pages never see a raw key.
//
//	p := prefs.New(app.Preferences())
//	guard.SetAfter(p.IdleLock().Duration())
package prefs

import (
	"regexp"
	"slices"
	"time"
)

// Store keeps values under keys; fyne.Preferences is one. A key that was never set reads as zero.
type Store interface {
	String(key string) string
	SetString(key, value string)
	Int(key string) int
	SetInt(key string, value int)
	Float(key string) float64
	SetFloat(key string, value float64)
	Bool(key string) bool
	SetBool(key string, value bool)
}

// Prefs reads and writes preferences. Setters bring numbers into their limits and ignore words that
// are not among the choices.
type Prefs struct{ store Store }

// New makes preferences over a store.
func New(s Store) *Prefs { return &Prefs{s} }

// Theme says which colours the window has.
type Theme string

// The themes.
const (
	SystemTheme Theme = "system"
	LightTheme  Theme = "light"
	DarkTheme   Theme = "dark"
)

// Density says how high rows are.
type Density string

// The densities.
const (
	Normal  Density = "normal"
	Compact Density = "compact"
)

// Minutes is a time without input after which a vault locks. Never is allowed, but only after a
// person was warned: see [Minutes.NeedsWarning].
type Minutes int

// Never means that an idle vault stays open.
const Never Minutes = 0

// never is how Never is stored; the 0 of the store means that nothing was chosen.
const never = -1

// Duration is m for lock.Guard, to which 0 is never too.
func (m Minutes) Duration() time.Duration { return time.Duration(m) * time.Minute }

// NeedsWarning reports whether a person must be warned before this is set.
func (m Minutes) NeedsWarning() bool { return m == Never }

// Theme is which colours were chosen.
func (p *Prefs) Theme() Theme { return Theme(p.word(themeKey)) }

// SetTheme chooses the colours.
func (p *Prefs) SetTheme(t Theme) { p.setWord(themeKey, string(t)) }

// Density is how high rows are.
func (p *Prefs) Density() Density { return Density(p.word(densityKey)) }

// SetDensity chooses how high rows are.
func (p *Prefs) SetDensity(d Density) { p.setWord(densityKey, string(d)) }

// Scale is how large everything is drawn; it counts from the next start on.
func (p *Prefs) Scale() float64 { return p.number(ScaleKey) }

// SetScale chooses how large everything is drawn from the next start on.
func (p *Prefs) SetScale(f float64) { p.store.SetFloat(ScaleKey, clamp(ScaleKey, f)) }

// IdleLock is after how long an untouched vault locks.
func (p *Prefs) IdleLock() Minutes {
	if p.store.Int(idleKey) == never {
		return Never
	}
	return Minutes(p.whole(idleKey))
}

// SetIdleLock chooses after how long an untouched vault locks.
func (p *Prefs) SetIdleLock(m Minutes) {
	if m == Never {
		p.store.SetInt(idleKey, never)
		return
	}
	p.setWhole(idleKey, int(m))
}

// ClipboardSeconds is how long a secret stays on the clipboard.
func (p *Prefs) ClipboardSeconds() int { return p.whole(clipboardKey) }

// SetClipboardSeconds chooses how long a secret stays on the clipboard.
func (p *Prefs) SetClipboardSeconds(n int) { p.setWhole(clipboardKey, n) }

// Window is the size of the window when it was last used.
func (p *Prefs) Window() (width, height float64) { return p.number(widthKey), p.number(heightKey) }

// SetWindow keeps the size of the window.
func (p *Prefs) SetWindow(width, height float64) {
	p.store.SetFloat(widthKey, clamp(widthKey, width))
	p.store.SetFloat(heightKey, clamp(heightKey, height))
}

// LastPage is the page that was shown last.
func (p *Prefs) LastPage() string { return p.page(lastPageKey) }

// SetLastPage keeps which page is shown; give the page's id, not the item that is open in it.
func (p *Prefs) SetLastPage(id string) { p.setPage(lastPageKey, id) }

// StartAtLast as a start page means the page that was shown last.
const StartAtLast = "last"

// StartPage is the page to begin with, or [StartAtLast].
func (p *Prefs) StartPage() string { return p.page(startPageKey) }

// SetStartPage chooses the page to begin with.
func (p *Prefs) SetStartPage(id string) { p.setPage(startPageKey, id) }

// id is what ids of pages, grids, columns and actions look like. Names of things have capitals,
// spaces and slashes more often than not; this is a net below the types, not a proof.
var id = regexp.MustCompile(`^[a-z][a-z0-9.-]{0,39}$`)

func (p *Prefs) page(key string) string {
	if s := p.store.String(key); id.MatchString(s) {
		return s
	}
	return table[key].word
}

func (p *Prefs) setPage(key, page string) {
	if id.MatchString(page) {
		p.store.SetString(key, page)
	}
}

func (p *Prefs) word(key string) string {
	if s := p.store.String(key); slices.Contains(table[key].choices, s) {
		return s
	}
	return table[key].word
}

func (p *Prefs) setWord(key, s string) {
	if slices.Contains(table[key].choices, s) {
		p.store.SetString(key, s)
	}
}

func (p *Prefs) number(key string) float64 {
	k, f := table[key], p.store.Float(key)
	if f >= k.least && f <= k.most { // false for NaN
		return f
	}
	return k.number
}

func (p *Prefs) whole(key string) int {
	k, n := table[key], p.store.Int(key)
	if f := float64(n); f >= k.least && f <= k.most {
		return n
	}
	return int(k.number)
}

func (p *Prefs) setWhole(key string, n int) { p.store.SetInt(key, int(clamp(key, float64(n)))) }
