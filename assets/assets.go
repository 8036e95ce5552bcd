// Package assets embeds what the desktop draws with: stroke icons (Lucide, ISC) and two families
// of type (Inter, OFL; JetBrains Mono, Apache-2.0), each beside its licence.
//
// The bytes are handed out as they are. Colouring an icon and naming a font for the toolkit is the
// work of ui/theme; nothing here knows of Fyne, so that gatectl can use the same package.
package assets

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed icons/*.svg
var icons embed.FS

// AppIcon is the program's own icon, a PNG of 128 by 128 pixels drawn from app/gatehouse.svg
// (rsvg-convert -w 128): the toolkit's painter of SVG loses its round corners and its gate, and takes
// a tenth of the start for it.
//
//go:embed app/gatehouse.png
var AppIcon []byte

//go:embed fonts/*.otf fonts/*.ttf
var fonts embed.FS

// Translations holds one file of sentences a language, for the toolkit's catalogue: en.json is
// written from the sources (go test ./ui/say/catalogue -update).
//
//go:embed translations
var Translations embed.FS

// Icon returns the SVG of the named icon ("key-round"), or false when there is none.
func Icon(name string) ([]byte, bool) {
	b, err := icons.ReadFile("icons/" + name + ".svg")
	return b, err == nil
}

// Icons returns the names of all icons, sorted.
func Icons() []string {
	var names []string
	files, _ := fs.Glob(icons, "icons/*.svg") // the pattern is well formed, so there is no error
	for _, f := range files {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(f, "icons/"), ".svg"))
	}
	return names
}

// Font returns the bytes of the named font file ("Inter-Regular.otf"), or false when there is none.
func Font(file string) ([]byte, bool) {
	b, err := fonts.ReadFile("fonts/" + file)
	return b, err == nil
}
