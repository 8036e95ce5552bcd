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
	base.SizeNameInnerPadding:    8,
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
