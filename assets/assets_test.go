package assets_test

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"os"
	"testing"

	"gatehouse/assets"
)

func TestEveryIconIsAStrokeIconOfOneColour(t *testing.T) {
	names := assets.Icons()
	if len(names) < 60 {
		t.Fatalf("got %d icons, want the whole set", len(names))
	}
	for _, name := range names {
		b, ok := assets.Icon(name)
		if !ok {
			t.Fatalf("icon %s is listed but not there", name)
		}
		if !bytes.Contains(b, []byte("currentColor")) {
			t.Errorf("icon %s does not take its colour from currentColor", name)
		}
		d := xml.NewDecoder(bytes.NewReader(b))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("icon %s is not XML: %v", name, err)
			}
		}
	}
}

func TestAnUnknownNameIsNotThere(t *testing.T) {
	if _, ok := assets.Icon("no-such-icon"); ok {
		t.Error("an icon that does not exist was found")
	}
	if _, ok := assets.Font("Comic.ttf"); ok {
		t.Error("a font that does not exist was found")
	}
}

func TestLicencesLieBesideTheFiles(t *testing.T) {
	for _, f := range []string{"icons/LICENSE", "fonts/LICENSE-Inter.txt", "fonts/LICENSE-JetBrainsMono.txt", "fonts/README.md"} {
		if st, err := os.Stat(f); err != nil || st.Size() < 300 {
			t.Errorf("%s is missing or empty", f)
		}
	}
}

func TestTheProgramsIconIsASquareWithClearCorners(t *testing.T) {
	img, err := png.Decode(bytes.NewReader(assets.AppIcon))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 128 || b.Dy() != 128 {
		t.Errorf("it is %v", b)
	}
	if _, _, _, a := img.At(0, 0).RGBA(); a != 0 {
		t.Error("its corner is not clear")
	}
	if _, _, _, a := img.At(64, 40).RGBA(); a != 0xffff {
		t.Error("its middle is clear")
	}
}
