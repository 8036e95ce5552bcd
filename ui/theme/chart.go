package theme

import "image/color"

// ChartColour names a colour of a chart, so that data can say it and the theme can change under it.
type ChartColour uint8

// The colours of charts. The severities share the hues of the classes of answers; a chart shows
// one or the other.
const (
	Chart2xx ChartColour = iota
	Chart3xx
	Chart4xx
	Chart5xx
	ChartCritical
	ChartHigh
	ChartMedium
	ChartLow
	ChartInfo
	ChartOther
)

// Chart returns a colour of a chart in this set.
func (k *Tokens) Chart(c ChartColour) color.NRGBA {
	switch c {
	case Chart2xx, ChartLow:
		return k.Chart2xx
	case Chart4xx, ChartMedium:
		return k.Chart4xx
	case Chart5xx:
		return k.Chart5xx
	case ChartCritical:
		return k.DangerFill
	case ChartHigh:
		return k.ChartHigh
	case ChartOther:
		return k.Text3
	}
	return k.Chart3xx
}

// Heat returns the colour between nothing (0) and the most (1): from Sunken to Accent.
func (k *Tokens) Heat(f float32) color.NRGBA {
	f = min(1, max(0, f))
	mix := func(a, b uint8) uint8 { return uint8(float32(a) + (float32(b)-float32(a))*f + 0.5) }
	a, b := k.Sunken, k.Accent
	return color.NRGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 0xff}
}
