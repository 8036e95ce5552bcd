package theme

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// Sizes in pixels at scale 1. Distances are 4, 8, 12, 16 or 24.
const (
	RadiusCard, RadiusControl, RadiusBadge, RadiusDialog float32 = 8, 6, 5, 12
	RowHeight, HeadHeight, ControlHeight, SmallHeight    float32 = 36, 32, 32, 28
	SidebarWidth, TopHeight, StatusHeight, ToolHeight    float32 = 204, 52, 28, 52
)

// CompactRow is the height of a row where rows shall be dense.
const CompactRow float32 = 30

// Density says how much room rows take.
type Density uint8

// The densities.
const (
	Normal Density = iota
	Compact
)

// density is the one in force; the desktop draws everything again when it changes.
var density Density

// SetDensity chooses the room that rows take. It is for the drawing thread.
func SetDensity(d Density) { density = d }

// Row is the height of a grid's row in the density of now.
func Row() float32 {
	if density == Compact {
		return CompactRow
	}
	return RowHeight
}

// Sizes of type.
const (
	Caption, Small, Body, Section, Title, Number float32 = 11, 12, 13, 14, 16, 22
)

// sizes maps the toolkit's names to ours.
var sizes = map[fyne.ThemeSizeName]float32{
	base.SizeNameText:            Body,
	base.SizeNameCaptionText:     Caption,
	base.SizeNameSubHeadingText:  Section,
	base.SizeNameHeadingText:     Title,
	base.SizeNamePadding:         4,
	base.SizeNameInnerPadding:    7, // fields of 28 and of 32 have their text in the middle, but for a pixel
	base.SizeNameInlineIcon:      16,
	base.SizeNameInputRadius:     RadiusControl,
	base.SizeNameButtonRadius:    RadiusControl,
	base.SizeNameMenuRadius:      RadiusControl,
	base.SizeNameSelectionRadius: RadiusControl,
	base.SizeNameCardRadius:      RadiusCard,
	base.SizeNamePopupRadius:     RadiusCard,
	base.SizeNameDialogRadius:    RadiusDialog,
	base.SizeNameScrollBar:       10,
	base.SizeNameScrollBarSmall:  4,
}

// Size implements fyne.Theme.
func (t Theme) Size(n fyne.ThemeSizeName) float32 {
	if s, ok := sizes[n]; ok {
		return s
	}
	return base.DefaultTheme().Size(n)
}
