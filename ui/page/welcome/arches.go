package welcome

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/theme"
)

const archCount = 8

// newArches draws the motif of the gate: nested arches in hairlines that fade outwards. It is one
// picture, not a pair of shapes an arch: a software painter would fill most of the window sixteen
// times for them, which took half of the start.
func newArches() fyne.CanvasObject {
	line := theme.Current().LineStrong
	var r *canvas.Raster
	r = canvas.NewRaster(func(w, h int) image.Image {
		return arches(w, h, float64(h)/float64(max(1, r.Size().Height)), line)
	})
	r.SetMinSize(fyne.NewSize(200, 200))
	return r
}

// arches is the picture in pixels, of which scale make one of the toolkit's units.
func arches(w, h int, scale float64, line color.NRGBA) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range archCount {
		n := float64(i)
		line.A = uint8(220 - i*26)
		arch(img, float64(w)/2, float64(h), (60+n*46)*scale, (190+n*84)*scale, line)
	}
	return img
}

// arch draws one: a half circle of a radius, its top so far above the foot, and the pillars below it.
func arch(img *image.RGBA, middle, foot, radius, height float64, line color.NRGBA) {
	centre := foot - height + radius
	b := img.Bounds()
	for y := max(0, int(foot-height)-1); y < b.Max.Y; y++ {
		dy := min(0, float64(y)+0.5-centre) // below the centre it is as wide as at it
		outer, inner := root(radius+1, dy), root(radius-1, dy)
		for x := max(0, int(middle-outer)-1); x < min(b.Max.X, int(middle+outer)+2); x++ {
			dx := float64(x) + 0.5 - middle
			if math.Abs(dx)+2 < inner {
				x = int(middle+inner) - 2 // over the gate's opening
				continue
			}
			if cover := 1 - math.Abs(math.Hypot(dx, dy)-radius); cover > 0 {
				a := float64(line.A) * cover / 0xff
				img.SetRGBA(x, y, color.RGBA{uint8(float64(line.R) * a), uint8(float64(line.G) * a), uint8(float64(line.B) * a), uint8(0xff * a)})
			}
		}
	}
}

// root is half the width of a circle at dy from its centre.
func root(radius, dy float64) float64 { return math.Sqrt(max(0, radius*radius-dy*dy)) }
