package pdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"iter"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/image/font/sfnt"

	"vaughn/export/layout"
	"vaughn/export/raster"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

type labels struct{}

func (labels) Label(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, "("+id[:1]+")("+id[1:]+")")
	}
	return strings.Join(out, "; ")
}

const body = `Hello Robert,

please call Maria Delgado at 555-0137 before noon. The draft memo says that the pilot should not be extended, and I agree with most of it although the cost table on page 4 is out of date: AVAVAV To Wa. Yo.

Żółć, Ελλάδα, Россия, 日本語, שלום (abc) 123, مرحبا بالعالم, 👍 → • “x”
> I spoke with the vendor this morning. They can keep the old price if we sign before the end of the month.
>> Can we?
	a tab	and another
`

// clean is a record about a secret, resolved with the secret hidden everywhere.
func clean(t testing.TB, secret string, times int) redact.Clean {
	t.Helper()
	text := strings.Repeat(strings.ReplaceAll(body, "Maria Delgado", secret), times)
	m := &message.Message{Kind: message.Email, Headers: []message.Header{
		{Name: "From", Value: "Ana Ruiz <ana.ruiz@example.gov>"}, {Name: "Date", Value: "Tue, 3 Mar 2026 14:02:11 -0500"},
		{Name: "To", Value: "Robert Olsen <robert.olsen@example.gov>"}, {Name: "Subject", Value: "Call " + secret + " today"},
	}, Bodies: []message.Body{{Type: "text/plain", Text: text}}}
	m.ID = "00000000000000000000000000000000"
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	var marks []redact.Mark
	for at := 0; ; {
		i := strings.Index(r.Text[at:], secret)
		if i < 0 {
			break
		}
		marks = append(marks, redact.Mark{
			ID: redact.MarkID(strconv.Itoa(len(marks))), Record: r.ID, Version: r.Version, Target: redact.OnSpan,
			Span: record.Span{Start: at + i, End: at + i + len(secret)}, Basis: []string{"b6"}, State: redact.Accepted,
		})
		at += i + len(secret)
	}
	c, err := redact.Resolve(r, marks, labels{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func stamps(p int) layout.Stamps {
	return layout.Stamps{TopRight: "Request 2026-00417", BottomLeft: "FOR RELEASE", BottomRight: bates(p)}
}

func bates(p int) string { return fmt.Sprintf("FD-%06d", p+118) }

func write(t testing.TB, c redact.Clean) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := Write(&b, layout.Finish(c, layout.Letter(), stamps), Info{Title: "FD-000118", Label: bates, Bookmark: func(p int) string { return bates(p) }})
	if err != nil || n == 0 {
		t.Fatalf("%d pages, %v", n, err)
	}
	return b.Bytes()
}

func TestSecretsDoNotShow(t *testing.T) {
	want := write(t, clean(t, "Maria Delgado", 3))
	if !bytes.Contains(want, []byte("/PageLabels")) || !bytes.Contains(want, []byte("/Lang (en-US)")) || !bytes.Contains(want, []byte("/ID [<")) {
		t.Error("the catalog or trailer lacks something")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	letters := []rune("abcXYZß日本שלم😀éЖ0123456789 -")
	for range 12 {
		secret := "q"
		for range rng.IntN(40) {
			secret += string(letters[rng.IntN(len(letters))])
		}
		secret = strings.Join(strings.Fields(secret+"w"), " ")
		if got := write(t, clean(t, secret, 3)); !bytes.Equal(got, want) {
			t.Fatalf("another secret (%d characters) gives another file", len(secret))
		}
	}
}

func TestTwoWritersAtOnce(t *testing.T) {
	want := write(t, clean(t, "Maria Delgado", 2))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got := write(t, clean(t, "Maria Delgado", 2)); !bytes.Equal(got, want) {
				t.Error("a second writer gives another file")
			}
		})
	}
	wg.Wait()
}

func tool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skip(name + " is not installed")
	}
}

