// Package theme is how the desktop looks: colours, sizes, type and icons.
//
// [Theme] makes Fyne's own widgets fit; our widgets read [Current] when they are built and when
// they refresh. There is one accent, ink indigo, which never stands for a state; states come from
// ui/tone. Every text colour keeps a contrast of at least 4.5 to 1 on what it stands on, and a test
// holds that.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"gatehouse/assets"
)

// Mode says which set of colours is used.
type Mode uint8

// The modes; System follows the desktop.
const (
	System Mode = iota
	LightMode
	DarkMode
)

// Theme is Gatehouse's fyne.Theme.
type Theme struct{ Mode Mode }

// tokens returns the set for this mode, v being what the desktop prefers.
func (t Theme) tokens(v fyne.ThemeVariant) *Tokens {
	if t.Mode == LightMode || t.Mode == System && v == base.VariantLight {
		return &Light
	}
	return &Dark
}

// Current returns the colours in use now.
func Current() *Tokens {
	app := fyne.CurrentApp()
	if app == nil {
		return &Light
	}
	if t, ok := app.Settings().Theme().(Theme); ok {
		return t.tokens(app.Settings().ThemeVariant())
	}
	return &Light
}

// font loads an embedded font; the toolkit's own stands in for one that is missing.
func font(file string) fyne.Resource {
	b, ok := assets.Font(file)
	if !ok {
		return base.DefaultTheme().Font(fyne.TextStyle{})
	}
	return fyne.NewStaticResource(file, b)
}

var (
	regular  = font("Inter-Regular.otf")
	semibold = font("Inter-SemiBold.otf")
	mono     = font("JetBrainsMono-Regular.ttf")
	monoBold = font("JetBrainsMono-Medium.ttf")
)

// Medium is the weight of names in grids and of labels; fyne.TextStyle has no word for it, so
// texts name it as their FontSource.
var Medium = font("Inter-Medium.otf")

// Font implements fyne.Theme: bold is SemiBold.
func (t Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Symbol:
		return base.DefaultTheme().Font(s)
	case s.Monospace && s.Bold:
		return monoBold
	case s.Monospace:
		return mono
	case s.Bold:
		return semibold
	}
	return regular
}

// Color implements fyne.Theme.
func (t Theme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	c := t.tokens(v)
	if f, ok := colors[n]; ok {
		return f(c)
	}
	// What we do not name comes in our variant, not the desktop's: the user may have chosen the other.
	v = base.VariantDark
	if c == &Light {
		v = base.VariantLight
	}
	return base.DefaultTheme().Color(n, v)
}

// colors maps the toolkit's names to ours.
var colors = map[fyne.ThemeColorName]func(*Tokens) color.NRGBA{
	base.ColorNameBackground:          func(c *Tokens) color.NRGBA { return c.Surface },
	base.ColorNameForeground:          func(c *Tokens) color.NRGBA { return c.Text },
	base.ColorNameButton:              func(c *Tokens) color.NRGBA { return c.NeutralSoft },
	base.ColorNameDisabledButton:      func(c *Tokens) color.NRGBA { return c.Sunken },
	base.ColorNameDisabled:            func(c *Tokens) color.NRGBA { return c.Disabled },
	base.ColorNamePrimary:             func(c *Tokens) color.NRGBA { return c.Accent },
	base.ColorNameForegroundOnPrimary: func(c *Tokens) color.NRGBA { return c.OnAccent },
	base.ColorNameForegroundOnError:   func(c *Tokens) color.NRGBA { return c.Surface },
	base.ColorNameForegroundOnSuccess: func(c *Tokens) color.NRGBA { return c.Surface },
	base.ColorNameForegroundOnWarning: func(c *Tokens) color.NRGBA { return c.Surface },
	base.ColorNameHyperlink:           func(c *Tokens) color.NRGBA { return c.AccentText },
	base.ColorNameFocus:               func(c *Tokens) color.NRGBA { return c.AccentLine },
	base.ColorNameSelection:           func(c *Tokens) color.NRGBA { return c.Selected },
	base.ColorNameHover:               func(c *Tokens) color.NRGBA { return c.Hover },
	base.ColorNamePressed:             func(c *Tokens) color.NRGBA { return c.Hover },
	base.ColorNameInputBackground:     func(c *Tokens) color.NRGBA { return c.Field() },
	base.ColorNameInputBorder:         func(c *Tokens) color.NRGBA { return c.LineStrong },
	base.ColorNameScrollBar:           func(c *Tokens) color.NRGBA { return c.LineStrong },
	base.ColorNamePlaceHolder:         func(c *Tokens) color.NRGBA { return c.Text3 },
	base.ColorNameSeparator:           func(c *Tokens) color.NRGBA { return c.Line },
	base.ColorNameShadow:              func(c *Tokens) color.NRGBA { return c.Shadow },
	base.ColorNameHeaderBackground:    func(c *Tokens) color.NRGBA { return c.Ground },
	base.ColorNameMenuBackground:      func(c *Tokens) color.NRGBA { return c.Raised },
	base.ColorNameOverlayBackground:   func(c *Tokens) color.NRGBA { return c.Raised },
	base.ColorNameError:               func(c *Tokens) color.NRGBA { return c.Danger },
	base.ColorNameSuccess:             func(c *Tokens) color.NRGBA { return c.Ok },
	base.ColorNameWarning:             func(c *Tokens) color.NRGBA { return c.Warn },
}
