package shell

import (
	"strings"

	"fyne.io/fyne/v2"

	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// arrows are keys that are drawn rather than named.
var arrows = map[string]string{"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}

// keyParts splits "Ctrl+Shift+/" into keys as they stand on a keyboard.
func keyParts(key string) []string {
	if key == "" {
		return nil
	}
	parts := strings.Split(key, "+")
	if n := len(parts); n > 1 && parts[n-1] == "" { // "Ctrl++"
		parts = append(parts[:n-2], "+")
	}
	for i, p := range parts {
		if a, ok := arrows[p]; ok {
			parts[i] = a
		}
	}
	return parts
}

// KeyName writes "Alt+Left" as "Alt ←", for tips.
func KeyName(key string) string { return strings.Join(keyParts(key), " ") }

// KeyCaps draws the keys of a shortcut; nothing for "".
func KeyCaps(key string) fyne.CanvasObject {
	k := theme.Current()
	var caps []fyne.CanvasObject
	for _, p := range keyParts(key) {
		word := widgets.Mid(widgets.Text(p, theme.Caption, k.Text2))
		caps = append(caps, widgets.Sized(0, 18, widgets.Stack(widgets.Border(k.Surface, k.LineStrong, 4), widgets.PadXY(word, 5, 0))))
	}
	return widgets.Row(4, caps...)
}
