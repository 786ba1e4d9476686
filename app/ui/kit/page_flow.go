package kit

import "sort"

// pageGap is the space above, between and below pages, in points.
const pageGap = 14.0

// PageRect is a rectangle on a page, in points from the page's top left corner.
type PageRect struct {
	Page       int
	X, Y, W, H float64
}

// pageFlow is where pages lie when they follow each other down one column, in points. It is float64 throughout: a
// record of 10,000 pages is eight million points long.
type pageFlow struct {
	top, width, height []float64
	maxWidth, total    float64
}

func newPageFlow(doc Doc) *pageFlow {
	n := doc.Count()
	f := &pageFlow{top: make([]float64, n), width: make([]float64, n), height: make([]float64, n), total: pageGap}
	for i := range n {
		w, h := doc.Size(i)
		f.top[i], f.width[i], f.height[i] = f.total, w, h
		f.maxWidth = max(f.maxWidth, w)
		f.total += h + pageGap
	}
	return f
}

// at is the page at y, or the one above the gap that y lies in; -1 without pages.
func (f *pageFlow) at(y float64) int {
	i := sort.Search(len(f.top), func(i int) bool { return f.top[i] > y }) - 1
	if i < 0 && len(f.top) > 0 {
		return 0
	}
	return i
}

// nearest is the page at y with y as a distance from its top, held inside the page.
func (f *pageFlow) nearest(y float64) (page int, in float64) {
	page = f.at(y)
	if page < 0 {
		return -1, 0
	}
	in = y - f.top[page]
	if over := in - f.height[page]; over > pageGap/2 && page+1 < len(f.top) {
		return page + 1, 0
	}
	return page, min(max(in, 0), f.height[page])
}
