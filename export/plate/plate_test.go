package plate

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"testing"

	"vaughn/index/frames"
	"vaughn/index/message"
	"vaughn/redact"
)

func pressOf(files map[message.BlobRef][]byte) *Press {
	return New(func(_ context.Context, ref message.BlobRef) (io.ReadSeekCloser, error) {
		data, ok := files[ref]
		if !ok {
			return nil, errors.New("absent")
		}
		return opened{bytes.NewReader(data)}, nil
	})
}

// secretive is a picture whose left upper quarter is the secret.
func secretive(secret color.Color) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 300, 200))
	for y := range 200 {
		for x := range 300 {
			img.Set(x, y, color.RGBA{uint8(x * 255 / 300), 90, uint8(y), 255})
			if x < 150 && y < 100 {
				img.Set(x, y, secret)
			}
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 100})
	return b.Bytes()
}

// What lies under a box leaves no trace: two secrets give the same bytes.
func TestPixelsDoNotInterfere(t *testing.T) {
	cover := redact.Cover{Area: redact.Area{W: 0.56, H: 0.56}} // a block of the coding beyond the secret
	var made [][]byte
	for _, c := range []color.Color{color.White, color.RGBA{200, 10, 60, 255}} {
		press := pressOf(map[message.BlobRef][]byte{"p": secretive(c)})
		p, err := press.Job(t.Context()).Plate(redact.Picture{Source: "p", Page: -1, Covers: []redact.Cover{cover}})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, p.Data())
	}
	if !bytes.Equal(made[0], made[1]) {
		t.Error("the plate depends on what its box hides")
	}
}

func TestRefusals(t *testing.T) {
	press := pressOf(map[message.BlobRef][]byte{"text": []byte("no picture"), "cut": secretive(color.White)[:900], "pdf": []byte("%PDF-1.7\nnothing")})
	defer press.Close()
	for _, c := range []struct {
		of   message.BlobRef
		page int
		want *Refused
	}{{"none", -1, errAbsent}, {"none", 0, errAbsent}, {"text", -1, errUnknown}, {"cut", -1, errDamaged}, {"pdf", 0, errDamaged}, {"", -1, errAbsent}} {
		job := press.Job(t.Context())
		_, err := job.Plate(redact.Picture{Source: c.of, Page: c.page})
		job.Close()
		if !errors.Is(err, c.want) {
			t.Errorf("%q page %d: %v", c.of, c.page, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var r *Refused
	if _, err := press.Job(ctx).Plate(redact.Picture{Source: "pdf"}); err == nil || errors.As(err, &r) {
		t.Errorf("a cancelled job refuses its picture: %v", err)
	}
}

// A picture lies as its camera was held.
func TestTurned(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	img := image.NewRGBA(image.Rect(0, 0, 7, 5))
	for i := range img.Pix {
		img.Pix[i] = byte(rng.IntN(256))
	}
	for _, c := range []struct{ how, x, y int }{{1, 0, 0}, {2, 6, 0}, {3, 6, 4}, {4, 0, 4}, {5, 0, 0}, {6, 4, 0}, {7, 4, 6}, {8, 0, 6}} {
		out := turned(img, c.how)
		if out.RGBAAt(c.x, c.y) != img.RGBAAt(0, 0) {
			t.Errorf("orientation %d: the first pixel is not at %d,%d", c.how, c.x, c.y)
		}
	}
}

// A letter that crosses the edge of its box is covered, its neighbour is not.
func TestCoverFollowsInk(t *testing.T) {
	g := image.NewGray(image.Rect(0, 0, 200, 100))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	for y := 40; y < 66; y++ { // reaches 6 pixels below its box
		g.SetGray(80, y, color.Gray{})
	}
	for y := 40; y < 60; y++ {
		g.SetGray(120, y, color.Gray{})
	}
	c := redact.Cover{Area: redact.Area{X: 0.3, Y: 0.4, W: 0.2, H: 0.2}, Reach: redact.Area{X: 0.28, Y: 0.3, W: 0.24, H: 0.4}}
	p, err := finish(g, []redact.Cover{c}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if b := p.boxes[0]; b.Max.Y < 66 || b.Max.X >= 120 || b.Min.Y < 39 {
		t.Errorf("the box is %v", b)
	}
	img, err := p.Image()
	if err != nil || img.(*image.Gray).GrayAt(80, 65).Y != 0 || img.(*image.Gray).GrayAt(120, 50).Y != 0 || img.(*image.Gray).GrayAt(70, 30).Y != 255 {
		t.Errorf("%v", err)
	}
}

func FuzzPicture(f *testing.F) {
	f.Add(secretive(color.White))
	f.Add([]byte("GIF89a"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		frames.Turn(data)
		press := pressOf(map[message.BlobRef][]byte{"p": data})
		var r *Refused
		if _, err := press.Job(t.Context()).Plate(redact.Picture{Source: "p", Page: -1}); err != nil && !errors.As(err, &r) {
			t.Error(err)
		}
	})
}