func saved(t *testing.T, data []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func finals(t *testing.T, c redact.Clean) []layout.Final {
	t.Helper()
	var out []layout.Final
	for f, err := range layout.Finish(c, layout.Letter(), stamps) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

func TestTextReadsAsPlanned(t *testing.T) {
	tool(t, "pdftotext")
	c := clean(t, "Maria Delgado", 5)
	out, err := exec.Command("pdftotext", "-raw", saved(t, write(t, c)), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	want := finals(t, c)
	if len(got) != len(want) {
		t.Fatalf("%d pages read, %d written", len(got), len(want))
	}
	for i := range want {
		// poppler puts marks of direction around right-to-left words
		text := strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "").Replace(got[i])
		if a, b := layout.Letters(text), layout.Letters(want[i].Text()); a != b {
			t.Errorf("page %d reads\n%s\nplanned\n%s", i+1, a, b)
		}
	}
}

func TestWordsStandWherePlanned(t *testing.T) {
	tool(t, "pdftotext")
	c := clean(t, "Maria Delgado", 1)
	out, err := exec.Command("pdftotext", "-bbox", saved(t, write(t, c)), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	type box struct {
		X    float64 `xml:"xMin,attr"`
		Text string  `xml:",chardata"`
	}
	var doc struct {
		Pages []struct {
			Words []box `xml:"word"`
		} `xml:"body>doc>page"`
	}
	d := xml.NewDecoder(bytes.NewReader(out))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	found := 0
	page := finals(t, c)[0].Page()
	for _, b := range doc.Pages[0].Words {
		for _, w := range page.Words {
			i := strings.Index(" "+w.Text+" ", " "+b.Text+" ")
			if i < 0 {
				continue
			}
			f, err := w.Face.Font()
			if err != nil {
				t.Fatal(err)
			}
			x := w.X.Points() + float64(f.Measure(w.Text[:i], w.Size))/64000
			if math.Abs(x-b.X) < 0.05 {
				found++
				break
			}
		}
	}
	if n := len(doc.Pages[0].Words); n < 90 || found < n*9/10 {
		t.Errorf("%d of %d words of the file stand where the page has them", found, n)
	}
}

func TestPictureIsTheFile(t *testing.T) {
	tool(t, "pdftoppm")
	c := clean(t, "Maria Delgado", 1)
	file := saved(t, write(t, c))
	page := finals(t, c)[0].Page()
	for _, dpi := range []int{96, 144} {
		data, err := exec.Command("pdftoppm", "-png", "-singlefile", "-r", strconv.Itoa(dpi), file).Output()
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		ours, err := raster.Render(page, float64(dpi))
		if err != nil {
			t.Fatal(err)
		}
		if theirs.Bounds() != ours.Bounds() {
			t.Fatalf("%d dpi: ours is %v, theirs %v", dpi, ours.Bounds(), theirs.Bounds())
		}
		// ink further than one pixel from any ink of the other: poppler sets
		// baselines on whole pixels
		a, b := stray(ours, theirs), stray(theirs, ours)
		if a > 0.002 || b > 0.002 {
			t.Errorf("%d dpi: %.4f of our ink and %.4f of theirs stands alone", dpi, a, b)
		}
	}
}

// stray is the share of the dark pixels of a that have no pixel at least half
// as dark in b within one pixel.
func stray(a, b image.Image) float64 {
	dark, alone := 0, 0
	r := a.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if ink(a, x, y) < 100 {
				continue
			}
			dark++
			near := 0
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					near = max(near, ink(b, x+dx, y+dy))
				}
			}
			if near < ink(a, x, y)/2 {
				alone++
			}
		}
	}
	return float64(alone) / float64(max(dark, 1))
}

func ink(m image.Image, x, y int) int {
	if !(image.Point{X: x, Y: y}).In(m.Bounds()) {
		return 0
	}
	_, g, _, _ := m.At(x, y).RGBA()
	return 255 - int(g>>8)
}

