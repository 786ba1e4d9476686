package redact

import "unicode/utf8"

// uprightFrom is how often as high as wide a word is that runs up or down the page,
// and uprightLetters how many letters tell: "ill" is higher than wide in any case.
const (
	uprightFrom    = 1.5
	uprightLetters = 4
)

// way tells where the line of a word runs: by the shape of the word, and by where the
// word before or behind it stands.
func (p *pager) way(k int) Way {
	page := &p.r.Pages[p.i]
	area := func(k int) Area { w := page.Words[k]; return Area{w.X, w.Y, w.W, w.H} }
	way, back := Right, Left
	for _, i := range []int{k, k - 1, k + 1} { // a short word runs as those beside it
		if i < 0 || i >= len(page.Words) || !p.long(i) {
			continue
		}
		if w := page.Words[i]; w.H*page.H > uprightFrom*w.W*page.W && (i == k || p.joined(Down, area(k), area(i))) {
			way, back = Down, Up
		}
		break
	}
	for _, first := range []int{k - 1, k} { // of two words that follow each other
		if first < 0 || first+1 == len(page.Words) || !p.joined(way, area(first), area(first+1)) {
			continue
		}
		a, b := along(way, area(first)), along(way, area(first+1))
		if b.X+b.W/2 < a.X+a.W/2 {
			return back
		}
		return way
	}
	return way
}

// long tells that a word has letters enough for its shape to tell something.
func (p *pager) long(k int) bool {
	w := p.r.Pages[p.i].Words[k]
	return utf8.RuneCountInString(p.r.Text[w.Span.Start:w.Span.End]) >= uprightLetters
}

// along turns an area so that its line runs across.
func along(w Way, a Area) Area {
	if w.Upright() {
		return Area{a.Y, a.X, a.H, a.W}
	}
	return a
}

// joined tells that a word stands on the line of another and close to it, on either
// side.
func (p *pager) joined(way Way, a, w Area) bool {
	page := &p.r.Pages[p.i]
	wide := page.W / max(page.H, 1)
	if way.Upright() {
		wide = page.H / max(page.W, 1)
	}
	a, w = along(way, a), along(way, w)
	gap := max(w.X-a.X-a.W, a.X-w.X-w.W) * wide
	return beside(a.Y, a.H, w.Y, w.H) && gap > -w.H && gap < 2*max(a.H, w.H)
}

// beside tells stretches of which one shares half of the smaller.
func beside(a, h, b, k float64) bool { return min(a+h, b+k)-max(a, b) > min(h, k)/2 }

// room is the stretch of a cover's line without a released word, a gap before the
// next one kept: a box that ends where its word does tells how long that was.
func (p *pager) room(way Way, cover Area) Area {
	page := &p.r.Pages[p.i]
	gap := coverPad / max(page.W, 1)
	if way.Upright() {
		gap = coverPad / max(page.H, 1)
	}
	a := along(way, cover)
	left, right := a.X, 1-a.X-a.W
	for k, word := range page.Words {
		w := along(way, Area{word.X, word.Y, word.W, word.H})
		switch {
		case p.hid[k] || w.W <= 0 || w.Y >= a.Y+a.H || w.Y+w.H <= a.Y:
		case w.X+w.W/2 < a.X+a.W/2:
			left = min(left, a.X-w.X-w.W)
		default:
			right = min(right, w.X-a.X-a.W)
		}
	}
	return along(way, grown(a, max(0, left-gap), 0, max(0, right-gap), 0))
}

// grown adds to an area on its left, top, right and bottom.
func grown(a Area, l, t, r, b float64) Area { return Area{a.X - l, a.Y - t, a.W + l + r, a.H + t + b} }
