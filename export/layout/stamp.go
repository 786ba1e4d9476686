package layout

import (
	"errors"
	"strings"
)

// ErrStamp says that the stamps of one edge need more room than the page is
// wide: nothing is ever stamped over content or cut off.
var ErrStamp = errors.New("the stamps do not fit side by side: shorten them")

// Stamps are set in the largest of these sizes in which they fit.
var stampSizes = [...]Unit{Pt(9), Pt(8), Pt(7)}

const stampGap = 12 * 64

// stamp sets the endorsements into the margins and into the text of the page.
func (f *Final) stamp(st Style, e Stamps) error {
	top, err := f.edge(st, st.Top*9/16, [3]string{e.TopLeft, e.TopCentre, e.TopRight})
	if err != nil {
		return err
	}
	bottom, err := f.edge(st, st.H-st.Bottom/2+Pt(3), [3]string{e.BottomLeft, e.BottomCentre, e.BottomRight})
	f.text = top + f.text + bottom
	return err
}

// edge sets left, centre and right on one baseline and gives the line it reads.
func (f *Final) edge(st Style, base Unit, part [3]string) (string, error) {
	var text []string
	for i := range part {
		part[i] = strings.Join(strings.Fields(part[i]), " ")
		if part[i] != "" {
			text = append(text, part[i])
		}
	}
	if len(text) == 0 {
		return "", nil
	}
	for _, size := range stampSizes {
		words, said, ok, err := edge(st, base, size, part)
		if err != nil {
			return "", err
		}
		if ok {
			f.page.Words = append(f.page.Words, words...)
			return said + "\n", nil
		}
	}
	return "", ErrStamp
}

func edge(st Style, base, size Unit, part [3]string) (words []Word, said string, ok bool, err error) {
	var set [3][]atom
	var level [3][]int
	var w [3]Unit
	var all []string
	for i, p := range part {
		k, err := newInker(Face{Family: Sans, Bold: i == 2}, size, 0)
		if err != nil {
			return nil, "", false, err
		}
		set[i] = k.cut(nil, p, 0, len(p), 0)
		unplace(set[i])
		set[i], level[i] = embed(set[i], startsRTL(set[i]))
		w[i] = unit(width(set[i]))
		var b strings.Builder
		for _, a := range set[i] {
			b.WriteString(a.text)
		}
		if p != "" {
			all = append(all, b.String())
		}
	}
	x := [3]Unit{st.Left, st.Left + (st.column()-w[1])/2, st.Left + st.column() - w[2]}
	end := st.Left - stampGap
	for i := range part {
		if part[i] == "" {
			continue
		}
		if x[i] < end+stampGap || x[i]+w[i] > st.W-st.Right {
			return nil, "", false, nil
		}
		end = x[i] + w[i]
		p := placer{x: int64(x[i]) * 1000, base: base}
		p.words(visual(set[i], level[i]), &words)
	}
	return words, strings.Join(all, " "), true, nil
}
