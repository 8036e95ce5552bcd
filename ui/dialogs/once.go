package dialogs

import (
	"strings"

	"fyne.io/fyne/v2"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/widgets"
)

// Once shows a secret for the only time.
type Once struct {
	Title, Note string
	Secret      string
	Facts       [][2]string
	Copy        func(secret string) // puts it on the clipboard
	OnDone      func()
}

// ShowOnce opens it over c. Esc does not close it: Done works only after the check box says that
// the secret is stored.
func ShowOnce(c fyne.Canvas, o Once) *Dialog {
	k := theme.Current()
	var d *Dialog
	copied := widgets.Text("", theme.Small, k.Text2)
	var again *widgets.Button
	again = widgets.NewButton(widgets.Secondary, "copy", say.L("Copy"), func() {
		o.Copy(o.Secret)
		copied.Text = say.L("Copied. The clipboard is cleared by itself.")
		copied.Refresh()
		again.SetLabel(say.L("Copy again"))
		d.Refresh()
	})
	done := widgets.NewButton(widgets.Primary, "check", say.L("Done"), func() { d.Close() })
	done.Disable()
	stored := widgets.NewCheck(say.L("I have stored this key where it belongs"), done.SetEnabled)
	prefix, secret := splitToken(o.Secret)
	token := widgets.Sunken(widgets.PadXY(widgets.Col(4,
		widgets.Mono(prefix, 14, k.Text2), widgets.Mono(secret, 14, k.Text)), 14, 12))
	warn := tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("This is the only time you can see it.")}
	os := []fyne.CanvasObject{
		head(tone.Accent, "key-round", o.Title, o.Note), widgets.Gap(0, 16),
		widgets.Banner(warn, say.L("Gatehouse keeps a SHA-256 digest, never the key. If it is lost, rotate."), Inner), widgets.Gap(0, 16),
		widgets.Medium(say.L("API key"), theme.Small, k.Text2), widgets.Gap(0, 6), token, widgets.Gap(0, 10),
		widgets.Row(8, again, copied, widgets.Flex()), widgets.Gap(0, 16), widgets.HLine(), widgets.Gap(0, 8),
	}
	for _, f := range o.Facts {
		os = append(os, widgets.FactText(f[0], 96, f[1]))
	}
	os = append(os, widgets.Gap(0, 8), widgets.HLine(), widgets.Gap(0, 12), widgets.Row(10, stored, widgets.Flex(), done))
	d = show(c, widgets.Col(0, os...), again)
	d.locked = true
	d.OnClosed = o.OnDone
	return d
}

// splitToken splits "gh_live_7Kq2mZ9x_secret" before the secret part, so that it fits in two lines.
func splitToken(t string) (prefix, secret string) {
	if i := strings.LastIndexByte(t, '_'); i >= 0 {
		return t[:i+1], t[i+1:]
	}
	return "", t
}
