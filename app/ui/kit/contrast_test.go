package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// luminance is the relative luminance of WCAG 2.2, of a colour laid over a ground.
func luminance(c, ground color.Color) float64 {
	n, g := color.NRGBAModel.Convert(c).(color.NRGBA), color.NRGBAModel.Convert(ground).(color.NRGBA)
	part := func(v, below uint8) float64 {
		x := (float64(v)*float64(n.A) + float64(below)*(255-float64(n.A))) / 255 / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(n.R, g.R) + 0.7152*part(n.G, g.G) + 0.0722*part(n.B, g.B)
}

func contrast(ink, ground color.Color) float64 {
	a, b := luminance(ink, ground), luminance(ground, color.Black)
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// TestColoursCanBeRead holds every ink against the grounds it stands on, by the measure of WCAG 2.2 AA: 4.5 to 1 for
// text, 3 to 1 for lines that show where a control is or which one has the keyboard.
func TestColoursCanBeRead(t *testing.T) {
	fg, bg := theme.ColorNameForeground, theme.ColorNameBackground
	text := map[fyne.ThemeColorName][]fyne.ThemeColorName{
		fg:                                 {bg, theme.ColorNameOverlayBackground, theme.ColorNameHeaderBackground, theme.ColorNameInputBackground, theme.ColorNameButton, ColorRail, ColorRowHover, ColorAccentSoft, ColorNeutralFill, ColorButtonHover},
		ColorMuted:                         {bg, theme.ColorNameOverlayBackground, theme.ColorNameHeaderBackground, ColorRail, ColorRowHover, ColorAccentSoft, ColorNeutralFill},
		theme.ColorNameDisabled:            {bg, theme.ColorNameOverlayBackground},
		ColorFaint:                         {bg, theme.ColorNameOverlayBackground},
		ColorAccent:                        {bg, theme.ColorNameOverlayBackground, ColorAccentSoft},
		ColorProposed:                      {bg, ColorProposedFill, ColorAccentSoft},
		ColorAccepted:                      {bg, ColorAcceptedFill},
		ColorRejected:                      {bg, ColorRejectedFill},
		ColorGood:                          {bg, ColorGoodFill, theme.ColorNameOverlayBackground},
		ColorBad:                           {bg, ColorBadFill, theme.ColorNameOverlayBackground},
		theme.ColorNameForegroundOnPrimary: {ColorAccent, ColorAccentPressed},
		theme.ColorNamePlaceHolder:         {theme.ColorNameInputBackground},
	}
	lines := map[fyne.ThemeColorName][]fyne.ThemeColorName{
		ColorFocusRing: {bg, theme.ColorNameOverlayBackground, ColorAccentSoft, theme.ColorNameButton, ColorDesk}, theme.ColorNameInputBorder: {bg, theme.ColorNameInputBackground},
	}
	for mode, name := range map[Mode]string{Light: "light", Dark: "dark", Contrast: "contrast"} {
		th := Theme{Mode: mode}
		hold := func(pairs map[fyne.ThemeColorName][]fyne.ThemeColorName, least float64) {
			for ink, grounds := range pairs {
				for _, g := range grounds {
					if got := contrast(th.Color(ink, 0), th.Color(g, 0)); got < least {
						t.Errorf("%s: %s on %s is %.2f to 1, want %.1f", name, ink, g, got, least)
					}
				}
			}
		}
		hold(text, 4.5)
		hold(lines, 3)
	}
}

// TestMenuKeysCanBeRead draws the key of a menu item as the toolkit computes its colour.
func TestMenuKeysCanBeRead(t *testing.T) {
	for _, mode := range []Mode{Light, Dark, Contrast} {
		th := Theme{Mode: mode}
		r, g, b, a := th.Color(theme.ColorNameForeground, 0).RGBA()
		ink := color.NRGBA{R: uint8(r), G: uint8(g), B: uint8(b), A: uint8(uint32(float32(a) * 0.95))} // as widget.shortcutColor
		if got := contrast(ink, th.Color(theme.ColorNameMenuBackground, 0)); got < 4.5 {
			t.Errorf("mode %d: the key beside a menu item is %.2f to 1", mode, got)
		}
	}
}
