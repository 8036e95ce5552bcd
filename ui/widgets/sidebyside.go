package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"gatehouse/ui/inert"
	"gatehouse/ui/say"
	"gatehouse/ui/theme"
)

// sideHeight is how high a line of text is, side by side.
const sideHeight float32 = 20

// SideBySide shows two texts beside each other, line by line, most of them and the rest as a number.
// What differs has a tint, and a sign, so that nobody needs to see the colour. Secrets are masked by
// who calls it: nothing here knows what a secret is.
func SideBySide(old, new string, most int) fyne.CanvasObject {
	lines := DiffText(old, new)
	var os []fyne.CanvasObject
	for _, l := range lines[:min(most, len(lines))] {
		row := newSideRow()
		row.Layout.(*sideRow).show(l)
		os = append(os, row)
	}
	if n := len(lines) - most; n > 0 {
		os = append(os, PadXY(Text(say.N(int64(n), "and {{.Count}} more line", "and {{.Count}} more lines"), theme.Small, theme.Current().Text3), 12, 2))
	}
	return Stack(Plate(theme.Current().Surface, theme.Current().Line, theme.RadiusControl), PadXY(Col(0, os...), 1, 1))
}

// sideRow is one line of both texts: tint, sign and words for each.
type sideRow struct {
	tints [2]*canvas.Rectangle
	signs [2]*canvas.Text
	words [2]*canvas.Text
	full  [2]string
	line  *canvas.Rectangle
}

func newSideRow() *fyne.Container {
	k := theme.Current()
	r := &sideRow{line: Rect(k.Line, 0)}
	var os []fyne.CanvasObject
	for side := range 2 {
		r.tints[side] = Rect(color.NRGBA{}, 0)
		r.signs[side], r.words[side] = Mono("", theme.Caption, k.Text2), Mono("", theme.Caption, k.Text2)
		os = append(os, r.tints[side], r.signs[side], r.words[side])
	}
	return container.New(r, append(os, r.line)...)
}

// show takes over a line.
func (r *sideRow) show(l DiffLine) {
	k := theme.Current()
	r.full = [2]string{inert.Text(l.Old), inert.Text(l.New)}
	r.line.FillColor = k.Line
	for side, has := range [2]bool{l.HasOld, l.HasNew} {
		sign, fg, bg := "", k.Text2, color.NRGBA{}
		switch {
		case !has:
			bg = k.Sunken
		case l.Same():
		case side == 0:
			sign, fg, bg = "-", k.Danger, k.DangerSoft
		default:
			sign, fg, bg = "+", k.Ok, k.OkSoft
		}
		r.signs[side].Text, r.signs[side].Color = sign, fg
		r.words[side].Color, r.tints[side].FillColor = fg, bg
	}
}

// MinSize implements fyne.Layout.
func (r *sideRow) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, sideHeight) }

// Layout implements fyne.Layout.
func (r *sideRow) Layout(_ []fyne.CanvasObject, s fyne.Size) {
	half := round((s.Width - 1) / 2)
	for side := range 2 {
		x, w := float32(0), half
		if side == 1 {
			x, w = half+1, s.Width-half-1
		}
		place(r.tints[side], x, 0, w, s.Height)
		h := r.signs[side].MinSize().Height
		y := round((s.Height - h) / 2)
		place(r.signs[side], x+12, y, 10, h)
		r.words[side].Text = cutText(r.words[side], r.full[side], w-26-10)
		place(r.words[side], x+26, y, w-36, h)
	}
	place(r.line, half, 0, 1, s.Height)
}
