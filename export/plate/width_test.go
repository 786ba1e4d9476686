package plate

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"slices"
	"testing"

	"vaughn/redact"
)

// Whatever stands on a page: where words make a box tight, Telling knows it before
// a pixel is drawn.
func TestTellingHoldsAllThatWordsMakeTight(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 4))
	told, tight := 0, 0
	for range 400 {
		p := redact.Picture{W: 150 + rng.Float64()*100, H: 60}
		img := image.NewGray(image.Rect(0, 0, dots(p.W), dots(p.H)))
		draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
		words, hidden := lineOfWords(rng, p.W)
		for i, w := range words {
			for x := int((w[0] + 0.5) * DPI / 72); x < int((w[1]-0.5)*DPI/72); x++ {
				for y := range img.Rect.Dy() / 10 {
					img.SetGray(x, img.Rect.Dy()*45/100+y, color.Gray{})
				}
			}
			if i == hidden {
				p.Covers = []redact.Cover{coverOf(words, i, p.W)}
			}
		}
		made, err := finish(img, p.Covers, stepOf(img.Rect.Dx(), p.W))
		if err != nil {
			t.Fatal(err)
		}
		if Telling(p) {
			told++
		}
		if made.Tight(0) {
			if tight++; !Telling(p) {
				t.Fatalf("words %v, %d hidden: its box %v is tight and was not told", words, hidden, made.boxes[0])
			}
		}
	}
	if tight < 40 || told > 360 || told-tight > 80 {
		t.Errorf("%d of 400 boxes are tight, %d were told", tight, told)
	}
}

// lineOfWords are the left and right ends of words of one line, in points, and
// the one that is hidden.
func lineOfWords(rng *rand.Rand, wide float64) (words [][2]float64, hidden int) {
	for x := 5 + rng.Float64()*20; x < wide-15; {
		w := min(4+rng.Float64()*50, wide-x-1)
		words = append(words, [2]float64{x, x + w})
		x += w + 2.5 + rng.Float64()*rng.Float64()*90
	}
	return words, rng.IntN(len(words))
}

// coverOf is the cover that package redact makes of a word, 27 to 33 points down
// a page of 60.
func coverOf(words [][2]float64, i int, wide float64) redact.Cover {
	w := words[i]
	left, right := w[0], wide-w[1]
	if i > 0 {
		left = w[0] - words[i-1][1]
	}
	if i+1 < len(words) {
		right = words[i+1][0] - w[1]
	}
	at := func(l, r, v float64) redact.Area {
		return redact.Area{X: (w[0] - l) / wide, Y: (27 - v) / 60, W: (w[1] - w[0] + l + r) / wide, H: (6 + 2*v) / 60}
	}
	pl, pr := min(2, left/2), min(2, right/2)
	return redact.Cover{Area: at(pl, pr, 2), Reach: at(min(4, left), min(4, right), 4), Room: at(max(pl, left-2), max(pr, right-2), 2)}
}

// A page that does not say how large it is, and one with nothing but drawn areas.
func TestTellingWithoutMeasures(t *testing.T) {
	c := redact.Cover{Area: redact.Area{X: 0.1, Y: 0.1, W: 0.2, H: 0.1}}
	var got []bool
	for _, room := range []redact.Area{{}, {X: 0, Y: 0.1, W: 1, H: 0.1}} {
		c.Room = room
		for _, w := range []float64{0, 300} {
			got = append(got, Telling(redact.Picture{W: w, H: w, Covers: []redact.Cover{c}}))
		}
	}
	if !slices.Equal(got, []bool{false, false, true, false}) {
		t.Errorf("%v", got)
	}
}
