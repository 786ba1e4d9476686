package plate

import (
	"bytes"
	"image"
	"io"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/ccitt"
)

// What is encoded is what another decoder reads, pixel by pixel.
func TestG4RoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	for n := range 400 {
		w, h := 1+rng.IntN(90), 1+rng.IntN(12)
		if n%20 == 0 {
			w = 2500 + rng.IntN(4000) // runs of more than one make-up code
		}
		g := image.NewGray(image.Rect(0, 0, w, h))
		run, v := 0, byte(255)
		for i := range g.Pix {
			if run--; run < 0 {
				run, v = rng.IntN(1+rng.IntN(1+n*w/100)), 255-v
			}
			g.Pix[i] = v
		}
		checkG4(t, g)
	}
	for _, v := range []byte{0, 255} {
		g := image.NewGray(image.Rect(0, 0, 5200, 3))
		for i := range g.Pix {
			g.Pix[i] = v
		}
		checkG4(t, g)
	}
}

func checkG4(t *testing.T, g *image.Gray) {
	t.Helper()
	w, h := g.Rect.Dx(), g.Rect.Dy()
	got, err := io.ReadAll(ccitt.NewReader(bytes.NewReader(G4(g)), ccitt.MSB, ccitt.Group4, w, h, nil))
	if err != nil {
		t.Fatalf("%d × %d: %v", w, h, err)
	}
	for y := range h {
		for x := range w {
			white := got[y*((w+7)/8)+x/8]>>(7-x%8)&1 == 1
			if white != (g.Pix[y*g.Stride+x] >= threshold) {
				t.Fatalf("%d × %d: pixel %d,%d differs", w, h, x, y)
			}
		}
	}
}

func BenchmarkG4(b *testing.B) {
	g := image.NewGray(image.Rect(0, 0, 1700, 2200))
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	for range 20000 { // about as many strokes as a page of text has
		x, y := rng.IntN(1690), rng.IntN(2190)
		for k := range 8 {
			g.Pix[(y+k)*1700+x], g.Pix[(y+k)*1700+x+1] = 0, 0
		}
	}
	for b.Loop() {
		G4(g)
	}
}
