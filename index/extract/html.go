package extract

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"vaughn/index/record"
)

// maxBlocks bounds the blocks of one file; one with more is set as lines.
const maxBlocks = 100_000

// isHTML goes by what the file is called, then by how it begins. QUIRK: pages saved
// from a browser are sent as application/octet-stream; one that says it is plain
// text is shown as its source.
func isHTML(in *input) bool {
	switch {
	case slices.Contains([]string{"text/html", "application/xhtml+xml"}, in.typ), slices.Contains([]string{".html", ".htm", ".xhtml"}, in.ext):
		return true
	case strings.HasPrefix(in.typ, "text/") || slices.Contains(textNames, in.ext):
		return false
	}
	head := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(in.head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

// page sets a file of HTML as the body of a mail is set, and lists what a browser
// would not show.
func (s *sheet) page(f record.HTMLFile) {
	s.shown = asHTML
	if len(f.Blocks) > maxBlocks {
		s.say("", f.Text)
	} else {
		s.blocks(f)
	}
	if len(f.Unheld) > 0 {
		s.body = append(s.body, part{record.Block{Role: record.RoleNote, Field: record.FieldUnheld, Label: record.UnheldLabel}, strings.Join(f.Unheld, "; ")})
	}
	for _, h := range []struct {
		code, what string
		list       []string
	}{
		{"hidden-text", "Hidden text", f.Veiled}, {"white-text", "White text", f.White}, {"comments", "Comments in the source of the page", f.Comments},
	} {
		if n := len(h.list); n > 0 {
			s.hide(h.code, n, fmt.Sprintf("%s (%d)", h.what, n), strings.Join(h.list, "\n"))
		}
	}
	s.properties(f.Properties)
}

// blocks adds those of a page; its tables are numbered behind those before.
func (s *sheet) blocks(f record.HTMLFile) {
	tables := s.tables
	for _, b := range f.Blocks {
		if b.Cell != nil {
			at := *b.Cell
			at.Table += tables
			b.Cell, s.tables = &at, max(s.tables, at.Table)
		}
		text := s.fit(f.Text[b.Span.Start:b.Span.End])
		b.Span = record.Span{}
		s.body = append(s.body, part{b, text})
	}
}
