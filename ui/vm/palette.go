package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gatehouse/ui/nav"
	"gatehouse/ui/runner"
	"gatehouse/ui/say"
	"gatehouse/ui/tone"
)

// PaletteAction is an action as the palette lists it.
type PaletteAction struct {
	ID, Title, Icon, Key string
	Enabled, Permitted   bool
	Why                  string // why it cannot be done now, or ""
}

// PalettePage is a page as the palette lists it.
type PalettePage struct {
	Route             nav.Route
	Title, Icon, Note string
}

// PaletteMemory keeps the ids of what was picked last from one session to the next: of actions and
// pages only. What is in a vault is never written there.
type PaletteMemory interface {
	PaletteRecents() []string
	SetPaletteRecents(ids []string)
}

// PaletteScope narrows the palette to one kind of thing.
type PaletteScope uint8

// The scopes, in the order in which Tab goes through them.
const (
	PaletteEverywhere PaletteScope = iota
	PaletteActions
	PalettePages
	PaletteKeys
	PalettePrincipals
	PaletteRoles
	PaletteRoutes
	PaletteLimits
	paletteScopes // how many there are
)

var paletteScopeWords = [paletteScopes]string{
	say.Key("Everywhere"), say.Key("Actions"), say.Key("Pages"), say.Key("API keys"), say.Key("Principals"), say.Key("Roles"), say.Key("APIs and routes"), say.Key("Rate limits"),
}

// Word is the scope as people read it.
func (s PaletteScope) Word() string { return say.Of(paletteScopeWords[s]) }

// palettePrefixes choose a scope by the first letter of what is typed.
var palettePrefixes = map[byte]PaletteScope{'>': PaletteActions, '@': PalettePrincipals, '/': PaletteRoutes, '#': PaletteKeys}

// How much the palette shows, and how much it remembers.
const (
	paletteGroupRows  = 6
	paletteAllRows    = 30
	paletteRecentRows = 6
	paletteRemembered = 12
)

// PaletteRow is one line of the palette.
type PaletteRow struct {
	ID                     string // "action:vault.lock", "page:keys", "apikey:…"
	Head                   string // the group that begins with this row, or ""
	Icon, Title, Note, Key string
	TitleMatch             []PaletteSpan // what was found in Title
	NoteMatch              []PaletteSpan // what was found in Note
	Mark                   tone.Mark
	Disabled               bool // it is shown, with the reason as its note, and does nothing
	Target                 PaletteTarget
}

// PaletteTarget is what a row leads to: an action to run, or a page to go to.
type PaletteTarget struct {
	Action string
	Route  nav.Route
}

// Palette finds actions, pages and everything that has a name in the vault.
type Palette struct {
	OnChange func() // the view draws again

	run     runner.Runner
	house   House
	memory  PaletteMemory
	actions func() []PaletteAction
	pages   func() []PalettePage

	query      string
	scope      PaletteScope
	fixed      []paletteThing // actions and pages, read at every opening
	vault      []paletteThing // what the vault holds
	loaded     bool           // at least once
	reading    bool           // now, since it was opened
	incomplete bool           // something could not be read
	generation int
	recents    []string // newest first, with things of the vault
	rows       []PaletteRow
	at         int
}

// NewPalette makes the palette of one session with a vault. Actions and pages are asked for at
// every opening, because what can be done changes. A nil memory remembers nothing.
func NewPalette(run runner.Runner, house House, actions func() []PaletteAction, pages func() []PalettePage, memory PaletteMemory) *Palette {
	p := &Palette{run: run, house: house, actions: actions, pages: pages, memory: memory}
	if memory != nil {
		p.recents = slices.DeleteFunc(slices.Clone(memory.PaletteRecents()), func(id string) bool { return !paletteKept(id) })
	}
	return p
}

// paletteKept reports whether an id may outlive the session.
func paletteKept(id string) bool {
	return strings.HasPrefix(id, "action:") || strings.HasPrefix(id, "page:")
}

// Open begins anew, with an empty query, and reads the vault in the background; until that is there,
// the palette finds what it read the last time.
func (p *Palette) Open(ctx context.Context) {
	p.query, p.scope, p.at = "", PaletteEverywhere, 0
	p.fixed = paletteFixed(p.actions(), p.pages())
	p.generation++
	p.reading = true
	generation := p.generation
	runner.Go(p.run, ctx, func(ctx context.Context) (paletteLoad, error) {
		return loadPalette(ctx, p.house), nil
	}, func(l paletteLoad, err error) {
		if generation != p.generation {
			return
		}
		p.loaded, p.reading, p.incomplete = true, false, l.incomplete || err != nil
		if err == nil {
			p.vault = l.things
		}
		id := p.current().ID
		p.find()
		if i := slices.IndexFunc(p.rows, func(r PaletteRow) bool { return r.ID == id }); i >= 0 && p.at > 0 {
			p.at = i
		}
		p.changed()
	})
	p.find()
	p.changed()
}

