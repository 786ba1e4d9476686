package extract

import (
	"fmt"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"vaughn/index/message"
	"vaughn/index/record"
)

// findings are the problem codes of things in a file that a reader of the
// printed page would not know of, and what is counted under each. Details hold
// numbers only, never content. Codes of their own tell what nobody has read:
// "lost" (the source holds no bytes), "unread", "encrypted", "image-only",
// "text-cut" and "hidden-unread" (the words are here, what is hidden among them
// is not told apart).
var findings = map[string]string{
	"hidden-sheet":    "hidden sheets",
	"hidden-rows":     "hidden rows",
	"hidden-columns":  "hidden columns",
	"hidden-slide":    "hidden slides",
	"hidden-text":     "places with hidden text",
	"hidden-shape":    "hidden shapes",
	"tracked-changes": "tracked changes",
	"comments":        "comments",
	"speaker-notes":   "slides with speaker notes",
	"embedded-file":   "embedded files",
	"properties":      "properties",
	"white-text":      "places with white text",
	"invisible-text":  "places with invisible text",
	"formulas":        "formulas",
	"cached-data":     "values kept from other files or behind pivot tables",
	"annotations":     "annotations",
	"form-fields":     "form fields",
	"javascript":      "scripts",
	"macros":          "macro projects",
	"earlier-version": "earlier versions of the file inside it",
	"pictures":        "pictures inside that nobody has read",
	"not-shown":       "words that no page shows",
	"gps":             "places on the map where a picture was taken",
}

// sheet gathers what becomes of one file.
type sheet struct {
	left   int                 // bytes of text that still fit
	longer func(time.Duration) // gives the reader so much time from now on
	body   []part
	hidden []part
	counts map[string]int
	fails  []message.Problem
	images []record.Image
	pages  []record.Page // Words relative to the block until into
	first  int           // index in body of the first page's block
	cells  int           // in tables so far
	tables int
	shown  string // how an office file is shown, "" for any other
}

type part struct {
	block record.Block
	text  string
}

func newSheet(left int) *sheet {
	return &sheet{left: left, longer: func(time.Duration) {}, counts: map[string]int{}}
}

// How an office file is shown.
const (
	asText  = "words, without the layout of the file"
	asPages = "pages set by LibreOffice"
	asCells = "tables of its cells"
	asHTML  = "words, lists and tables, without the look of the page"
)

// empty tells that no words were found yet.
func (s *sheet) empty() bool { return len(s.body) == 0 && len(s.hidden) == 0 }

// fit cuts text to what is left of the limit.
func (s *sheet) fit(text string) string {
	if len(text) > s.left {
		text = clip(text, s.left)
		s.fail("text-cut", firstPart, false)
	}
	s.left -= len(text)
	return text
}

// clip cuts at a character's end.
func clip(text string, n int) string {
	for n > 0 && n < len(text) && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:min(n, len(text))]
}

// say adds a body block; the label is printed before it and is not its text.
func (s *sheet) say(label, text string) {
	text = strings.TrimRight(record.Clean(text), "\n")
	if text == "" && label != "" {
		return
	}
	s.body = append(s.body, part{record.Block{Role: record.RoleBody, Field: record.FieldBody, Label: label}, s.fit(text)})
}

// picture adds a picture that the record shows: its own bytes.
func (s *sheet) picture(i record.Image) {
	s.body = append(s.body, part{record.Block{Role: record.RoleImage, Field: record.FieldBody, Image: len(s.images)}, ""})
	s.images = append(s.images, i)
}

// note adds words of the program itself.
func (s *sheet) note(text string) {
	s.body = append(s.body, part{record.Block{Role: record.RoleNote, Field: "note"}, text})
}

// hide lists something hidden: n things of a finding's code ("" for none),
// a title and their content.
func (s *sheet) hide(code string, n int, title, text string) {
	if code != "" {
		s.count(code, n)
	}
	text = strings.TrimSpace(record.Clean(text))
	if text != "" {
		title += ":\n" + text
	}
	s.hidden = append(s.hidden, part{record.Block{Role: record.RoleNote, Field: record.FieldHidden}, s.fit(title)})
}

func (s *sheet) count(code string, n int) { s.counts[code] += n }

// fail records that something could not be read, once for each code.
func (s *sheet) fail(code, why string, lost bool) {
	for _, p := range s.fails {
		if p.Code == code {
			return
		}
	}
	s.fails = append(s.fails, message.Problem{Code: code, Detail: why, Lost: lost})
}

