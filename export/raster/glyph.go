package raster

import (
	"fmt"
	"image"
	"image/draw"
	"math"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"vaughn/export/layout"
)

// quarters is how finely a character is placed between two pixels, in both
// directions.
const quarters = 4

// painted is the coverage of one character at one place between pixels.
type painted struct {
	x, y, w, h int // of the coverage, from the pixel of the pen
	alpha      []uint8
}

type key struct {
	face   layout.Face
	r      rune
	size   int32 // 1/64 pixel
	dx, dy uint8 // quarters of a pixel
}

// cache keeps painted characters in two generations: when the young one is
// full it becomes the old one, and the old one is dropped.
type cache struct {
	mu         sync.Mutex
	half       int // bytes of one generation
	used       int
	young, old map[key]*painted
}

func newCache(bytes int) *cache {
	return &cache{half: bytes / 2, young: map[key]*painted{}}
}

// perEntry is about what a map entry costs beside its coverage.
const perEntry = 160

func (c *cache) get(f *layout.Font, face layout.Face, r rune, size, x, y float64) (*painted, error) {
	k := key{face: face, r: r, size: int32(math.Round(size * 64)), dx: part(x), dy: part(y)}
	c.mu.Lock()
	g, ok := c.young[k]
	if !ok {
		g, ok = c.old[k]
		if ok {
			c.put(k, g)
		}
	}
	c.mu.Unlock()
	if ok {
		return g, nil
	}
	g, err := paint(f, k)
	if err != nil {
		return nil, fmt.Errorf("painting U+%04X: %w", r, err)
	}
	c.mu.Lock()
	c.put(k, g)
	c.mu.Unlock()
	return g, nil
}

func (c *cache) put(k key, g *painted) {
	if c.used > c.half {
		c.old, c.young, c.used = c.young, map[key]*painted{}, 0
	}
	c.young[k] = g
	c.used += len(g.alpha) + perEntry
}

func part(v float64) uint8 {
	n := int(math.Floor(v*quarters + 0.5))
	return uint8(((n % quarters) + quarters) % quarters)
}

func paint(f *layout.Font, k key) (*painted, error) {
	var b sfnt.Buffer
	segs, err := f.Parsed.LoadGlyph(&b, f.Glyph(k.r), fixed.Int26_6(k.size), nil)
	if err != nil {
		return nil, err
	}
	box := segs.Bounds()
	dx, dy := float32(k.dx)/quarters, float32(k.dy)/quarters
	x0, y0 := box.Min.X.Floor(), box.Min.Y.Floor()
	w, h := box.Max.X.Ceil()+1-x0, box.Max.Y.Ceil()+1-y0
	if len(segs) == 0 || w <= 0 || h <= 0 {
		return &painted{}, nil
	}
	if w > 4096 || h > 4096 {
		return nil, fmt.Errorf("it would be %d × %d pixels", w, h)
	}
	v := vector.NewRasterizer(w, h)
	v.DrawOp = draw.Src
	pt := func(p fixed.Point26_6) (float32, float32) {
		return float32(p.X)/64 + dx - float32(x0), float32(p.Y)/64 + dy - float32(y0)
	}
	for _, s := range segs {
		ax, ay := pt(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			v.ClosePath()
			v.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			v.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			bx, by := pt(s.Args[1])
			v.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			bx, by := pt(s.Args[1])
			cx, cy := pt(s.Args[2])
			v.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	v.ClosePath()
	dst := image.NewAlpha(image.Rect(0, 0, w, h))
	v.Draw(dst, dst.Rect, image.Opaque, image.Point{})
	return &painted{x: x0, y: y0, w: w, h: h, alpha: dst.Pix}, nil
}
