package prefs

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Limits of what is read from lists: a file that anybody can write must not fill memory.
const (
	maxJSON    = 64 << 10 // far above 20 grids of 20 columns
	maxRecents = 8        // as many as the palette shows
	maxWidth   = 4096     // of a column
)

// Column is how one column of a grid was left.
type Column struct {
	Width  float64 `json:"width,omitempty"` // 0 = as wide as the grid says
	Hidden bool    `json:"hidden,omitempty"`
	Order  int     `json:"order,omitempty"`
}

// Columns returns how the columns of a grid were left, by column id; empty when they never changed.
func (p *Prefs) Columns(grid string) map[string]Column {
	got := map[string]Column{}
	for name, c := range p.grids()[grid] {
		if id.MatchString(name) && c.Width >= 0 && c.Width <= maxWidth && c.Order >= 0 && c.Order < 100 {
			got[name] = c
		}
	}
	return got
}

// SetColumns keeps how the columns of a grid are; none forgets the grid.
func (p *Prefs) SetColumns(grid string, columns map[string]Column) {
	if !id.MatchString(grid) {
		return
	}
	all := p.grids()
	delete(all, grid)
	kept := map[string]Column{}
	for name, c := range columns {
		if id.MatchString(name) {
			kept[name] = c
		}
	}
	if len(kept) > 0 {
		all[grid] = kept
	}
	p.setJSON(columnsKey, all)
}

// grids reads all columns; never nil.
func (p *Prefs) grids() map[string]map[string]Column {
	all := map[string]map[string]Column{}
	if s := p.store.String(columnsKey); len(s) > maxJSON || json.Unmarshal([]byte(s), &all) != nil || all == nil {
		return map[string]map[string]Column{}
	}
	return all
}

// Grids are the names of the grids whose columns were changed.
func (p *Prefs) Grids() []string { return slices.Sorted(maps.Keys(p.grids())) }

// Recent is a page or an action that was chosen in the palette. There is none for things of a vault:
// their names stay in it.
type Recent struct {
	Action bool   // else a page
	ID     string // of nav or action
}

// String is "page:keys" or "action:vault.lock".
func (r Recent) String() string {
	if r.Action {
		return "action:" + r.ID
	}
	return "page:" + r.ID
}

// Recents lists what was chosen in the palette, the newest first.
func (p *Prefs) Recents() []Recent {
	var words []string
	if s := p.store.String(recentsKey); len(s) > maxJSON || json.Unmarshal([]byte(s), &words) != nil {
		return nil
	}
	var all []Recent
	for _, w := range words {
		kind, name, _ := strings.Cut(w, ":")
		r := Recent{Action: kind == "action", ID: name}
		if r.String() == w && id.MatchString(name) && !slices.Contains(all, r) && len(all) < maxRecents {
			all = append(all, r)
		}
	}
	return all
}

// AddRecent puts a page or an action first; one whose id is not one is ignored.
func (p *Prefs) AddRecent(r Recent) {
	if !id.MatchString(r.ID) {
		return
	}
	words := []string{r.String()}
	for _, o := range p.Recents() {
		if o != r && len(words) < maxRecents {
			words = append(words, o.String())
		}
	}
	p.setJSON(recentsKey, words)
}

// setJSON keeps a value as JSON; one that is too large, or holds no number, is not kept.
func (p *Prefs) setJSON(key string, v any) {
	if b, err := json.Marshal(v); err == nil && len(b) <= maxJSON {
		p.store.SetString(key, string(b))
	}
}
