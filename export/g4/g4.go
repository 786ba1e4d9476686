// Package g4 stores pages of two colours as productions of images want them:
// CCITT Group 4 (ITU-T T.6) in a TIFF file of one strip.
//
// Write gives the same bytes for the same picture. Read takes only files that
// Write makes: it is the check of what was delivered, not a reader for the
// world's TIFF files. A picture is at most MaxSide pixels wide and high.
package g4

import (
	"encoding/binary"
	"fmt"
	"image"
	"strings"
)

// MaxSide bounds a picture: an A0 sheet at 400 dpi.
const MaxSide = 20000

// Bitmap is a picture of black and white: a bit a pixel, 1 is black, the first
// pixel of a row in the highest bit, rows of whole bytes.
type Bitmap struct {
	W, H int
	Pix  []byte
}

// stride is the bytes of a row.
func stride(w int) int { return (w + 7) / 8 }

// NewBitmap makes a white picture.
func NewBitmap(w, h int) (*Bitmap, error) {
	if w < 1 || h < 1 || w > MaxSide || h > MaxSide {
		return nil, fmt.Errorf("making a bilevel picture: %d × %d pixels, want 1 to %d a side", w, h, MaxSide)
	}
	return &Bitmap{W: w, H: h, Pix: make([]byte, stride(w)*h)}, nil
}

// Black tells the colour of a pixel inside the picture.
func (b *Bitmap) Black(x, y int) bool { return b.Pix[y*stride(b.W)+x/8]&(0x80>>(x%8)) != 0 }

// Set makes a pixel black.
func (b *Bitmap) Set(x, y int) { b.Pix[y*stride(b.W)+x/8] |= 0x80 >> (x % 8) }

// FromRGBA makes every pixel darker than light grey black: hairlines stay whole,
// and what a redaction covers stays covered.
func FromRGBA(img *image.RGBA) (*Bitmap, error) {
	out, err := NewBitmap(img.Rect.Dx(), img.Rect.Dy())
	if err != nil {
		return nil, err
	}
	for y := range out.H {
		row, to := img.Pix[y*img.Stride:], out.Pix[y*stride(out.W):]
		for x := range out.W {
			// ITU-R BT.601 in 1/256.
			if p := row[4*x : 4*x+3 : 4*x+3]; uint32(p[0])*77+uint32(p[1])*150+uint32(p[2])*29 < 160*256 {
				to[x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return out, nil
}

// FromGray makes every pixel darker than light black.
func FromGray(img *image.Gray, light uint8) (*Bitmap, error) {
	out, err := NewBitmap(img.Rect.Dx(), img.Rect.Dy())
	if err != nil {
		return nil, err
	}
	for y := range out.H {
		row, to := img.Pix[y*img.Stride:y*img.Stride+out.W], out.Pix[y*stride(out.W):]
		for x := 0; x < len(row); x += 8 {
			if x+8 <= len(row) && binary.LittleEndian.Uint64(row[x:]) == ^uint64(0) { // most of a page
				continue
			}
			for i, v := range row[x:min(x+8, len(row))] {
				if v < light {
					to[x/8] |= 0x80 >> i
				}
			}
		}
	}
	return out, nil
}

// word is a code word.
type word struct {
	bits uint32
	n    uint
}

// book holds the words of runs by colour: white, black.
type book [2][]word

func newBook() *book {
	return &book{words(whiteWords), words(blackWords)}
}

func words(list string) []word {
	var out []word
	for _, s := range strings.Fields(list) {
		w := word{n: uint(len(s))}
		for _, c := range s {
			w.bits = w.bits<<1 | uint32(c-'0')
		}
		out = append(out, w)
	}
	return out
}

// Mode words of T.6, table 1. vertical is by a1-b1 from -3 to 3.
var (
	pass       = word{0b0001, 4}
	horizontal = word{0b001, 3}
	vertical   = [7]word{{0b0000010, 7}, {0b000010, 6}, {0b010, 3}, {0b1, 1}, {0b011, 3}, {0b000011, 6}, {0b0000011, 7}}
	endOfLine  = word{1, 12}
)

type encoder struct {
	*book
	out  []byte
	held uint64
	n    uint
}

func (e *encoder) put(w word) {
	e.held, e.n = e.held<<w.n|uint64(w.bits), e.n+w.n
	for e.n >= 8 {
		e.n -= 8
		e.out = append(e.out, byte(e.held>>e.n))
	}
}

const longest = 2560 // the longest run of one word

func (e *encoder) run(colour, n int) {
	for ; n >= longest+64; n -= longest {
		e.put(e.book[colour][63+longest/64])
	}
	if n >= 64 {
		e.put(e.book[colour][63+n/64])
	}
	e.put(e.book[colour][n%64])
}

// Encode gives the Group 4 data of a picture, with the end of block.
func Encode(b *Bitmap) []byte {
	e := &encoder{book: newBook()}
	ref, cur := []int{b.W, b.W}, []int(nil)
	for y := range b.H {
		cur = changes(cur[:0], b.Pix[y*stride(b.W):(y+1)*stride(b.W)], b.W)
		e.line(cur, ref, b.W)
		ref, cur = cur, ref
	}
	e.put(endOfLine)
	e.put(endOfLine)
	if e.n > 0 {
		e.put(word{0, 8 - e.n})
	}
	return e.out
}

// changes lists where a row changes its colour, beginning from white, and ends
// with the width as often as a look ahead needs it.
func changes(out []int, row []byte, w int) []int {
	black := byte(0)
	for i, v := range row {
		if v == 0 && black == 0 || v == 0xff && black == 0xff {
			continue
		}
		for x := 8 * i; x < min(8*i+8, w); x++ {
			if bit := v & (0x80 >> (x % 8)); (bit != 0) != (black != 0) {
				out, black = append(out, x), ^black
			}
		}
	}
	return append(out, w, w, w, w)
}

// line codes a row against the one above (T.6, 2.2.5.1). The change at an even
// place of a list is one to black.
func (e *encoder) line(cur, ref []int, w int) {
	a0, colour, i, j := -1, 0, 0, 0
	for a0 < w {
		for i > 0 && ref[i-1] > a0 {
			i--
		}
		for i < len(ref)-1 && (ref[i] <= a0 && ref[i] < w || i%2 != colour && ref[i] < w) {
			i++
		}
		b1, b2 := ref[i], w
		if i+1 < len(ref) {
			b2 = ref[i+1]
		}
		a1 := cur[j]
		switch d := a1 - b1; {
		case b2 < a1:
			e.put(pass)
			a0 = b2
		case d >= -3 && d <= 3:
			e.put(vertical[d+3])
			a0, colour, j = a1, 1-colour, j+1
		default:
			a2 := cur[j+1]
			e.put(horizontal)
			e.run(colour, a1-max(a0, 0))
			e.run(1-colour, a2-a1)
			a0, j = a2, j+2
		}
		j = min(j, len(cur)-2)
	}
}

// Gray gives the picture in grey, a byte a pixel.
func (b *Bitmap) Gray() *image.Gray {
	out := image.NewGray(image.Rect(0, 0, b.W, b.H))
	for y := range b.H {
		for x := range b.W {
			if !b.Black(x, y) {
				out.Pix[y*out.Stride+x] = 255
			}
		}
	}
	return out
}