func TestSyntax(t *testing.T) {
	tool(t, "qpdf")
	if out, err := exec.Command("qpdf", "--check", saved(t, write(t, clean(t, "Maria Delgado", 2)))).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestCutFontHoldsOnlyWhatIsDrawn(t *testing.T) {
	for _, face := range []layout.Face{{Family: layout.Sans}, {Family: layout.Sans, Bold: true, Italic: true}, {Family: layout.Mono}, {Family: layout.Broad}, {Family: layout.CJK}, {Family: layout.Hangul}} {
		f, err := face.Font()
		if err != nil {
			t.Fatal(err)
		}
		var want []rune
		for _, r := range " Aé(zşΩЖשﻻ日語한글—" {
			if f.Glyph(r) != 0 {
				want = append(want, r)
			}
		}
		slices.Sort(want)
		c, err := cut(f, want)
		if err != nil {
			t.Fatal(err)
		}
		p, err := sfnt.Parse(c.data)
		if err != nil {
			t.Fatalf("%+v: %v", face, err)
		}
		var b sfnt.Buffer
		var got []rune
		for r := range rune(0xffff) {
			if g, _ := p.GlyphIndex(&b, r); g != 0 {
				got = append(got, r)
				mine, err := p.LoadGlyph(&b, g, 64000, nil)
				if err != nil {
					t.Fatalf("%+v %U: %v", face, r, err)
				}
				mine = slices.Clone(mine)
				theirs, err := f.Parsed.LoadGlyph(&b, f.Glyph(r), 64000, nil)
				if err != nil || !slices.Equal(mine, sfnt.Segments(theirs)) {
					t.Errorf("%+v %U: another outline (%v)", face, r, err)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v: the font holds %q, want %q", face, string(got), string(want))
		}
		if _, err := cut(f, []rune{0xe123}); err == nil {
			t.Errorf("%+v: a character without a glyph was accepted", face)
		}
	}
}

func TestRefuses(t *testing.T) {
	one := finals(t, clean(t, "Maria Delgado", 1))[0]
	many := func(n int, err error) iter.Seq2[layout.Final, error] {
		return func(yield func(layout.Final, error) bool) {
			for range n {
				if !yield(one, nil) {
					return
				}
			}
			if err != nil {
				yield(layout.Final{}, err)
			}
		}
	}
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		pages iter.Seq2[layout.Final, error]
		want  error
	}{
		"no pages": {many(0, nil), nil},
		"too many": {many(MaxPages+1, nil), ErrTooLong},
		"layout":   {many(1, broken), broken},
	} {
		var b bytes.Buffer
		n, err := Write(&b, c.pages, Info{})
		if err == nil || n != 0 || bytes.Contains(b.Bytes(), []byte("%%EOF")) || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %d pages, %d bytes, %v", name, n, b.Len(), err)
		}
	}
	var b bytes.Buffer
	if _, err := Write(&b, many(1, nil), Info{Title: "x😀\xff\u202e", Label: func(int) string { return "(é\\" }, Bookmark: func(int) string { return "😀" }}); err != nil {
		t.Errorf("odd strings: %v", err)
	}
}

// A reader that did not write it finds the parts in reading order, two records
// as two sections, and no stamp among them.
func TestTags(t *testing.T) {
	tool(t, "pdfinfo")
	one := finals(t, clean(t, "Maria Delgado", 1))
	var b bytes.Buffer
	two := func(yield func(layout.Final, error) bool) {
		for _, f := range slices.Concat(one, one) {
			if !yield(f, nil) {
				return
			}
		}
	}
	if _, err := Write(&b, two, Info{Title: "FD", Label: bates}); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdfinfo", "-struct-text", saved(t, b.Bytes())).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(out)) {
		got = append(got, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "(block)")))
	}
	record := strings.Join(got[1:len(got)/2+1], "\n")
	if again := strings.Join(got[len(got)/2+1:], "\n"); got[0] != "Document" || !strings.HasPrefix(record, "Sect") || record != again {
		t.Errorf("two records are not two sections:\n%s", out)
	}
	at := 0
	for _, want := range []string{"L\nLI\nLbl\n\"From:\"\nLBody\n\"Ana Ruiz <ana.ruiz@example.gov>\"", "\"Subject:\"\nLBody\n\"Call \"\nSpan (inline)\n\"(b)(6)\"\n\" today\"",
		"P\n\"Hello Robert,\"", "BlockQuote\nP\n\"> I spoke with the vendor this morning."} {
		i := strings.Index(record[at:], want)
		if i < 0 {
			t.Fatalf("no %q behind byte %d of\n%s", want, at, record)
		}
		at += i
	}
	if strings.Contains(record, "FOR RELEASE") {
		t.Error("a stamp is read as part of the record")
	}
}
