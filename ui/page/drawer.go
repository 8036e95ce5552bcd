package page

import (
	"fyne.io/fyne/v2"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// DrawerWidth is how wide the drawer beside the rows is.
const DrawerWidth float32 = 316

// Drawer frames what is said about the chosen thing: its name, its state, the way out, and below
// them a body that may scroll.
func Drawer(name string, m tone.Mark, closes func(), body fyne.CanvasObject) fyne.CanvasObject {
	k := theme.Current()
	x := widgets.NewIconButton(widgets.Ghost, "x", say.L("Close"), closes)
	head := widgets.Row(8, widgets.Grow(widgets.Tip(widgets.Cut(widgets.Semi(name, theme.Title, k.Text)), name)), widgets.Badge(m), x)
	return widgets.Sized(DrawerWidth, 0, widgets.Fill(0, widgets.VLine(), widgets.Grow(widgets.Stack(widgets.Rect(k.Surface, 0),
		widgets.Col(0, widgets.Sized(0, theme.ToolHeight, widgets.Pad(head, 0, 8, 0, 16)), widgets.Grow(body))))))
}

// Facts are lines of name and value; what is cut says the whole in a tip.
func Facts(pairs []vm.Pair, nameWidth float32) fyne.CanvasObject {
	k := theme.Current()
	os := make([]fyne.CanvasObject, len(pairs))
	for i, p := range pairs {
		tip := p.Tip
		if tip == "" {
			tip = p.Value
		}
		os[i] = widgets.Fact(p.Name, nameWidth, widgets.Tip(widgets.CutTo(widgets.Text(p.Value, theme.Small, k.Text), DrawerWidth-33-nameWidth), tip))
	}
	return widgets.Col(0, os...)
}

// Tags shows the first words in frames, as many as fit, and counts the others.
func Tags(words []string, width float32) fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	used := float32(0)
	for i, w := range words {
		tag := widgets.Tag(w)
		m := tag.MinSize().Width + 6
		if i > 0 && used+m > width-36 || used+m > width {
			if i == 0 {
				os = append(os, widgets.CutTo(widgets.Mono(w, theme.Caption, k.Text2), width-36))
				continue
			}
			os = append(os, widgets.Text("+"+say.Count(int64(len(words)-i)), theme.Small, k.Text3))
			break
		}
		used += m
		os = append(os, tag)
	}
	all := ""
	for i, w := range words {
		if i > 0 {
			all += ", "
		}
		all += w
	}
	return widgets.Tip(widgets.Row(6, os...), all)
}

// timelineShown is how many events a drawer lists.
const timelineShown = 8

// Timeline lists what happened, newest first.
func Timeline(events []vm.Event) fyne.CanvasObject {
	k := theme.Current()
	if len(events) == 0 {
		return widgets.Text(say.L("Nothing yet."), theme.Small, k.Text3)
	}
	var os []fyne.CanvasObject
	for i, e := range events {
		if i == timelineShown {
			os = append(os, widgets.Text(say.N(int64(len(events)-i), "{{.Count}} earlier event", "{{.Count}} earlier events"), theme.Small, k.Text3))
			break
		}
		fg, bg := k.Of(e.Tone)
		dot := widgets.Sized(24, 24, widgets.Stack(widgets.Rect(bg, 12), widgets.Mid(widgets.Icon(theme.Icon(e.Icon, fg), 12))))
		words := widgets.Col(1, widgets.Row(8, widgets.Grow(widgets.Cut(widgets.Text(e.Text, theme.Small, k.Text))), widgets.Tip(widgets.Text(e.When, theme.Caption, k.Text3), e.Tip)),
			widgets.Row(0, widgets.Grow(widgets.Cut(widgets.Text(e.Who, theme.Caption, k.Text3)))))
		os = append(os, widgets.Row(10, dot, widgets.Grow(words)))
	}
	return widgets.Col(8, os...)
}
