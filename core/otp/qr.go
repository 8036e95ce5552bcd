package otp

import (
	"image"
	"image/color"

	"github.com/boombuler/barcode/qr"

	"gatehouse/core/fault"
)

// How a code is drawn: cameras want a border of four modules (ISO/IEC 18004, section 6.3.8) and some
// pixels for each.
const (
	quietZone    = 4
	modulePixels = 6
)

// QR draws a URI as a QR code, black on white whatever the theme, with error correction M. It is drawn
// when it is shown, and kept nowhere.
//
// Errors: Invalid when it does not fit.
func QR(uri string) (image.Image, error) {
	set, err := Modules(uri)
	if err != nil {
		return nil, err
	}
	n := len(set)
	size := (n + 2*quietZone) * modulePixels
	img := image.NewGray(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			mx, my := x/modulePixels-quietZone, y/modulePixels-quietZone
			img.SetGray(x, y, color.Gray{Y: 0xff})
			if mx >= 0 && my >= 0 && mx < n && my < n && set[my][mx] {
				img.SetGray(x, y, color.Gray{})
			}
		}
	}
	return img, nil
}

// Modules are the rows of the QR code that [QR] draws, without its border: true is dark. Who draws it
// on a screen of any scale leaves four modules free all round.
//
// Errors: Invalid when it does not fit.
func Modules(uri string) ([][]bool, error) {
	code, err := qr.Encode(uri, qr.M, qr.Auto)
	if err != nil {
		return nil, fault.New(fault.Invalid, "this is too long for a QR code")
	}
	n := code.Bounds().Dx()
	rows := make([][]bool, n)
	for y := range n {
		rows[y] = make([]bool, n)
		for x := range n {
			rows[y][x] = dark(code.At(x, y))
		}
	}
	return rows, nil
}

// dark reports whether a module is set.
func dark(c color.Color) bool {
	y := color.GrayModel.Convert(c).(color.Gray).Y
	return y < 0x80
}
