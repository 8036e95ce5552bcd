package theme

import (
	"fmt"
	"image/color"
	"regexp"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"gatehouse/assets"
)

// icons holds every icon in every colour it was asked for: the toolkit caches rasters by resource
// name, so the same name must always mean the same bytes.
var icons sync.Map // "name#rrggbb.svg" -> fyne.Resource

// Icon returns a stroke icon in one colour. Fyne's NewThemedResource cannot do this: it rewrites
// fills only and loses strokes. An unknown name draws an empty circle, so that it is seen.
func Icon(name string, c color.NRGBA) fyne.Resource {
	key := fmt.Sprintf("%s#%02x%02x%02x.svg", name, c.R, c.G, c.B)
	if r, ok := icons.Load(key); ok {
		return r.(fyne.Resource)
	}
	svg, ok := assets.Icon(name)
	if !ok {
		svg, _ = assets.Icon("circle-dashed")
	}
	r := fyne.NewStaticResource(key, []byte(paint(string(svg), c)))
	icons.Store(key, r)
	return r
}

var (
	comment = regexp.MustCompile(`(?s)<!--.*?-->`)
	pathD   = regexp.MustCompile(` d="([^"]*)"`)
	arc     = regexp.MustCompile(`([aA])([^a-zA-Z]*)`)
	number  = regexp.MustCompile(`-?(?:\d+\.?\d*|\.\d+)`)
)

// paint sets the stroke colour and rewrites arcs for the rasteriser.
func paint(svg string, c color.NRGBA) string {
	s := strings.ReplaceAll(comment.ReplaceAllString(svg, ""), "currentColor", fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B))
	s = pathD.ReplaceAllStringFunc(s, func(d string) string { return arc.ReplaceAllStringFunc(d, splitArcs) })
	return strings.TrimSpace(s)
}

// splitArcs repeats the command letter of each arc: oksvg misreads repeated arc arguments
// ("a1 1 0 0 1 2 2 1 1 0 0 1 3 3") and flags that are not followed by a space.
func splitArcs(seg string) string {
	var out strings.Builder
	var nums []string
	rest := seg[1:]
	for {
		rest = strings.TrimLeft(rest, " ,\n\t")
		if rest == "" {
			break
		}
		if k := len(nums) % 7; k == 3 || k == 4 { // the two flags are one digit each
			nums, rest = append(nums, rest[:1]), rest[1:]
			continue
		}
		n := number.FindString(rest)
		if n == "" {
			break
		}
		nums, rest = append(nums, n), rest[len(n):]
	}
	for i := 0; i+7 <= len(nums); i += 7 {
		out.WriteString(seg[:1] + strings.Join(nums[i:i+7], " "))
	}
	return out.String() + rest
}

// stock maps the toolkit's icons to ours.
var stock = map[fyne.ThemeIconName]string{
	base.IconNameSearch: "search", base.IconNameCancel: "x", base.IconNameConfirm: "check", base.IconNameDelete: "trash-2",
	base.IconNameArrowDropDown: "chevron-down", base.IconNameArrowDropUp: "chevron-up", base.IconNameVisibility: "eye",
	base.IconNameVisibilityOff: "eye-off", base.IconNameContentCopy: "copy", base.IconNameInfo: "info", base.IconNameWarning: "triangle-alert",
	base.IconNameError: "circle-x", base.IconNameSettings: "settings", base.IconNameContentAdd: "plus", base.IconNameFolderOpen: "folder-open",
	base.IconNameFolder: "folder-open", base.IconNameFile: "file-text", base.IconNameFileText: "file-text",
}

// Icon implements fyne.Theme.
func (t Theme) Icon(n fyne.ThemeIconName) fyne.Resource {
	name, ok := stock[n]
	if !ok {
		return base.DefaultTheme().Icon(n)
	}
	v := base.VariantLight
	if app := fyne.CurrentApp(); app != nil {
		v = app.Settings().ThemeVariant()
	}
	return Icon(name, t.tokens(v).Text2)
}

var _ fyne.Theme = Theme{}
