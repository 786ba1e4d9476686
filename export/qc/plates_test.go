package qc

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/image/ccitt"

	"vaughn/export/layout"
	"vaughn/export/pdf"
	"vaughn/export/plate"
	"vaughn/index/extract"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

// stored is bytes that can be opened like a blob.
type stored struct{ *bytes.Reader }

func (stored) Close() error { return nil }

// reader starts its engine once for all tests.
var reader = sync.OnceValue(func() *extract.Extractor { return extract.New(extract.Options{}) })

// press makes plates of the bytes that a reference spells out.
var press = sync.OnceValue(func() *plate.Press {
	return plate.New(func(_ context.Context, ref message.BlobRef) (io.ReadSeekCloser, error) {
		return stored{bytes.NewReader([]byte(ref))}, nil
	})
})

// attached is the record of a file as an import makes it.
func attached(t testing.TB, name string, data []byte) *record.Record {
	t.Helper()
	x := reader()
	m := &message.Message{Attached: []message.Attachment{{Name: name, Size: int64(len(data)), Blob: message.BlobRef(data)}}}
	m.Seal()
	rs, err := x.Family(t.Context(), m, func(message.BlobRef) (io.ReadCloser, error) { return stored{bytes.NewReader(data)}, nil })
	if err != nil || len(rs) != 1 {
		t.Fatalf("%v, %d records", err, len(rs))
	}
	return rs[0]
}

// platedClaim produces a record with its pictures.
func platedClaim(t testing.TB, r *record.Record, marks []redact.Mark, secret string) fixture {
	t.Helper()
	c, err := redact.Resolve(r, marks, plainLabels{})
	if err != nil {
		t.Fatal(err)
	}
	job := press().Job(t.Context())
	defer job.Close()
	st := layout.Letter()
	st.Plates = job
	return writeStyle(t, c, st, secret)
}

