package layout

import (
	"strings"

	"vaughn/index/record"
	"vaughn/redact"
)

// inHeader tells what is set with its name in a column of its own.
func inHeader(b record.Block) bool {
	return b.Role == record.RoleField || b.Form == record.FormFact
}

// header sets the fields collected so far: labels bold in a column of their
// own, values beside them, a hairline under all.
func (s *setter) header() {
	runs := s.fields
	if len(runs) == 0 || s.stopped {
		return
	}
	s.fields = nil
	bold := s.inker(Face{Family: Sans, Bold: true}, s.st.Size, greyLabel)
	x := s.st.Left + s.labelColumn(runs, bold)
	s.col = column{x: x, w: s.st.Left + s.st.column() - x, lead: s.st.Lead, stop: Pt(36)}
	s.quote, s.fresh = 0, true
	group := s.parts.number()
	for _, r := range runs {
		if r.Start {
			s.endBlock()
			row := s.parts.number()
			s.leadPart = Part{Kind: Lead, ID: s.parts.number(), Group: group, Row: row}
			s.parts.inRow(Value, group, row)
			s.leadX = s.st.Left
			s.lead, r = fieldName(bold, r)
			s.body = s.inker(Face{Family: Sans, Bold: r.Block.Field == record.FieldSubject}, s.st.Size, 0)
			s.margin = s.body
		}
		s.add(r)
	}
	s.endBlock()
	s.y += Pt(7)
	if s.y+Pt(1) < s.st.H-s.st.Bottom {
		s.page.Rules = append(s.page.Rules, Rule{Rect{s.st.Left, s.y, s.st.column(), 48}, greyRule})
	}
	s.y += Pt(13)
	s.bars = s.bars[:0]
}

// labelColumn is as wide as the widest label, within reason: a label longer
// than a third of the page would leave no room for its value.
func (s *setter) labelColumn(runs []redact.Run, k *inker) Unit {
	w := Pt(52)
	for _, r := range runs {
		if r.Start {
			label, _ := fieldName(k, r)
			w = max(w, unit(width(label))+Pt(12))
		}
	}
	return min(w, s.st.column()/3)
}

// fieldName gives the name of a field and what is left of its run. The name of a fact
// is part of the record's text, up to the first colon.
func fieldName(k *inker, r redact.Run) ([]atom, redact.Run) {
	if r.Block.Form != record.FormFact {
		label := k.cut(nil, r.Block.Label, 0, len(r.Block.Label), 0)
		unplace(label)
		return label, r
	}
	n := strings.Index(r.Text, ": ") + 1
	if r.Box != nil || n <= 0 {
		return nil, r
	}
	label := k.cut(nil, r.Text, 0, n, r.Span.Start)
	if r.Span == (record.Span{}) {
		unplace(label)
	}
	return label, behind(r, n)
}

// behind is a run without its first bytes and the spaces after them.
func behind(r redact.Run, n int) redact.Run {
	for n < len(r.Text) && r.Text[n] == ' ' {
		n++
	}
	r.Text = r.Text[n:]
	if r.Span != (record.Span{}) {
		r.Span.Start += n
	}
	return r
}

// withheld sets the deleted-page sheet: one page that says that a record, or a
// page of one, exists, that nothing of it is released, how much it is and why.
func (s *setter) withheld(r redact.Run, what string) {
	if !s.empty() {
		s.flush()
	}
	depth := s.st.H - s.st.Top - s.st.Bottom
	w := min(s.st.column(), Pt(360))
	x := s.st.Left + (s.st.column()-w)/2
	s.y += depth * 3 / 10
	s.page.Rules = append(s.page.Rules, Rule{Rect{x, s.y, w, Pt(2)}, 0})
	s.y += Pt(22)
	s.col = column{x: x, w: w, lead: Pt(30), stop: Pt(36)}
	s.parts.begin(Title)
	s.plainLine(r.Block.Label, Face{Family: Sans, Bold: true}, Pt(20), 0)
	s.y += Pt(8)
	s.col.lead = Pt(34)
	s.parts.begin(Text)
	t := s.tokenIn(s.inker(Face{Family: Sans, Bold: true}, Pt(12), s.labelGrey()), r.Box, r.Span)
	t.w, t.lines = int64(w)*1000, nil
	t.wrap(int64(w-2*labelPad-2*boxSide) * 1000)
	s.setLine([]atom{{kind: boxed, box: t, span: r.Span}})
	s.y += Pt(14)
	s.col.lead = Pt(14)
	s.parts.begin(Text)
	s.plainLine("Nothing of this "+what+" is released. The box names the exemptions claimed and the amount withheld.", Face{Family: Sans}, Pt(9), greyLabel)
	s.y += Pt(16)
	s.page.Rules = append(s.page.Rules, Rule{Rect{x, s.y, w, 48}, greyRule})
	s.y += 1
	s.quote, s.col = 0, s.bodyColumn(0)
}

// plainLine sets words that have no place in the record.
func (s *setter) plainLine(text string, f Face, size Unit, grey uint8) {
	k := s.inker(f, size, grey)
	s.para = k.cut(s.para[:0], text, 0, len(text), 0)
	unplace(s.para)
	s.wrap(true)
}
