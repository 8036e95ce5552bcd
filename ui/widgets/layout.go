// Package widgets holds what pages are built from: boxes with explicit distances, text, badges,
// buttons, fields, the searchable picker and the [Grid].
//
// Widgets have OnX callbacks and setters; they know no service and no view-model. What is plain
// drawing (text, badges, cards) takes its colours when it is built, and the shell builds pages
// again when the theme changes; widgets that live long recolour in Refresh.
package widgets

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// round keeps positions on whole pixels, so that hairlines stay sharp.
func round(f float32) float32 { return float32(math.Round(float64(f))) }

// box lays out in one direction with an explicit gap; Fyne's own boxes always use the theme's.
type box struct {
	vertical, stretch bool
	gap               float32
}

// grow marks a child that takes a share of what is left.
type grow struct{ share float32 }

// Layout implements fyne.Layout: every child fills the place.
func (grow) Layout(os []fyne.CanvasObject, s fyne.Size) {
	for _, o := range os {
		o.Move(fyne.Position{})
		o.Resize(s)
	}
}

// MinSize implements fyne.Layout.
func (grow) MinSize(os []fyne.CanvasObject) (m fyne.Size) {
	for _, o := range os {
		m = m.Max(o.MinSize())
	}
	return m
}

// share returns the share of what is left that o takes; 0 for its natural size.
func share(o fyne.CanvasObject) float32 {
	if c, ok := o.(*fyne.Container); ok {
		if g, ok := c.Layout.(grow); ok {
			return g.share
		}
	}
	return 0
}

// along and across read a size in the box's direction.
func (l box) along(s fyne.Size) float32 {
	if l.vertical {
		return s.Height
	}
	return s.Width
}

func (l box) across(s fyne.Size) float32 {
	if l.vertical {
		return s.Width
	}
	return s.Height
}

// size is the reverse of along and across.
func (l box) size(along, across float32) fyne.Size {
	if l.vertical {
		return fyne.NewSize(across, along)
	}
	return fyne.NewSize(along, across)
}

// MinSize implements fyne.Layout.
func (l box) MinSize(os []fyne.CanvasObject) fyne.Size {
	var along, across float32
	n := 0
	for _, o := range os {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		along += l.along(m)
		across = max(across, l.across(m))
		n++
	}
	return l.size(along+l.gap*float32(max(0, n-1)), across)
}

// Layout implements fyne.Layout.
func (l box) Layout(os []fyne.CanvasObject, s fyne.Size) {
	var used, shares float32
	n := 0
	for _, o := range os {
		if !o.Visible() {
			continue
		}
		n++
		if g := share(o); g > 0 {
			shares += g
			continue
		}
		used += l.along(o.MinSize())
	}
	rest := max(0, l.along(s)-used-l.gap*float32(max(0, n-1)))
	var at float32
	for _, o := range os {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		along, across, off := l.along(m), l.across(s), float32(0)
		if g := share(o); g > 0 {
			along = round(rest * g / shares)
		}
		if !l.vertical && !l.stretch {
			across = m.Height
			off = round((s.Height - across) / 2)
		}
		if l.vertical {
			o.Move(fyne.NewPos(0, round(at)))
		} else {
			o.Move(fyne.NewPos(round(at), off))
		}
		o.Resize(l.size(along, across))
		at += along + l.gap
	}
}

// Row lays out from left to right, each child centred at its own height.
func Row(gap float32, os ...fyne.CanvasObject) *fyne.Container {
	return container.New(box{gap: gap}, os...)
}

// Fill lays out from left to right at full height.
func Fill(gap float32, os ...fyne.CanvasObject) *fyne.Container {
	return container.New(box{gap: gap, stretch: true}, os...)
}

// Col lays out from top to bottom at full width.
func Col(gap float32, os ...fyne.CanvasObject) *fyne.Container {
	return container.New(box{gap: gap, vertical: true}, os...)
}

// Grow lets o take what is left of its row or column.
func Grow(o fyne.CanvasObject) *fyne.Container { return container.New(grow{1}, o) }

// Share lets o take a share of what is left; [Grow] is a share of one.
func Share(share float32, o fyne.CanvasObject) *fyne.Container { return container.New(grow{share}, o) }

// Flex takes what is left and draws nothing.
func Flex() *fyne.Container { return container.New(grow{1}) }

// Stack puts objects over each other.
func Stack(os ...fyne.CanvasObject) *fyne.Container { return container.NewStack(os...) }

// sized forces a width or a height; 0 keeps the natural one.
type sized struct{ w, h float32 }

// MinSize implements fyne.Layout.
func (l sized) MinSize(os []fyne.CanvasObject) fyne.Size {
	m := grow{}.MinSize(os)
	if l.w > 0 {
		m.Width = l.w
	}
	if l.h > 0 {
		m.Height = l.h
	}
	return m
}

// Layout implements fyne.Layout.
func (l sized) Layout(os []fyne.CanvasObject, s fyne.Size) { grow{}.Layout(os, s) }

// Sized gives o a fixed width, height or both; 0 keeps the natural one.
func Sized(w, h float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(sized{w, h}, o)
}

// Gap is empty room.
func Gap(w, h float32) *fyne.Container { return container.New(sized{w, h}) }

// pad is room round one child.
type pad struct{ t, r, b, l float32 }

// MinSize implements fyne.Layout.
func (l pad) MinSize(os []fyne.CanvasObject) fyne.Size {
	m := os[0].MinSize()
	return fyne.NewSize(m.Width+l.l+l.r, m.Height+l.t+l.b)
}

// Layout implements fyne.Layout.
func (l pad) Layout(os []fyne.CanvasObject, s fyne.Size) {
	os[0].Move(fyne.NewPos(l.l, l.t))
	os[0].Resize(fyne.NewSize(s.Width-l.l-l.r, s.Height-l.t-l.b))
}

// Pad puts room round o, in the order top, right, bottom, left.
func Pad(o fyne.CanvasObject, t, r, b, l float32) *fyne.Container {
	return container.New(pad{t, r, b, l}, o)
}

// PadXY puts x at both sides and y above and below.
func PadXY(o fyne.CanvasObject, x, y float32) *fyne.Container { return Pad(o, y, x, y, x) }

// Mid centres o in both directions.
func Mid(o fyne.CanvasObject) *fyne.Container { return container.NewCenter(o) }

// Lead keeps o at the left, Trail at the right.
func Lead(o fyne.CanvasObject) *fyne.Container { return Row(0, o, Flex()) }

// Trail keeps o at the right.
func Trail(o fyne.CanvasObject) *fyne.Container { return Row(0, Flex(), o) }

// Icon draws an icon resource at a size.
func Icon(r fyne.Resource, size float32) fyne.CanvasObject {
	img := canvas.NewImageFromResource(r)
	img.FillMode = canvas.ImageFillContain
	return Sized(size, size, img)
}
