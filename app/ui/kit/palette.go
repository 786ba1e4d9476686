package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

func rgb(v uint32) color.Color {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// textInk is the colour of text. QUIRK: the toolkit (2.7) computes the colour of the key beside a menu item from the low
// bytes of this colour's 16-bit parts, which leaves a fifth of its strength; black and white at this alpha come out whole.
func textInk(grey uint8) color.Color { return color.NRGBA{R: grey, G: grey, B: grey, A: 0xee} }

func rgba(v uint32, alpha uint8) color.Color {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: alpha}
}

// lightColor is the palette for daylight: cool greys, and a petrol blue that keeps 5.9:1 against white and is far
// from the amber and the ink of redactions.
func lightColor(name fyne.ThemeColorName) (color.Color, bool) {
	switch name {
	case theme.ColorNameBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground:
		return rgb(0xffffff), true
	case theme.ColorNameInputBackground:
		return rgb(0xffffff), true
	case theme.ColorNameHeaderBackground:
		return rgb(0xf6f7f9), true
	case theme.ColorNameForeground:
		return textInk(0x00), true
	case ColorMuted:
		return rgb(0x5b6675), true
	case ColorFaint, theme.ColorNamePlaceHolder, theme.ColorNameDisabled: // the last is that of the toolkit's muted labels, too
		return rgb(0x6b7482), true
	case ColorRail:
		return rgb(0xf1f3f6), true
	case ColorDesk:
		return rgb(0xe4e7ec), true
	case ColorPaper:
		return rgb(0xffffff), true
	case ColorEdge:
		return rgb(0xc9cfd8), true
	case ColorLine, theme.ColorNameSeparator:
		return rgb(0xdfe3e9), true
	case theme.ColorNameInputBorder:
		return rgb(0x868f9c), true
	case theme.ColorNameButton, ColorNeutralFill:
		return rgb(0xeceff3), true
	case ColorRowHover:
		return rgb(0xf4f5f7), true
	case ColorButtonHover:
		return rgb(0xdfe4ea), true
	case theme.ColorNameDisabledButton:
		return rgb(0xf3f5f7), true
	case ColorAccent, ColorFocusRing, theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return rgb(0x146a86), true
	case ColorAccentPressed:
		return rgb(0x0f566d), true
	case ColorAccentSoft:
		return rgb(0xdcecf2), true
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnError,
		theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnWarning:
		return rgb(0xffffff), true
	case theme.ColorNameFocus:
		return rgba(0x146a86, 0x40), true
	case theme.ColorNameSelection, ColorSelect:
		return rgba(0x2a8fb0, 0x48), true
	case theme.ColorNameHover:
		return rgba(0x1b2330, 0x0d), true
	case theme.ColorNamePressed:
		return rgba(0x1b2330, 0x1c), true
	case theme.ColorNameScrollBar:
		return rgba(0x1b2330, 0x4a), true
	case theme.ColorNameScrollBarBackground:
		return rgba(0x1b2330, 0x08), true
	case theme.ColorNameShadow:
		return rgba(0x0b1220, 0x33), true
	}
	return lightMeaning(name)
}

func lightMeaning(name fyne.ThemeColorName) (color.Color, bool) {
	switch name {
	case ColorHit:
		return rgba(0xffd21f, 0x5c), true
	case ColorHitNow:
		return rgba(0xff8a00, 0x70), true
	case ColorProposedVeil:
		return rgba(0xf0a000, 0x3a), true
	case ColorAcceptedVeil:
		return rgba(0x1b2330, 0x38), true
	case ColorProposed, theme.ColorNameWarning:
		return rgb(0x945700), true
	case ColorProposedFill:
		return rgb(0xfdf0d5), true
	case ColorAccepted:
		return rgb(0x1b2330), true
	case ColorAcceptedFill:
		return rgb(0xd5dae2), true
	case ColorRejected:
		return rgb(0x636d7b), true
	case ColorRejectedFill:
		return rgb(0xf3f4f6), true
	case ColorGood, theme.ColorNameSuccess:
		return rgb(0x1f7a46), true
	case ColorGoodFill:
		return rgb(0xdff3e6), true
	case ColorBad, theme.ColorNameError:
		return rgb(0xb3261e), true
	case ColorBadFill:
		return rgb(0xfbe4e2), true
	}
	return nil, false
}

