package theme

import (
	"image/color"

	"gatehouse/ui/tone"
)

// Tokens are all colours that the desktop may use. Two sets exist, [Light] and [Dark].
type Tokens struct {
	Name string

	// Elevation: Sunken (code, evidence) < Ground (window) < Surface (cards, grids) < Raised (dialogs).
	Sunken, Ground, Surface, Raised color.NRGBA
	Line, LineStrong                color.NRGBA
	Text, Text2, Text3, Disabled    color.NRGBA

	// The one accent: Fill under OnAccent, AccentText for links and icons, the soft pair for chosen things.
	Accent, AccentHover, AccentText, AccentSoft, AccentLine, OnAccent color.NRGBA

	// What a tone looks like: foreground and soft background.
	Ok, OkSoft, Warn, WarnSoft, Danger, DangerSoft, Info, InfoSoft, Neutral, NeutralSoft color.NRGBA
	DangerFill, OnDanger                                                                 color.NRGBA

	// Charts: classes of answers, and what a high finding adds to them. All keep 3 to 1 on Surface.
	Chart2xx, Chart3xx, Chart4xx, Chart5xx, ChartHigh color.NRGBA

	Hover, Selected, Scrim, Shadow color.NRGBA
}

// hex reads 0xRRGGBB.
func hex(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// Light is the set for bright rooms.
var Light = Tokens{
	Name:   "light",
	Sunken: hex(0xEEF0F4), Ground: hex(0xF5F6F9), Surface: hex(0xFFFFFF), Raised: hex(0xFFFFFF),
	Line: hex(0xE1E4EA), LineStrong: hex(0xC7CCD6),
	Text: hex(0x161A22), Text2: hex(0x464E5D), Text3: hex(0x626B7B), Disabled: hex(0xA2A9B6),
	Accent: hex(0x3A52BF), AccentHover: hex(0x31469F), AccentText: hex(0x3149B3), AccentSoft: hex(0xE9EDFB), AccentLine: hex(0xB9C4F0), OnAccent: hex(0xFFFFFF),
	Ok: hex(0x17693F), OkSoft: hex(0xE2F3E9), Warn: hex(0x855200), WarnSoft: hex(0xFBEFD3),
	Danger: hex(0xB0261F), DangerSoft: hex(0xFCE9E7), Info: hex(0x0D5F88), InfoSoft: hex(0xE1F0F8),
	Neutral: hex(0x4D5666), NeutralSoft: hex(0xE4E7ED), DangerFill: hex(0xBC2F27), OnDanger: hex(0xFFFFFF),
	Chart2xx: hex(0x7586DB), Chart3xx: hex(0x8790A3), Chart4xx: hex(0xC07F16), Chart5xx: hex(0xC9453C), ChartHigh: hex(0xE0685F),
	Hover: color.NRGBA{0x16, 0x1A, 0x22, 0x0A}, Selected: hex(0xEDF1FD), Scrim: color.NRGBA{0x14, 0x18, 0x22, 0x73}, Shadow: color.NRGBA{0x14, 0x1A, 0x2A, 0x38},
}

// Dark is the set for dark rooms.
var Dark = Tokens{
	Name:   "dark",
	Sunken: hex(0x0B0E12), Ground: hex(0x101319), Surface: hex(0x171B22), Raised: hex(0x1F252E),
	Line: hex(0x272E38), LineStrong: hex(0x3A4450),
	Text: hex(0xE9ECF1), Text2: hex(0xB0B8C5), Text3: hex(0x8791A0), Disabled: hex(0x56606E),
	Accent: hex(0x5168D6), AccentHover: hex(0x465CC6), AccentText: hex(0xA0B0FF), AccentSoft: hex(0x1E2642), AccentLine: hex(0x3B4A86), OnAccent: hex(0xFFFFFF),
	Ok: hex(0x5CC992), OkSoft: hex(0x142B20), Warn: hex(0xEDB54E), WarnSoft: hex(0x30260F),
	Danger: hex(0xFF8A80), DangerSoft: hex(0x381B1D), Info: hex(0x6FC0EA), InfoSoft: hex(0x122A38),
	Neutral: hex(0xB0B8C5), NeutralSoft: hex(0x262D37), DangerFill: hex(0xC53B33), OnDanger: hex(0xFFFFFF),
	Chart2xx: hex(0x5A70D8), Chart3xx: hex(0x6B7690), Chart4xx: hex(0xDDA23F), Chart5xx: hex(0xE2584D), ChartHigh: hex(0xF0877E),
	Hover: color.NRGBA{0xFF, 0xFF, 0xFF, 0x0B}, Selected: hex(0x1C2338), Scrim: color.NRGBA{0x04, 0x06, 0x09, 0xA6}, Shadow: color.NRGBA{0, 0, 0, 0x8C},
}

// Of returns the colours of a tone: text and the tint under it.
func (k *Tokens) Of(t tone.Tone) (fg, bg color.NRGBA) {
	switch t {
	case tone.Accent:
		return k.AccentText, k.AccentSoft
	case tone.Ok:
		return k.Ok, k.OkSoft
	case tone.Info:
		return k.Info, k.InfoSoft
	case tone.Warn:
		return k.Warn, k.WarnSoft
	case tone.Danger:
		return k.Danger, k.DangerSoft
	case tone.Critical:
		return k.OnDanger, k.DangerFill
	}
	return k.Neutral, k.NeutralSoft
}

// Field returns the fill of an input: white on light, sunken on dark.
func (k *Tokens) Field() color.NRGBA {
	if k == &Light {
		return k.Surface
	}
	return k.Sunken
}

// Control returns the fill of a secondary button.
func (k *Tokens) Control() color.NRGBA {
	if k == &Light {
		return k.Surface
	}
	return k.Raised
}

// FloatLine returns the border of what floats over a page.
func (k *Tokens) FloatLine() color.NRGBA {
	if k == &Light {
		return k.Line
	}
	return k.LineStrong
}
