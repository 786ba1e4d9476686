package plate

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"

	_ "golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"vaughn/redact"
)

// Bounds of a picture: the bytes of its file, the side that is kept of it, and
// how large one may be before others wait for it.
const (
	maxBytes = 256 << 20
	maxSide  = 2200
	bigOne   = 8 << 20
)

// picture decodes, turns, blackens and scales a picture, and blackens it again
// at the size it leaves in.
func (j *Job) picture(p redact.Picture) (*Plate, error) {
	f, err := j.press.open(j.ctx, p.Source)
	if err != nil {
		return nil, j.refusal(absent(err))
	}
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	_ = f.Close()
	if err != nil {
		return nil, j.refusal(absent(err))
	}
	if len(data) > maxBytes {
		return nil, errLarge
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, errUnknown
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > maxPixels/cfg.Height {
		return nil, errLarge
	}
	if cfg.Width*cfg.Height > bigOne {
		j.press.big.Lock()
		defer j.press.big.Unlock()
	}
	img, err := decoded(data)
	if err != nil {
		return nil, j.refusal(err)
	}
	if err := context.Cause(j.ctx); err != nil {
		return nil, j.refusal(err)
	}
	for _, c := range p.Covers {
		draw.Draw(img, pixels(c.Area, img.Rect), image.Black, image.Point{}, draw.Src)
	}
	return finish(scaled(img, p.Side), p.Covers)
}

// decoded gives the pixels as they are meant to be seen, on white. QUIRK:
// decoders of third parties panic on some damaged files.
func decoded(data []byte) (out *image.RGBA, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("the decoder gave up")
		}
	}()
	src, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	b := src.Bounds()
	out = image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, src, b.Min, draw.Over)
	return turned(out, orientation(data)), nil
}

func scaled(img *image.RGBA, side int) *image.RGBA {
	if side <= 0 || side > maxSide {
		side = maxSide
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	long := max(w, h)
	if long <= side {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, max(1, w*side/long), max(1, h*side/long)))
	draw.CatmullRom.Scale(out, out.Rect, img, img.Rect, draw.Src, nil)
	return out
}

// orientation is the EXIF tag 0x0112 of a JPEG (CIPA DC-008), 1 when there is none:
// cameras store what they saw lying on its side.
func orientation(data []byte) int {
	head := data[:min(len(data), 128<<10)]
	at := bytes.Index(head, []byte("Exif\x00\x00"))
	if at < 0 || !bytes.HasPrefix(data, []byte("\xff\xd8")) || len(head) < at+14 {
		return 1
	}
	t := head[at+6:]
	var order binary.ByteOrder = binary.BigEndian
	if t[0] == 'I' {
		order = binary.LittleEndian
	}
	dir := uint64(order.Uint32(t[4:]))
	if dir+2 > uint64(len(t)) {
		return 1
	}
	for i, n := uint64(0), uint64(order.Uint16(t[dir:])); i < n; i++ {
		e := dir + 2 + 12*i
		if e+12 > uint64(len(t)) {
			return 1
		}
		if order.Uint16(t[e:]) == 0x0112 {
			return int(order.Uint16(t[e+8:]))
		}
	}
	return 1
}

// turned puts a picture upright.
func turned(img *image.RGBA, how int) *image.RGBA {
	if how < 2 || how > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	ow, oh := w, h
	if how >= 5 {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range h {
		for x := range w {
			var nx, ny int
			switch how {
			case 2:
				nx, ny = w-1-x, y
			case 3:
				nx, ny = w-1-x, h-1-y
			case 4:
				nx, ny = x, h-1-y
			case 5:
				nx, ny = y, x
			case 6:
				nx, ny = h-1-y, x
			case 7:
				nx, ny = h-1-y, w-1-x
			case 8:
				nx, ny = y, w-1-x
			}
			copy(out.Pix[out.PixOffset(nx, ny):][:4], img.Pix[img.PixOffset(x, y):][:4])
		}
	}
	return out
}
