package widgets_test

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/uitest"
	"gatehouse/ui/widgets"
)

func TestACodeIsTypedDigitByDigit(t *testing.T) {
	w := test.NewTempWindow(t, widgets.Gap(0, 0))
	c := widgets.NewCodeEntry(6)
	w.SetContent(c)
	sent := ""
	c.OnSubmitted = func(code string) { sent = code }
	w.Canvas().Focus(c)
	test.Type(c, "12a3 4")
	if c.Code() != "1234" || c.Full() {
		t.Errorf("typed %q", c.Code())
	}
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	test.Type(c, "56789")
	if c.Code() != "123567" || !c.Full() {
		t.Errorf("typed %q", c.Code())
	}
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if sent != "123567" {
		t.Errorf("sent %q", sent)
	}
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	if c.Code() != "" {
		t.Errorf("cleared to %q", c.Code())
	}
}

func TestACodeIsPastedAsAWholeOrNotAtAll(t *testing.T) {
	app := test.NewTempApp(t)
	for text, want := range map[string]string{"305518": "305518", " 305 518\n": "305518", "305-518": "305518", "30551": "1", "3055181": "1", "30551x": "1", "３０５５１８": "1", "": "1"} {
		c := widgets.NewCodeEntry(6)
		test.Type(c, "1")
		app.Clipboard().SetContent(text)
		c.TypedShortcut(&fyne.ShortcutPaste{Clipboard: app.Clipboard()})
		if c.Code() != want {
			t.Errorf("%q pasted gives %q, want %q", text, c.Code(), want)
		}
	}
}

// TestAQRCodeIsCrispAtEveryScale: each module is as many whole pixels as any other, four of them free
// all round, and nothing in it is grey.
func TestAQRCodeIsCrispAtEveryScale(t *testing.T) {
	test.NewTempApp(t)
	const n = 41
	rows := make([][]bool, n)
	for y := range rows {
		rows[y] = make([]bool, n)
		for x := range rows[y] {
			rows[y][x] = (x+y)%2 == 0 || x == 0 || y == 0 || x == n-1 || y == n-1
		}
	}
	var code *canvas.Raster
	uitest.Walk(widgets.QR(rows), func(o fyne.CanvasObject) bool {
		code, _ = o.(*canvas.Raster)
		return code != nil
	})
	for _, scale := range []float64{1, 1.25, 1.5, 2} {
		size := int(238 * scale)
		img := code.Generator(size, size)
		px := size / (n + 8)
		dark := func(x, y int) bool { _, _, _, a := img.At(x, y).RGBA(); return a == 0xffff }
		left := (size - px*(n+8)) / 2
		for y := range size {
			for x := range size {
				mx, my := (x-left)/px-4, (y-left)/px-4
				want := x >= left && y >= left && mx >= 0 && my >= 0 && mx < n && my < n && rows[my][mx]
				if dark(x, y) != want {
					t.Fatalf("at scale %v the pixel %d,%d is dark: %v", scale, x, y, !want)
				}
			}
		}
		if px < 4 {
			t.Errorf("at scale %v a module has %d pixels", scale, px)
		}
	}
	if code.Generator(10, 10).Bounds() != image.Rect(0, 0, 10, 10) {
		t.Error("where there is no room something is drawn outside")
	}
}
