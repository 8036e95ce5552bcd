package prefs_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"gatehouse/ui/prefs"
)

var _ prefs.Store = fyne.Preferences(nil)

// store is preferences in memory.
type store map[string]any

func (s store) String(k string) string       { v, _ := s[k].(string); return v }
func (s store) SetString(k, v string)        { s[k] = v }
func (s store) Int(k string) int             { v, _ := s[k].(int); return v }
func (s store) SetInt(k string, v int)       { s[k] = v }
func (s store) Float(k string) float64       { v, _ := s[k].(float64); return v }
func (s store) SetFloat(k string, v float64) { s[k] = v }
func (s store) Bool(k string) bool           { v, _ := s[k].(bool); return v }
func (s store) SetBool(k string, v bool)     { s[k] = v }

// documented is what docs and the privacy promise say: preferences hold UI state only. A new key
// needs a line here, and somebody who thought about it.
var documented = []string{
	"grid.columns", "lock.clipboard-seconds", "lock.idle-minutes", "look.density", "look.mode", "look.scale",
	"page.last", "page.start", "palette.recents", "window.height", "window.width",
}

// setAll calls every setter.
func setAll(p *prefs.Prefs) {
	p.SetTheme(prefs.DarkTheme)
	p.SetDensity(prefs.Compact)
	p.SetScale(1.5)
	p.SetIdleLock(prefs.Never)
	p.SetClipboardSeconds(20)
	p.SetWindow(1000, 700)
	p.SetColumns("keys", map[string]prefs.Column{"prefix": {Width: 120, Order: 2}, "owner": {Hidden: true}})
	p.SetLastPage("findings")
	p.SetStartPage(prefs.StartAtLast)
	p.AddRecent(prefs.Recent{ID: "keys"})
	p.AddRecent(prefs.Recent{Action: true, ID: "vault.lock"})
}

func TestPreferencesHoldUIStateOnly(t *testing.T) {
	s := store{}
	setAll(prefs.New(s))
	if got := slices.Sorted(maps.Keys(s)); !slices.Equal(got, documented) {
		t.Errorf("written keys are %v, documented are %v", got, documented)
	}
	if got := prefs.Keys(); !slices.Equal(got, documented) {
		t.Errorf("the table has %v, documented are %v", got, documented)
	}
}

func TestWhatIsSetIsRead(t *testing.T) {
	p := prefs.New(store{"unknown": 1})
	setAll(p)
	w, h := p.Window()
	if p.Theme() != prefs.DarkTheme || p.Density() != prefs.Compact || p.Scale() != 1.5 || p.ClipboardSeconds() != 20 ||
		w != 1000 || h != 700 || p.LastPage() != "findings" || p.StartPage() != prefs.StartAtLast {
		t.Errorf("read %v %v %v %v %v %v %v %v", p.Theme(), p.Density(), p.Scale(), p.ClipboardSeconds(), w, h, p.LastPage(), p.StartPage())
	}
	if m := p.IdleLock(); m != prefs.Never || !m.NeedsWarning() || m.Duration() != 0 {
		t.Errorf("idle lock is %v", m)
	}
	if c := p.Columns("keys"); len(c) != 2 || c["prefix"] != (prefs.Column{Width: 120, Order: 2}) || !c["owner"].Hidden {
		t.Errorf("columns are %v", c)
	}
	if got := p.Recents(); len(got) != 2 || got[0].String() != "action:vault.lock" || got[1].String() != "page:keys" {
		t.Errorf("recents are %v", got)
	}
	p.SetColumns("keys", nil)
	if c := p.Columns("keys"); len(c) != 0 {
		t.Errorf("forgotten columns are %v", c)
	}
}