// darkColor is the palette for a dim room. Paper stays white: a page must look as it will be produced.
func darkColor(name fyne.ThemeColorName) (color.Color, bool) {
	switch name {
	case theme.ColorNameBackground:
		return rgb(0x171b21), true
	case theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground:
		return rgb(0x20262e), true
	case theme.ColorNameInputBackground:
		return rgb(0x11151a), true
	case theme.ColorNameHeaderBackground:
		return rgb(0x1c2128), true
	case theme.ColorNameForeground:
		return textInk(0xff), true
	case ColorMuted:
		return rgb(0x9ca7b6), true
	case ColorFaint, theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return rgb(0x8b98a8), true
	case ColorRail:
		return rgb(0x12161b), true
	case ColorDesk:
		return rgb(0x0d1014), true
	case ColorPaper:
		return rgb(0xffffff), true
	case ColorLine, theme.ColorNameSeparator:
		return rgb(0x2a313b), true
	case theme.ColorNameInputBorder:
		return rgb(0x66717f), true
	case theme.ColorNameButton, ColorNeutralFill:
		return rgb(0x29303a), true
	case ColorRowHover:
		return rgb(0x1f242b), true
	case ColorButtonHover:
		return rgb(0x35404c), true
	case theme.ColorNameDisabledButton:
		return rgb(0x1d232a), true
	case ColorAccent, ColorFocusRing, theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return rgb(0x5cb8d6), true
	case ColorAccentPressed:
		return rgb(0x7fcbe4), true
	case ColorAccentSoft:
		return rgb(0x1d3a47), true
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnError,
		theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnWarning:
		return rgb(0x0d1418), true
	case theme.ColorNameFocus:
		return rgba(0x5cb8d6, 0x55), true
	case theme.ColorNameSelection, ColorSelect:
		return rgba(0x2a8fb0, 0x60), true
	case theme.ColorNameHover:
		return rgba(0xffffff, 0x0e), true
	case theme.ColorNamePressed:
		return rgba(0xffffff, 0x1c), true
	case theme.ColorNameScrollBar:
		return rgba(0xffffff, 0x44), true
	case theme.ColorNameScrollBarBackground:
		return rgba(0xffffff, 0x08), true
	case theme.ColorNameShadow:
		return rgba(0x000000, 0x80), true
	}
	return darkMeaning(name)
}

func darkMeaning(name fyne.ThemeColorName) (color.Color, bool) {
	switch name {
	case ColorHit, ColorHitNow, ColorProposedVeil, ColorAcceptedVeil: // these lie on white paper
		return lightMeaning(name)
	case ColorEdge:
		return rgb(0x000000), true
	case ColorProposed, theme.ColorNameWarning:
		return rgb(0xf0b454), true
	case ColorProposedFill:
		return rgb(0x3d2f14), true
	case ColorAccepted:
		return rgb(0xe6eaf0), true
	case ColorAcceptedFill:
		return rgb(0x3b4552), true
	case ColorRejected:
		return rgb(0x8792a1), true
	case ColorRejectedFill:
		return rgb(0x20262e), true
	case ColorGood, theme.ColorNameSuccess:
		return rgb(0x6fce97), true
	case ColorGoodFill:
		return rgb(0x173324), true
	case ColorBad, theme.ColorNameError:
		return rgb(0xf08a82), true
	case ColorBadFill:
		return rgb(0x43211f), true
	}
	return nil, false
}

// contrastColor overrides the light palette: black text, dark lines, and no meaning carried by a tint alone.
func contrastColor(name fyne.ThemeColorName) (color.Color, bool) {
	switch name {
	case theme.ColorNameForeground:
		return textInk(0x00), true
	case ColorMuted, ColorFaint, theme.ColorNamePlaceHolder, ColorAccepted, ColorRejected:
		return rgb(0x000000), true
	case theme.ColorNameDisabled:
		return rgb(0x595959), true
	case ColorLine, theme.ColorNameSeparator, theme.ColorNameInputBorder:
		return rgb(0x000000), true
	case ColorRail, theme.ColorNameHeaderBackground, ColorRejectedFill:
		return rgb(0xffffff), true
	case ColorAccent, ColorFocusRing, theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return rgb(0x003f8a), true
	case ColorAccentSoft:
		return rgb(0xbfdcff), true
	case ColorProposed, theme.ColorNameWarning:
		return rgb(0x6b3d00), true
	case ColorGood, theme.ColorNameSuccess:
		return rgb(0x004d1f), true
	case ColorBad, theme.ColorNameError:
		return rgb(0x8a0000), true
	}
	return nil, false
}
