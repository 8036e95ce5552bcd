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
	code, err := qr.Encode(uri, qr.M, qr.Auto)
	if err != nil {
		return nil, fault.New(fault.Invalid, "this is too long for a QR code")
	}
	n := code.Bounds().Dx()
	size := (n + 2*quietZone) * modulePixels
	img := image.NewGray(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			mx, my := x/modulePixels-quietZone, y/modulePixels-quietZone
			img.SetGray(x, y, color.Gray{Y: 0xff})
			if mx >= 0 && my >= 0 && mx < n && my < n && dark(code.At(mx, my)) {
				img.SetGray(x, y, color.Gray{})
			}
		}
	}
	return img, nil
}

// dark reports whether a module is set.
func dark(c color.Color) bool {
	y := color.GrayModel.Convert(c).(color.Gray).Y
	return y < 0x80
}
