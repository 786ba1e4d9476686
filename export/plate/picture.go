package plate

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"time"

	_ "golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"vaughn/index/frames"
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
	at := frames.Frame{Turn: frames.Turn(data[:min(len(data), 128<<10)]), Tall: 1}
	if list := frames.List(bytes.NewReader(data)); p.Frame < len(list) {
		at = list[p.Frame]
		frames.Select(data, at)
	} else if p.Frame > 0 {
		return nil, errDamaged
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
	in := &timed{ctx: j.ctx, until: time.Now().Add(j.press.limit), in: bytes.NewReader(data)}
	img, err := decoded(in)
	switch {
	case in.late:
		return nil, errSlow
	case err != nil:
		return nil, j.refusal(err)
	}
	if err := context.Cause(j.ctx); err != nil {
		return nil, j.refusal(err)
	}
	img = turned(img, at.Turn)
	if at.Turn >= 5 {
		at.Tall = 1 / at.Tall
	}
	for _, c := range p.Covers {
		draw.Draw(img, pixels(c.Area, img.Rect), image.Black, image.Point{}, draw.Src)
	}
	return finish(scaled(img, p.Side, at.Tall), p.Covers, 1)
}

// timed is a reader that ends with its context or its time. A decoder reads a
// little at a time, so that one that is led in circles (a JPEG of a thousand
// scans) stops soon.
type timed struct {
	ctx   context.Context
	until time.Time
	in    *bytes.Reader
	late  bool
}

func (t *timed) Read(b []byte) (int, error) {
	if t.late = t.late || time.Now().After(t.until); t.late {
		return 0, context.DeadlineExceeded
	}
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	return t.in.Read(b[:min(len(b), 64<<10)])
}

// decoded gives the pixels on white. QUIRK: decoders of third parties panic on
// some damaged files.
func decoded(in io.Reader) (out *image.RGBA, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("the decoder gave up")
		}
	}()
	src, _, err := image.Decode(in)
	if err != nil {
		return nil, err
	}
	b := src.Bounds()
	out = image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, src, b.Min, draw.Over)
	return out, nil
}

// scaled makes a picture fit a side. Its pixels are so many times higher than
// wide; those of what leaves are square.
func scaled(img *image.RGBA, side int, tall float64) *image.RGBA {
	if side <= 0 || side > maxSide {
		side = maxSide
	}
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	switch {
	case tall > 1.02:
		h *= tall
	case tall < 0.98:
		w /= tall
	}
	long := max(w, h)
	if long <= float64(side) && w == float64(img.Rect.Dx()) && h == float64(img.Rect.Dy()) {
		return img
	}
	k := min(1, float64(side)/long)
	out := image.NewRGBA(image.Rect(0, 0, max(1, int(w*k)), max(1, int(h*k))))
	draw.CatmullRom.Scale(out, out.Rect, img, img.Rect, draw.Src, nil)
	return out
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
