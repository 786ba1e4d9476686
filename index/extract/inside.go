package extract

import (
	"context"
	"fmt"
	"strings"
)

// maxEmbedded is how many files inside one file are read.
const maxEmbedded = 50

const unreadInside = "A file inside this file was not read."

// embedded reads a file that lies inside another and lists it as hidden.
func (x *Extractor) embedded(ctx context.Context, s *sheet, in *input, f inner) {
	title := fmt.Sprintf("Embedded file %q, %d bytes", f.name, f.size)
	if f.data == nil || in.depth >= maxInside {
		s.hide("embedded-file", 1, title, notText)
		s.fail("unread", unreadInside, false)
		return
	}
	sub := newSheet(s.left)
	x.fill(ctx, in.within(f.name, f.data), sub)
	s.hide("embedded-file", 1, title, sub.flat())
	for code, n := range sub.counts {
		s.count(code, n)
	}
	for _, p := range sub.fails {
		switch p.Code {
		case "image-only":
			s.count("pictures", 1)
		case "text-cut":
			s.fail(p.Code, p.Detail, false)
		default:
			s.fail(p.Code, unreadInside, false)
		}
	}
}

// properties lists what a file says of itself, one "name: value" a line.
func (s *sheet) properties(lines []string) {
	if len(lines) > 0 {
		s.hide("properties", len(lines), "Properties of the file", strings.Join(lines, "\n"))
	}
}