// problems lists findings in the order of their codes after the failures.
func (s *sheet) problems() []message.Problem {
	out := append([]message.Problem(nil), s.fails...)
	codes := make([]string, 0, len(s.counts))
	for c := range s.counts {
		codes = append(codes, c)
	}
	sort.Strings(codes)
	for _, c := range codes {
		if n := s.counts[c]; n > 0 {
			out = append(out, message.Problem{Code: c, Detail: fmt.Sprintf("%s: %d", findings[c], n)})
		}
	}
	return out
}

// into finishes a record. Size and hash stay out of its text: they identify a
// source that may yet be withheld.
func (s *sheet) into(r *record.Record) *record.Record {
	r.Problems = append(r.Problems, s.problems()...)
	var w record.Builder
	w.Add(record.Block{Role: record.RoleField, Field: "Filename", Label: "File:"}, r.Name)
	w.Add(record.Block{Role: record.RoleField, Field: "Type", Label: "Type:"}, r.Type)
	head := 2
	if s.shown != "" && !s.empty() {
		w.Add(record.Block{Role: record.RoleField, Field: "Shown", Label: "Shown as:"}, s.shown)
		head++
	}
	for i, p := range s.body {
		if p.block.Cell == nil {
			w.Add(p.block, p.text)
			continue
		}
		next := i+1 < len(s.body) && s.body[i+1].block.Cell != nil
		w.Cell(p.block, p.text, !next || s.body[i+1].block.Cell.Row != p.block.Cell.Row || s.body[i+1].block.Cell.Table != p.block.Cell.Table)
	}
	if s.empty() && len(s.fails) == 0 {
		w.Add(record.Block{Role: record.RoleNote, Field: "note"}, noWords)
	}
	for _, p := range s.fails {
		w.Add(record.Block{Role: record.RoleNote, Field: "note"}, p.Detail)
	}
	for _, p := range s.hidden {
		w.Add(p.block, p.text)
	}
	w.Into(r)
	r.Pages, r.Images = s.pages, s.images
	for i := range r.Images {
		r.Images[i].Blob = r.Native
	}
	for i := range r.Pages {
		start := r.Blocks[head+s.first+i].Span.Start
		for k := range r.Pages[i].Words {
			r.Pages[i].Words[k].Span.Start += start
			r.Pages[i].Words[k].Span.End += start
		}
	}
	r.Seal()
	return r
}

// flat is everything on the sheet as one text, for a file inside a file.
func (s *sheet) flat() string {
	var b strings.Builder
	for i, p := range s.body {
		if p.block.Label != "" {
			b.WriteString(p.block.Label + " ")
		}
		b.WriteString(p.text)
		if c := p.block.Cell; c != nil && i+1 < len(s.body) && s.body[i+1].block.Cell != nil && s.body[i+1].block.Cell.Row == c.Row {
			b.WriteByte('\t')
			continue
		}
		b.WriteByte('\n')
	}
	for _, p := range s.fails {
		b.WriteString(p.Detail + "\n")
	}
	for _, p := range s.hidden {
		b.WriteString(p.text + "\n")
	}
	return b.String()
}

// buffer is a text that stops growing at its limit.
type buffer struct {
	b    strings.Builder
	s    *sheet // is told of the first cut
	left int
	pend string // white space owed before the next words
}

// room is a buffer for a share of what still fits on the sheet.
func (s *sheet) room(share int) *buffer { return &buffer{s: s, left: s.left / share} }

// lists makes buffers ready; each may take an eighth of what still fits.
func (s *sheet) lists(list ...*buffer) {
	for _, b := range list {
		*b = buffer{s: s, left: s.left / 8}
	}
}

func (b *buffer) put(t string) {
	if t == "" {
		return
	}
	t, b.pend = b.pend+t, ""
	if len(t) > b.left {
		t = clip(t, b.left)
		b.left = len(t)
		b.s.fail("text-cut", firstPart, false)
	}
	b.left -= len(t)
	b.b.WriteString(t)
}

// gap parts paragraphs inside a table cell, cell ends one, row a row of them.
func (b *buffer) gap() { b.pend = strings.TrimRight(b.pend, " ") + " " }

func (b *buffer) cell() { b.pend = strings.TrimRight(b.pend, " ") + "\t" }

func (b *buffer) row() {
	b.pend = ""
	b.put("\n")
}

// fresh begins a new line unless one has just begun.
func (b *buffer) fresh() {
	if b.pend = ""; b.b.Len() > 0 && !strings.HasSuffix(b.b.String(), "\n") {
		b.put("\n")
	}
}

func (b *buffer) String() string { return b.b.String() }
