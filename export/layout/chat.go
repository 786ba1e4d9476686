package layout

import (
	"strings"

	"vaughn/index/record"
)

// Measures of a conversation: what an event says stands in from the line that
// names its time and sender.
const (
	eventIndent = 18 * 64
	noteSmaller = 96 // 1.5 pt
)

// chatBlock makes column and type ready for a block of a conversation; false
// leaves the block to the caller.
func (s *setter) chatBlock(b record.Block) bool {
	switch {
	case b.Role == record.RoleSpeaker:
		s.skip(s.st.Lead / 2)
		s.body = s.inker(Face{Family: Sans, Bold: true}, s.st.Size, 0)
	case b.Role == record.RoleEvent:
		s.indent()
		if b.Label != "" {
			k := s.inker(Face{Family: Sans, Bold: true}, s.small(), greyLabel)
			s.para = k.cut(s.para, b.Label, 0, len(b.Label), 0)
			s.unplace(0)
			s.endLine()
		}
	case b.Role == record.RoleNote && b.Field == record.FieldDay:
		s.day()
	case b.Role == record.RoleNote && b.Field == record.FieldGap:
		s.skip(s.st.Lead)
		s.body = s.inker(Face{Family: Sans, Bold: true}, s.small(), greyLabel)
	case b.Role == record.RoleNote && (strings.HasPrefix(b.Field, record.AboutPrefix) || strings.HasPrefix(b.Field, record.ReplyPrefix)):
		s.indent()
		s.body = s.inker(Face{Family: Sans}, s.small(), greyLabel)
	default:
		return false
	}
	s.margin = s.body
	return true
}

func (s *setter) indent() {
	s.col.x += eventIndent
	s.col.w -= eventIndent
}

// small is the size of notes; it stays one that can be read.
func (s *setter) small() Unit { return max(s.st.Size-noteSmaller, min(s.st.Size, Pt(8))) }

// day separates days: a hairline, then the date. It does not stand alone at
// the foot of a page.
func (s *setter) day() {
	need := 4 * s.st.Lead
	if !s.empty() && s.y+need > s.st.H-s.st.Bottom {
		s.flush()
	}
	s.skip(s.st.Lead)
	s.parts.begin(Heading)
	if !s.stopped {
		s.page.Rules = append(s.page.Rules, Rule{Rect{s.st.Left, s.y, s.st.column(), 32}, greyRule})
	}
	s.y += Pt(4)
	s.body = s.inker(Face{Family: Sans, Bold: true}, s.st.Size, greyLabel)
}