func (p *Palette) changed() {
	if p.OnChange != nil {
		p.OnChange()
	}
}

// Loading reports whether the vault was not read even once.
func (p *Palette) Loading() bool { return !p.loaded }

// Reading reports whether the vault is being read, so that what is not found may still come.
func (p *Palette) Reading() bool { return p.reading }

// Incomplete reports whether some of the vault could not be read, so that things may be missing.
func (p *Palette) Incomplete() bool { return p.incomplete }

// Query is what is typed.
func (p *Palette) Query() string { return p.query }

// SetQuery searches at once.
func (p *Palette) SetQuery(s string) {
	if p.query == s {
		return
	}
	p.query, p.at = s, 0
	p.find()
	p.changed()
}

// Scope is where is searched: what a prefix says, or else what Tab chose.
func (p *Palette) Scope() PaletteScope {
	s, _ := p.asked()
	return s
}

// asked splits the query into scope and words.
func (p *Palette) asked() (PaletteScope, string) {
	q := strings.TrimLeft(p.query, " ")
	if q != "" {
		if s, ok := palettePrefixes[q[0]]; ok {
			return s, strings.TrimSpace(q[1:])
		}
	}
	return p.scope, strings.TrimSpace(q)
}

// CycleScope goes to the next scope, or to the one before, round the end. A prefix in the query
// gives way: the new scope takes its place.
func (p *Palette) CycleScope(by int) {
	s, words := p.asked()
	p.query, p.at = words, 0
	p.scope = PaletteScope((int(s) + by + int(paletteScopes)) % int(paletteScopes))
	p.find()
	p.changed()
}

// Rows are what was found, in groups.
func (p *Palette) Rows() []PaletteRow { return p.rows }

// Index is the row on which Enter acts, or -1 when nothing was found.
func (p *Palette) Index() int {
	if len(p.rows) == 0 {
		return -1
	}
	return p.at
}

// Move goes by rows; it stops at the ends.
func (p *Palette) Move(by int) { p.ChooseRow(p.at + by) }

// ChooseRow goes to row i, or to the nearest end.
func (p *Palette) ChooseRow(i int) {
	i = max(0, min(i, len(p.rows)-1))
	if p.at != i {
		p.at = i
		p.changed()
	}
}

func (p *Palette) current() PaletteRow {
	if p.at < 0 || p.at >= len(p.rows) {
		return PaletteRow{}
	}
	return p.rows[p.at]
}

// Pick remembers row i as the newest and says where it leads. It reports false for a row that
// cannot be used now.
func (p *Palette) Pick(i int) (PaletteTarget, bool) {
	if i < 0 || i >= len(p.rows) || p.rows[i].Disabled {
		return PaletteTarget{}, false
	}
	r := p.rows[i]
	p.recents = slices.DeleteFunc(p.recents, func(id string) bool { return id == r.ID })
	p.recents = append([]string{r.ID}, p.recents...)
	p.recents = p.recents[:min(len(p.recents), paletteRemembered)]
	if p.memory != nil && paletteKept(r.ID) {
		p.memory.SetPaletteRecents(slices.DeleteFunc(slices.Clone(p.recents), func(id string) bool { return !paletteKept(id) }))
	}
	return r.Target, true
}

// Nothing says why no row is there, in a title and what to try next.
func (p *Palette) Nothing() (title, next string) {
	scope, words := p.asked()
	switch {
	case p.Loading() && scope != PaletteActions && scope != PalettePages:
		return say.L("Reading the vault…"), say.L("Actions and pages can be found already.")
	case words == "":
		return say.L("Nothing here yet"), say.L("Press Tab to look somewhere else.")
	case scope != PaletteEverywhere:
		return say.L("Nothing fits “{{.Words}}”", say.V{"Words": Escaped([]byte(words))}), say.L("Press Tab to look somewhere else.")
	}
	return say.L("Nothing fits “{{.Words}}”", say.V{"Words": Escaped([]byte(words))}), say.L("Try fewer letters, or the beginning of a name.")
}

// comparePalette puts the better match first; among equals the one that comes first.
func comparePalette(a, b paletteHit) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.place, b.place))
}
