package theme_test

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"gatehouse/assets"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
)

func TestEveryColourNameIsDefined(t *testing.T) {
	test.AssertAllColorNamesDefined(t, theme.Theme{Mode: theme.LightMode}, "light")
	test.AssertAllColorNamesDefined(t, theme.Theme{Mode: theme.DarkMode}, "dark")
}

func TestTextKeepsItsContrast(t *testing.T) {
	for _, k := range []*theme.Tokens{&theme.Light, &theme.Dark} {
		pairs := map[string][2]color.NRGBA{
			"text on surface": {k.Text, k.Surface}, "text2 on ground": {k.Text2, k.Ground}, "text3 on surface": {k.Text3, k.Surface},
			"text3 on ground": {k.Text3, k.Ground}, "text3 on raised": {k.Text3, k.Raised}, "text3 on selected": {k.Text3, k.Selected},
			"text3 on sunken": {k.Text3, k.Sunken}, "accent text on surface": {k.AccentText, k.Surface}, "accent text on soft": {k.AccentText, k.AccentSoft},
			"on accent": {k.OnAccent, k.Accent}, "on accent, hovered": {k.OnAccent, k.AccentHover}, "on danger": {k.OnDanger, k.DangerFill},
			"text2 on warn": {k.Text2, k.WarnSoft}, "danger on surface": {k.Danger, k.Surface}, "warn on surface": {k.Warn, k.Surface}, "ok on surface": {k.Ok, k.Surface},
		}
		for tn := tone.Neutral; tn <= tone.Critical; tn++ {
			fg, bg := k.Of(tn)
			pairs["tone "+string(rune('0'+tn))] = [2]color.NRGBA{fg, bg}
		}
		for name, c := range pairs {
			if r := contrast(c[0], c[1]); r < 4.5 {
				t.Errorf("%s, %s: contrast %.2f, want 4.5", k.Name, name, r)
			}
		}
	}
}

// contrast is the ratio of WCAG 2.2.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	f := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*f(c.R) + 0.7152*f(c.G) + 0.0722*f(c.B)
}

func TestCurrentFollowsModeAndDesktop(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.Theme{Mode: theme.DarkMode})
	if theme.Current() != &theme.Dark {
		t.Error("dark was chosen and light is used")
	}
	app.Settings().SetTheme(theme.Theme{Mode: theme.LightMode})
	if theme.Current() != &theme.Light {
		t.Error("light was chosen and dark is used")
	}
	got := theme.Theme{}.Color(base.ColorNameBackground, base.VariantDark)
	if got != theme.Dark.Surface {
		t.Errorf("following a dark desktop gives %v", got)
	}
}

func TestIconsAreColouredAndNamedByColour(t *testing.T) {
	red, blue := color.NRGBA{R: 255, A: 255}, color.NRGBA{B: 255, A: 255}
	for _, name := range assets.Icons() {
		a, b := theme.Icon(name, red), theme.Icon(name, blue)
		if a.Name() == b.Name() {
			t.Fatalf("%s has one name in two colours; the raster cache would mix them", name)
		}
		if s := string(a.Content()); strings.Contains(s, "currentColor") || !strings.Contains(s, "#ff0000") {
			t.Errorf("%s was not coloured: %s", name, s)
		}
	}
	if theme.Icon("lock", red) != theme.Icon("lock", red) {
		t.Error("the same icon was made twice")
	}
}

func TestArcsRepeatTheirLetter(t *testing.T) {
	got := string(theme.Icon("settings", color.NRGBA{A: 255}).Content())
	for _, d := range strings.Split(got, `d="`)[1:] {
		d, _, _ = strings.Cut(d, `"`)
		if strings.Count(d, "a") < 4 {
			t.Errorf("the gear's arcs were not split: %s", d)
		}
	}
}
