// Package shell is the frame round every page: the sidebar with its sections, the top bar with the
// way back and the lock, and the status bar with what runs.
//
// It draws and forwards; where one goes and what is locked is decided by package ui.
package shell

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/nav"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// Item is one entry of the sidebar.
type Item struct {
	Route       nav.Route
	Group, Icon string
	Title       string
}

// Items are the pages, in the order of the sidebar.
var Items = []Item{
	{nav.Overview, "", "gauge", "Overview"},
	{nav.APIs, "Access", "blocks", "APIs"},
	{nav.Principals, "Access", "users-round", "Principals"},
	{nav.Roles, "Access", "shield-check", "Roles"},
	{nav.Keys, "Access", "key-round", "API keys"},
	{nav.Bundles, "Deliver", "package", "Bundles"},
	{nav.Imports, "Review", "inbox", "Imports"},
	{nav.Findings, "Review", "search-alert", "Findings"},
}

// Shell is the frame.
type Shell struct {
	OnGo      func(nav.Route)
	OnBack    func()
	OnForward func()
	OnLock    func()
	OnClear   func() // clears the clipboard now

	info    vm.VaultInfo
	root    fyne.CanvasObject
	side    *fyne.Container
	title   *fyne.Container
	back    *widgets.Button
	forward *widgets.Button
	page    *fyne.Container
	status  *fyne.Container
	at      nav.Route
	running string // percent of the running import, or ""
}

// New makes the frame for an open vault.
func New(info vm.VaultInfo) *Shell {
	k := theme.Current()
	s := &Shell{info: info, side: container.NewStack(), title: container.NewStack(), page: container.NewStack(), status: container.NewStack()}
	s.back = widgets.NewSmallButton(widgets.Ghost, "arrow-left", "", func() { s.OnBack() })
	s.forward = widgets.NewSmallButton(widgets.Ghost, "arrow-right", "", func() { s.OnForward() })
	lock := widgets.NewSmallButton(widgets.Secondary, "lock", "Lock", func() { s.OnLock() })
	top := widgets.Col(0, widgets.Sized(0, theme.TopHeight-1, widgets.Stack(widgets.Rect(k.Surface, 0), widgets.PadXY(widgets.Row(6, s.back, s.forward, widgets.Gap(4, 0), widgets.Grow(s.title), lock, widgets.Gap(2, 0), avatar(info.Admin)), 12, 0))), widgets.HLine())
	right := widgets.Col(0, top, widgets.Grow(widgets.Stack(widgets.Rect(k.Ground, 0), s.page)))
	sidebar := widgets.Sized(theme.SidebarWidth, 0, widgets.Fill(0, widgets.Grow(s.side), widgets.VLine()))
	s.root = widgets.Stack(widgets.Rect(k.Ground, 0), widgets.Col(0, widgets.Grow(widgets.Fill(0, sidebar, widgets.Grow(right))), s.status))
	s.SetStatus(Status{})
	return s
}

// Object is what is shown.
func (s *Shell) Object() fyne.CanvasObject { return s.root }

// Show puts a page into the frame.
func (s *Shell) Show(r nav.Route, page fyne.CanvasObject, canBack, canForward bool) {
	k := theme.Current()
	s.at = r
	item := itemOf(r)
	words := []fyne.CanvasObject{}
	if item.Group != "" {
		words = append(words, widgets.Text(item.Group, theme.Body, k.Text3), widgets.Icon(theme.Icon("chevron-right", k.Disabled), 14))
	}
	words = append(words, widgets.Semi(item.Title, theme.Title, k.Text), widgets.Flex())
	s.title.RemoveAll()
	s.title.Add(widgets.Row(6, words...))
	s.back.SetEnabled(canBack)
	s.forward.SetEnabled(canForward)
	s.page.RemoveAll()
	s.page.Add(page)
	s.drawSide()
	s.root.Refresh()
}

func itemOf(r nav.Route) Item {
	for _, i := range Items {
		if i.Route.Page == r.Page {
			return i
		}
	}
	return Item{Title: r.Page}
}

// Title is the word for a route, as the window's title says it.
func Title(r nav.Route) string { return itemOf(r).Title }

