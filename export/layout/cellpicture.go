package layout

import "vaughn/redact"

// Measures of a picture that stands in a cell: no wider than its column, no deeper
// than a part of a page; any other stands below its row.
const (
	deepestShare  = 4        // of a page
	leastCaption  = 44 * 64  // a narrower cell has no room for the words below a picture
	fairCaption   = 80 * 64  // with which they stand on one line
	widestPicture = 120 * 64 // a column is not widened for more
)

// inCells puts the small pictures of a row into their cells, below the words, and
// gives the others.
func (s *setter) inCells(cells []cell, slots []slot) (below []redact.Inset) {
	for i, p := range slots {
		for _, r := range p.runs {
			for _, in := range r.Insets {
				if !s.inCell(&cells[i], in) {
					below = append(below, in)
				}
			}
		}
	}
	return below
}

// inCell adds a picture and its caption as lines of a cell; false when it does not
// fit there.
func (s *setter) inCell(c *cell, p redact.Inset) bool {
	if s.st.Plates == nil || c.w < leastCaption {
		return false
	}
	deep := (s.st.H - s.st.Top - s.st.Bottom) / deepestShare
	if p.Gone == "" && (Unit(p.W*insetPixel) > c.w || Unit(p.H*insetPixel) > deep) {
		return false
	}
	in := s.inset(p, c.w)
	lead := s.tables.now.lead()
	if p.Gone == "" {
		n := int((in.h + lead - 1) / lead)
		c.lines = append(c.lines, cellLine{picture: &in, deep: n})
		for range n - 1 {
			c.lines = append(c.lines, cellLine{under: true})
		}
	}
	for _, l := range in.caption {
		c.lines = append(c.lines, cellLine{atoms: l, deep: 1})
	}
	return true
}

// cellPicture is a picture in its place.
type cellPicture struct {
	*inset
	at Rect
}

// cellPictures draws what stands in cells of lines that were set.
func (s *setter) cellPictures(list []cellPicture, said *chorus) {
	for _, p := range list {
		if s.stopped {
			return
		}
		s.parts.begin(Text)
		s.insetPicture(*p.inset, p.at, said)
	}
	if len(list) > 0 {
		s.tables.resume(s)
	}
}

// resume begins another table for whoever hears the page: the rows that follow a
// picture are read behind it.
func (t *tables) resume(s *setter) {
	if t.now != nil {
		t.group = s.parts.number()
	}
}