// source is a PDF that says a secret, not hidden.
func source(t testing.TB, text string) []byte {
	t.Helper()
	var w record.Builder
	w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody}, text)
	r := &record.Record{ID: record.ID(strings.Repeat("1", 32))}
	w.Into(r)
	r.Seal()
	c, err := redact.Resolve(r, nil, plainLabels{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := pdf.Write(&b, layout.Finish(c, layout.Letter(), nil), pdf.Info{Title: "x"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func marksOf(r *record.Record, secret string) (out []redact.Mark) {
	for at := 0; ; {
		i := strings.Index(r.Text[at:], secret)
		if i < 0 {
			return out
		}
		at += i + len(secret)
		out = append(out, redact.Mark{ID: redact.MarkID(fmt.Sprint(at)), Record: r.ID, Version: r.Version, Target: redact.OnSpan,
			Span: record.Span{Start: at - len(secret), End: at}, Basis: []string{"b6"}, State: redact.Accepted})
	}
}

// plated is a produced PDF attachment with a secret blackened in its pixels.
func plated(t testing.TB, rng *rand.Rand) fixture {
	t.Helper()
	secret := randomName(rng)
	data := source(t, strings.ReplaceAll(strings.Repeat(letterBody, 6), "SECRET", secret))
	r := attached(t, "memo.pdf", data)
	marks := marksOf(r, secret)
	if len(marks) < 8 {
		t.Fatalf("the secret stands %d times in the page's text", len(marks))
	}
	return platedClaim(t, r, marks, secret)
}

func TestPlatedPages(t *testing.T) {
	p := prover(t)
	f := plated(t, rand.New(rand.NewPCG(5, 5)))
	if dir := os.Getenv("VAUGHN_PAGES"); dir != "" {
		_ = os.WriteFile(dir+"/plated.pdf", f.file, 0o644)
	}
	for _, x := range p.findings(t, f.file, f.claim) {
		t.Errorf("%s, page %d: %s", x.Check, x.Page, x.Why)
	}
	if len(f.claim.Pages[0].Plates) != 1 || len(f.claim.Pages[0].Boxes) < 8 {
		t.Fatalf("%d plates and %d boxes on page 1", len(f.claim.Pages[0].Plates), len(f.claim.Pages[0].Boxes))
	}
	if bytes.Contains(f.file, []byte(f.secret)) || strings.Contains(f.claim.Pages[0].Text, f.secret) {
		t.Error("the secret is in the file")
	}
}

// photo is a produced photograph with a name in a comment of its file and a
// region blackened.
func photo(t testing.TB, rng *rand.Rand) fixture {
	t.Helper()
	secret := randomName(rng)
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			img.SetRGBA(x, y, color.RGBA{uint8(x * 255 / 640), uint8(y * 255 / 480), uint8((x ^ y) & 255), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	data := withComment(b.Bytes(), secret)
	r := attached(t, "photo.jpg", data)
	if len(r.Images) != 1 || r.Images[0].W != 640 {
		t.Fatalf("%+v", r.Images)
	}
	mark := redact.Mark{ID: "r", Record: r.ID, Version: r.Version, Target: redact.OnRegion, Basis: []string{"b6"}, State: redact.Accepted,
		Region: &redact.Region{X: 0.33, Y: 0.2, W: 0.21, H: 0.4}}
	return platedClaim(t, r, []redact.Mark{mark}, secret)
}

func withComment(data []byte, s string) []byte {
	n := len(s) + 2
	return slices.Concat(data[:2], []byte{0xff, 0xfe, byte(n >> 8), byte(n)}, []byte(s), data[2:])
}

func TestPhotograph(t *testing.T) {
	p := prover(t)
	f := photo(t, rand.New(rand.NewPCG(6, 5)))
	if dir := os.Getenv("VAUGHN_PAGES"); dir != "" {
		_ = os.WriteFile(dir+"/photo.pdf", f.file, 0o644)
	}
	for _, x := range p.findings(t, f.file, f.claim) {
		t.Errorf("%s, page %d: %s", x.Check, x.Page, x.Why)
	}
	pg := f.claim.Pages[0]
	if len(pg.Plates) != 1 || pg.Plates[0].Kind != "rgb" || len(pg.Boxes) != 1 || pg.Boxes[0].Label != "(b6)" {
		t.Errorf("%+v", pg)
	}
	if bytes.Contains(f.file, []byte(f.secret)) {
		t.Error("the comment of the source is in the file")
	}
}

// imaged are leaks in pictures and in the text over them.
func imaged() []leak {
	g4 := func(change func(g *image.Gray)) func(e *editor, _ string) {
		return func(e *editor, _ string) { e.setImage(string(plate.G4(changed(e, change)))) }
	}
	word := regexp.MustCompile(`(?s)\) Tj`)
	return []leak{
		{name: "another picture", on: "page", only: "plates", plant: g4(func(g *image.Gray) { fill(g, image.Rect(40, 40, 400, 90), 0) })},
		{name: "picture in another place", on: "page", plant: func(e *editor, _ string) {
			p := e.page(0)
			e.objects[p] = regexp.MustCompile(`q (\S+) 0 0 (\S+) (\S+) (\S+) cm`).ReplaceAllString(e.objects[p], "q ${1} 0 0 ${2} 30.000000 ${4} cm")
		}},
		{name: "picture that no page draws", on: "page", only: "plates", plant: func(e *editor, s string) {
			x := e.addStream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode", s)
			e.replace(e.find(aPage), "/XObject <<", fmt.Sprintf("/XObject <</I%d %d 0 R", 7, x))
		}},
		{name: "live pixels under a box", on: "page", only: "pixels", admit: true, plant: g4(func(g *image.Gray) {
			for y := range g.Rect.Dy() { // a plate whose boxes were never burned in
				for x := range g.Rect.Dx() {
					if (x/9+y/9)%2 == 0 {
						g.Pix[y*g.Stride+x] = 255
					}
				}
			}
		})},
		{name: "live pixels under a box of a photograph", on: "photo", only: "pixels", admit: true, plant: func(e *editor, _ string) {
			img := image.NewRGBA(image.Rect(0, 0, 640, 480))
			for i := range img.Pix {
				img.Pix[i] = byte(i * 7)
			}
			var b bytes.Buffer
			_ = jpeg.Encode(&b, img, nil)
			e.setImage(b.String())
		}},
		{name: "comment in a photograph", on: "photo", only: "pixels", admit: true, plant: func(e *editor, s string) {
			e.setImage(string(withComment([]byte(e.image()), s)))
		}},
		{name: "bytes behind a photograph", on: "photo", only: "pixels", admit: true, plant: func(e *editor, s string) { e.setImage(e.image() + s) }},
		{name: "bytes behind a page's pixels", on: "page", only: "pixels", admit: true, plant: func(e *editor, s string) { e.setImage(e.image() + s) }},
		{name: "secret in the text layer", on: "page", plant: func(e *editor, s string) { e.behind(e.show(200, 500, 9, "3 Tr", s)) }},
		{name: "text layer in another order", on: "page", only: "content", plant: func(e *editor, _ string) {
			p := e.page(0)
			a, b := wide("extended, "), wide("although ")
			e.replace(p, a, "\x01")
			e.replace(p, b, a)
			e.replace(p, "\x01", b)
		}},
		{name: "text layer painted", on: "page", plant: func(e *editor, _ string) { e.replace(e.page(0), "3 Tr", "0 Tr") }},
		{name: "stamp unseen", on: "page", plant: func(e *editor, _ string) {
			p := e.page(0)
			i := word.FindAllStringIndex(e.objects[p], -1)
			at := strings.LastIndex(e.objects[p][:i[len(i)-1][0]], "BT ")
			e.objects[p] = e.objects[p][:at] + "3 Tr\n" + e.objects[p][at:]
		}},
	}
}

// image is the stored bytes of the first picture.
func (e *editor) image() string {
	return streamRE.FindStringSubmatch(e.objects[e.find("/Subtype /Image")])[2]
}

func (e *editor) setImage(data string) {
	n := e.find("/Subtype /Image")
	e.objects[n] = streamRE.FindStringSubmatch(e.objects[n])[1] + "stream\n" + data + "\nendstream"
}

func changed(e *editor, change func(g *image.Gray)) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, 1700, 2200))
	if err := ccitt.DecodeIntoGray(g, strings.NewReader(e.image()), ccitt.MSB, ccitt.Group4, nil); err != nil {
		e.t.Fatal(err)
	}
	change(g)
	return g
}

func fill(g *image.Gray, r image.Rectangle, v byte) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			g.Pix[y*g.Stride+x] = v
		}
	}
}

// admitted is a claim that names the first picture as it is in a file.
func admitted(e *editor, c Claim) Claim {
	sum := sha256.Sum256([]byte(e.image()))
	c.Pages = slices.Clone(c.Pages)
	c.Pages[0].Plates = slices.Clone(c.Pages[0].Plates)
	c.Pages[0].Plates[0].SHA256 = hex.EncodeToString(sum[:])
	return c
}
