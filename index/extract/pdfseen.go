package extract

import (
	"fmt"
	"strings"

	"vaughn/index/pdfium"
)

// leastPicture is the share of a page from which a picture may say something: a
// letterhead of 100 by 50 points has it.
const leastPicture = 0.01

// covered is the share of the page under its largest picture.
func covered(objects []pdfium.Object, w, h float64) float64 {
	most := 0.0
	page := pdfium.Rect{X1: w, Y1: h}
	for _, o := range objects {
		if o.Kind != pdfium.Image || w <= 0 || h <= 0 {
			continue
		}
		r := o.Box.Intersect(page)
		most = max(most, (r.X1-r.X0)*(r.Y1-r.Y0)/(w*h))
	}
	return most
}

// unseenText lists text that is in the page's text but not on its picture:
// painted with no ink, in white on white, beyond the page or its clip, on a layer
// that is switched off, or under what was painted over it. Under a scanned picture text
// without ink is the scanner's layer: it is counted, not repeated.
func (p *pdf) unseenText(i int, objects []pdfium.Object, page pdfium.Rect, picture float64) {
	layer := false
	for k, o := range objects {
		t := strings.TrimSpace(o.Text)
		if o.Kind != pdfium.Text || t == "" {
			continue
		}
		switch {
		case o.Mode == pdfium.HiddenText || o.Mode == pdfium.ClipText:
			if picture > 0.5 {
				layer = true
				continue
			}
			p.unseens++
			p.unseen.put(fmt.Sprintf("page %d: %s\n", i+1, t))
		case !o.Active || off(o, page) || painted(objects[k+1:], o.Box):
			p.unseens++
			p.unseen.put(fmt.Sprintf("page %d: %s\n", i+1, t))
		case o.Mode == pdfium.FillText && (white(o) || o.Fill.A == 0) && !onDark(objects[:k], o.Box):
			p.whites++
			p.white.put(fmt.Sprintf("page %d: %s\n", i+1, t))
		}
	}
	if layer {
		p.scanned++
	}
}

// off tells that nothing of an object lies on the page and in its clip.
func off(o pdfium.Object, page pdfium.Rect) bool {
	if o.Box.Empty() {
		return false
	}
	on := o.Box.Intersect(page)
	if o.Clip != nil {
		on = on.Intersect(*o.Clip)
	}
	return on.Empty()
}

// painted tells that a solid area painted later lies over a box: the words under
// it are as readable to a program as any. A picture over text is a scan, or one
// of its pieces, and is counted by itself.
func painted(later []pdfium.Object, box pdfium.Rect) bool {
	for _, o := range later[:min(len(later), maxUnder)] {
		if o.Kind == pdfium.Path && o.Filled && o.Fill.A == 255 && !o.See && o.Active && !box.Empty() {
			r := o.Box.Intersect(box)
			if (r.X1-r.X0)*(r.Y1-r.Y0) > 0.8*(box.X1-box.X0)*(box.Y1-box.Y0) {
				return true
			}
		}
	}
	return false
}

func white(o pdfium.Object) bool { return o.Fill.R > 250 && o.Fill.G > 250 && o.Fill.B > 250 }

// maxUnder bounds how many objects are looked at below one piece of white text.
const maxUnder = 5000

// onDark tells that something painted earlier lies under the middle of a box.
func onDark(before []pdfium.Object, box pdfium.Rect) bool {
	x, y := (box.X0+box.X1)/2, (box.Y0+box.Y1)/2
	for k := len(before) - 1; k >= 0 && k >= len(before)-maxUnder; k-- {
		o := before[k]
		paints := o.Kind == pdfium.Image || o.Kind == pdfium.Shading || o.Kind == pdfium.Path && o.Filled
		if !paints || x < o.Box.X0 || x > o.Box.X1 || y < o.Box.Y0 || y > o.Box.Y1 {
			continue
		}
		return o.Kind != pdfium.Path || !white(o)
	}
	return false
}
