// Package frames tells what a picture file says of its pictures without decoding
// them: where each of a TIFF file's pictures begins and how large it is, which way
// up a picture stands (EXIF and TIFF 6.0, tag 274), and how far apart its lines are.
// A fax is a TIFF of many pages whose pixels are often twice as high as wide.
//
// It reads damaged files without an error: what it cannot read is not there.
package frames

import (
	"bytes"
	"encoding/binary"
	"io"
)

// Most bounds the pictures of one file; a chain that leads back to itself ends
// there too. It is more than any reader of them shows, so that it can say so.
const Most = 1 << 15

// Frame is one picture of a file.
type Frame struct {
	At   uint32  // of its directory, bytes from the start
	W, H int     // pixels, as stored
	Turn int     // orientation 1 to 8; 1 is upright
	Tall float64 // how much higher than wide a pixel is shown; 1 for a square
}

// Tags of TIFF 6.0.
const (
	tagWidth       = 256
	tagHeight      = 257
	tagOrientation = 274
	tagX, tagY     = 282, 283 // resolutions
)

// mostTags bounds the entries of one directory that are looked at.
const mostTags = 512

// List gives the pictures of a TIFF file in their order; nil for any other file.
func List(r io.ReaderAt) []Frame {
	t := tiff{r: r}
	if !t.begin(0) {
		return nil
	}
	var out []Frame
	for dir := t.u32(4); dir != 0 && len(out) < Most; {
		f, next := t.frame(int64(dir))
		f.At = dir
		out, dir = append(out, f), next
	}
	return out
}

// Turn is how a picture that is no TIFF stands: what its EXIF block says, 1 when
// there is none. head is the beginning of its file.
func Turn(head []byte) int {
	at := bytes.Index(head, []byte("Exif\x00\x00"))
	if at < 0 || !bytes.HasPrefix(head, []byte("\xff\xd8")) {
		return 1
	}
	block := head[at+6:]
	t := tiff{r: bytes.NewReader(block)}
	if !t.begin(0) {
		return 1
	}
	f, _ := t.frame(int64(t.u32(4)))
	return f.Turn
}

// Select makes a TIFF file in memory begin with the picture whose directory lies
// at a place: decoders read the first.
func Select(data []byte, f Frame) {
	t := tiff{r: bytes.NewReader(data)}
	if t.begin(0) {
		t.order.PutUint32(data[4:], f.At)
	}
}

// tiff reads numbers of a TIFF structure; beyond its end they are 0.
type tiff struct {
	r     io.ReaderAt
	order binary.ByteOrder
}

// begin reads the byte order.
func (t *tiff) begin(at int64) bool {
	var mark [4]byte
	if n, _ := t.r.ReadAt(mark[:], at); n < len(mark) {
		return false
	}
	switch string(mark[:]) {
	case "II*\x00":
		t.order = binary.LittleEndian
	case "MM\x00*":
		t.order = binary.BigEndian
	}
	return t.order != nil
}

func (t *tiff) u16(at int64) uint16 {
	var b [2]byte
	if n, _ := t.r.ReadAt(b[:], at); n < len(b) {
		return 0
	}
	return t.order.Uint16(b[:])
}

func (t *tiff) u32(at int64) uint32 {
	var b [4]byte
	if n, _ := t.r.ReadAt(b[:], at); n < len(b) {
		return 0
	}
	return t.order.Uint32(b[:])
}

// frame reads a directory and where the next one lies.
func (t *tiff) frame(dir int64) (f Frame, next uint32) {
	f = Frame{Turn: 1, Tall: 1}
	n := int64(t.u16(dir))
	var x, y float64
	for i := range min(n, mostTags) {
		at := dir + 2 + 12*i
		switch t.u16(at) {
		case tagWidth:
			f.W = t.number(at)
		case tagHeight:
			f.H = t.number(at)
		case tagOrientation:
			if v := t.number(at); v > 1 && v <= 8 {
				f.Turn = v
			}
		case tagX:
			x = t.ratio(at)
		case tagY:
			y = t.ratio(at)
		}
	}
	// Beyond a fax's 204 × 98 and 408 × 391 it is a mistake.
	if x > 0 && y > 0 && x/y > 0.2 && x/y < 5 {
		f.Tall = x / y
	}
	return f, t.u32(dir + 2 + 12*n)
}

// number is the first value of an entry, a SHORT or a LONG.
func (t *tiff) number(entry int64) int {
	if t.u16(entry+2) == 3 {
		return int(t.u16(entry + 8))
	}
	return int(t.u32(entry + 8))
}

// ratio is the first value of an entry of the type RATIONAL.
func (t *tiff) ratio(entry int64) float64 {
	at := int64(t.u32(entry + 8))
	above, below := t.u32(at), t.u32(at+4)
	if t.u16(entry+2) != 5 || below == 0 {
		return 0
	}
	return float64(above) / float64(below)
}
