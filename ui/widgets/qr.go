package widgets

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"gatehouse/ui/theme"
)

// How a QR code is drawn: cameras want a border of four modules, and four pixels for each.
const (
	quietModules         = 4
	qrSize       float32 = 240
	qrMost       float32 = 300
)

// QR draws a QR code whose rows are given, black on white whatever the theme. It is painted for the
// pixels of the screen: each module is as many whole pixels as any other, at any scale.
func QR(rows [][]bool) fyne.CanvasObject {
	n := len(rows) + 2*quietModules
	size := min(qrMost, max(qrSize, float32(4*n+2)))
	code := canvas.NewRaster(func(w, h int) image.Image { return paintQR(rows, w, h) })
	white := color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
	return Sized(size, size, Stack(Plate(white, theme.Current().LineStrong, theme.RadiusCard), Pad(code, 1, 1, 1, 1)))
}

// paintQR paints a code in the middle of an image, in modules as large as fit. What is round it stays
// clear: the plate below is white.
func paintQR(rows [][]bool, w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	n := len(rows) + 2*quietModules
	px := min(w, h) / n
	if px == 0 {
		return img
	}
	black := color.NRGBA{A: 0xff}
	left, top := (w-px*n)/2+px*quietModules, (h-px*n)/2+px*quietModules
	for y, row := range rows {
		for x, dark := range row {
			if !dark {
				continue
			}
			for dy := range px {
				for dx := range px {
					img.SetNRGBA(left+x*px+dx, top+y*px+dy, black)
				}
			}
		}
	}
	return img
}
