package theme_test

import (
	"testing"

	"gatehouse/ui/theme"
)

func TestChartColoursStandOutFromTheirCard(t *testing.T) {
	for _, k := range []*theme.Tokens{&theme.Light, &theme.Dark} {
		for c := theme.Chart2xx; c <= theme.ChartOther; c++ {
			if r := contrast(k.Chart(c), k.Surface); r < 3 {
				t.Errorf("%s, chart colour %d: contrast %.2f, want 3", k.Name, c, r)
			}
		}
		if k.Heat(0) != k.Sunken || k.Heat(1) != k.Accent || k.Heat(7) != k.Accent || k.Heat(-1) != k.Sunken {
			t.Errorf("%s: the ramp does not go from Sunken to Accent", k.Name)
		}
	}
}
