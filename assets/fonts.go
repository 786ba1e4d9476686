package assets

import (
	"embed"
	"slices"
	"strings"
)

// fonts are the program's own copies: a page laid out today must come out the
// same when a library that happens to ship the same font changes it.
//
//go:embed fonts/*.ttf
var fonts embed.FS

// Font returns the bytes of a bundled TrueType font by file name without its
// ending, for example "NotoSans-Regular". Each call gives a copy of its own.
func Font(name string) ([]byte, error) {
	if !slices.Contains(Fonts(), name) {
		return nil, &FontError{Name: name}
	}
	return fonts.ReadFile("fonts/" + name + ".ttf")
}

// Fonts lists the names Font knows, in alphabetical order.
func Fonts() []string {
	entries, err := fonts.ReadDir("fonts")
	if err != nil {
		panic("assets: fonts are not embedded: " + err.Error())
	}
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".ttf"))
	}
	slices.Sort(out)
	return out
}

// FontError says that no bundled font has this name.
type FontError struct{ Name string }

func (e *FontError) Error() string {
	return "no bundled font \"" + e.Name + "\": there are " + strings.Join(Fonts(), ", ")
}
