package shell

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/action"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/widgets"
)

// SheetGroup is one group of the sheet of shortcuts.
type SheetGroup struct {
	Title string
	Lines []SheetLine
}

// SheetLine is one shortcut. Keys are alternatives, each like "Shift+Up".
type SheetLine struct {
	Title string
	Keys  []string
}

// listKeys are keys that work in lists, dialogs and the palette; they belong to no action.
var listKeys = []struct {
	title string
	keys  []string
}{
	{say.Key("Previous or next row"), []string{"Up", "Down"}},
	{say.Key("First or last row"), []string{"Home", "End"}},
	{say.Key("A page up or down"), []string{"PgUp", "PgDn"}},
	{say.Key("Select or unselect the row"), []string{"Space"}},
	{say.Key("Select a range"), []string{"Shift+Up", "Shift+Down"}},
	{say.Key("Select all"), []string{"Ctrl+A"}},
	{say.Key("Open the row"), []string{"Enter"}},
	{say.Key("Menu of the row"), []string{"Menu", "Shift+F10"}},
	{say.Key("In the heads: width of the column"), []string{"Shift+Left", "Shift+Right"}},
	{say.Key("In the heads: place of the column"), []string{"Ctrl+Left", "Ctrl+Right"}},
	{say.Key("Next or previous field"), []string{"Tab", "Shift+Tab"}},
	{say.Key("Clear the search, close what is open"), []string{"Esc"}},
}

// Shortcuts are the keys of actions by menu, then those of lists.
func Shortcuts(actions []action.Action) []SheetGroup {
	var groups []SheetGroup
	lists := SheetGroup{Title: say.L("In lists and dialogs")}
	for _, a := range actions {
		if a.Hint != "" {
			lists.Lines = append(lists.Lines, SheetLine{a.Title, []string{a.Hint}})
		}
		if a.Key == "" {
			continue
		}
		at := -1
		for i := range groups {
			if groups[i].Title == a.Menu {
				at = i
			}
		}
		if at < 0 {
			groups, at = append(groups, SheetGroup{Title: a.Menu}), len(groups)
		}
		groups[at].Lines = append(groups[at].Lines, SheetLine{a.Title, []string{a.Key}})
	}
	var fixed []SheetLine
	for _, l := range listKeys {
		fixed = append(fixed, SheetLine{say.Of(l.title), l.keys})
	}
	lists.Lines = append(fixed, lists.Lines...)
	return append(groups, lists)
}

// matching keeps the lines whose title or keys hold all words.
func matching(groups []SheetGroup, search string) []SheetGroup {
	words := strings.Fields(strings.ToLower(search))
	var out []SheetGroup
	for _, g := range groups {
		kept := SheetGroup{Title: g.Title}
		for _, l := range g.Lines {
			text, fits := strings.ToLower(l.Title+" "+g.Title+" "+strings.Join(l.Keys, " ")), true
			for _, w := range words {
				fits = fits && strings.Contains(text, w)
			}
			if fits {
				kept.Lines = append(kept.Lines, l)
			}
		}
		if len(kept.Lines) > 0 {
			out = append(out, kept)
		}
	}
	return out
}

// columns shares groups between two columns of about the same length, in order.
func columns(groups []SheetGroup) (left, right []SheetGroup) {
	total, so := 0, 0
	for _, g := range groups {
		total += len(g.Lines) + 2
	}
	for _, g := range groups {
		if n := len(g.Lines) + 2; len(left) == 0 || 2*so+n <= total {
			left, so = append(left, g), so+n
			continue
		}
		right = append(right, g)
	}
	return left, right
}

// Sizes of the sheet.
const (
	sheetWidth, sheetColumn float32 = 744, 336
	sheetLine, sheetMax     float32 = 30, 560
)

// OpenShortcuts shows the sheet of shortcuts over c.
func OpenShortcuts(c fyne.Canvas, groups []SheetGroup) {
	k := theme.Current()
	var l *layer
	body := container.NewStack()
	scroll := container.NewVScroll(body)
	draw := func(search string) {
		found := matching(groups, search)
		if len(found) == 0 {
			body.Objects = []fyne.CanvasObject{widgets.Mid(widgets.Text(say.L("No shortcut fits."), theme.Body, k.Text3))}
		} else {
			left, right := columns(found)
			body.Objects = []fyne.CanvasObject{widgets.Pad(widgets.Fill(24, sheetOf(left), sheetOf(right)), 4, 24, 16, 24)}
		}
		body.Refresh()
		scroll.ScrollToTop()
	}
	search := widgets.NewSearch(say.L("Search shortcuts"), draw)
	search.OnEscape = nil // Esc closes the sheet
	closing := widgets.NewIconButton(widgets.Ghost, "x", say.L("Close"), func() { l.Dismiss() })
	head := widgets.Sized(0, 64, widgets.Pad(widgets.Row(12, widgets.Semi(say.L("Keyboard shortcuts"), theme.Title, k.Text), widgets.Flex(), widgets.Sized(240, 0, search), closing), 0, 16, 0, 24))
	draw("")
	natural := body.MinSize().Height
	content := widgets.Raised(widgets.Col(0, head, widgets.HLine(), widgets.Grow(scroll)), theme.RadiusDialog)
	l = showLayer(c, content, true, search, func(w, _ fyne.Size) (fyne.Position, fyne.Size) {
		width, h := min(sheetWidth, w.Width-2*floatMargin), min(natural, sheetMax, w.Height-97)+65
		return fyne.NewPos((w.Width-width)/2, (w.Height-h)/2), fyne.NewSize(width, h)
	})
}

// sheetOf draws one column.
func sheetOf(groups []SheetGroup) fyne.CanvasObject {
	k := theme.Current()
	os := []fyne.CanvasObject{}
	for _, g := range groups {
		os = append(os, widgets.Sized(0, 36, widgets.Pad(widgets.Lead(widgets.Semi(g.Title, theme.Small, k.Text3)), 8, 0, 0, 0)))
		for _, line := range g.Lines {
			row := []fyne.CanvasObject{widgets.Grow(widgets.Cut(widgets.Text(line.Title, theme.Body, k.Text)))}
			for i, key := range line.Keys {
				if i > 0 {
					row = append(row, widgets.Text(say.L("or"), theme.Caption, k.Text3))
				}
				row = append(row, KeyCaps(key))
			}
			os = append(os, widgets.Sized(0, sheetLine, widgets.Row(6, row...)))
		}
	}
	return widgets.Sized(sheetColumn, 0, widgets.Col(0, os...))
}
