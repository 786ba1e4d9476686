package layout

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vaughn/index/record"
	"vaughn/redact"
)

// Pages lays a source out, page by page as they are asked for. A source gives
// at least one page.
func Pages(src Source, st Style) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		for sh, err := range sheets(src, st) {
			if !yield(sh.page, err) {
				return
			}
		}
	}
}

func sheets(src Source, st Style) iter.Seq2[sheet, error] {
	return func(yield func(sheet, error) bool) {
		if err := st.check(); err != nil {
			yield(sheet{}, err)
			return
		}
		s := newSetter(st, func(sh sheet) bool { return yield(sh, nil) })
		if err := s.set(src); err != nil {
			yield(sheet{}, fmt.Errorf("laying out: %w", err))
		}
	}
}

// Count is how many pages a source gives.
func Count(src Source, st Style) (int, error) {
	n := 0
	for _, err := range sheets(src, st) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Finish lays out what is released of a record and stamps every page; stamps
// is asked by page index, from 0, and may be nil. Only it makes pages that may
// be written.
func Finish(c redact.Clean, st Style, stamps func(page int) Stamps) iter.Seq2[Final, error] {
	return func(yield func(Final, error) bool) {
		st.Draft = false
		n := 0
		for sh, err := range sheets(c, st) {
			var f Final
			if err == nil {
				f = Final{page: sh.page, text: sh.text, refused: sh.refused, anew: sh.anew}
				if stamps != nil {
					paper := st
					paper.W, paper.H = sh.page.W, sh.page.H
					err = f.stamp(paper, stamps(n))
				}
			}
			if err != nil {
				yield(Final{}, fmt.Errorf("finishing page %d of record %s: %w", n+1, c.ID(), err))
				return
			}
			if !yield(f, nil) {
				return
			}
			n++
		}
	}
}

// Letters is the normal form in which texts of a page are compared: NFKC, no
// white space at all. A text with letters of a right-to-left script is a bag of
// letters, in sorted order: readers of PDF files give such lines in opposite
// orders, and none is wrong.
func Letters(s string) string {
	var rs []rune
	rtl := false
	for _, r := range norm.NFKC.String(s) {
		if !unicode.IsSpace(r) {
			rs = append(rs, r)
			rtl = rtl || rightToLeft(r)
		}
	}
	if rtl {
		slices.Sort(rs)
	}
	return string(rs)
}

// Dump writes a page as lines of text, for golden files and for questions
// about where something stands. Numbers are points.
func Dump(w io.Writer, p Page) error {
	var b strings.Builder
	fmt.Fprintf(&b, "page %s × %s\n", dec(p.W), dec(p.H))
	for _, x := range p.Pictures {
		w, h := x.Plate.Size()
		fmt.Fprintf(&b, "picture %s %s %d × %d %q\n", x.Rect, x.Plate.Kind(), w, h, x.Alt)
	}
	for _, r := range p.Rules {
		fmt.Fprintf(&b, "rule %s grey %d\n", r.Rect, r.Grey)
	}
	for _, x := range p.Boxes {
		fmt.Fprintf(&b, "box %s codes %s", x.Rect, strings.Join(x.Codes, " "))
		if x.Draft {
			b.WriteString(" draft")
		}
		fmt.Fprintf(&b, "%s\n", place(x.Span))
		for _, l := range x.Label {
			b.WriteString("  " + l.dump())
		}
	}
	for _, x := range slices.Concat(p.Words, p.Layer) {
		b.WriteString(x.dump())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (w Word) dump() string {
	style := ""
	if w.Face.Bold {
		style += " bold"
	}
	if w.Face.Italic {
		style += " italic"
	}
	if w.Unseen {
		style += " unseen"
	}
	return fmt.Sprintf("word %s,%s w %s %s%s %s grey %d %q%s\n", dec(w.X), dec(w.Baseline), dec(w.W), w.Face.Family, style, dec(w.Size), w.Grey, w.Text, place(w.Span))
}

// String gives the rectangle in points.
func (r Rect) String() string {
	return dec(r.X) + "," + dec(r.Y) + " " + dec(r.W) + "×" + dec(r.H)
}

func dec(u Unit) string { return fmt.Sprintf("%.2f", u.Points()) }

func place(s record.Span) string {
	if s == (record.Span{}) {
		return ""
	}
	return fmt.Sprintf(" @%d-%d", s.Start, s.End)
}
