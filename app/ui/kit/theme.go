package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Names of the colours the kit adds to those of the toolkit.
const (
	ColorRail          fyne.ThemeColorName = "kitRail"          // ground of the side rail
	ColorDesk          fyne.ThemeColorName = "kitDesk"          // ground behind pages
	ColorPaper         fyne.ThemeColorName = "kitPaper"         // a page before it is drawn; white in every variant
	ColorEdge          fyne.ThemeColorName = "kitEdge"          // edge of a page on the desk
	ColorProposedVeil  fyne.ThemeColorName = "kitProposedVeil"  // proposed redaction over text that stays readable
	ColorAcceptedVeil  fyne.ThemeColorName = "kitAcceptedVeil"  // the same for one that will be made
	ColorButtonHover   fyne.ThemeColorName = "kitButtonHover"   // plain button under the pointer
	ColorRowHover      fyne.ThemeColorName = "kitRowHover"      // row under the pointer
	ColorLine          fyne.ThemeColorName = "kitLine"          // hairlines
	ColorMuted         fyne.ThemeColorName = "kitMuted"         // second-rank text
	ColorFaint         fyne.ThemeColorName = "kitFaint"         // third-rank text and placeholders of rows not loaded
	ColorAccent        fyne.ThemeColorName = "kitAccent"        // the one accent
	ColorAccentSoft    fyne.ThemeColorName = "kitAccentSoft"    // selected row, chosen place
	ColorFocusRing     fyne.ThemeColorName = "kitFocusRing"     // line around what holds the keyboard
	ColorSelect        fyne.ThemeColorName = "kitSelect"        // text selection on a page
	ColorHit           fyne.ThemeColorName = "kitHit"           // search hit on a page
	ColorHitNow        fyne.ThemeColorName = "kitHitNow"        // the hit that was jumped to
	ColorProposed      fyne.ThemeColorName = "kitProposed"      // redaction waiting for a decision: text and line
	ColorProposedFill  fyne.ThemeColorName = "kitProposedFill"  // the same: ground
	ColorAccepted      fyne.ThemeColorName = "kitAccepted"      // redaction that will be made: text and line
	ColorAcceptedFill  fyne.ThemeColorName = "kitAcceptedFill"  // the same: ground
	ColorRejected      fyne.ThemeColorName = "kitRejected"      // suggestion that was turned down: text and line
	ColorRejectedFill  fyne.ThemeColorName = "kitRejectedFill"  // the same: ground
	ColorGood          fyne.ThemeColorName = "kitGood"          // success: text
	ColorGoodFill      fyne.ThemeColorName = "kitGoodFill"      // success: ground
	ColorBad           fyne.ThemeColorName = "kitBad"           // failure: text
	ColorBadFill       fyne.ThemeColorName = "kitBadFill"       // failure: ground
	ColorNeutralFill   fyne.ThemeColorName = "kitNeutralFill"   // ground of a tag without a meaning
	ColorAccentPressed fyne.ThemeColorName = "kitAccentPressed" // the accent under the pointer
)

// The type scale, in units of the toolkit. Sizes are whole numbers: the toolkit rounds a size up before it measures
// advances, so a size of 12.5 would be drawn with gaps.
const (
	TextCaption float32 = 11
	TextBody    float32 = 13
	TextLarge   float32 = 15
	TextTitle   float32 = 20
)

// Spacing in units of the toolkit. Everything is a multiple of 4.
const (
	Space  float32 = 4
	Space2 float32 = 8
	Space3 float32 = 12
	Space4 float32 = 16
	Space6 float32 = 24
)

// Mode says how a Theme chooses between its palettes.
type Mode int

// The modes of a Theme.
const (
	Follow   Mode = iota // as the system says
	Light                // always light
	Dark                 // always dark
	Contrast             // black on white with strong lines, for people who need it
)

// Theme is the look of the program: one neutral grey scale, one accent, one type scale. The zero value follows the
// light or dark choice of the system.
type Theme struct {
	Mode Mode
}

var _ fyne.Theme = Theme{}

// Color gives the colour of the palette that fits the mode; names the kit does not know fall back to the toolkit's.
func (t Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.Mode {
	case Light, Contrast:
		variant = theme.VariantLight
	case Dark:
		variant = theme.VariantDark
	}
	if t.Mode == Contrast {
		if c, ok := contrastColor(name); ok {
			return c
		}
	}
	if variant == theme.VariantDark {
		if c, ok := darkColor(name); ok {
			return c
		}
	} else if c, ok := lightColor(name); ok {
		return c
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font gives the toolkit's bundled Noto Sans and DejaVu Sans Mono.
func (t Theme) Font(style fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(style) }

// Icon gives the toolkit's icon, or the kit's drawing where it has one for the same purpose.
func (t Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	switch name {
	case theme.IconNameSearch:
		return Icon("search")
	case theme.IconNameConfirm:
		return Icon("check")
	case theme.IconNameCancel:
		return Icon("close")
	case theme.IconNameFolder, theme.IconNameFolderOpen:
		return Icon("folder")
	case theme.IconNameHome:
		return Icon("home")
	}
	return theme.DefaultTheme().Icon(name)
}

// Size gives the density of a tool that people look at all day: small paddings, flat corners.
func (t Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return TextBody
	case theme.SizeNameCaptionText:
		return TextCaption
	case theme.SizeNameSubHeadingText:
		return TextLarge
	case theme.SizeNameHeadingText:
		return TextTitle
	case theme.SizeNamePadding:
		return Space
	case theme.SizeNameInnerPadding:
		return 7
	case theme.SizeNameInlineIcon:
		return 18
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 4
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameScrollBarSmall:
		return 4
	case theme.SizeNameSeparatorThickness, theme.SizeNameInputBorder:
		return 1
	}
	return theme.DefaultTheme().Size(name)
}

// colorOf reads a colour of the theme that w is shown under.
func colorOf(w fyne.Widget, name fyne.ThemeColorName) color.Color {
	return theme.ColorForWidget(name, w)
}
