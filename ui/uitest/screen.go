package uitest

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"gatehouse/ui/widgets"
)

// Shot writes a picture of a window to the folder that GATEHOUSE_SHOTS names, if it names one, and
// fails the test when nothing was drawn.
func Shot(t *testing.T, w fyne.Window, name string) {
	t.Helper()
	img := w.Canvas().Capture()
	if b := img.Bounds(); b.Dx() < 100 || b.Dy() < 100 {
		t.Fatalf("%s: the picture measures %v", name, b)
	}
	dir := os.Getenv("GATEHOUSE_SHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// top is what a person can reach now: the topmost overlay, or else the window's content.
func top(w fyne.Window) fyne.CanvasObject {
	if o := w.Canvas().Overlays().Top(); o != nil {
		return o
	}
	return w.Content()
}

// Walk calls visit for every visible object below o, parents first, until visit returns true.
func Walk(o fyne.CanvasObject, visit func(fyne.CanvasObject) bool) bool {
	if o == nil || !o.Visible() {
		return false
	}
	if visit(o) {
		return true
	}
	var kids []fyne.CanvasObject
	switch c := o.(type) {
	case *fyne.Container:
		kids = c.Objects
	case *container.Scroll:
		kids = []fyne.CanvasObject{c.Content}
	case fyne.Widget:
		kids = test.WidgetRenderer(c).Objects()
	}
	for _, k := range kids {
		if Walk(k, visit) {
			return true
		}
	}
	return false
}

// Texts are all words on the screen that can be reached now.
func Texts(w fyne.Window) []string {
	var all []string
	Walk(top(w), func(o fyne.CanvasObject) bool {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			all = append(all, t.Text)
		}
		return false
	})
	return all
}

// Says reports whether a text of the screen is exactly s.
func Says(w fyne.Window, s string) bool {
	for _, t := range Texts(w) {
		if t == s {
			return true
		}
	}
	return false
}

// Press presses the button with this label; it fails the test when there is none or it is grey.
func Press(t *testing.T, w fyne.Window, label string) {
	t.Helper()
	var found *widgets.Button
	Walk(top(w), func(o fyne.CanvasObject) bool {
		b, ok := o.(*widgets.Button)
		if ok && b.Label == label {
			found = b
		}
		return found != nil
	})
	switch {
	case found == nil:
		t.Fatalf("there is no button %q; the screen says %q", label, Texts(w))
	case found.Disabled():
		t.Fatalf("the button %q is grey", label)
	}
	test.Tap(found)
}

// Tap taps the surface that says text.
func Tap(t *testing.T, w fyne.Window, text string) {
	t.Helper()
	found := Walk(top(w), func(o fyne.CanvasObject) bool {
		x, ok := o.(*widgets.Tappable)
		if !ok || !Walk(test.WidgetRenderer(x).Objects()[1], func(o fyne.CanvasObject) bool {
			c, ok := o.(*canvas.Text)
			return ok && c.Text == text
		}) {
			return false
		}
		x.Tapped(nil)
		return true
	})
	if !found {
		t.Fatalf("nothing to tap says %q", text)
	}
}

// Fill types into the field with this hint.
func Fill(t *testing.T, w fyne.Window, hint, text string) {
	t.Helper()
	e := Field(t, w, hint)
	e.SetText("")
	test.Type(e, text)
}

// Field finds the field with this hint.
func Field(t *testing.T, w fyne.Window, hint string) *widgets.Entry {
	t.Helper()
	var found *widgets.Entry
	Walk(top(w), func(o fyne.CanvasObject) bool {
		e, ok := o.(*widgets.Entry)
		if ok && e.PlaceHolder == hint {
			found = e
		}
		return found != nil
	})
	if found == nil {
		t.Fatalf("there is no field with the hint %q; the screen says %q", hint, Texts(w))
	}
	return found
}

// Find returns the n-th visible object of type T that can be reached now.
func Find[T fyne.CanvasObject](t *testing.T, w fyne.Window, n int) T {
	t.Helper()
	var found T
	ok := Walk(top(w), func(o fyne.CanvasObject) bool {
		x, is := o.(T)
		if is {
			if n == 0 {
				found = x
				return true
			}
			n--
		}
		return false
	})
	if !ok {
		t.Fatalf("there is no %s on the screen", fmt.Sprintf("%T", found))
	}
	return found
}
