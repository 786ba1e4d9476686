package g4

import (
	"bytes"
	"image"
	"image/color"
	"io"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff"
)

// random makes pictures of runs: blank rows, copies of the row above with a
// shift, long and short runs.
func random(rng *rand.Rand, w, h int) *Bitmap {
	b, err := NewBitmap(w, h)
	if err != nil {
		panic(err)
	}
	for y := range h {
		how := rng.IntN(4)
		shift := rng.IntN(9) - 4
		mean := 1 + rng.IntN(1+rng.IntN(w))
		for x, left, black := 0, 0, false; x < w; x++ {
			switch {
			case how == 0:
			case how == 1 && y > 0:
				if from := x + shift; from >= 0 && from < w && b.Black(from, y-1) {
					b.Set(x, y)
				}
			default:
				if left == 0 {
					left, black = 1+rng.IntN(mean), !black
				}
				if left--; black {
					b.Set(x, y)
				}
			}
		}
	}
	return b
}

func TestReadsBackInAnotherDecoder(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 2))
	for i := range 1500 {
		w, h := 1+rng.IntN(90), 1+rng.IntN(12)
		if i%50 == 0 {
			w = 1 + rng.IntN(7000) // runs longer than one word
		}
		b := random(rng, w, h)
		got := make([]byte, len(b.Pix))
		r := ccitt.NewReader(bytes.NewReader(Encode(b)), ccitt.MSB, ccitt.Group4, w, h, &ccitt.Options{Invert: true})
		if _, err := io.ReadFull(r, got); err != nil {
			t.Fatalf("picture %d, %d × %d: %v", i, w, h, err)
		}
		again := &Bitmap{W: w, H: h, Pix: got}
		again.trim()
		if !bytes.Equal(again.Pix, b.Pix) {
			t.Fatalf("picture %d, %d × %d: other pixels", i, w, h)
		}
	}
}

func TestFileIsTIFF(t *testing.T) {
	b := random(rand.New(rand.NewPCG(7, 7)), 301, 77)
	data := Write(b, 300)
	img, err := tiff.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for y := range b.H {
		for x := range b.W {
			if r, _, _, _ := img.At(x, y).RGBA(); (r == 0) != b.Black(x, y) {
				t.Fatalf("pixel %d, %d has the other colour", x, y)
			}
		}
	}
	again, dpi, err := Read(data)
	if err != nil || dpi != 300 || !bytes.Equal(again.Pix, b.Pix) {
		t.Errorf("read back: %v, %d dpi", err, dpi)
	}
}

func TestReadRefusesWhatItDidNotWrite(t *testing.T) {
	data := Write(random(rand.New(rand.NewPCG(7, 8)), 65, 9), 200)
	for name, change := range map[string]func([]byte) []byte{
		"trailing bytes": func(d []byte) []byte { return append(d, 0) },
		"short":          func(d []byte) []byte { return d[:headLen-1] },
		"no pixels":      func(d []byte) []byte { return d[:headLen] },
		"another tag":    func(d []byte) []byte { d[10] = 255; return d },
		"no size":        func(d []byte) []byte { copy(d[18:], []byte{0, 0, 0, 0}); return d },
		"huge":           func(d []byte) []byte { copy(d[18:], []byte{255, 255, 255, 127}); return d },
		"second page":    func(d []byte) []byte { d[headLen-12] = 8; return d },
		"resolution":     func(d []byte) []byte { copy(d[headLen-8:], []byte{0, 0, 0, 0}); return d },
	} {
		if _, _, err := Read(change(bytes.Clone(data))); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestFromRGBAKeepsBoxesBlack(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 3, 1))
	img.Set(0, 0, color.Black)
	img.Set(1, 0, color.Gray{Y: 100})
	img.Set(2, 0, color.Gray{Y: 200})
	b, err := FromRGBA(img)
	if err != nil || !b.Black(0, 0) || !b.Black(1, 0) || b.Black(2, 0) {
		t.Errorf("%v %v", b, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(Write(random(rand.New(rand.NewPCG(1, 1)), 40, 5), 300))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > headLen && (data[20] != 0 || data[32] != 0 || data[19] > 4 || data[31] > 4) {
			return // large white pictures only cost time
		}
		if b, dpi, err := Read(data); err == nil && !bytes.Equal(Write(b, dpi), data) {
			t.Error("taken, and written otherwise")
		}
	})
}

func BenchmarkPage300(b *testing.B) {
	p := random(rand.New(rand.NewPCG(3, 3)), 2550, 3300)
	for b.Loop() {
		Write(p, 300)
	}
}

func TestFromGray(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 9, 2))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	img.Pix[8], img.Pix[9], img.Pix[10] = 149, 150, 0
	b, err := FromGray(img, 150)
	if err != nil || !b.Black(8, 0) || b.Black(0, 1) || !b.Black(1, 1) {
		t.Errorf("%v, %v", b, err)
	}
	if _, err := FromGray(image.NewGray(image.Rect(0, 0, MaxSide+1, 1)), 150); err == nil {
		t.Error("a picture beyond MaxSide was taken")
	}
}
