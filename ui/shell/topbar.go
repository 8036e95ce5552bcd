package shell

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// topBar says where one is, and holds the ways out: back, the palette, the lock.
type topBar struct {
	object        fyne.CanvasObject
	back, forward *widgets.Button
	group, page   *canvas.Text
	arrow         fyne.CanvasObject
	crumbs, line  *fyne.Container
}

// paletteWidth is that of the button that opens the palette; in a narrow window it gives way to the
// name of the page.
const paletteWidth, paletteLeast float32 = 312, 132

// giveWay lays out the name of the page and, at the right, the button that opens the palette.
type giveWay struct{}

// MinSize implements fyne.Layout.
func (giveWay) MinSize(os []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(os[0].MinSize().Width+12+paletteLeast, theme.ControlHeight)
}

// Layout implements fyne.Layout.
func (giveWay) Layout(os []fyne.CanvasObject, s fyne.Size) {
	m := os[0].MinSize()
	w := whole(min(paletteWidth, max(paletteLeast, s.Width-m.Width-12)))
	x := whole(s.Width - w)
	place(os[0], 0, whole((s.Height-m.Height)/2), max(0, x-12), m.Height)
	place(os[1], x, whole((s.Height-theme.ControlHeight)/2), w, theme.ControlHeight)
}

func newTopBar(s *Shell) *topBar {
	k := theme.Current()
	t := &topBar{group: widgets.Text("", theme.Body, k.Text3), page: widgets.Semi("", theme.Title, k.Text), arrow: widgets.Icon(theme.Icon("chevron-right", k.Disabled), 14)}
	t.back = widgets.NewIconButton(widgets.Ghost, "arrow-left", say.L("Back ({{.Key}})", say.V{"Key": KeyName("Alt+Left")}), func() { call(s.OnBack) })
	t.forward = widgets.NewIconButton(widgets.Ghost, "arrow-right", say.L("Forward ({{.Key}})", say.V{"Key": KeyName("Alt+Right")}), func() { call(s.OnForward) })
	lock := widgets.NewSmallButton(widgets.Secondary, "lock", say.L("Lock"), func() { call(s.OnLock) })
	lock.Tip = say.L("Lock the vault ({{.Key}})", say.V{"Key": KeyName("Ctrl+L")})
	field := widgets.Row(8, widgets.Icon(theme.Icon("search", k.Text3), 14), widgets.Grow(widgets.Cut(widgets.Text(say.L("Search or run a command"), theme.Body, k.Text3))), KeyCaps("Ctrl+K"))
	palette := widgets.NewTappable(widgets.Sized(paletteLeast, theme.ControlHeight, widgets.Stack(widgets.Border(k.Field(), k.LineStrong, theme.RadiusControl), widgets.PadXY(field, 10, 0))),
		theme.RadiusControl, func() { call(s.OnPalette) })
	t.arrow.Hide()
	t.crumbs = widgets.Row(6, t.group, t.arrow, t.page, widgets.Flex())
	t.line = container.New(giveWay{}, t.crumbs, palette)
	row := widgets.Row(6, t.back, t.forward, widgets.Gap(4, 0), widgets.Grow(t.line), widgets.Gap(4, 0), lock, widgets.Gap(4, 0),
		widgets.Tip(avatar(s.info.Admin), s.info.Admin+", "+s.info.Role))
	t.object = widgets.Col(0, widgets.Sized(0, theme.TopHeight-1, widgets.PadXY(row, 12, 0)), widgets.HLine())
	return t
}

// show names the page and says which ways are open.
func (t *topBar) show(r nav.Route, canBack, canForward bool) {
	i := itemOf(r)
	t.group.Text, t.page.Text = i.Group, i.Title
	t.group.Hidden, t.arrow.(*fyne.Container).Hidden = i.Group == "", i.Group == ""
	t.line.Refresh()
	t.back.SetEnabled(canBack)
	t.forward.SetEnabled(canForward)
}

// call calls what may not be set.
func call(f func()) {
	if f != nil {
		f()
	}
}

// initials are the first letters of the first two names.
func initials(name string) string {
	var out []rune
	for _, w := range strings.Fields(name) {
		if len(out) < 2 {
			out = append(out, []rune(strings.ToUpper(string([]rune(w)[:1])))...)
		}
	}
	return string(out)
}
