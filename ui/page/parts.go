package page

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/say"
	"gatehouse/ui/theme"
	"gatehouse/ui/tone"
	"gatehouse/ui/vm"
	"gatehouse/ui/widgets"
)

// DrawerInner is how wide what stands in a drawer can be.
const DrawerInner = DrawerWidth - 33

// Section is a part of a drawer under its title; right stands at the end of the title's line.
func Section(title string, body fyne.CanvasObject, right ...fyne.CanvasObject) fyne.CanvasObject {
	head := append([]fyne.CanvasObject{widgets.Semi(title, theme.Body, theme.Current().Text), widgets.Flex()}, right...)
	return widgets.Col(0, widgets.HLine(), widgets.PadXY(widgets.Col(6, widgets.Sized(0, theme.SmallHeight, widgets.Row(8, head...)), body), 16, 8))
}

// Nothing is what a part of a drawer says when it has nothing to list.
func Nothing(s string) fyne.CanvasObject {
	return widgets.Para(s, theme.Small, theme.Current().Text3, DrawerInner)
}

// methodTone is how a method feels: reading is neutral, writing informs, deleting warns.
func methodTone(m string) tone.Tone {
	switch m {
	case "POST", "PUT", "PATCH":
		return tone.Info
	case "DELETE":
		return tone.Warn
	}
	return tone.Neutral
}

// MethodTag is a method on the tint of what it does.
func MethodTag(m string) fyne.CanvasObject {
	fg, bg := theme.Current().Of(methodTone(m))
	return widgets.Sized(0, 20, widgets.Stack(widgets.Rect(bg, theme.RadiusBadge), widgets.PadXY(widgets.Mono(m, theme.Caption, fg), 6, 0)))
}

// MethodTags shows as many methods as fit in width and counts the others; the tip names all.
func MethodTags(methods []string, width float32) fyne.CanvasObject {
	var os []fyne.CanvasObject
	used := float32(0)
	for i, m := range methods {
		tag := MethodTag(m)
		w := tag.MinSize().Width + 4
		spare := float32(0)
		if i < len(methods)-1 {
			spare = 26
		}
		if i > 0 && used+w+spare > width {
			os = append(os, widgets.Text("+"+say.Count(int64(len(methods)-i)), theme.Small, theme.Current().Text3))
			break
		}
		used += w
		os = append(os, tag)
	}
	return widgets.Tip(widgets.Row(4, os...), strings.Join(methods, ", "))
}

// CutLink is a link no wider than room; a longer label is cut, and the tip has all of it.
func CutLink(icon, label string, room float32, open func()) fyne.CanvasObject {
	b := widgets.NewSmallButton(widgets.Link, icon, label, open)
	if b.MinSize().Width <= room {
		return b
	}
	return widgets.Tip(widgets.CutButton(b, room), label)
}

// LinkLine is a line that leads to another thing, with a note at its end. The note gives way to the
// name, but never below half of the line.
func LinkLine(l vm.Link, icon string, open func()) fyne.CanvasObject {
	const gaps = 2 * 8
	name := CutLink(icon, l.Label, DrawerInner, open).MinSize().Width
	note := widgets.Tip(widgets.CutTo(widgets.Text(l.Note, theme.Small, theme.Current().Text3), DrawerInner-gaps-min(name, DrawerInner/2)), l.Note)
	link := CutLink(icon, l.Label, DrawerInner-note.MinSize().Width-gaps, open)
	return widgets.Sized(0, theme.SmallHeight, widgets.Row(gaps/2, link, widgets.Flex(), note))
}

// ReachLines says in words what is opened, an API a line pair; the name leads to the API.
func ReachLines(reach []vm.Reach, open func(api string)) fyne.CanvasObject {
	k := theme.Current()
	var os []fyne.CanvasObject
	for _, r := range reach {
		routes := widgets.Text(r.Routes, theme.Small, k.Text3)
		fg := k.Text2
		if r.Writes {
			fg = k.Text
		}
		name := CutLink("blocks", r.Name, DrawerInner-routes.MinSize().Width-8, func() { open(r.API) })
		os = append(os, widgets.Col(0, widgets.Sized(0, theme.SmallHeight, widgets.Row(8, name, widgets.Flex(), routes)),
			widgets.Pad(widgets.Text(say.L("may {{.Do}}", say.V{"Do": r.May}), theme.Small, fg), 0, 0, 0, 22)))
		if r.From != "" {
			from := widgets.Tip(widgets.Cut(widgets.Text(r.From, theme.Small, k.Text3)), r.From)
			os = append(os, widgets.Pad(widgets.Row(0, widgets.Grow(from)), 0, 0, 0, 22))
		}
	}
	return widgets.Col(4, os...)
}

// GrantLine is a grant: its path, what it is for, and at the right what one can do with it.
func GrantLine(g vm.GrantRow, right ...fyne.CanvasObject) fyne.CanvasObject {
	k := theme.Current()
	head := append([]fyne.CanvasObject{widgets.Grow(widgets.Tip(widgets.Cut(widgets.Mono(g.Path, theme.Small, k.Text)), g.Name+" "+g.Path))}, right...)
	api := widgets.CutTo(widgets.Text(g.Name, theme.Small, k.Text3), 96)
	under := []fyne.CanvasObject{MethodTags(g.Methods, DrawerInner-104), widgets.Flex(), widgets.Tip(api, g.Name)}
	os := []fyne.CanvasObject{widgets.Sized(0, theme.SmallHeight, widgets.Row(4, head...)), widgets.Row(6, under...)}
	if g.OTP {
		os = append(os, widgets.Gap(0, 3), widgets.Lead(widgets.Badge(tone.Mark{Tone: tone.Info, Icon: "smartphone", Word: say.L("With one-time password")})))
	}
	if !g.Mark.IsZero() {
		os = append(os, widgets.Gap(0, 3), widgets.Lead(widgets.Badge(g.Mark)))
	}
	return widgets.Col(0, append(os, widgets.Gap(0, 4))...)
}

// More is the button that lists more of what was cut short, or nothing when all is listed.
func More(listed, all int, tapped func()) fyne.CanvasObject {
	if listed >= all {
		return widgets.Gap(0, 0)
	}
	n := int64(all - listed)
	return widgets.Lead(widgets.NewSmallButton(widgets.Link, "chevron-down", say.N(n, "{{.Count}} more", "{{.Count}} more"), tapped))
}

// Scroller keeps a drawer where one has scrolled it to while it goes on about the same thing.
type Scroller struct {
	about string
	last  *container.Scroll
}

// Scroll lets body scroll.
func (s *Scroller) Scroll(about string, body fyne.CanvasObject) fyne.CanvasObject {
	next := container.NewVScroll(body)
	if s.last != nil && s.about == about {
		next.Offset = s.last.Offset
	}
	s.about, s.last = about, next
	return next
}
