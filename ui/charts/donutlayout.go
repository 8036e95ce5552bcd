package charts

import (
	"math"
	"slices"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
)

// Slice is one part of a whole.
type Slice struct {
	ID, Label string
	Value     int64
	Colour    theme.ChartColour
	Mark      tone.Mark // its icon stands before the label
	Note      string    // what else is to say: "2 new"
}

// MaxSlices is how many parts a donut tells apart; the smallest of more become "Other".
const MaxSlices = 6

// OtherID is the ID of the slice that adds up the smallest.
const OtherID = "other"

// few returns at most MaxSlices slices in their order, and Other behind them.
func few(parts []Slice) []Slice {
	out := slices.Clone(parts)
	if len(out) <= MaxSlices {
		return out
	}
	bySize := slices.Clone(out)
	slices.SortStableFunc(bySize, func(a, b Slice) int {
		if a.Value != b.Value {
			return int(max(-1, min(1, b.Value-a.Value)))
		}
		return 0
	})
	small := map[string]bool{}
	other := Slice{ID: OtherID, Label: say.L("Others"), Colour: theme.ChartOther, Mark: tone.Mark{Icon: "ellipsis", Word: say.L("Others")}}
	for _, s := range bySize[MaxSlices:] {
		small[s.ID] = true
		other.Value += max(0, s.Value)
	}
	out = slices.DeleteFunc(out, func(s Slice) bool { return small[s.ID] })
	return append(out, other)
}

// Sector is the arc of one slice, in degrees clockwise from the top.
type Sector struct {
	Index    int
	From, To float32
}

// LayDonut returns an arc for each value above zero, with a gap in degrees between them. Together
// with the gaps they are a full circle; what is there gets at least two degrees.
func LayDonut(values []int64, gap float32) []Sector {
	var total int64
	n := 0
	for _, v := range values {
		total += max(0, v)
		if v > 0 {
			n++
		}
	}
	if n == 1 {
		gap = 0
	}
	const least = 2
	room := 360 - float32(n)*(gap+least)
	var out []Sector
	at := gap / 2
	for i, v := range values {
		if v <= 0 {
			continue
		}
		end := at + least + room*float32(float64(v)/float64(total))
		out = append(out, Sector{i, at, end})
		at = end + gap
	}
	return out
}

// sectorAt returns the slice under a point of a ring of diameter d, or -1.
func sectorAt(sectors []Sector, ring Rect, x, y float32) int {
	dx, dy := float64(x-ring.X-ring.W/2), float64(y-ring.Y-ring.H/2)
	if r := math.Hypot(dx, dy) / float64(ring.W/2); r > 1 || r < 0.65 {
		return -1
	}
	angle := math.Mod(math.Atan2(dx, -dy)*180/math.Pi+360, 360)
	for _, s := range sectors {
		if angle >= float64(s.From) && angle <= float64(s.To) {
			return s.Index
		}
	}
	return -1
}
