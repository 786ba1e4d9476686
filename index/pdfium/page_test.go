package pdfium

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vaughn/index/fault"
)

func near(a, b float64) bool { return math.Abs(a-b) < 0.6 }

func nearRect(a, b Rect) bool {
	return near(a.X0, b.X0) && near(a.Y0, b.Y0) && near(a.X1, b.X1) && near(a.Y1, b.Y1)
}

// A 10 × 10 square at the user space point (50, 60) of a 200 × 100 page must be
// found where the picture shows it, however the page is turned and cropped.
func TestGeometryFollowsRotationAndCrop(t *testing.T) {
	cases := []struct {
		extra string
		w, h  float64
		want  Rect
	}{
		{"", 200, 100, Rect{50, 30, 60, 40}},
		{"/Rotate 90", 100, 200, Rect{60, 50, 70, 60}},
		{"/Rotate 180", 200, 100, Rect{140, 60, 150, 70}},
		{"/Rotate 270", 100, 200, Rect{30, 140, 40, 150}},
		{"/Rotate -90", 100, 200, Rect{30, 140, 40, 150}},
		{"/CropBox [40 20 140 90]", 100, 70, Rect{10, 20, 20, 30}},
		{"/CropBox [40 20 140 90] /Rotate 90", 70, 100, Rect{40, 10, 50, 20}},
		{"/CropBox [-50 -50 900 900]", 200, 100, Rect{50, 30, 60, 40}},
	}
	for _, c := range cases {
		t.Run(c.extra, func(t *testing.T) {
			d := open(t, simple(c.extra, "1 0 0 rg 50 60 10 10 re f"))
			if w, h, err := d.Size(0); err != nil || !near(w, c.w) || !near(h, c.h) {
				t.Fatalf("size %v × %v, %v", w, h, err)
			}
			objects, err := d.Objects(0)
			if err != nil || len(objects) != 1 {
				t.Fatalf("%d objects, %v", len(objects), err)
			}
			o := objects[0]
			if o.Kind != Path || !o.Filled || o.Stroked || o.Fill != (color.NRGBA{255, 0, 0, 255}) || !nearRect(o.Box, c.want) {
				t.Errorf("object %+v", o)
			}
			img, err := d.Render(0, 72, false)
			if err != nil {
				t.Fatal(err)
			}
			if got := redBox(img); !nearRect(got, c.want) {
				t.Errorf("painted at %v, want %v", got, c.want)
			}
		})
	}
}

// redBox is the box around the red pixels.
func redBox(img image.Image) Rect {
	var box Rect
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, _, _ := img.At(x, y).RGBA(); r > 0x8000 && g < 0x8000 {
				box = box.Union(Rect{float64(x), float64(y), float64(x + 1), float64(y + 1)})
			}
		}
	}
	return box
}