func TestWhatIsOutOfItsLimitsIsTheDefault(t *testing.T) {
	cases := map[string]store{
		"nothing stored": {},
		"too small":      {"look.mode": "", "look.scale": 0.1, "lock.idle-minutes": -2, "lock.clipboard-seconds": 4, "window.width": 959.0, "window.height": 1.0, "page.last": "", "grid.columns": "{", "palette.recents": "{}"},
		"too large": {"look.mode": "pink", "look.density": "x", "look.scale": 9.0, "lock.idle-minutes": 61, "lock.clipboard-seconds": 1000, "window.width": math.Inf(1), "window.height": math.NaN(),
			"page.last": strings.Repeat("a", 1000), "page.start": "Halden/../..", "grid.columns": strings.Repeat(" ", 1<<20) + `{"keys":{"a":{"width":1}}}`, "palette.recents": `["thing:halden","page:Mira Kovac","keys"]`},
		"hostile columns": {"grid.columns": `{"keys":{"a":{"width":-1},"b":{"width":1e9},"C d":{},"e":{"order":-3}}}`},
		"null columns":    {"grid.columns": "null"},
	}
	for name, s := range cases {
		t.Run(name, func(t *testing.T) {
			p := prefs.New(s)
			w, h := p.Window()
			if p.Theme() != prefs.SystemTheme || p.Density() != prefs.Normal || p.Scale() != 1 || p.IdleLock().Duration() != 10*time.Minute || p.ClipboardSeconds() != 10 ||
				w != 1280 || h != 800 || p.LastPage() != "overview" || p.StartPage() != "overview" {
				t.Errorf("read %v %v %v %v %v %v %v %v %v", p.Theme(), p.Density(), p.Scale(), p.IdleLock(), p.ClipboardSeconds(), w, h, p.LastPage(), p.StartPage())
			}
			if len(p.Columns("keys")) != 0 || len(p.Recents()) != 0 {
				t.Errorf("columns %v, recents %v", p.Columns("keys"), p.Recents())
			}
			p.SetColumns("keys", map[string]prefs.Column{"a": {Width: 10}})
			if len(p.Columns("keys")) != 1 {
				t.Error("what was broken cannot be written again")
			}
		})
	}
}

func TestSettersKeepToTheLimits(t *testing.T) {
	s := store{}
	p := prefs.New(s)
	p.SetTheme("pink")
	p.SetScale(50)
	p.SetIdleLock(1000)
	p.SetClipboardSeconds(0)
	p.SetWindow(1, math.NaN())
	p.SetLastPage("Mira Kovac")
	p.AddRecent(prefs.Recent{ID: "Mira Kovac"})
	p.SetColumns("Mira Kovac", map[string]prefs.Column{"a": {}})
	p.SetColumns("keys", map[string]prefs.Column{"Mira Kovac": {}})
	w, h := p.Window()
	if p.Theme() != prefs.SystemTheme || p.Scale() != 2 || p.IdleLock() != 60 || p.ClipboardSeconds() != 5 || w != 960 || h != 800 {
		t.Errorf("read %v %v %v %v %v %v", p.Theme(), p.Scale(), p.IdleLock(), p.ClipboardSeconds(), w, h)
	}
	for k, v := range s {
		if text, ok := v.(string); ok && strings.Contains(text, "Mira") {
			t.Errorf("%s holds a name: %s", k, text)
		}
	}
	for i := range 20 {
		p.AddRecent(prefs.Recent{ID: "page" + string(rune('a'+i))})
	}
	if n := len(p.Recents()); n != 8 {
		t.Errorf("%d recents are kept, want 8", n)
	}
}

func TestTheScaleIsReadBeforeThereIsAToolkit(t *testing.T) {
	cases := []struct {
		name  string
		value any
		want  float64
	}{
		{"a chosen one", 1.25, 1.25}, {"none", nil, 1}, {"a word", "1.5", 1}, {"too small", 0.1, 1}, {"too large", 3.0, 1}, {"not a number", math.NaN(), 1},
	}
	for _, c := range cases {
		if got := prefs.ScaleOf(map[string]any{prefs.ScaleKey: c.value}); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