// drawSide draws the sidebar with the current page chosen.
func (s *Shell) drawSide() {
	k := theme.Current()
	name := widgets.Col(1, widgets.Semi("Gatehouse", theme.Section, k.Text), widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(s.info.Name, theme.Caption, k.Text3)))))
	os := []fyne.CanvasObject{widgets.Sized(0, theme.TopHeight-1, widgets.Pad(widgets.Row(10, widgets.Logo(28), widgets.Grow(name)), 0, 12, 0, 14)), widgets.HLine(), widgets.Gap(0, 8)}
	group := ""
	for _, i := range Items {
		if i.Group != group {
			group = i.Group
			os = append(os, widgets.Sized(0, 28, widgets.Pad(widgets.Medium(group, theme.Caption, k.Text3), 8, 0, 2, 18)))
		}
		os = append(os, s.row(i))
	}
	s.side.RemoveAll()
	s.side.Add(widgets.Col(0, append(os, widgets.Flex())...))
	s.side.Refresh()
}

// row is one entry of the sidebar.
func (s *Shell) row(i Item) fyne.CanvasObject {
	k := theme.Current()
	icon := k.Text3
	label := widgets.Text(i.Title, theme.Body, k.Text2)
	layers := []fyne.CanvasObject{}
	if i.Route.Page == s.at.Page {
		icon = k.AccentText
		label = widgets.Medium(i.Title, theme.Body, k.Text)
		layers = append(layers, widgets.Rect(k.AccentSoft, theme.RadiusControl))
	}
	in := []fyne.CanvasObject{widgets.Icon(theme.Icon(i.Icon, icon), 16), label, widgets.Flex()}
	if i.Route == nav.Imports && s.running != "" {
		in = append(in, widgets.Badge(tone.Mark{Tone: tone.Info, Word: s.running}))
	}
	layers = append(layers, widgets.Pad(widgets.Row(10, in...), 0, 6, 0, 10))
	return widgets.Sized(0, 30, widgets.PadXY(widgets.NewTappable(widgets.Stack(layers...), theme.RadiusControl, func() { s.OnGo(i.Route) }), 8, 0))
}

// Status is what the status bar says beside the vault and who opened it.
type Status struct {
	Job      string // "Importing access.log"
	Percent  string
	Fraction float64
	Clears   string // "0:18" until the clipboard is cleared, or ""
}

// SetStatus shows what runs.
func (s *Shell) SetStatus(st Status) {
	k := theme.Current()
	small := func(t string) fyne.CanvasObject { return widgets.CutTo(widgets.Text(t, theme.Small, k.Text2), 240) }
	dim := func(t string) fyne.CanvasObject { return widgets.CutTo(widgets.Text(t, theme.Small, k.Text3), 160) }
	icon := func(name string) fyne.CanvasObject { return widgets.Icon(theme.Icon(name, k.Text3), 14) }
	os := []fyne.CanvasObject{
		widgets.Row(6, icon("database"), small(s.info.Name), dim(vm.Tilde(folderOf(s.info.Path)))), widgets.VLineH(12),
		widgets.Row(6, icon("user-round"), small(s.info.Admin), dim(s.info.Role)), widgets.Flex(),
	}
	if st.Job != "" {
		bar := widgets.NewBar(96, 4)
		bar.SetValue(st.Fraction)
		os = append(os, widgets.NewTappable(widgets.Row(8, small(st.Job), bar, small(st.Percent)), 4, func() { s.OnGo(nav.Imports) }))
	}
	if st.Clears != "" {
		clear := widgets.NewSmallButton(widgets.Link, "", "Clear now", func() { s.OnClear() })
		clear.Height = 20
		os = append(os, widgets.VLineH(12), widgets.Row(6, widgets.Icon(theme.Icon("clipboard", k.Warn), 14), small("Clipboard clears in "+st.Clears), clear))
	}
	s.status.RemoveAll()
	s.status.Add(widgets.Col(0, widgets.HLine(), widgets.Sized(0, theme.StatusHeight-1, widgets.Stack(widgets.Rect(k.Ground, 0), widgets.PadXY(widgets.Row(10, os...), 12, 0)))))
	s.status.Refresh()
	if s.running != st.Percent {
		s.running = st.Percent
		s.drawSide()
	}
}

// folderOf is the folder of a path, without knowing the system's separator.
func folderOf(path string) string {
	if i := strings.LastIndexAny(path, `/\`); i > 0 {
		return path[:i]
	}
	return ""
}

// avatar shows who is at work by initials.
func avatar(name string) fyne.CanvasObject {
	k := theme.Current()
	initials := ""
	for _, w := range strings.Fields(name) {
		if r := []rune(w); len([]rune(initials)) < 2 {
			initials += strings.ToUpper(string(r[:1]))
		}
	}
	return widgets.Sized(28, 28, widgets.Stack(widgets.Border(k.AccentSoft, k.AccentLine, 14), widgets.Mid(widgets.Semi(initials, theme.Caption, k.AccentText))))
}
