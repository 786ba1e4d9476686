package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// fitter cuts text to a width. It adds up the advance of each rune, which it measures once: measuring whole strings
// costs a shaping each, and a screen of rows has hundreds of cells. Kerning makes the real width a little smaller,
// never larger by more than a pixel.
type fitter struct {
	size     float32
	style    fyne.TextStyle
	advance  map[rune]float32
	ellipsis float32
}

const fitterRunes = 4096 // a list in many scripts must not make the table grow without end

func newFitter(size float32, style fyne.TextStyle) *fitter {
	return &fitter{size: size, style: style, advance: map[rune]float32{}}
}

func (f *fitter) width(r rune) float32 {
	w, ok := f.advance[r]
	if !ok {
		if len(f.advance) >= fitterRunes {
			clear(f.advance)
		}
		w = fyne.MeasureText(string(r), f.size, f.style).Width
		f.advance[r] = w
	}
	return w
}

// fit gives text on one line and cut to width, with an ellipsis where something is missing. Line breaks and tabs
// become spaces, and other control characters go: a subject line is hostile input.
func (f *fitter) fit(text string, width float32) string {
	if f.ellipsis == 0 {
		f.ellipsis = f.width('…')
	}
	var b strings.Builder
	var x float32
	cut := -1 // length of what fits together with an ellipsis
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			r = ' '
		case r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			continue
		}
		if cut < 0 && x+f.width(r)+f.ellipsis > width {
			cut = b.Len()
		}
		x += f.width(r)
		if x > width {
			return strings.TrimRight(b.String()[:cut], " ") + "…"
		}
		b.WriteRune(r)
	}
	return b.String()
}
