package assets

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
)

//go:embed icons/*.svg
var icons embed.FS

//go:embed icons/app.png
var appIcon []byte

// AppIcon is the picture of the program, 256 by 256 pixels, as PNG.
func AppIcon() []byte { return bytes.Clone(appIcon) }

// Icon returns the SVG of a named icon, such as "search" or "zoom-in": a 24 by 24 drawing in strokes of
// "currentColor", which the caller replaces by the colour of its theme. A name without a drawing is an error.
func Icon(name string) ([]byte, error) {
	b, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return nil, fmt.Errorf("reading icon %q: %w", name, err)
	}
	return b, nil
}

// IconNames lists the names Icon knows, in alphabetical order.
func IconNames() ([]string, error) {
	entries, err := icons.ReadDir("icons")
	if err != nil {
		return nil, fmt.Errorf("listing icons: %w", err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".svg")
	}
	return names, nil
}
