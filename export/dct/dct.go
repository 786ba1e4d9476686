// Package dct stores pages with colours or greys as baseline JPEG (ITU-T T.81):
// tables, one frame, one scan, and nothing else. There is no place for a comment
// or for another program's data.
//
// It is made for pages: a block of one colour, which is most of them, costs next
// to nothing, so that a page of text takes a third of the time that the general
// coder of the standard library takes. Blocks do not depend on each
// other: a part of a picture that begins at a multiple of 16 pixels decodes to the
// same pixels as the whole does there. All arithmetic is in whole numbers, so the
// same picture gives the same bytes on every machine.
//
// Colours are halved in both directions (4:2:0); alpha is not looked at.
package dct

import (
	"encoding/binary"
	"image"
)

// MaxSide is the largest side that a frame can state.
const MaxSide = 1<<16 - 1

// unit is the side of the square of pixels that is coded as one: four blocks of
// brightness and one each of the two colours.
const unit = 16

// RGBA codes a picture in colours at a quality of 1 to 100, as most programs
// count it. nil for a picture without pixels or with more than MaxSide a side.
func RGBA(img *image.RGBA, quality int) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	c := newCoder(w, h, quality, 3)
	if c == nil {
		return nil
	}
	var m square
	for y := 0; y < h; y += unit {
		for x := 0; x < w; x += unit {
			if x+unit <= w && y+unit <= h && white(img, x, y) {
				c.paper()
				continue
			}
			coloured := !(x+unit <= w && y+unit <= h && m.greys(img, x, y)) && m.take(img, x, y)
			for i := range m.luma {
				c.block(0, &m.luma[i])
			}
			if !coloured {
				c.flat(1, 0)
				c.flat(2, 0)
				continue
			}
			c.block(1, &m.blue)
			c.block(2, &m.red)
		}
	}
	return c.end()
}

// Gray codes a picture of one component. See RGBA.
func Gray(img *image.Gray, quality int) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	c := newCoder(w, h, quality, 1)
	if c == nil {
		return nil
	}
	var b [64]int32
	for y := 0; y < h; y += 8 {
		for x := 0; x < w; x += 8 {
			for i := range 8 {
				row := img.Pix[min(y+i, h-1)*img.Stride:]
				for k := range 8 {
					b[8*i+k] = int32(row[min(x+k, w-1)]) - 128
				}
			}
			c.block(0, &b)
		}
	}
	return c.end()
}

// square is a unit of pixels taken apart, each value less 128.
type square struct {
	luma      [4][64]int32
	blue, red [64]int32
}

// white tells whether a unit inside the picture is blank paper.
func white(img *image.RGBA, x, y int) bool {
	at := y*img.Stride + 4*x
	for range unit {
		row := img.Pix[at : at+4*unit : at+4*unit]
		for i := 0; i < 4*unit; i += 8 {
			if binary.LittleEndian.Uint64(row[i:])|alphas != ^uint64(0) {
				return false
			}
		}
		at += img.Stride
	}
	return true
}

// alphas are the bits of two pixels that do not count.
const alphas = 0xff000000ff000000

// greys reads a unit inside the picture that has no colours; false for any other.
func (m *square) greys(img *image.RGBA, x, y int) bool {
	at := y*img.Stride + 4*x
	for line := range unit {
		row := img.Pix[at : at+4*unit : at+4*unit]
		left, right := &m.luma[line/8*2], &m.luma[line/8*2+1]
		to := line % 8 * 8
		for n := range 8 {
			a, b := binary.LittleEndian.Uint32(row[4*n:]), binary.LittleEndian.Uint32(row[4*n+32:])
			if ((a^a>>8)|(b^b>>8))&0xffff != 0 { // red is not green, or green not blue
				return false
			}
			left[to+n], right[to+n] = int32(a&0xff)-128, int32(b&0xff)-128
		}
		at += img.Stride
	}
	return true
}

// take reads a unit and tells whether it has colours. Weights are those of ITU-R
// BT.601 in 1/65536; a colour is that of the mean of its four pixels.
func (m *square) take(img *image.RGBA, x, y int) (coloured bool) {
	var edge [4 * unit]byte
	for i := range unit / 2 {
		var sum [unit / 2][3]int32
		for k := range 2 {
			line := 2*i + k
			p := pixels(img, x, y+line, &edge)
			to := &m.luma[line/8*2]
			for n := range unit {
				r, g, b := int32(p[4*n]), int32(p[4*n+1]), int32(p[4*n+2])
				if n == 8 {
					to = &m.luma[line/8*2+1]
				}
				to[line%8*8+n%8] = (19595*r+38470*g+7471*b+1<<15)>>16 - 128
				s := &sum[n/2]
				s[0], s[1], s[2] = s[0]+r, s[1]+g, s[2]+b
			}
		}
		for n, s := range sum {
			if s[0] == s[1] && s[1] == s[2] {
				m.blue[8*i+n], m.red[8*i+n] = 0, 0
				continue
			}
			m.blue[8*i+n] = (-11056*s[0] - 21712*s[1] + 32768*s[2] + 1<<17) >> 18
			m.red[8*i+n] = (32768*s[0] - 27440*s[1] - 5328*s[2] + 1<<17) >> 18
			coloured = true
		}
	}
	return coloured
}

// pixels gives a row of a unit, the picture's last row and column repeated where
// it ends: in the picture itself, or in edge.
func pixels(img *image.RGBA, x, y int, edge *[4 * unit]byte) *[4 * unit]byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	row := img.Pix[min(y, h-1)*img.Stride:]
	if x+unit <= w {
		return (*[4 * unit]byte)(row[4*x:])
	}
	for n := range unit {
		copy(edge[4*n:4*n+4], row[4*min(x+n, w-1):])
	}
	return edge
}
