package g4

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"golang.org/x/image/ccitt"
)

// Tags of TIFF 6.0 that a file of ours has, in their order, all of them.
const (
	tagWidth       = 256
	tagHeight      = 257
	tagBits        = 258
	tagCompression = 259
	tagPhotometric = 262
	tagStrips      = 273
	tagRows        = 278
	tagStripBytes  = 279
	tagXRes        = 282
	tagYRes        = 283
	tagT6          = 293
	tagUnit        = 296
	tagCount       = 12
)

// headLen is where the strip begins: header, directory, resolution.
const headLen = 8 + 2 + 12*tagCount + 4 + 8

// Write gives a TIFF file of one page: Group 4, white is zero, one strip.
func Write(b *Bitmap, dpi int) []byte { return file(b.W, b.H, dpi, Encode(b)) }

func file(w, h, dpi int, strip []byte) []byte {
	out := make([]byte, 0, headLen+len(strip))
	le := binary.LittleEndian
	out = append(out, 'I', 'I', 42, 0)
	out = le.AppendUint32(out, 8)
	out = le.AppendUint16(out, tagCount)
	const short, long, rational = 3, 4, 5
	for _, t := range [tagCount][3]uint32{
		{tagWidth, long, uint32(w)}, {tagHeight, long, uint32(h)}, {tagBits, short, 1}, {tagCompression, short, 4}, {tagPhotometric, short, 0},
		{tagStrips, long, headLen}, {tagRows, long, uint32(h)}, {tagStripBytes, long, uint32(len(strip))},
		{tagXRes, rational, headLen - 8}, {tagYRes, rational, headLen - 8}, {tagT6, long, 0}, {tagUnit, short, 2},
	} {
		out = le.AppendUint16(out, uint16(t[0]))
		out = le.AppendUint16(out, uint16(t[1]))
		out = le.AppendUint32(out, 1)
		out = le.AppendUint32(out, t[2])
	}
	out = le.AppendUint32(out, 0)
	out = le.AppendUint32(out, uint32(dpi))
	out = le.AppendUint32(out, 1)
	return append(out, strip...)
}

// Read opens a file that Write made and refuses every other: what it gives is
// written again and must be the same bytes, so nothing hides in the file. The
// pixels are read by a decoder that is not of this package.
func Read(data []byte) (b *Bitmap, dpi int, err error) {
	if len(data) < headLen || string(data[:4]) != "II*\x00" {
		return nil, 0, fmt.Errorf("reading a TIFF file: it is not one of this program's")
	}
	le := binary.LittleEndian
	value := func(i int) int { return int(le.Uint32(data[10+12*i+8:])) }
	if b, err = NewBitmap(value(0), value(1)); err != nil {
		return nil, 0, err
	}
	if dpi = int(le.Uint32(data[headLen-8:])); dpi < 1 || dpi > 2400 {
		return nil, 0, fmt.Errorf("reading a TIFF file: its resolution is none")
	}
	r := ccitt.NewReader(bytes.NewReader(data[headLen:]), ccitt.MSB, ccitt.Group4, b.W, b.H, &ccitt.Options{Invert: true})
	if _, err := io.ReadFull(r, b.Pix); err != nil {
		return nil, 0, fmt.Errorf("reading a TIFF file: its pixels: %w", err)
	}
	b.trim()
	if !bytes.Equal(Write(b, dpi), data) {
		return nil, 0, fmt.Errorf("reading a TIFF file: it is not written as this program writes it")
	}
	return b, dpi, nil
}

// trim clears the bits behind the last pixel of each row.
func (b *Bitmap) trim() {
	if b.W%8 == 0 {
		return
	}
	n := stride(b.W)
	for y := range b.H {
		b.Pix[(y+1)*n-1] &= 0xff << (8 - b.W%8)
	}
}
