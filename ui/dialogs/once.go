package dialogs

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

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
	token := newOnceToken(o.Secret)
	warn := tone.Mark{Tone: tone.Warn, Icon: "triangle-alert", Word: say.L("This is the only time you can see it.")}
	os := []fyne.CanvasObject{
		head(tone.Accent, "key-round", o.Title, o.Note), widgets.Gap(0, 16),
		widgets.Banner(warn, say.L("Gatehouse keeps a SHA-256 digest, never the key. If it is lost, rotate."), Inner), widgets.Gap(0, 16),
		widgets.Row(8, widgets.Medium(say.L("API key"), theme.Small, k.Text2), widgets.Flex(), token.eye), widgets.Gap(0, 2), token.object, widgets.Gap(0, 10),
		widgets.Row(8, again, copied, widgets.Flex()), widgets.Gap(0, 16), widgets.HLine(), widgets.Gap(0, 8),
	}
	for _, f := range o.Facts {
		os = append(os, widgets.FactText(f[0], 96, f[1]))
	}
	os = append(os, widgets.Gap(0, 8), widgets.HLine(), widgets.Gap(0, 12), widgets.Row(10, stored, widgets.Flex(), done))
	d = show(c, widgets.Col(0, os...), again)
	d.locked = true
	d.OnClosed = func() {
		token.hide()
		if o.OnDone != nil {
			o.OnDone()
		}
	}
	return d
}

// OnceShown is how long the secret can be read before one has to ask for it again.
const OnceShown = time.Minute

// onceToken is the secret in two lines; the second one hides by itself.
type onceToken struct {
	object fyne.CanvasObject
	eye    *widgets.Button
	words  *canvas.Text
	secret string
	shown  bool
	stop   func()
}

func newOnceToken(full string) *onceToken {
	k := theme.Current()
	prefix, secret := splitToken(full)
	t := &onceToken{words: widgets.Mono("", 14, k.Text), secret: secret}
	t.eye = widgets.NewIconButton(widgets.Ghost, "", "", func() {
		if t.shown {
			t.hide()
			return
		}
		t.show()
	})
	t.eye.Height = 24
	t.object = widgets.Sunken(widgets.PadXY(widgets.Col(4, widgets.Mono(prefix, 14, k.Text2), t.words), 14, 12))
	t.show()
	return t
}

func (t *onceToken) show() {
	t.shown = true
	if widgets.After != nil {
		t.stop = widgets.After(OnceShown, t.hide)
	}
	t.draw(t.secret, "eye-off", say.L("Hide"))
}

func (t *onceToken) hide() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
	t.shown = false
	t.draw(strings.Repeat("•", 8), "eye", say.L("Show it again"))
}

func (t *onceToken) draw(words, icon, tip string) {
	t.words.Text, t.eye.Icon, t.eye.Tip = words, icon, tip
	t.words.Refresh()
	t.eye.Refresh()
}

// splitToken splits "gh_live_7Kq2mZ9x_secret" before the secret part, so that it fits in two lines.
func splitToken(t string) (prefix, secret string) {
	if i := strings.LastIndexByte(t, '_'); i >= 0 {
		return t[:i+1], t[i+1:]
	}
	return "", t
}
