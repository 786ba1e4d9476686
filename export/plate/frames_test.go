package plate

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"vaughn/export/dct"
	"vaughn/export/g4"
	"vaughn/index/message"
	"vaughn/redact"
)

// sheet is a picture of a TIFF: its size, which way up it is stored and how far
// apart its lines are. Black is the upper left corner as it is stored.
type sheet struct{ w, h, turn, across, down int }

// tiffOf is a file of sheets in Group 4.
func tiffOf(t *testing.T, sheets ...sheet) []byte {
	le := binary.LittleEndian
	out := []byte("II*\x00\x00\x00\x00\x00")
	link := 4
	for _, s := range sheets {
		b, err := g4.NewBitmap(s.w, s.h)
		if err != nil {
			t.Fatal(err)
		}
		for y := range s.h / 8 {
			for x := range s.w / 4 {
				b.Set(x, y)
			}
		}
		strip := g4.Encode(b)
		at := len(out)
		out = append(out, strip...)
		ratios := len(out)
		for _, v := range []int{s.across, 1, s.down, 1} {
			out = le.AppendUint32(out, uint32(v))
		}
		le.PutUint32(out[link:], uint32(len(out)))
		const short, long, ratio = 3, 4, 5
		tags := [][3]int{{256, long, s.w}, {257, long, s.h}, {258, short, 1}, {259, short, 4}, {262, short, 0}, {273, long, at}, {274, short, s.turn},
			{278, long, s.h}, {279, long, len(strip)}, {282, ratio, ratios}, {283, ratio, ratios + 8}}
		out = le.AppendUint16(out, uint16(len(tags)))
		for _, e := range tags {
			out = le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(out, uint16(e[0])), uint16(e[1])), 1), uint32(e[2]))
		}
		link = len(out)
		out = le.AppendUint32(out, 0)
	}
	return out
}

// Each picture of a TIFF is drawn, upright, and a fax as high as it was sent.
func TestFrames(t *testing.T) {
	data := tiffOf(t, sheet{400, 300, 1, 200, 200}, sheet{400, 300, 6, 200, 200}, sheet{400, 300, 1, 204, 98}, sheet{400, 300, 8, 204, 98})
	press := pressOf(map[message.BlobRef][]byte{"fax.tif": data})
	job := press.Job(t.Context())
	defer job.Close()
	for i, c := range []struct{ w, h, x, y int }{{400, 300, 10, 10}, {300, 400, 290, 10}, {400, 624, 10, 10}, {624, 400, 10, 390}} {
		p, err := job.Plate(redact.Picture{Source: "fax.tif", Page: -1, Frame: i})
		if err != nil {
			t.Fatalf("picture %d: %v", i+1, err)
		}
		if w, h := p.Size(); w != c.w || h != c.h || p.Kind() != KindG4 {
			t.Errorf("picture %d is %d × %d as %s", i+1, w, h, p.Kind())
			continue
		}
		img, err := p.Image()
		if err != nil {
			t.Fatal(err)
		}
		g, _ := img.(*image.Gray)
		if g.GrayAt(c.x, c.y).Y != 0 || g.GrayAt(c.w/2, c.h/2).Y != 255 {
			t.Errorf("picture %d does not stand upright", i+1)
		}
	}
	if _, err := job.Plate(redact.Picture{Source: "fax.tif", Page: -1, Frame: 4}); !errors.Is(err, errDamaged) {
		t.Errorf("a picture that is not there: %v", err)
	}
}

// A region of a picture is covered where it is seen, whichever way it is stored.
func TestCoverOnTurnedPicture(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 160, 80))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"), b.Bytes()[2:]...)
	press := pressOf(map[message.BlobRef][]byte{"p": append([]byte("\xff\xd8"), exif...)})
	a := redact.Area{X: 0.5, Y: 0.75, W: 0.5, H: 0.25}
	p, err := press.Job(t.Context()).Plate(redact.Picture{Source: "p", Page: -1, Covers: []redact.Cover{{Area: a, Reach: a}}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Image()
	if w, h := p.Size(); err != nil || w != 80 || h != 160 {
		t.Fatalf("%d × %d, %v", w, h, err)
	}
	for _, c := range []struct {
		x, y int
		want uint32
	}{{60, 140, 0}, {20, 140, 255}, {60, 100, 255}} {
		if v, _, _, _ := got.At(c.x, c.y).RGBA(); v>>8 != c.want {
			t.Errorf("%d,%d is %d", c.x, c.y, v>>8)
		}
	}
}

// circles is a progressive JPEG of 36 megapixels and so many scans, each of which
// says in a few bytes that nothing changes.
func circles(scans int) []byte {
	small := dct.Gray(image.NewGray(image.Rect(0, 0, 8, 8)), 50)
	sof, dht := bytes.Index(small, []byte{0xff, 0xc0}), bytes.Index(small, []byte{0xff, 0xc4})
	out := bytes.Clone(small[:dht])
	out[sof+1] = 0xc2
	const side = 6000
	binary.BigEndian.PutUint16(out[sof+5:], side)
	binary.BigEndian.PutUint16(out[sof+7:], side)
	table := append([]byte{0xff, 0xc4, 0, 20, 0x10, 1}, make([]byte, 15)...)
	out = append(append(out, table...), 0xe0) // one word, a bit: the end of 2^14 blocks and more
	const blocks, run = (side / 8) * (side / 8), 1<<15 - 1
	var scan []byte
	for n, bits := 0, 0; n < blocks; n += run { // 0, then 14 ones
		for i := range 15 {
			if bits%8 == 0 {
				if k := len(scan); k > 0 && scan[k-1] == 0xff {
					scan = append(scan, 0)
				}
				scan = append(scan, 0)
			}
			if i > 0 {
				scan[len(scan)-1] |= 0x80 >> (bits % 8)
			}
			bits++
		}
	}
	scan = append([]byte{0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0}, append(scan, 0)...)
	return append(append(out, bytes.Repeat(scan, scans)...), 0xff, 0xd9)
}

// A picture that leads its decoder in circles is given up in time.
func TestPictureTakesTooLong(t *testing.T) {
	press := pressOf(map[message.BlobRef][]byte{"p": circles(20_000)})
	Within(300 * time.Millisecond)(press)
	began := time.Now()
	_, err := press.Job(t.Context()).Plate(redact.Picture{Source: "p", Page: -1})
	if !errors.Is(err, errSlow) {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}
