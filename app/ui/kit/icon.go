package kit

import (
	"bytes"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"vaughn/assets"
)

// icon is an SVG of the assets in a colour of the theme. It answers with the current theme's colour each time it is
// asked, and its name holds that colour, because the toolkit caches pictures by name.
type icon struct {
	name   string
	colour fyne.ThemeColorName
}

// Icon is a drawing of the assets in the colour of text. An unknown name gives an empty picture.
func Icon(name string) fyne.Resource { return icon{name, theme.ColorNameForeground} }

// IconIn is a drawing of the assets in a colour of the theme.
func IconIn(name string, colour fyne.ThemeColorName) fyne.Resource { return icon{name, colour} }

func (i icon) hex() string {
	r, g, b, _ := theme.Color(i.colour).RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// Name is unique for drawing and colour.
func (i icon) Name() string { return "vaughn-" + i.name + i.hex() + ".svg" }

// Content is the SVG in the colour of the current theme.
func (i icon) Content() []byte {
	svg, err := assets.Icon(i.name)
	if err != nil {
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"/>`)
	}
	return bytes.ReplaceAll(svg, []byte("currentColor"), []byte(i.hex()))
}
