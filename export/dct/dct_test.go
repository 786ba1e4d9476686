package dct

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

// drawn is a picture of paper with lines, patches of colour and noise.
func drawn(rng *rand.Rand, w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for range rng.IntN(8) {
		x, y := rng.IntN(w), rng.IntN(h)
		c := color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 255}
		how := rng.IntN(3)
		for dy := range min(1+rng.IntN(40), h-y) {
			for dx := range min(1+rng.IntN(40), w-x) {
				switch how {
				case 1: // shades
					c.R, c.G, c.B = uint8(3*dx), uint8(255-5*dy), uint8(dx+dy)
				case 2: // noise in grey
					v := uint8(rng.IntN(256))
					c = color.RGBA{v, v, v, 255}
				}
				img.SetRGBA(x+dx, y+dy, c)
			}
		}
	}
	return img
}

func greyOf(img *image.RGBA) *image.Gray {
	g := image.NewGray(img.Rect)
	for i := range g.Pix {
		g.Pix[i] = img.Pix[4*i+1]
	}
	return g
}

// apart is the mean square of what two pictures differ by.
func apart(a, b image.Image) float64 {
	sum, n := 0.0, 0
	r := a.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			r0, g0, b0, _ := a.At(x, y).RGBA()
			r1, g1, b1, _ := b.At(x, y).RGBA()
			for _, d := range []float64{float64(r0>>8) - float64(r1>>8), float64(g0>>8) - float64(g1>>8), float64(b0>>8) - float64(b1>>8)} {
				sum, n = sum+d*d, n+1
			}
		}
	}
	return sum / float64(n)
}

// The standard library decodes what is coded here, as near to the picture as what
// it codes itself, and in as few bytes.
func TestReadsBackInAnotherDecoder(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	var ours, theirs float64
	var size, theirSize int
	for i := range 300 {
		img := drawn(rng, 1+rng.IntN(120), 1+rng.IntN(90))
		quality := []int{20, 78, 92, 100}[i%4]
		for _, c := range []struct {
			img  image.Image
			data []byte
		}{{img, RGBA(img, quality)}, {greyOf(img), Gray(greyOf(img), quality)}} {
			got, err := jpeg.Decode(bytes.NewReader(c.data))
			if err != nil || got.Bounds() != c.img.Bounds() {
				t.Fatalf("picture %d: %v", i, err)
			}
			var b bytes.Buffer
			if err := jpeg.Encode(&b, c.img, &jpeg.Options{Quality: quality}); err != nil {
				t.Fatal(err)
			}
			size, theirSize = size+len(c.data), theirSize+b.Len()
			want, err := jpeg.Decode(&b)
			if err != nil {
				t.Fatal(err)
			}
			mine, other := apart(c.img, got), apart(c.img, want)
			if mine > other*1.1+1.5 {
				t.Errorf("picture %d of %v at %d: off by %.1f, the standard library by %.1f", i, c.img.Bounds().Max, quality, mine, other)
			}
			ours, theirs = ours+mine, theirs+other
		}
	}
	if ours > theirs*1.01 || size > theirSize*101/100 {
		t.Errorf("off by %.1f in %d bytes, the standard library by %.1f in %d", ours, size, theirs, theirSize)
	}
}

// A part that begins at a multiple of 16 is decoded as it is in the whole: the
// maker of plates looks at parts alone.
func TestPartsAreThoseOfTheWhole(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for i := range 60 {
		img := drawn(rng, 40+rng.IntN(200), 40+rng.IntN(200))
		x, y := rng.IntN(img.Rect.Dx()/16)*16, rng.IntN(img.Rect.Dy()/16)*16
		part, _ := img.SubImage(image.Rect(x, y, min(x+64, img.Rect.Dx()), min(y+32, img.Rect.Dy()))).(*image.RGBA)
		whole, err := jpeg.Decode(bytes.NewReader(RGBA(img, 78)))
		if err != nil {
			t.Fatal(err)
		}
		cut, err := jpeg.Decode(bytes.NewReader(RGBA(part, 78)))
		if err != nil {
			t.Fatal(err)
		}
		for dy := range part.Rect.Dy() - 1 { // colours of the last row and column are smoothed by no one, but shared
			for dx := range part.Rect.Dx() - 1 {
				if whole.At(x+dx, y+dy) != cut.At(dx, dy) {
					t.Fatalf("picture %d: pixel %d,%d of the part at %d,%d is another", i, dx, dy, x, y)
				}
			}
		}
	}
}

func TestNoPicture(t *testing.T) {
	if RGBA(image.NewRGBA(image.Rectangle{}), 78) != nil || Gray(&image.Gray{Rect: image.Rect(0, 0, MaxSide+1, 1), Stride: MaxSide + 1, Pix: make([]byte, MaxSide+1)}, 78) != nil {
		t.Error("a picture without pixels or too wide is coded")
	}
}

// text is a page with lines of strokes in which one line has a colour.
func text() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 1700, 2200))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for y := 200; y < 2000; y += 34 {
		for x := 200; x < 1500; x += 6 + rng.IntN(14) {
			for k := range 20 {
				for n, v := range []uint8{180, 20, 0, 120} {
					img.SetRGBA(x+n, y+k, color.RGBA{v, v, max(v, uint8(200-y/10*4)), 255})
				}
			}
		}
	}
	return img
}

func BenchmarkPage200(b *testing.B) {
	img := text()
	for _, c := range []struct {
		name string
		code func() int
	}{
		{"here", func() int { return len(RGBA(img, 78)) }},
		{"standard library", func() int {
			var w bytes.Buffer
			_ = jpeg.Encode(&w, img, &jpeg.Options{Quality: 78})
			return w.Len()
		}},
	} {
		b.Run(fmt.Sprint(c.name), func(b *testing.B) {
			n := 0
			for b.Loop() {
				n = c.code()
			}
			b.ReportMetric(float64(n), "B/page")
		})
	}
}
