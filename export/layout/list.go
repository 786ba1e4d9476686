package layout

import (
	"strings"

	"vaughn/index/record"
	"vaughn/redact"
)

// Measures of a list: how far an item stands in from the one it belongs to.
const (
	listStep = 18 * 64
	listGap  = 5 * 64 // between its mark and its words
	deepest  = 8      // lists deeper than this stand in no further
)

// item sets the mark of a list's item left of its words, which hang behind it,
// and gives what is left of its first run. White space between items is left out.
func (s *setter) item(r redact.Run) redact.Run {
	r.Text = strings.TrimRight(r.Text, "\n")
	if s.last.List == 0 {
		s.list = s.parts.number()
	}
	row := s.parts.number()
	s.leadPart = Part{Kind: Lead, ID: s.parts.number(), Group: s.list, Row: row}
	s.parts.inRow(Value, s.list, row)
	in := Unit(min(r.Block.List, deepest)) * listStep
	from := len(s.para)
	if r.Box == nil {
		s.para, r = s.mark(s.para, r)
	}
	lead := s.para[from:]
	w := unit(width(lead))
	if w > 0 {
		in = max(in, w+listGap)
		s.lead = append([]atom(nil), lead...)
		s.para = s.para[:from]
		s.leadX = s.col.x + in - listGap - w
	}
	s.col.x += in
	s.col.w -= in
	s.listIn = in
	return r
}

// mirror sets an item that reads from right to left with its mark at the right: it
// would else stand a page's width away from its words.
func (s *setter) mirror() {
	if s.listIn == 0 || !s.rtl {
		return
	}
	s.col.x -= s.listIn
	s.leadX = s.col.x + s.col.w + listGap
	s.listIn = 0
}

// mark cuts the mark of an item off its run: '-' is shown as a bullet, a number
// as it is.
func (s *setter) mark(dst []atom, r redact.Run) ([]atom, redact.Run) {
	q := 0
	for q < len(r.Text) && (r.Text[q] == '>' || r.Text[q] == ' ') {
		q++
	}
	word, _, _ := strings.Cut(r.Text[q:], " ")
	n := q + len(word)
	if word != "-" && (len(word) > 9 || len(word) < 2 || !strings.HasSuffix(word, ".") || strings.ContainsFunc(word[:len(word)-1], notOrdinal)) {
		return dst, r
	}
	from := len(dst)
	dst = s.margin.cut(dst, r.Text, 0, q, r.Span.Start)
	at := len(dst)
	if word == "-" {
		bullet := [...]string{"•", "◦", "–"}[min(r.Block.List, 3)-1]
		dst = s.body.cut(dst, bullet, 0, len(bullet), 0)
		for i := at; i < len(dst); i++ {
			dst[i].exact, dst[i].span = false, record.Span{Start: r.Span.Start + q, End: r.Span.Start + n}
		}
	} else {
		dst = s.body.cut(dst, r.Text, q, n, r.Span.Start)
	}
	if r.Span == (record.Span{}) {
		unplace(dst[from:])
	}
	return dst, behind(r, n)
}

func notOrdinal(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}