// What a checker looks for: hidden, white, off-page and covered text is in
// Text, and Objects tells how it is painted and what covers it.
func TestHiddenTextShowsInObjects(t *testing.T) {
	d := open(t, simple("", strings.Join([]string{
		"BT /F1 10 Tf 3 Tr 10 80 Td (invisible) Tj ET",
		"BT 0 Tr 1 1 1 rg /F1 10 Tf 10 60 Td (white) Tj ET",
		"BT 0 0 0 rg /F1 10 Tf 10 40 Td (covered) Tj ET",
		"BT /F1 10 Tf 500 400 Td (outside) Tj ET",
		"0 0 0 rg 5 35 60 15 re f",
		"q 0 0 4 4 re W n BT /F1 10 Tf 10 20 Td (clipped) Tj ET Q",
	}, "\n")))
	text, err := d.Text(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"invisible", "white", "covered", "outside", "clipped"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	objects, err := d.Objects(0)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]Object{}
	var cover Object
	for _, o := range objects {
		if o.Kind == Text {
			at[o.Text] = o
		} else {
			cover = o
		}
	}
	if at["invisible"].Mode != HiddenText || at["covered"].Mode != FillText {
		t.Errorf("modes %d and %d", at["invisible"].Mode, at["covered"].Mode)
	}
	if at["white"].Fill != (color.NRGBA{255, 255, 255, 255}) || at["white"].Font != "Helvetica" || at["white"].Size != 10 {
		t.Errorf("white text is %+v", at["white"])
	}
	if box := at["covered"].Box; box.Intersect(cover.Box) != box || !cover.Filled {
		t.Errorf("%v is not under %v", box, cover.Box)
	}
	if box := at["outside"].Box; box.Intersect(Rect{0, 0, 200, 100}) != (Rect{}) {
		t.Errorf("text outside is at %v", box)
	}
	if clip := at["clipped"].Clip; clip == nil || !at["clipped"].Box.Intersect(*clip).Empty() {
		t.Errorf("clip of the clipped text is %v", clip)
	}
	chars, err := d.Chars(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range chars {
		if c.Object >= 0 && !strings.ContainsRune(objects[c.Object].Text, c.Rune) {
			t.Errorf("%q is not in the object that paints it, %q", c.Rune, objects[c.Object].Text)
		}
	}
}

// A part of a page has inside its rim the pixels it has in the picture of all of
// it, and what is painted is listed alike with and without its letters.
func TestParts(t *testing.T) {
	for _, extra := range []string{"", "/Rotate 90", "/CropBox [40 20 140 90] /Rotate 180"} {
		t.Run(extra, func(t *testing.T) {
			d := open(t, simple(extra, "0.2 g 50 60 30 10 re f BT /F1 9 Tf 1 g 52 62 Td (b6) Tj 0 g 0 -20 Td (Hello, world) Tj ET 30 20 60.5 3.5 re f"))
			const dpi = 97
			img, err := d.Render(0, dpi, true)
			if err != nil {
				t.Fatal(err)
			}
			whole := img.(*image.Gray)
			rng := rand.New(rand.NewPCG(7, uint64(len(extra))))
			for range 200 {
				x, y := rng.IntN(whole.Rect.Dx()+20)-10, rng.IntN(whole.Rect.Dy()+20)-10
				want := image.Rect(x, y, x+rng.IntN(60), y+rng.IntN(40))
				part, err := d.RenderPart(0, dpi, want)
				if err != nil {
					t.Fatal(err)
				}
				if want = want.Intersect(whole.Rect); part.Rect != want {
					t.Fatalf("part %v, want %v", part.Rect, want)
				}
				for y := want.Min.Y + 1; y < want.Max.Y-1; y++ {
					for x := want.Min.X + 1; x < want.Max.X-1; x++ {
						if part.GrayAt(x, y) != whole.GrayAt(x, y) {
							t.Fatalf("%q part %v: pixel %d, %d is %v, of the whole %v", extra, want, x, y, part.GrayAt(x, y), whole.GrayAt(x, y))
						}
					}
				}
			}
			all, err := d.Objects(0)
			bare, err2 := d.Painted(0)
			if err != nil || err2 != nil || len(all) != len(bare) || !slices.ContainsFunc(all, func(o Object) bool { return o.Text == "Hello, world" && o.Font != "" }) {
				t.Fatalf("%v %v %+v", err, err2, all)
			}
			for i, o := range all {
				if o.Text, o.Font = "", ""; !reflect.DeepEqual(o, bare[i]) {
					t.Errorf("object %d: %+v, want %+v", i, bare[i], o)
				}
			}
		})
	}
}

// Each letter's ink must lie where the picture is dark.
func TestCharacterBoxesHoldTheInk(t *testing.T) {
	d := open(t, simple("/Rotate 90", "BT /F1 20 Tf 20 50 Td (HIX) Tj ET"))
	chars, err := d.Chars(0)
	if err != nil || len(chars) != 3 {
		t.Fatalf("%d characters, %v", len(chars), err)
	}
	const dpi = 144
	img, err := d.Render(0, dpi, true)
	if err != nil {
		t.Fatal(err)
	}
	grey, dark := img.(*image.Gray), 0
	for y := range grey.Rect.Dy() {
		for x := range grey.Rect.Dx() {
			if grey.GrayAt(x, y).Y > 128 {
				continue
			}
			dark++
			px, py, inside := (float64(x)+0.5)*72/dpi, (float64(y)+0.5)*72/dpi, false
			for _, c := range chars {
				inside = inside || px > c.Ink.X0-1 && px < c.Ink.X1+1 && py > c.Ink.Y0-1 && py < c.Ink.Y1+1
			}
			if !inside {
				t.Fatalf("ink at (%.1f,%.1f) is in no box of %+v", px, py, chars)
			}
		}
	}
	if dark < 100 {
		t.Errorf("%d dark pixels", dark)
	}
}

// nested is a page that draws a 2 × 1 pixel image and text through two forms.
func nested() []byte {
	return build(
		"<< /Type /Catalog /Pages 2 0 R /Outlines 9 0 R /PageLabels << /Nums [0 << /P (FD-000118) >>] >> >>",
		"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
		"<< /Title (nested) >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 5 0 R /Resources << /XObject << /A 6 0 R >> >>"+
			" /Annots [<< /Type /Annot /Subtype /Square /Rect [100 10 140 30] /IC [0 0 0] /Contents (black box) /F 4 >>"+
			" << /Type /Annot /Subtype /Link /Rect [0 0 10 10] /Border [0 0 0] /A << /S /URI /URI (https://example.org/x) >> >>] >>",
		stream("", "q 2 0 0 2 10 20 cm /A Do Q"),
		stream("/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Matrix [1 0 0 1 5 0] /Resources << /XObject << /B 7 0 R >> >>", "/B Do"),
		stream("/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /XObject << /I 8 0 R >> /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >>",
			"q 20 0 0 10 0 0 cm /I Do Q BT /F1 8 Tf 0 20 Td (deep) Tj ET"),
		stream("/Type /XObject /Subtype /Image /Width 2 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /ASCIIHexDecode", "FF000000FF00>"),
		"<< /Type /Outlines /First 10 0 R /Last 10 0 R /Count 1 >>",
		"<< /Title (Chapter) /Parent 9 0 R /Dest [4 0 R /Fit] /First 11 0 R /Last 11 0 R /Count 1 >>",
		"<< /Title (Nowhere) /Parent 10 0 R >>",
	)
}

func TestFormsImagesAndNotes(t *testing.T) {
	d := open(t, nested())
	objects, err := d.Objects(0)
	if err != nil {
		t.Fatal(err)
	}
	var picture, letters = -1, -1
	for i, o := range objects {
		if o.Kind == Image {
			picture = i
		}
		if o.Kind == Text {
			letters = i
		}
	}
	if picture < 0 || letters < 0 {
		t.Fatalf("objects %+v", objects)
	}
	p := objects[picture]
	// Corner (0,0) goes through the form's matrix to (5,0), then to (20,20); it is 40 × 20 large.
	if !nearRect(p.Box, Rect{20, 60, 60, 80}) || p.Depth != 2 || objects[p.Parent].Kind != Form || p.PixelW != 2 || p.PixelH != 1 {
		t.Errorf("picture %+v", p)
	}
	img, err := d.StoredImage(0, picture)
	if err != nil {
		t.Fatal(err)
	}
	if r, g, _, _ := img.At(0, 0).RGBA(); r != 0xFFFF || g != 0 {
		t.Errorf("the left pixel is %v", img.At(0, 0))
	}
	if _, err := d.StoredImage(0, letters); fault.CodeOf(err) != fault.Usage {
		t.Errorf("text as an image: %v", err)
	}
	notes, err := d.Annotations(0)
	if err != nil || len(notes) != 2 {
		t.Fatalf("annotations %+v, %v", notes, err)
	}
	if n := notes[0]; n.Subtype != "Square" || n.Contents != "black box" || n.Hidden() || !nearRect(n.Box, Rect{100, 70, 140, 90}) {
		t.Errorf("annotation %+v", n)
	}
	if notes[1].URI != "https://example.org/x" {
		t.Errorf("link %+v", notes[1])
	}
	shot, err := d.Render(0, 72, true)
	if err != nil {
		t.Fatal(err)
	}
	if v := shot.(*image.Gray).GrayAt(120, 80).Y; v > 40 {
		t.Errorf("the black box is painted %d", v)
	}
	marks, err := d.Bookmarks()
	if want := "[{Chapter 0 0} {Nowhere 1 -1}]"; err != nil || fmt.Sprint(marks) != want {
		t.Errorf("bookmarks %v, %v", marks, err)
	}
	if label, err := d.PageLabel(0); err != nil || label != "FD-000118" {
		t.Errorf("label %q, %v", label, err)
	}
	if tr, err := d.Traits(); err != nil || tr.Version != 17 || tr.Revision != -1 || len(tr.Ends) != 1 {
		t.Errorf("traits %+v, %v", tr, err)
	}
}

func TestPasswords(t *testing.T) {
	for name, password := range map[string]string{"aes256.pdf": "geheim ö", "rc4.pdf": "letmein"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{"", "wrong", strings.Repeat("x", 5000)} {
			if _, err := engine.OpenBytes(context.Background(), data, wrong); fault.CodeOf(err) != fault.Encrypted {
				t.Errorf("%s with a password of %d letters: %v", name, len(wrong), err)
			}
		}
		d, err := engine.OpenBytes(context.Background(), data, password)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := d.Text(0); err != nil || s != "Locked away" {
			t.Errorf("%s: %q, %v", name, s, err)
		}
		d.Close()
	}
}

// Files in a file: the corpus has them, and their bytes must come out.
func TestCorpusAttachments(t *testing.T) {
	found := 0
	eachDocument(t, func(t *testing.T, path string, d *Document) {
		list, err := d.Attachments()
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range list {
			data, err := d.Attachment(i)
			if a.Size == 0 { // never silently empty
				if fault.CodeOf(err) != fault.Damaged {
					t.Errorf("attachment %d without content: %v", i, err)
				}
				continue
			}
			if err != nil || len(data) != a.Size {
				t.Errorf("attachment %d: %d bytes of %d, %v", i, len(data), a.Size, err)
			}
			found++
		}
	})
	if found == 0 {
		t.Error("no attachment in the corpus")
	}
}

func TestClosedDocument(t *testing.T) {
	d := open(t, nested())
	d.Close()
	d.Close()
	if _, err := d.Text(0); err == nil {
		t.Error("a closed document answers")
	}
}

// tagged is a page with a paragraph, a span that is read aloud as something
// else, and a figure; loop makes the paragraph its own child.
func tagged(loop bool) []byte {
	own := ""
	if loop {
		own = "9 0 R "
	}
	return build("<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 7 0 R >>",
		"<< /Type /Pages /Kids [5 0 R] /Count 1 >>", "<< >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 6 0 R /Resources << /Font << /F1 4 0 R >> >> /StructParents 0 >>",
		stream("", "/P << /MCID 0 >> BDC BT /F1 9 Tf 9 50 Td (Call) Tj ET EMC /Span << /MCID 1 >> BDC BT /F1 9 Tf 50 50 Td (x) Tj ET EMC /Figure << /MCID 2 >> BDC EMC"),
		"<< /Type /StructTreeRoot /K 8 0 R /ParentTree << /Nums [0 [9 0 R 10 0 R 11 0 R]] >> >>",
		"<< /Type /StructElem /S /Document /P 7 0 R /K [9 0 R 11 0 R] >>",
		"<< /Type /StructElem /S /P /P 8 0 R /Pg 5 0 R /K [0 "+own+"10 0 R] >>",
		"<< /Type /StructElem /S /Span /P 9 0 R /Pg 5 0 R /K 1 /ActualText (redacted) >>",
		"<< /Type /StructElem /S /Figure /P 8 0 R /Pg 5 0 R /K 2 /Alt <FEFF00410062> >>")
}

func TestTags(t *testing.T) {
	t.Run("tagged", func(t *testing.T) {
		got, err := open(t, tagged(false)).Tags(0)
		want := []Tag{{Type: "Document"}, {Type: "P", Depth: 1}, {Type: "Span", Actual: "redacted", Depth: 2}, {Type: "Figure", Alt: "Ab", Depth: 1}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("not tagged", func(t *testing.T) {
		if got, err := open(t, simple("", "BT /F1 9 Tf 9 50 Td (x) Tj ET")).Tags(0); err != nil || len(got) > 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("loop", func(t *testing.T) {
		if got, err := open(t, tagged(true)).Tags(0); err != nil || len(got) > tagLimit {
			t.Errorf("%d tags, %v", len(got), err)
		}
	})
}
