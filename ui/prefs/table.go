package prefs

import (
	"maps"
	"slices"
)

// The keys. What is written under any other is a bug, and a test looks for it.
const (
	themeKey     = "look.mode"
	densityKey   = "look.density"
	ScaleKey     = "look.scale" // also read before the toolkit starts: see [ScaleOf]
	idleKey      = "lock.idle-minutes"
	clipboardKey = "lock.clipboard-seconds"
	widthKey     = "window.width"
	heightKey    = "window.height"
	columnsKey   = "grid.columns"
	lastPageKey  = "page.last"
	startPageKey = "page.start"
	recentsKey   = "palette.recents"
)

// setting is the default of a key, and its limits.
type setting struct {
	word        string
	choices     []string // of word; none = see the accessor
	number      float64
	least, most float64
	why         string
}

// table lists every key.
var table = map[string]setting{
	themeKey:     {word: string(SystemTheme), choices: []string{string(SystemTheme), string(LightTheme), string(DarkTheme)}, why: "colours"},
	densityKey:   {word: string(Normal), choices: []string{string(Normal), string(Compact)}, why: "height of rows"},
	ScaleKey:     {number: 1, least: 0.8, most: 2, why: "below, text cannot be read; above, the smallest window leaves the screen"},
	idleKey:      {number: 10, least: 1, most: 60, why: "minutes until an untouched vault locks; -1 = never"},
	clipboardKey: {number: 10, least: 5, most: 60, why: "seconds a secret stays on the clipboard; less cannot be pasted in time"},
	widthKey:     {number: 1280, least: 960, most: 16384, why: "the narrowest window that every page fits"},
	heightKey:    {number: 800, least: 600, most: 16384, why: "the lowest window that every page fits"},
	columnsKey:   {why: "JSON of grid to column to width, hidden, order"},
	lastPageKey:  {word: "overview", why: "id of the page shown last"},
	startPageKey: {word: "overview", why: "id of the page to begin with, or last"},
	recentsKey:   {why: "JSON list of ids of pages and actions chosen in the palette"},
}

// Keys lists every key that is ever written, sorted.
func Keys() []string { return slices.Sorted(maps.Keys(table)) }

// ScaleOf reads a scale from preferences that were stored as JSON values, for use before there is a
// toolkit; what is missing, odd or out of the limits is 1.
func ScaleOf(values map[string]any) float64 {
	f, _ := values[ScaleKey].(float64)
	if k := table[ScaleKey]; !(f >= k.least && f <= k.most) {
		return k.number
	}
	return f
}

// clamp brings a number into the limits of its key; NaN becomes the default.
func clamp(key string, f float64) float64 {
	k := table[key]
	if f != f {
		return k.number
	}
	return min(max(f, k.least), k.most)
}
